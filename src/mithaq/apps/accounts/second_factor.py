"""The second factor (TOTP): who must have one, and whether this session has shown it."""

from django.http import HttpRequest


def enrolment_url(request: HttpRequest) -> str | None:
    """Where a person whose role requires a second factor must go first; None when nothing is missing."""
    return None
