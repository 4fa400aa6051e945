"""Budget lines drawn from costed actions, and what is open on them."""

from django.db import models

from mithaq.web.fields import MoneyField


class BudgetLine(models.Model):
    """An appropriation of one unit and year, traceable to the action that asks for it."""

    unit = models.ForeignKey("territory.OrgUnit", on_delete=models.PROTECT, related_name="budget_lines")
    year = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40)
    label_fr = models.CharField(max_length=200)
    label_ar = models.CharField(max_length=200, blank=True)
    nature = models.CharField(max_length=12)
    action = models.ForeignKey(
        "plans.PlannedAction", on_delete=models.PROTECT, null=True, blank=True, related_name="budget_lines"
    )
    appropriation_amount = MoneyField()

    class Meta:
        ordering = ["unit", "year", "code"]
        constraints = [models.UniqueConstraint(fields=["unit", "year", "code"], name="budget_line_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.label_fr}"
