"""Versions agree, locks are whole and carry no address, dependencies say what they are for."""

import json
import re
import tomllib
from importlib.metadata import distribution
from typing import Any

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support.sources import ROOT

PYPROJECT = ROOT / "pyproject.toml"
SETTINGS: dict[str, Any] = tomllib.loads(PYPROJECT.read_text())
LOCK = (ROOT / "requirements.lock").read_text()


def declared() -> list[Requirement]:
    """Every requirement of pyproject.toml, its groups and its build included."""
    groups = SETTINGS["dependency-groups"].values()
    return [Requirement(text) for text in [*SETTINGS["project"]["dependencies"], *(t for g in groups for t in g)]]


def locked() -> dict[str, str]:
    """Name and version of each locked package that this Python would install."""
    found = {}
    for line in LOCK.splitlines():
        if line and line[0].isalnum():
            requirement = Requirement(line.rstrip(" \\"))
            if not requirement.marker or requirement.marker.evaluate():
                found[canonicalize_name(requirement.name)] = next(iter(requirement.specifier)).version
    return found


def test_the_version_is_the_same_everywhere() -> None:
    version = SETTINGS["project"]["version"]
    assert distribution("mithaq").version == version, "the checkout is not the one that is installed: run ./dev check"
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert newest
    assert newest[1] == version
    assert json.loads((ROOT / "package.json").read_text()).get("version", version) == version


def test_every_dependency_says_what_it_is_for() -> None:
    block = PYPROJECT.read_text().split("[project.scripts]")[0]
    silent = [line for line in block.splitlines() if re.match(r'^  "', line) and not re.search(r"# .{8,}\(.+\)$", line)]
    assert not silent, "each dependency: what it is for (licence)"


def test_the_python_lock_has_hashes_and_no_address() -> None:
    assert "http" not in LOCK
    assert "--index" not in LOCK
    assert "--find-links" not in LOCK
    blocks = re.split(r"\n(?=[a-z0-9])", LOCK.replace("\\\n", " "), flags=re.IGNORECASE)
    assert not [
        block[:60] for block in blocks if re.match(r"[a-z0-9]", block, re.IGNORECASE) and "--hash=" not in block
    ]


def test_the_python_lock_holds_what_is_declared() -> None:
    versions = locked()
    wrong = [
        str(requirement)
        for requirement in declared()
        if (version := versions.get(canonicalize_name(requirement.name))) is None
        or not requirement.specifier.contains(version, prereleases=True)
    ]
    assert not wrong, f"run uv pip compile again (CONTRIBUTING.md says how): {wrong}"


def test_the_python_lock_is_whole() -> None:
    """What the locked packages ask for is locked too, and nothing that is installed disagrees."""
    versions = locked()
    environment = {**default_environment(), "extra": ""}
    for name, version in versions.items():
        installed = distribution(name)
        assert installed.version == version, f"{name} is not as locked: run ./dev check"
        for text in installed.requires or []:
            requirement = Requirement(text)
            if requirement.marker is None or requirement.marker.evaluate(environment):
                assert canonicalize_name(requirement.name) in versions, f"{name} needs {text}"


def test_the_front_end_lock_has_hashes_and_no_address() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    others = {name: entry for name, entry in packages.items() if name}
    assert others
    assert not [name for name, entry in others.items() if "resolved" in entry]
    assert not [name for name, entry in others.items() if "integrity" not in entry]


@pytest.mark.parametrize("needle", ["AGPL-3.0-or-later"])
def test_the_licence_is_the_one_that_is_told(needle: str) -> None:
    assert SETTINGS["project"]["license"] == needle
    licence = (ROOT / "LICENSE").read_text()
    assert "GNU AFFERO GENERAL PUBLIC LICENSE" in licence
    assert "END OF TERMS AND CONDITIONS" in licence
