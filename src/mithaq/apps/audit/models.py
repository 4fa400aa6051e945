"""The audit trail: one row an event, each sealed with the hash of the row before."""

from django.db import models


class AuditEvent(models.Model):
    """What somebody did, as a dotted code and its data; sentences are made at display.

    Append-only. `hash` covers every other column and `previous_hash`; altering, removing or
    inserting a row breaks the chain at that row. Objects and units are named by text so that
    the trace outlives them.
    """

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

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["object_type", "object_key"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.code} {self.object_type} {self.object_key}"
