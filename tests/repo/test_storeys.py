"""The order of the house: what imports show, and what they do not."""

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db.models import Field

from tests.support.sources import ROOT


def test_imports_follow_the_storeys() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[done.stdout.find("Broken contracts") :] + done.stderr


def app_ranks() -> dict[str, tuple[int, bool]]:
    """Each app with its height in the declared order and whether it has siblings there."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = settings["tool"]["importlinter"]["contracts"]
    (order,) = (contract for contract in contracts if contract["name"].startswith("Between apps"))
    floors = [[name.strip() for name in floor.split("|")] for floor in reversed(order["layers"])]
    return {name: (height, len(floor) > 1) for height, floor in enumerate(floors) for name in floor}


def may_point(origin: str, target: str, ranks: dict[str, tuple[int, bool]]) -> bool:
    """Whether a relation of one app may point to a model of the other."""
    return origin == target or ranks[target][0] < ranks[origin][0]


def test_relations_follow_the_order_of_apps() -> None:
    """A relation written as a string is invisible to the import linter: it is walked here."""
    ranks = app_ranks()
    wrong = []
    for model in apps.get_models():
        fields: list[Field[Any, Any]] = [*model._meta.local_fields, *model._meta.local_many_to_many]
        for field in fields:
            other = field.related_model
            if model._meta.app_label not in ranks or not isinstance(other, type):
                continue
            if other._meta.app_label in ranks and not may_point(model._meta.app_label, other._meta.app_label, ranks):
                wrong.append(f"{model._meta.label}.{field.name} -> {other._meta.label}")
    assert not wrong, wrong


def test_the_walk_knows_up_from_down() -> None:
    ranks = app_ranks()
    assert may_point("contracts", "territory", ranks)
    assert not may_point("territory", "contracts", ranks)
    assert not may_point("facts", "indicators", ranks)
