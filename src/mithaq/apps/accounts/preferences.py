"""Language and theme chosen in the frame of a page, kept with the account of a signed-in person."""

from django.http import HttpRequest

from mithaq.apps.accounts.actions.people import remember_choice
from mithaq.apps.accounts.models import User


def remember(request: HttpRequest, name: str, value: str) -> None:
    """Keeps "language" or "theme"; nothing for a visitor, whose browser alone keeps it."""
    if isinstance(request.user, User):
        remember_choice(person=request.user, name=name, value=value)
