"""Two editors of one thing: the second never overwrites the first unknowingly."""

from typing import Any

import pytest
from django import forms

from mithaq.apps.accounts.models import User
from mithaq.web.actions import save_checked
from mithaq.web.locking import EditConflict, LockedForm, Seen

pytestmark = pytest.mark.django_db


class PersonForm(LockedForm):
    """Two fields of a versioned object."""

    first_name = forms.CharField(label="First name")
    position = forms.CharField(label="Function", required=False)


@pytest.fixture
def person() -> User:
    return User.objects.create(username="planner", first_name="Planner", position="Region")


def sent(page: PersonForm, **typed: str) -> dict[str, Any]:
    """What the browser sends from this page after some typing."""
    return {**{name: page[name].value() for name in page.fields}, **typed}


def loaded(person: User) -> User:
    return User.objects.get(pk=person.pk)


def save(form: PersonForm) -> dict[str, list[str]]:
    assert form.is_valid(), form.errors
    return save_checked(subject=form.subject, seen=form.seen, changes=form.changes)


def test_a_lone_editor_saves_and_raises_the_version(person: User) -> None:
    page = PersonForm(None, subject=person)
    changed = save(PersonForm(sent(page, position="Nation"), subject=loaded(person)))
    assert changed == {"position": ["Region", "Nation"]}
    assert (loaded(person).position, loaded(person).version) == ("Nation", person.version + 1)


def test_saving_nothing_new_raises_no_version(person: User) -> None:
    page = PersonForm(None, subject=person)
    assert save(PersonForm(sent(page), subject=loaded(person))) == {}
    assert loaded(person).version == person.version


def test_the_second_editor_sees_the_three_values_and_nothing_is_lost(person: User) -> None:
    first, second = PersonForm(None, subject=person), PersonForm(None, subject=loaded(person))
    save(PersonForm(sent(first, position="Province"), subject=loaded(person)))
    late = PersonForm(sent(second, position="Nation", first_name="Chief"), subject=loaded(person))
    with pytest.raises(EditConflict) as clash:
        save(late)
    assert loaded(person).position == "Province", "the second save wrote nothing"

    again = late.after(clash.value)
    assert again.conflict is not None
    assert [(row.label, row.before, row.theirs, row.yours) for row in again.conflict.rows] == [
        ("Function", "Region", "Province", "Nation")
    ]
    assert again["first_name"].value() == "Chief"

    save(PersonForm(sent(again), subject=loaded(person)))
    assert (loaded(person).position, loaded(person).first_name) == ("Nation", "Chief")


def test_fields_that_only_the_other_changed_are_taken_over(person: User) -> None:
    first, second = PersonForm(None, subject=person), PersonForm(None, subject=loaded(person))
    save(PersonForm(sent(first, position="Province"), subject=loaded(person)))
    late = PersonForm(sent(second, first_name="Chief"), subject=loaded(person))
    with pytest.raises(EditConflict) as clash:
        save(late)
    save(PersonForm(sent(late.after(clash.value)), subject=loaded(person)))
    assert (loaded(person).position, loaded(person).first_name) == ("Province", "Chief")


def test_an_altered_token_is_refused(person: User) -> None:
    page = PersonForm(None, subject=person)
    assert not PersonForm(sent(page, seen=f"{page['seen'].value()}x"), subject=person).is_valid()
    assert not PersonForm(sent(page, seen=""), subject=person).is_valid()


def test_the_token_of_another_object_is_refused(person: User) -> None:
    other = User.objects.create(username="other")
    token = Seen(1, {}).signed(other)
    assert not PersonForm(sent(PersonForm(None, subject=person), seen=token), subject=person).is_valid()


class SampleForm(LockedForm):
    """Controls whose text is not their value."""

    version = forms.DecimalField(decimal_places=2)
    is_active = forms.BooleanField(required=False)
    theme = forms.ChoiceField(choices=[("light", "Light"), ("dark", "Dark")])


def test_what_was_not_touched_is_no_change(person: User) -> None:
    person.theme = "dark"
    page = SampleForm(None, subject=person)
    typed = {"version": "1.00", "is_active": "on", "theme": "dark"}
    form = SampleForm({**typed, "seen": page["seen"].value()}, subject=person)
    assert form.is_valid(), form.errors
    assert form.changes == {}
