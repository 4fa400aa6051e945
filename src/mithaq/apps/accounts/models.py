"""A person who signs in, their second factor, and the mandates that say what they may do and where."""

from datetime import date
from typing import ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mithaq.apps.accounts import places
from mithaq.apps.accounts.matrix import ROLE_LABELS, Permission, Role
from mithaq.web.fields import Versioned


class UserQuerySet(models.QuerySet["User"]):
    """Reads of people."""

    def visible_to(self, administrator: "User") -> "UserQuerySet":
        """Persons whom this administrator manages: a mandate in their scope, or no mandate yet."""
        from mithaq.apps.accounts.access import mandated_codes  # this module is the storey below

        own = mandated_codes(administrator, Permission.ACCOUNTS_MANAGE)
        held = places.find(Mandate.objects.order_by().values_list("unit_code", flat=True).distinct())
        covered = [code for code, place in held.items() if own.intersection(place.chain)]
        if not own:
            return self.none()
        return self.filter(Q(mandates=None) | Q(mandates__unit_code__in=[*covered, *own])).distinct()


class PeopleManager(UserManager.from_queryset(UserQuerySet)):  # type: ignore[misc] # made at run time by Django
    """The manager of Django, with the reads above."""


class User(AbstractUser, Versioned):
    """A person. What they may do comes from their mandates on units, never from this row."""

    class Theme(models.TextChoices):
        AUTO = "auto", _("As the device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    position = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=5, blank=True)
    theme = models.CharField(max_length=5, choices=Theme.choices, default=Theme.AUTO)
    must_change_password = models.BooleanField(default=False)
    is_demonstration = models.BooleanField(default=False)

    objects: ClassVar[PeopleManager] = PeopleManager()

    class Meta:
        ordering = ["username"]

    def __str__(self) -> str:
        return self.get_full_name() or self.username


class MandateQuerySet(models.QuerySet["Mandate"]):
    """Reads of mandates."""

    def in_force_on(self, day: date) -> "MandateQuerySet":
        """Mandates that hold on this day; both dates are included."""
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day, user__is_active=True)

    def own_of(self, user: User) -> "MandateQuerySet":
        """The person's mandates that are not delegations: those that can be delegated."""
        return self.filter(user=user, source=None)


class Mandate(models.Model):
    """A role held by a person on a unit between two dates; it covers everything below the unit.

    The unit is named by its stable code: people know no tree, the territory (a storey above)
    resolves codes to paths. A delegation is a mandate with `delegated_by` and `source`: it needs
    an end and never outlives or widens the mandate that it comes from.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="mandates")
    role = models.CharField(max_length=20, choices=[(role.value, label) for role, label in ROLE_LABELS.items()])
    unit_code = models.CharField(max_length=40, db_index=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    delegated_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="delegations_given"
    )
    source = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="delegations")
    reason = models.CharField(max_length=200, blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        ordering = ["user", "unit_code", "role"]

    def __str__(self) -> str:
        return f"{self.user}: {self.role} — {self.unit_code}"

    @property
    def is_delegation(self) -> bool:
        return self.source_id is not None

    @property
    def role_label(self) -> str:
        return str(ROLE_LABELS[Role(self.role)])

    def is_in_force(self, day: date) -> bool:
        """Whether the mandate holds on this day; both dates are included."""
        return self.since <= day and (self.until is None or day <= self.until)


class SecondFactor(models.Model):
    """The shared secret of a person's code generator (TOTP), once they have shown that it works.

    `last_step` is the time step of the last code accepted: a code is never accepted twice.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="second_factor", primary_key=True)
    secret = models.CharField(max_length=64)
    since = models.DateTimeField()
    last_step = models.BigIntegerField(default=0)
    n_failures = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"second factor of {self.user}"


class RecoveryCode(models.Model):
    """The digest of a code that stands in once for the second factor."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["user", "id"]

    def __str__(self) -> str:
        return f"recovery code of {self.user}"
