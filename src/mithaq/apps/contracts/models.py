"""Contracts from signature to settlement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from mithaq.apps.accounts.matrix import Permission
from mithaq.apps.territory.access import scope_q
from mithaq.web.fields import MoneyField, Versioned

if TYPE_CHECKING:
    from mithaq.apps.accounts.models import User


class RuleSet(models.Model):
    """A version of a payment rule. Published, it never changes: `text` is what was published."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")

    code = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    label_fr = models.CharField(max_length=200)
    label_ar = models.CharField(max_length=200, blank=True)
    label_en = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    text_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["code", "-number"]
        constraints = [models.UniqueConstraint(fields=["code", "number"], name="rule_set_version_once")]

    def __str__(self) -> str:
        return f"{self.code}@{self.number}"


class ContractQuerySet(models.QuerySet["Contract"]):
    """Contracts, reached by right."""

    def visible_to(self, user: User) -> ContractQuerySet:
        """The contracts whose holder or payer is in the person's scope."""
        held = scope_q(user, Permission.CONTRACTS_VIEW, prefix="holder__")
        paid = scope_q(user, Permission.CONTRACTS_VIEW, prefix="payer__")
        return self.filter(held | paid)

    def with_parties(self) -> ContractQuerySet:
        """The same, with what every table shows read in one query."""
        return self.select_related("holder", "payer", "budget_line", "rule_set", "parent")


class Contract(Versioned):
    """A dated agreement between a payer and a holder, down the cascade from its parent.

    `content` is the canonical JSON frozen when the draft is submitted; both parties sign its hash.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        SIGNED = "signed", _("Signed")
        RUNNING = "running", _("Running")
        CLOSED = "closed", _("Closed")

    class Kind(models.TextChoices):
        PROGRAMME = "programme", _("Programme contract")
        OBJECTIVES = "objectives", _("Contract of objectives and means")

    number = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    title_fr = models.CharField(max_length=200)
    title_ar = models.CharField(max_length=200, blank=True)
    payer = models.ForeignKey("territory.OrgUnit", on_delete=models.PROTECT, related_name="contracts_paid")
    holder = models.ForeignKey("territory.OrgUnit", on_delete=models.PROTECT, related_name="contracts_held")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    entente = models.ForeignKey(
        "plans.Entente", on_delete=models.PROTECT, null=True, blank=True, related_name="contracts"
    )
    rule_set = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="contracts")
    budget_line = models.ForeignKey(
        "budgets.BudgetLine", on_delete=models.PROTECT, null=True, blank=True, related_name="contracts"
    )
    starts_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    quarter_ceiling_amount = MoneyField()
    # Above this share of missing reports, an undertaking waits instead of being paid on a part.
    tolerated_missing_rate = models.DecimalField(max_digits=5, decimal_places=4, default=0)
    content = models.TextField(blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    is_demonstration = models.BooleanField(default=False)
    drafted_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    drafted_on = models.DateField(null=True, blank=True)
    submitted_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    submitted_on = models.DateField(null=True, blank=True)
    started_on = models.DateField(null=True, blank=True)

    objects = ContractQuerySet.as_manager()

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number} — {self.title_fr}"


class ContractSignature(models.Model):
    """A party's signature on a frozen content."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="signatures")
    unit = models.ForeignKey("territory.OrgUnit", on_delete=models.PROTECT, related_name="+")
    signed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    content_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["contract", "signed_at"]
        constraints = [models.UniqueConstraint(fields=["contract", "unit"], name="contract_signed_once")]

    def __str__(self) -> str:
        return f"{self.contract} {self.unit}"


class Undertaking(models.Model):
    """One promise of a contract: an indicator's target and what reaching it pays.

    A quantity is a line of the settlement; the quality undertaking gives the score of the bonus.
    """

    class Role(models.TextChoices):
        QUANTITY = "quantity", _("Quantity")
        QUALITY = "quality", _("Quality")

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="undertakings")
    rank = models.PositiveSmallIntegerField()
    target = models.ForeignKey("plans.Target", on_delete=models.PROTECT, related_name="undertakings")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.QUANTITY)
    tariff_amount = MoneyField()
    threshold_rate = models.DecimalField(max_digits=6, decimal_places=4)
    cap_rate = models.DecimalField(max_digits=6, decimal_places=4)

    class Meta:
        ordering = ["contract", "rank"]
        constraints = [models.UniqueConstraint(fields=["contract", "target"], name="undertaking_once")]

    def __str__(self) -> str:
        return f"{self.contract.number}/{self.rank}"

    @property
    def key(self) -> str:
        """How settlements name the line: "L1"."""
        return f"L{self.rank}"


class Duty(models.Model):
    """A promise of either party that is not a figure: recruit, equip, report; with a due date."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        DONE = "done", _("Done")

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="duties")
    rank = models.PositiveSmallIntegerField()
    bearer = models.ForeignKey("territory.OrgUnit", on_delete=models.PROTECT, related_name="+")
    text_fr = models.CharField(max_length=300)
    text_ar = models.CharField(max_length=300, blank=True)
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    evidence = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["contract", "rank"]
        verbose_name_plural = "duties"

    def __str__(self) -> str:
        return self.text_fr


class Clause(models.Model):
    """A numbered article of the contract, in both languages."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="clauses")
    number = models.CharField(max_length=10)
    rank = models.PositiveSmallIntegerField()
    heading_fr = models.CharField(max_length=200)
    heading_ar = models.CharField(max_length=200, blank=True)
    text_fr = models.TextField()
    text_ar = models.TextField(blank=True)

    class Meta:
        ordering = ["contract", "rank"]

    def __str__(self) -> str:
        return f"{self.number} {self.heading_fr}"


class SettlementQuerySet(models.QuerySet["Settlement"]):
    """Settlements, reached by right."""

    def visible_to(self, user: User) -> SettlementQuerySet:
        """The settlements of the contracts that this person may read."""
        held = scope_q(user, Permission.CONTRACTS_VIEW, prefix="contract__holder__")
        paid = scope_q(user, Permission.CONTRACTS_VIEW, prefix="contract__payer__")
        return self.filter(held | paid)

    def standing(self) -> SettlementQuerySet:
        """Only the runs that count: computed and waiting, or countersigned."""
        return self.filter(state__in=[Settlement.State.COMPUTED, Settlement.State.APPROVED])


class Settlement(Versioned):
    """What a contract pays for a period: computed, countersigned by another person, ordered.

    `result` is the canonical JSON of the computation (amounts, steps, inputs, facts, parameters,
    provenance); `digest` is its SHA-256. Recomputed from the same facts it gives the same bytes.
    """

    class State(models.TextChoices):
        COMPUTED = "computed", _("Computed")
        APPROVED = "approved", _("Countersigned")
        RETURNED = "returned", _("Sent back")
        SUPERSEDED = "superseded", _("Replaced")

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="settlements")
    period = models.CharField(max_length=6)
    run_number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.COMPUTED)
    rule_set = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="settlements")
    known_at = models.DateTimeField()
    total_amount = MoneyField(null=True)
    pending_amount = MoneyField(default=0)
    result = models.TextField()
    digest = models.CharField(max_length=64)
    computed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    computed_at = models.DateTimeField()
    approved_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    returned_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    objects = SettlementQuerySet.as_manager()

    class Meta:
        ordering = ["contract", "period", "-run_number"]
        constraints = [models.UniqueConstraint(fields=["contract", "period", "run_number"], name="settlement_run_once")]

    def __str__(self) -> str:
        return f"{self.contract.number} {self.period} #{self.run_number}"
