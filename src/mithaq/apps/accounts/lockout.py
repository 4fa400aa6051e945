"""Until when an account is closed after wrong passwords, as django-axes counts them."""

from datetime import datetime, timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.utils import timezone


def closed_until(username: str) -> datetime | None:
    """Until when wrong passwords close this account; None when it is open."""
    last = (
        AccessAttempt.objects.filter(username=username, failures_since_start__gte=settings.AXES_FAILURE_LIMIT)
        .order_by("-attempt_time")
        .first()
    )
    until = last.attempt_time + timedelta(hours=settings.AXES_COOLOFF_TIME) if last else None
    return until if until and until > timezone.now() else None
