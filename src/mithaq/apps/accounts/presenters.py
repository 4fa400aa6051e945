"""What the pages about people show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mithaq.apps.accounts import places
from mithaq.apps.accounts.lockout import closed_until
from mithaq.apps.accounts.matrix import PERMISSION_LABELS
from mithaq.apps.accounts.models import Mandate, SecondFactor, User
from mithaq.apps.accounts.visibility import Sight, Subject
from mithaq.web.components import Mark
from mithaq.web.tables import Column, State, Table


@dataclass(frozen=True, slots=True)
class MandateRow:
    """One mandate as people read it."""

    pk: int
    person: str
    username: str
    role: str
    unit: str
    unit_code: str
    since: date
    until: date | None
    delegated_by: str
    reason: str
    mark: Mark
    is_in_force: bool
    is_ended: bool
    can_be_delegated: bool


def mandate_rows(mandates: Iterable[Mandate]) -> list[MandateRow]:
    """The mandates, those in force first, then the latest."""
    found = list(mandates.select_related("user", "delegated_by") if hasattr(mandates, "select_related") else mandates)
    known = places.find(one.unit_code for one in found)
    rows = [_row(one, known, timezone.localdate()) for one in found]
    return sorted(rows, key=lambda row: (not row.is_in_force, row.is_ended, row.since))


def _row(one: Mandate, known: dict[str, places.Place], today: date) -> MandateRow:
    is_in_force = one.is_in_force(today)
    is_ended = one.until is not None and one.until < today
    return MandateRow(
        pk=one.pk,
        person=str(one.user),
        username=one.user.username,
        role=one.role_label,
        unit=places.name_of(one.unit_code, known),
        unit_code=one.unit_code,
        since=one.since,
        until=one.until,
        delegated_by=str(one.delegated_by) if one.delegated_by else "",
        reason=one.reason,
        mark=_mark(is_in_force, is_ended),
        is_in_force=is_in_force,
        is_ended=is_ended,
        can_be_delegated=is_in_force and not one.is_delegation,
    )


def _mark(is_in_force: bool, is_ended: bool) -> Mark:
    if is_in_force:
        return Mark("good", pgettext("mandate", "In force"))
    return Mark("none", pgettext("mandate", "Ended")) if is_ended else Mark("info", _("To come"))


def demonstration_rows() -> list[MandateRow]:
    """The demonstration accounts that can be tried, in the order in which they were made."""
    mandates = Mandate.objects.in_force_on(timezone.localdate()).filter(user__is_demonstration=True, source=None)
    return sorted(mandate_rows(mandates), key=lambda row: row.pk)


@dataclass(frozen=True, slots=True)
class PersonSheet:
    """An account as an administrator sees it."""

    person: User
    mark: Mark
    closed_until: datetime | None
    second_factor_since: datetime | None
    language: str


def person_sheet(person: User) -> PersonSheet:
    """The account, the state of its sign-in and its second factor."""
    factor = SecondFactor.objects.filter(user=person).first()
    pauses = [until for until in (closed_until(person.username), factor and factor.locked_until) if until]
    return PersonSheet(
        person=person,
        mark=_account_mark(person.is_active, bool(pauses)),
        closed_until=max(pauses, default=None),
        second_factor_since=factor.since if factor else None,
        language=str(dict(settings.LANGUAGES).get(person.language, "")),
    )


def _account_mark(is_active: bool, is_locked: bool) -> Mark:
    if not is_active:
        return Mark("none", pgettext("account", "Closed"))
    return Mark("watch", _("Locked for a time")) if is_locked else Mark("good", pgettext("account", "Open"))


def people_table(people: QuerySet[User]) -> Table:
    """The persons, each with their mandates in force."""
    today = timezone.localdate()
    in_force = Prefetch("mandates", Mandate.objects.in_force_on(today), to_attr="in_force")
    found = list(people.select_related("second_factor").prefetch_related(in_force).order_by("username"))
    known = places.find({mandate.unit_code for one in found for mandate in one.in_force})
    return Table(
        "people",
        [
            Column("name", _("Person"), value=str, sub=lambda one: one.username, url=_sheet_address),
            Column("position", _("Function"), optional=True),
            Column("mandates", _("Mandates in force"), value=lambda one: _mandates_text(one, known)),
            Column("last", _("Last sign-in"), "day", value=lambda one: one.last_login and one.last_login.date()),
            Column("factor", _("Second factor"), "state", value=_factor_state),
            Column("state", _("Account"), "state", value=_account_state),
        ],
        found,
        _("People"),
        sort="name",
        empty=_("Nobody matches. Clear the filters, or open an account."),
    )


def _sheet_address(one: User) -> str:
    return reverse("accounts:person", args=[one.username])


def _mandates_text(one: User, known: dict[str, places.Place]) -> str:
    held: list[Mandate] = one.in_force  # type: ignore[attr-defined] # to_attr of the prefetch
    return " · ".join(f"{mandate.role_label} — {places.name_of(mandate.unit_code, known)}" for mandate in held)


def _factor_state(one: User) -> State:
    return State("good", _("Yes")) if hasattr(one, "second_factor") else State("none", _("No"))


def _account_state(one: User) -> State:
    mark = _account_mark(one.is_active, False)
    return State(mark.state, mark.label)


def sight_table(sights: list[Sight], asked: Subject) -> Table:
    """Who can see an object: one line a mandate."""
    known = places.find({sight.mandate.unit_code for sight in sights})
    return Table(
        "who-can-see",
        [
            Column(
                "person",
                _("Person"),
                value=lambda sight: str(sight.mandate.user),
                sub=lambda sight: sight.mandate.user.username,
                url=lambda sight: _sheet_address(sight.mandate.user),
            ),
            Column("role", _("Role"), value=lambda sight: sight.mandate.role_label, sub=_delegated_text),
            Column("unit", _("On the unit"), value=lambda sight: places.name_of(sight.mandate.unit_code, known)),
            Column("since", _("Since"), "day", value=lambda sight: sight.mandate.since),
            Column("until", _("Last day"), "day", value=lambda sight: sight.mandate.until, optional=True),
            Column("permissions", _("May"), value=_permissions_text),
        ],
        sights,
        _("Who can see: %(object)s") % {"object": asked.label},
        sort="",
        empty=_("Nobody has a mandate that opens this object."),
    )


def _delegated_text(sight: Sight) -> str:
    giver = sight.mandate.delegated_by
    return _("delegated by %(person)s") % {"person": giver} if giver else ""


def _permissions_text(sight: Sight) -> str:
    return " · ".join(str(PERMISSION_LABELS[permission]) for permission in sight.permissions)
