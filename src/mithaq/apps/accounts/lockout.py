"""Until when an account is closed after wrong passwords, as django-axes counts them."""

from datetime import datetime, timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, Sum
from django.utils import timezone


def closed_until(username: str, address: str | None = None) -> datetime | None:
    """Until when wrong passwords close this account, for an address or for any; None when it is open."""
    attempts = AccessAttempt.objects.filter(username=username)
    if address is not None:
        attempts = attempts.filter(ip_address=address)
    # One row counts for one address and browser: whoever changes browsers is still counted whole.
    by_address = attempts.order_by().values("ip_address").annotate(n=Sum("failures_since_start"))
    full = by_address.filter(n__gte=settings.AXES_FAILURE_LIMIT)
    last = max(full.annotate(last=Max("attempt_time")).values_list("last", flat=True), default=None)
    until = last + timedelta(hours=settings.AXES_COOLOFF_TIME) if last else None
    return until if until and until > timezone.now() else None
