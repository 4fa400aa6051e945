"""The audit trail: one row an event, each sealed with the hash of the row before."""

from typing import Any

from django.db import models


class TrailQuerySet(models.QuerySet["AuditEvent"]):
    """Reads of the trail; it refuses to change or remove a row."""

    def update(self, **kwargs: Any) -> int:
        raise TypeError("the trail is append-only: an event is never changed")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("the trail is append-only: an event is never removed")


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
