"""The repository as the tests of the house read it: its files, parsed once."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "mithaq"


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def python_files(*folders: Path, migrations: bool = False) -> Iterator[Path]:
    """Every Python file under these folders, in order."""
    for folder in folders:
        for path in sorted(folder.rglob("*.py")):
            if migrations or "migrations" not in path.parts:
                yield path


@cache
def tracked_files() -> tuple[Path, ...]:
    """What git keeps or is about to keep: ignored files apart."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    paths = (ROOT / name for name in sorted(set(names.split("\0"))) if name)
    return tuple(path for path in paths if path.is_file())


def short(path: Path, line: int = 0) -> str:
    """The path as a person writes it, with the line when there is one."""
    name = str(path.relative_to(ROOT))
    return f"{name}:{line}" if line else name
