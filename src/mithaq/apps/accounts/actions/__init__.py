"""What changes people: their account, their mandates, their way of signing in."""

from mithaq.apps.accounts.actions.mandates import delegate, end_mandate, give_mandate
from mithaq.apps.accounts.actions.people import (
    change_password,
    change_profile,
    create_person,
    disable_person,
    edit_person,
    enable_person,
    unlock,
)
from mithaq.apps.accounts.actions.signing_in import (
    check_second_factor,
    enrol_second_factor,
    remember_sign_in,
    remove_second_factor,
)

__all__ = [
    "change_password",
    "change_profile",
    "check_second_factor",
    "create_person",
    "delegate",
    "disable_person",
    "edit_person",
    "enable_person",
    "end_mandate",
    "enrol_second_factor",
    "give_mandate",
    "remember_sign_in",
    "remove_second_factor",
    "unlock",
]
