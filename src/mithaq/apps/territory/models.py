"""The territory: one dated tree, facilities, groups and population."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mithaq.apps.accounts.access import Person, holds
from mithaq.apps.accounts.matrix import Permission
from mithaq.apps.territory.access import scope_q
from mithaq.web.fields import Versioned


class OrgUnitKind(models.Model):
    """What a unit is: nation, region, province, commune, facility, service. Data, not code."""

    code = models.CharField(max_length=30, primary_key=True)
    name_fr = models.CharField(max_length=80)
    name_ar = models.CharField(max_length=80, blank=True)
    name_en = models.CharField(max_length=80, blank=True)
    level = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["level", "code"]

    def __str__(self) -> str:
        return self.name_fr


class OrgUnitQuerySet(models.QuerySet["OrgUnit"]):
    """Reads of the tree."""

    def visible_to(self, user: Person, permission: Permission = Permission.TERRITORY_VIEW) -> OrgUnitQuerySet:
        """Units on which the person may do this; whoever may see the territory sees all of it: units are public."""
        if permission is Permission.TERRITORY_VIEW:
            return self if holds(user, permission) else self.none()
        return self.filter(scope_q(user, permission))


class OrgUnit(Versioned):
    """A place or body in the tree, from the nation down to a service.

    `path` is the chain of codes from the root, `/MA/03/03.231/`: rights and roll-ups are prefix
    tests on it. It describes today; `UnitAttachment` keeps where the unit hung at any date.
    """

    code = models.CharField(max_length=40, unique=True)
    kind = models.ForeignKey(OrgUnitKind, on_delete=models.PROTECT, related_name="units")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=200, unique=True)
    name_fr = models.CharField(max_length=200)
    name_ar = models.CharField(max_length=200, blank=True)
    setting = models.CharField(max_length=10, blank=True)  # urban or rural, where it has a meaning
    designation = models.CharField(max_length=20, blank=True)  # prefecture or province, at the second level
    iso_code = models.CharField(max_length=10, blank=True)
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    area_km2 = models.FloatField(null=True, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    is_demonstration = models.BooleanField(default=False)

    objects = OrgUnitQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        indexes = [models.Index(fields=["kind", "name_fr"]), models.Index(fields=["parent", "kind"])]

    def __str__(self) -> str:
        return self.name_fr


class UnitAttachment(models.Model):
    """Where a unit hung between two dates; `until` is empty for the present attachment."""

    unit = models.ForeignKey(OrgUnit, on_delete=models.CASCADE, related_name="attachments")
    parent = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["unit", "since"]

    def __str__(self) -> str:
        return f"{self.unit} → {self.parent}"


class ExternalId(models.Model):
    """The name of a unit in another system: HCP, ISO, ministry list, DHIS2."""

    unit = models.ForeignKey(OrgUnit, on_delete=models.CASCADE, related_name="external_ids")
    system = models.CharField(max_length=40)
    value = models.CharField(max_length=120)

    class Meta:
        ordering = ["system", "value"]
        constraints = [models.UniqueConstraint(fields=["system", "value"], name="external_id_once")]

    def __str__(self) -> str:
        return f"{self.system}:{self.value}"


class FacilityType(models.Model):
    """A type of facility of the pack: CSR-1, CSU-2, hôpital de proximité…"""

    code = models.CharField(max_length=20, primary_key=True)
    name_fr = models.CharField(max_length=120)
    name_ar = models.CharField(max_length=120, blank=True)
    name_en = models.CharField(max_length=120, blank=True)
    network = models.CharField(max_length=20, blank=True)
    care_level = models.CharField(max_length=20, blank=True)
    setting = models.CharField(max_length=10, blank=True)
    rank = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["rank", "code"]

    def __str__(self) -> str:
        return self.name_fr


class FacilityQuerySet(models.QuerySet["Facility"]):
    """Reads of facilities."""

    def open_below(self, path: str, on: date | None = None) -> FacilityQuerySet:
        """Facilities below a path that are open on a day, today by default."""
        day = on or timezone.localdate()
        opened = models.Q(unit__opened_on=None) | models.Q(unit__opened_on__lte=day)
        not_closed = models.Q(unit__closed_on=None) | models.Q(unit__closed_on__gt=day)
        return self.filter(opened, not_closed, unit__path__startswith=path)


class Facility(models.Model):
    """What is particular to a unit that gives care. Coordinates say what they are worth."""

    class CoordinateQuality(models.TextChoices):
        SURVEYED = "surveyed", _("Surveyed position")
        MATCHED = "matched", _("Matched by name")
        AREA = "area", _("Point inside the commune")
        UNKNOWN = "unknown", _("Unknown")

    unit = models.OneToOneField(OrgUnit, on_delete=models.CASCADE, related_name="facility", primary_key=True)
    type = models.ForeignKey(FacilityType, on_delete=models.PROTECT, related_name="facilities")
    n_beds = models.PositiveIntegerField(null=True, blank=True)
    coordinate_source = models.CharField(max_length=60, blank=True)
    coordinate_quality = models.CharField(
        max_length=10, choices=CoordinateQuality.choices, default=CoordinateQuality.UNKNOWN
    )
    source = models.CharField(max_length=200, blank=True)

    objects = FacilityQuerySet.as_manager()

    class Meta:
        ordering = ["unit"]

    def __str__(self) -> str:
        return str(self.unit)


class FacilityService(models.Model):
    """A service that a facility offers, between two dates."""

    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="services")
    code = models.CharField(max_length=40)
    name_fr = models.CharField(max_length=120)
    name_ar = models.CharField(max_length=120, blank=True)
    n_beds = models.PositiveIntegerField(null=True, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["facility", "code"]

    def __str__(self) -> str:
        return self.name_fr


class UnitGroup(models.Model):
    """A set of units that the tree does not show: network, care pathway, health district, cercle."""

    class Kind(models.TextChoices):
        NETWORK = "network", _("Network")
        PATHWAY = "pathway", _("Care pathway")
        DISTRICT = "district", _("Health district")
        CERCLE = "cercle", _("Cercle")
        PREFECTURE = "prefecture", _("Prefecture of arrondissements")

    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name_fr = models.CharField(max_length=160)
    name_ar = models.CharField(max_length=160, blank=True)
    anchor = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="anchored_groups")
    members = models.ManyToManyField(OrgUnit, related_name="groups", blank=True)

    class Meta:
        ordering = ["kind", "code"]

    def __str__(self) -> str:
        return self.name_fr


class HealthGroup(models.Model):
    """The regional health group (GST) of a region: seat, decree, start."""

    region = models.OneToOneField(OrgUnit, on_delete=models.PROTECT, related_name="health_group")
    code = models.CharField(max_length=20, unique=True)
    name_fr = models.CharField(max_length=160)
    name_ar = models.CharField(max_length=160, blank=True)
    seat_fr = models.CharField(max_length=80)
    seat_ar = models.CharField(max_length=80, blank=True)
    decree = models.CharField(max_length=40, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    start_note = models.CharField(max_length=160, blank=True)
    source = models.TextField(blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name_fr


class Population(models.Model):
    """Persons of a unit by census year, setting, sex and age group ("" = all)."""

    unit = models.ForeignKey(OrgUnit, on_delete=models.CASCADE, related_name="populations")
    year = models.PositiveSmallIntegerField()
    basis = models.CharField(max_length=10, default="legal")  # legal or municipal
    setting = models.CharField(max_length=6, blank=True)  # "", urban, rural
    sex = models.CharField(max_length=6, blank=True)  # "", male, female
    age_group = models.CharField(max_length=6, blank=True)  # "", 0-4 … 75+
    n_persons = models.PositiveIntegerField()
    is_derived = models.BooleanField(default=False)

    class Meta:
        ordering = ["unit", "year", "basis", "setting", "sex", "age_group"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "basis", "setting", "sex", "age_group"], name="population_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.year} {self.sex}{self.age_group}: {self.n_persons}"
