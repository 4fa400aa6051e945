"""What happened: data elements, who has to report them, and values with who, when, why."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from mithaq.apps.accounts.matrix import Permission
from mithaq.apps.territory.access import scope_q

if TYPE_CHECKING:
    from mithaq.apps.accounts.models import User


class DataElement(models.Model):
    """Something counted or measured at the source, with how it adds up."""

    class Aggregation(models.TextChoices):
        SUM = "sum", _("Sum")
        AVERAGE = "average", _("Average")
        LAST = "last", _("Last value")
        NONE = "none", _("None")

    code = models.CharField(max_length=40, unique=True)
    name_fr = models.CharField(max_length=200)
    name_ar = models.CharField(max_length=200, blank=True)
    name_en = models.CharField(max_length=200, blank=True)
    unit_of_measure = models.CharField(max_length=30)
    period_kind = models.CharField(max_length=10, default="month")
    aggregation = models.CharField(max_length=10, choices=Aggregation.choices, default=Aggregation.SUM)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name_fr

    @property
    def is_rate(self) -> bool:
        """Whether it is a share, kept between 0 and 1 and shown in hundredths."""
        return self.unit_of_measure == "%"


class ReportingDuty(models.Model):
    """A place that has to report an element, between two dates.

    Without it nobody could tell "not received" from "nothing to say": it is what makes a share
    of missing data computable.
    """

    element = models.ForeignKey(DataElement, on_delete=models.CASCADE, related_name="duties")
    unit = models.ForeignKey("territory.OrgUnit", on_delete=models.CASCADE, related_name="reporting_duties")
    since = models.CharField(max_length=6)  # first period to report
    until = models.CharField(max_length=6, blank=True)  # last one; empty while it lasts

    class Meta:
        ordering = ["element", "unit"]
        verbose_name_plural = "reporting duties"
        constraints = [models.UniqueConstraint(fields=["element", "unit", "since"], name="reporting_duty_once")]

    def __str__(self) -> str:
        return f"{self.element} — {self.unit}"


class DataValueQuerySet(models.QuerySet["DataValue"]):
    """Values, reached by right, by instant and by place."""

    def visible_to(self, user: User) -> DataValueQuerySet:
        """The values of the units whose facts this person may read."""
        return self.filter(scope_q(user, Permission.FACTS_VIEW, prefix="unit__"))

    def known_at(self, instant: datetime | None) -> DataValueQuerySet:
        """The rows that stood at that instant; None means now."""
        if instant is None:
            return self.filter(replaced_at__isnull=True)
        return self.filter(Q(replaced_at__isnull=True) | Q(replaced_at__gt=instant), entered_at__lte=instant)

    def awaiting_verification(self) -> DataValueQuerySet:
        """The declarations that stand and that no verification has answered since."""
        answers = DataValue.objects.known_at(None).filter(
            element=OuterRef("element"),
            unit=OuterRef("unit"),
            period=OuterRef("period"),
            stage=DataValue.Stage.VERIFIED,
            entered_at__gte=OuterRef("entered_at"),
        )
        return self.known_at(None).filter(~Exists(answers), stage=DataValue.Stage.DECLARED)

    def under(self, path: str) -> DataValueQuerySet:
        """The values of a unit and of everything below it."""
        return self.filter(unit__path__startswith=path)

    def due(self) -> DataValueQuerySet:
        """Only the reports that the place had to make; a value that nobody asked for counts nowhere."""
        duties = ReportingDuty.objects.filter(
            Q(until="") | Q(until__gte=OuterRef("period")),
            element=OuterRef("element"),
            unit=OuterRef("unit"),
            since__lte=OuterRef("period"),
        )
        return self.filter(Exists(duties))

    def in_months(self, periods: Iterable[str]) -> DataValueQuerySet:
        """The values of these periods."""
        return self.filter(period__in=list(periods))


class DataValue(models.Model):
    """One statement about one element, place and period. Its content never changes.

    A correction is a new row; the row that it replaces only learns when (`replaced_at`), so what
    was known at any instant is a plain filter. `value` is empty when the statement is that there
    is none; `missing_reason` then says why (`mithaq.core.values.Reason`). `stage` tells a
    declaration from its verification.
    """

    class Stage(models.TextChoices):
        DECLARED = "declared", _("Declared")
        VERIFIED = "verified", _("Verified")

    element = models.ForeignKey(DataElement, on_delete=models.PROTECT, related_name="values")
    unit = models.ForeignKey("territory.OrgUnit", on_delete=models.PROTECT, related_name="data_values")
    period = models.CharField(max_length=6)
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.DECLARED)
    value = models.DecimalField(max_digits=15, decimal_places=4, null=True, blank=True)
    missing_reason = models.CharField(max_length=20, blank=True)
    entered_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True, editable=False)
    source = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=300, blank=True)

    objects = DataValueQuerySet.as_manager()

    class Meta:
        ordering = ["element", "unit", "period", "id"]
        indexes = [
            models.Index(fields=["unit", "period", "element", "stage"]),
            models.Index(fields=["element", "period", "stage"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["element", "unit", "period", "stage"],
                condition=Q(replaced_at__isnull=True),
                name="data_value_one_current",
            )
        ]

    def __str__(self) -> str:
        return f"{self.element} {self.unit} {self.period}: {self.value}"
