"""Rules of the house that a syntax tree can show."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.apps import apps

from mithaq.apps.accounts.matrix import Permission
from tests.support.sources import PACKAGE, ROOT, python_files, short, tracked_files, tree

WRITES = {
    "save", "create", "update", "delete", "get_or_create", "update_or_create", "bulk_create", "bulk_update",
    "asave", "acreate", "aupdate", "adelete",
}  # fmt: skip
LONGEST_FUNCTION, LONGEST_FILE = 60, 500
# Files that may be longer for now: why, and until when.
LONGER_FILES: dict[str, tuple[date, str]] = {}
# Functions that may be longer for now.
LONGER_FUNCTIONS: dict[str, tuple[date, str]] = {}
ONE_ROW = {"ChainHead"}
RULE_MODULES = ("contracts", "billing", "allocation", "quality", "staffing", "indicators", "budgets", "plans")
NUMBERS_OF_NO_LAW = {Decimal(0), Decimal(1), Decimal(100)}


# ---------------------------------------------------------------- writes


def is_write(node: ast.AST) -> bool:
    """Whether this is a call that changes what the database remembers.

    `update` of a dictionary or a digest takes a positional argument, that of a queryset never
    does; a document's `save` takes a place, a model's does not.
    """
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES):
        return False
    if node.func.attr in {"bulk_create", "bulk_update"}:
        return True
    return not node.args and (node.func.attr != "update" or bool(node.keywords))


def may_write(path: Path) -> bool:
    """Whether writes have their place in this file."""
    return path.name in {"actions.py", "models.py"} or path.parent.name == "actions" or "migrations" in path.parts


def test_writes_stand_in_actions() -> None:
    wrong = [
        short(path, node.lineno)
        for path in python_files(PACKAGE / "apps", PACKAGE / "web", PACKAGE / "config")
        if not may_write(path)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and is_write(node)
    ]
    assert not wrong, f"writes belong in actions.py: {wrong}"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("contract.save()", True),
        ("Contract.objects.filter(pk=1).update(state='x')", True),
        ("rows.bulk_create(rows)", True),
        ("names.update(other)", False),
        ("document.save(buffer)", False),
    ],
)
def test_writes_are_told_from_what_looks_like_them(code: str, expected: bool) -> None:
    assert is_write(ast.parse(code, mode="eval").body) is expected


def test_actions_take_keywords_only() -> None:
    """`withdraw(batch=…, by=…)` reads as it is meant; functions of an actions module that only look are free."""
    wrong = [
        short(path, node.lineno)
        for path in python_files(PACKAGE / "apps")
        if path.name == "actions.py" or path.parent.name == "actions"
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and (node.args.args or node.args.posonlyargs)
        if any(is_write(part) for part in ast.walk(node))
        # An audit event reads as a sentence: record("plan.signed", by=…).
        if (path.parent.name, node.name) != ("audit", "record")
    ]
    assert not wrong, f"actions take keywords only: {wrong}"


# ---------------------------------------------------------------- numbers of law


def numbers_in(node: ast.AST) -> Iterator[Decimal]:
    """The numbers written here: 7, 0.7, Decimal("0.7")."""
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        yield Decimal(str(node.value))
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"Decimal", "known"}:
        for argument in node.args:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield Decimal(argument.value)


def test_no_number_of_law_in_the_rules() -> None:
    folders = [PACKAGE / "core" / name for name in RULE_MODULES]
    files = [*python_files(*folders), *(path for f in folders if (path := f.with_suffix(".py")).exists())]
    wrong = [
        f"{short(path, getattr(node, 'lineno', 0))}: {number}"
        for path in files
        for node in ast.walk(tree(path))
        for number in numbers_in(node)
        if number not in NUMBERS_OF_NO_LAW
    ]
    assert not wrong, f"a number fixed by a text is a dated parameter of the pack: {wrong}"


def test_a_number_of_law_is_seen_in_each_writing() -> None:
    found = [n for node in ast.walk(ast.parse("a * 0.7 + Decimal('0.15') + 12 + True")) for n in numbers_in(node)]
    assert sorted(found) == [Decimal("0.15"), Decimal("0.7"), Decimal(12)]


# ---------------------------------------------------------------- sizes


def test_functions_fit_on_a_screen() -> None:
    wrong = []
    for path in python_files(ROOT / "src", ROOT / "tools", ROOT / "benchmarks"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                name = f"{short(path)}:{node.name}"
                if length > LONGEST_FUNCTION and name not in LONGER_FUNCTIONS:
                    wrong.append(f"{short(path, node.lineno)} {node.name}: {length} lines")
    assert not wrong, wrong


def test_files_stay_short() -> None:
    wrong = []
    for path in python_files(ROOT / "src", ROOT / "tools", ROOT / "benchmarks", ROOT / "tests"):
        length = len(path.read_text(encoding="utf-8").splitlines())
        if length > LONGEST_FILE and short(path) not in LONGER_FILES:
            wrong.append(f"{short(path)}: {length} lines")
    assert not wrong, wrong


def test_exceptions_of_size_come_to_an_end() -> None:
    over = {name for name, (until, _) in {**LONGER_FILES, **LONGER_FUNCTIONS}.items() if until < date.today()}  # noqa: DTZ011 - the day where we are is meant
    assert not over
    gone = {name for name in LONGER_FILES if not (ROOT / name).exists()}
    assert not gone


# ---------------------------------------------------------------- models and rights


def test_models_have_a_name_and_an_order() -> None:
    wrong = []
    for model in apps.get_models():
        if model.__module__.startswith("mithaq."):
            if not any("__str__" in kind.__dict__ and kind.__module__.startswith("mithaq.") for kind in model.__mro__):
                wrong.append(f"{model.__name__}: no __str__")
            # A table of one row per person, or of one row in all, has no list to order.
            if not (model._meta.ordering or model._meta.pk.remote_field or model.__name__ in ONE_ROW):
                wrong.append(f"{model.__name__}: no ordering")
    assert not wrong, wrong


def test_every_permission_is_asked_for_somewhere() -> None:
    elsewhere = [path for path in python_files(PACKAGE / "apps", PACKAGE / "web") if path.name != "matrix.py"]
    text = "\n".join(path.read_text(encoding="utf-8") for path in elsewhere)
    unused = [
        permission.name for permission in Permission if not re.search(rf"\bPermission\.{permission.name}\b", text)
    ]
    assert not unused, f"a right that opens nothing: {unused}"


# ---------------------------------------------------------------- refused


def test_no_drawer_for_everything() -> None:
    refused = {"utils", "helpers", "misc", "signals"}
    assert not [short(path) for path in tracked_files() if path.suffix == ".py" and path.stem in refused]


def test_no_signal_carries_the_business() -> None:
    signals = re.compile(r"from django\.db\.models(?:\.signals)? import .*\b(?:post|pre)_(?:save|delete)|m2m_changed")
    assert not [short(p) for p in python_files(PACKAGE) if signals.search(p.read_text(encoding="utf-8"))]


def test_no_error_is_caught_blindly() -> None:
    wrong = []
    for path in python_files(ROOT / "src", ROOT / "tools", ROOT / "benchmarks"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ExceptHandler):
                names = {part.id for part in ast.walk(node.type) if isinstance(part, ast.Name)} if node.type else set()
                # The worker of long work records any failure, then raises: its one place is allowed.
                is_worker = path == PACKAGE / "apps" / "jobs" / "worker.py"
                if not node.type or (names & {"Exception", "BaseException"} and not is_worker):
                    wrong.append(short(path, node.lineno))
    assert not wrong, wrong


def test_exemptions_say_what_and_why() -> None:
    blind = re.compile(r"# noqa(?!: [A-Z0-9, ]+ (?:-|#) \S)|# type: ignore(?!\[[\w, -]+\]\s+# \S)")
    wrong = [
        f"{short(path, number)}: {line.strip()}"
        for path in tracked_files()
        if path.suffix == ".py" and path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if blind.search(line) and '"""' not in line
    ]
    assert not wrong, wrong
