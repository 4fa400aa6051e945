"""What happened: data elements and append-only values with who, when, why."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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


class DataValue(models.Model):
    """One statement about one element, place and period. Append-only: the latest row is current.

    `value` is empty when the statement is that there is none; `missing_reason` then says why
    (`mithaq.core.values.Reason`). `stage` tells a declaration from its verification.
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
    source = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["element", "unit", "period", "id"]
        indexes = [models.Index(fields=["unit", "period", "element", "stage"])]

    def __str__(self) -> str:
        return f"{self.element} {self.unit} {self.period}: {self.value}"
