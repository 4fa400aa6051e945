"""The catalogue of what is measured."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Indicator(models.Model):
    """A figure that is followed: a formula over data elements, with its identity sheet."""

    class Direction(models.TextChoices):
        UP = "up", _("Higher is better")
        DOWN = "down", _("Lower is better")

    code = models.CharField(max_length=40, unique=True)
    name_fr = models.CharField(max_length=200)
    name_ar = models.CharField(max_length=200, blank=True)
    name_en = models.CharField(max_length=200, blank=True)
    definition_fr = models.TextField(blank=True)
    definition_ar = models.TextField(blank=True)
    definition_en = models.TextField(blank=True)
    formula = models.TextField()
    unit_of_measure = models.CharField(max_length=30)
    direction = models.CharField(max_length=4, choices=Direction.choices, default=Direction.UP)
    frequency = models.CharField(max_length=10, default="quarter")
    source = models.CharField(max_length=300, blank=True)
    is_gender_relevant = models.BooleanField(default=False)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name_fr
