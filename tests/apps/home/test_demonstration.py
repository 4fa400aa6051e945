"""Loading the demonstration a second time leaves every row as it is."""

import pytest
from django.apps import apps

from mithaq.apps.home.demonstration import load_cycle
from tests.support.cycle import HOSPITAL, cycle

__all__ = ["cycle"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cycle")]
APART = {"audit", "sessions", "axes", "jobs"}  # what happened, not what is


def everything() -> dict[str, list[tuple[object, ...]]]:
    models = [one for one in apps.get_models() if one._meta.app_label not in APART]
    return {
        one._meta.label: list(one._default_manager.order_by("pk").values_list(*_columns(one)))
        for one in models
        if one._meta.managed
    }


def _columns(model: object) -> list[str]:
    fields = model._meta.concrete_fields  # type: ignore[attr-defined]  # a model
    return [one.attname for one in fields if one.attname != "password"]  # salted afresh


def test_loading_twice_changes_nothing() -> None:
    before = everything()
    load_cycle(hospital_code=HOSPITAL)
    after = everything()
    assert {name: len(rows) for name, rows in after.items()} == {name: len(rows) for name, rows in before.items()}
    assert [name for name in before if before[name] != after[name]] == []
