"""The audit trail: one row an event, each sealed with the hash of the row before."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from mithaq.apps.accounts import places
from mithaq.apps.accounts.access import Person, mandated_codes
from mithaq.apps.accounts.matrix import Permission


class TrailQuerySet(models.QuerySet["AuditEvent"]):
    """Reads of the trail; it refuses to change or remove a row."""

    def visible_to(self, user: Person) -> "TrailQuerySet":
        """Events of the units that the person may audit; those without a unit for an auditor of the nation."""
        found = places.find(mandated_codes(user, Permission.AUDIT_VIEW)).values()
        if any(len(place.chain) == 1 for place in found):
            return self
        scope = Q(pk__in=[])
        for place in found:
            scope |= Q(unit_path__startswith=place.path)
        return self.filter(scope)

    def of_object(self, object_type: str, object_key: str) -> "TrailQuerySet":
        """The history of one object, the latest first."""
        return self.filter(object_type=object_type, object_key=object_key).order_by("-id")

    def matching(
        self,
        *,
        person: str = "",
        object_type: str = "",
        object_key: str = "",
        unit_path: str = "",
        since: date | None = None,
        until: date | None = None,
        code: str = "",
    ) -> "TrailQuerySet":
        """Events that match all that is given: part of a name, an object, a unit and below, days, start of a code."""
        found = self
        if person:
            found = found.filter(Q(actor_name__icontains=person) | Q(actor__username=person))
        if object_type:
            found = found.filter(object_type=object_type)
        if object_key:
            found = found.filter(object_key=object_key)
        if unit_path:
            found = found.filter(unit_path__startswith=unit_path)
        if code:
            found = found.filter(code__startswith=code)
        if since:
            found = found.filter(at__gte=_start_of(since))
        if until:
            found = found.filter(at__lt=_start_of(until + timedelta(days=1)))
        return found

    def update(self, **kwargs: Any) -> int:
        raise TypeError("the trail is append-only: an event is never changed")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("the trail is append-only: an event is never removed")


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


class AuditEvent(models.Model):
    """What somebody did, as a dotted code and its data; sentences are made at display.

    Append-only. `id` is the place in the chain, from 1, without gaps. `hash` covers every other
    column and `previous_hash`; altering, removing or inserting a row breaks the chain at that row.
    Objects and units are named by text so that the trace outlives them.
    """

    id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="audit_events")
    actor_name = models.CharField(max_length=200, blank=True)
    code = models.CharField(max_length=80, db_index=True)
    object_type = models.CharField(max_length=60, blank=True)
    object_key = models.CharField(max_length=80, blank=True)
    unit_path = models.CharField(max_length=200, blank=True, db_index=True)
    data = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    objects = TrailQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["object_type", "object_key"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.code} {self.object_type} {self.object_key}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Adds the event; an event that is already in the trail is refused."""
        if not self._state.adding:
            raise TypeError("the trail is append-only: an event is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("the trail is append-only: an event is never removed")


class ChainHead(models.Model):
    """How many events the trail holds and the last seal: one row, locked while an event is added.

    It shows a trail whose end was cut off, which the chain alone cannot show.
    """

    n_events = models.BigIntegerField()
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.n_events} {self.hash[:12]}"
