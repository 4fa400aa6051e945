"""The second factor (TOTP, RFC 6238): who must have one, codes, and the steps of signing in.

Signing in with a second factor leaves the person's key in the session between the password and
the code; only then is the session theirs.
"""

import hashlib
import secrets
import time
from datetime import datetime, timedelta

import pyotp
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from mithaq.apps.accounts.models import Mandate, SecondFactor, User

STEP_SECONDS = 30
TOLERANCE_STEPS = 1  # clocks of telephones are a little early or late
MOST_FAILURES = 5
PAUSE = timedelta(minutes=15)
N_RECOVERY_CODES = 10
PENDING_KEY, PENDING_FOR = "pending_sign_in", timedelta(minutes=10)


def is_compulsory(user: User) -> bool:
    """Whether one of the person's mandates in force is in a role of `MITHAQ_TOTP_ROLES`."""
    roles = settings.TOTP_ROLES
    if not roles:
        return False
    held = Mandate.objects.in_force_on(timezone.localdate()).filter(user=user, role__in=roles)
    return held.exists()


def enrolment_url(request: HttpRequest) -> str | None:
    """Where the person must go before anything else: to enrol, or to change a first password; None when free."""
    user = request.user
    assert isinstance(user, User)
    names = ("accounts:password", "accounts:second-factor")
    if request.resolver_match and request.resolver_match.view_name in (*names, "accounts:sign-out"):
        return None
    if user.must_change_password:
        return reverse("accounts:password")
    if settings.TOTP_ROLES and not has_second_factor(user) and is_compulsory(user):
        return reverse("accounts:second-factor")
    return None


def has_second_factor(user: User) -> bool:
    """Whether the person has enrolled a code generator."""
    return SecondFactor.objects.filter(user=user).exists()


def new_secret() -> str:
    """A new shared secret, 160 bits in base 32."""
    return pyotp.random_base32()


def enrolment_address(user: User, secret: str) -> str:
    """The `otpauth://` address that a telephone reads from the square code."""
    return pyotp.TOTP(secret).provisioning_uri(name=user.username, issuer_name="Mithaq")


def matching_step(secret: str, code: str, *, after: int = 0, now: float | None = None) -> int | None:
    """The time step whose code this is, within the tolerance and later than `after`; None when none is."""
    step_now = int((time.time() if now is None else now) // STEP_SECONDS)
    generator = pyotp.HOTP(secret)
    for step in range(step_now - TOLERANCE_STEPS, step_now + TOLERANCE_STEPS + 1):
        if step > after and secrets.compare_digest(
            generator.at(step), code.replace(" ", "")[:12].encode("ascii", "replace").decode()
        ):
            return step
    return None


def new_recovery_codes() -> list[str]:
    """Codes of 80 random bits, in four groups that a person can copy from paper."""
    return ["-".join(secrets.token_hex(10)[at : at + 5] for at in range(0, 20, 5)) for _ in range(N_RECOVERY_CODES)]


def recovery_digest(code: str) -> str:
    """SHA-256 of a recovery code as typed: 80 random bits need no slow hash."""
    return hashlib.sha256(code.strip().lower().replace(" ", "").encode()).hexdigest()


def keep_pending(request: HttpRequest, user: User) -> None:
    """Remembers in the session who gave the right password and owes a code."""
    request.session.cycle_key()
    request.session[PENDING_KEY] = {"user": user.pk, "at": timezone.now().isoformat()}


def pending_user(request: HttpRequest) -> User | None:
    """Who gave the right password in this session some minutes ago; None after that."""
    kept = request.session.get(PENDING_KEY)
    if not kept or timezone.now() - datetime.fromisoformat(kept["at"]) > PENDING_FOR:
        return None
    return User.objects.filter(pk=kept["user"], is_active=True).first()
