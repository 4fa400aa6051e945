"""From the framing letter to the entente; targets are born here and stay one object to the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from mithaq.apps.accounts.matrix import Permission
from mithaq.apps.territory.access import scope_q
from mithaq.web.fields import MoneyField, Versioned

if TYPE_CHECKING:
    from mithaq.apps.accounts.models import User


class FramingLetterQuerySet(models.QuerySet["FramingLetter"]):
    """Letters, reached by right."""

    def visible_to(self, user: User) -> FramingLetterQuerySet:
        """The letters of one's own scope, and those that announce an envelope to it once published."""
        addressed = scope_q(user, Permission.PLANS_VIEW, prefix="envelopes__unit__")
        published = models.Q(state=FramingLetter.State.PUBLISHED) & addressed
        return self.filter(scope_q(user, Permission.PLANS_VIEW, prefix="issuer__") | published).distinct()


class FramingLetter(Versioned):
    """The letter by which the ministry opens a planning round: orientations and envelopes."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")

    year = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=40, unique=True)
    issuer = models.ForeignKey("territory.OrgUnit", on_delete=models.PROTECT, related_name="framing_letters")
    title_fr = models.CharField(max_length=200)
    title_ar = models.CharField(max_length=200, blank=True)
    text_fr = models.TextField(blank=True)
    text_ar = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    drafted_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    published_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    published_on = models.DateField(null=True, blank=True)

    objects = FramingLetterQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "number"]

    def __str__(self) -> str:
        return self.title_fr


class Envelope(models.Model):
    """The amount that a framing letter announces to a region for a year."""

    letter = models.ForeignKey(FramingLetter, on_delete=models.CASCADE, related_name="envelopes")
    unit = models.ForeignKey("territory.OrgUnit", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    amount = MoneyField()

    class Meta:
        ordering = ["letter", "unit", "year"]

    def __str__(self) -> str:
        return f"{self.unit} {self.year}: {self.amount}"


class BudgetProgrammeQuerySet(models.QuerySet["BudgetProgramme"]):
    """Programmes, reached by right."""

    def visible_to(self, user: User) -> BudgetProgrammeQuerySet:
        """The programmes of the units whose plans this person may read."""
        return self.filter(scope_q(user, Permission.PLANS_VIEW, prefix="unit__"))


class BudgetProgramme(Versioned):
    """A region's programme over several years: areas, objectives, targets, costed actions."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        AGREED = "agreed", _("Agreed")

    letter = models.ForeignKey(FramingLetter, on_delete=models.PROTECT, related_name="programmes")
    unit = models.ForeignKey("territory.OrgUnit", on_delete=models.PROTECT, related_name="budget_programmes")
    number = models.CharField(max_length=40, unique=True)
    title_fr = models.CharField(max_length=200)
    title_ar = models.CharField(max_length=200, blank=True)
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    drafted_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    drafted_on = models.DateField(null=True, blank=True)
    submitted_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    submitted_on = models.DateField(null=True, blank=True)

    objects = BudgetProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["-first_year", "number"]

    def __str__(self) -> str:
        return self.title_fr


class StrategicArea(models.Model):
    """Domaine stratégique de résultats (DSR): the first level of the programme."""

    programme = models.ForeignKey(BudgetProgramme, on_delete=models.CASCADE, related_name="areas")
    rank = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=20)
    title_fr = models.CharField(max_length=200)
    title_ar = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["programme", "rank"]
        constraints = [models.UniqueConstraint(fields=["programme", "code"], name="area_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.title_fr}"


class Objective(models.Model):
    """What is to change, within a strategic area."""

    area = models.ForeignKey(StrategicArea, on_delete=models.CASCADE, related_name="objectives")
    rank = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=20)
    title_fr = models.CharField(max_length=200)
    title_ar = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["area", "rank"]
        constraints = [models.UniqueConstraint(fields=["area", "code"], name="objective_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.title_fr}"


class Target(Versioned):
    """The promise of a figure: one indicator, one unit, a baseline and a value a year.

    This is the object that travels: budget-programme, entente, contract, settlement and report
    all point to the same row. `contributes_to` ties a facility's target to the region's.
    """

    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="targets")
    indicator = models.ForeignKey("indicators.Indicator", on_delete=models.PROTECT, related_name="targets")
    unit = models.ForeignKey("territory.OrgUnit", on_delete=models.PROTECT, related_name="targets")
    contributes_to = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="contributions"
    )
    baseline_period = models.CharField(max_length=6)
    baseline_value = models.DecimalField(max_digits=15, decimal_places=4, null=True, blank=True)
    baseline_source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["objective", "indicator", "unit"]
        constraints = [models.UniqueConstraint(fields=["objective", "indicator", "unit"], name="target_once")]

    def __str__(self) -> str:
        return f"{self.indicator} — {self.unit}"


class TargetValue(models.Model):
    """The value promised for one period (a year, or a quarter where the year is spread)."""

    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="values")
    period = models.CharField(max_length=6)
    value = models.DecimalField(max_digits=15, decimal_places=4)

    class Meta:
        ordering = ["target", "period"]
        constraints = [models.UniqueConstraint(fields=["target", "period"], name="target_value_once")]

    def __str__(self) -> str:
        return f"{self.target} {self.period}: {self.value}"


class PlannedAction(models.Model):
    """An action of the programme, under an objective, with its owner."""

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="actions")
    rank = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=20)
    title_fr = models.CharField(max_length=200)
    title_ar = models.CharField(max_length=200, blank=True)
    owner = models.ForeignKey("territory.OrgUnit", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["objective", "rank"]

    def __str__(self) -> str:
        return f"{self.code} {self.title_fr}"


class PlannedCost(models.Model):
    """What an action costs in one year, by nature of spending."""

    class Nature(models.TextChoices):
        OPERATIONS = "operations", _("Operations")
        INVESTMENT = "investment", _("Investment")

    action = models.ForeignKey(PlannedAction, on_delete=models.CASCADE, related_name="costs")
    year = models.PositiveSmallIntegerField()
    nature = models.CharField(max_length=12, choices=Nature.choices)
    amount = MoneyField()

    class Meta:
        ordering = ["action", "year", "nature"]

    def __str__(self) -> str:
        return f"{self.action} {self.year}: {self.amount}"


class EntenteQuerySet(models.QuerySet["Entente"]):
    """Ententes, reached by right."""

    def visible_to(self, user: User) -> EntenteQuerySet:
        """The ententes of the programmes that this person may read."""
        return self.filter(scope_q(user, Permission.PLANS_VIEW, prefix="programme__unit__"))


class Entente(models.Model):
    """The moral agreement on a budget-programme, signed by both parties on a frozen content.

    `content` is the canonical JSON of the programme on the day it was frozen; `content_hash` its SHA-256.
    """

    programme = models.OneToOneField(BudgetProgramme, on_delete=models.PROTECT, related_name="entente")
    number = models.CharField(max_length=40, unique=True)
    content = models.TextField()
    content_hash = models.CharField(max_length=64)
    agreed_on = models.DateField(null=True, blank=True)

    objects = EntenteQuerySet.as_manager()

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return self.number


class EntenteSignature(models.Model):
    """A party's signature: who, for which unit, when, on which content."""

    entente = models.ForeignKey(Entente, on_delete=models.CASCADE, related_name="signatures")
    unit = models.ForeignKey("territory.OrgUnit", on_delete=models.PROTECT, related_name="+")
    signed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    content_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["entente", "signed_at"]
        constraints = [models.UniqueConstraint(fields=["entente", "unit"], name="entente_signed_once")]

    def __str__(self) -> str:
        return f"{self.entente} {self.unit}"
