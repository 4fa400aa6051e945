"""The trace: append-only, hash-chained events."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Registers the app under its short label, and keeps the trace of the accounts below it."""

    name = "mithaq.apps.audit"
    label = "audit"

    def ready(self) -> None:
        """Hands the writer of the trace to the actions on people, and takes their sentences."""
        from mithaq.apps.accounts import journal
        from mithaq.apps.audit import sentences
        from mithaq.apps.audit.actions import record

        journal.write_with(record)
        sentences.register_all(journal.SENTENCES)
