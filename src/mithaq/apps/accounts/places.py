"""What people need to know of the tree, although the tree is a storey above them.

`apps.territory` hands its answers to `ask` when it is ready. Codes without a unit stay codes.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A unit as people see it: stable code, name in the reader's language, chain of codes from the root."""

    code: str
    name: str
    path: str

    @property
    def chain(self) -> list[str]:
        """Codes of the unit and of all that is above it, from the root."""
        return self.path.strip("/").split("/")


Find = Callable[[Iterable[str]], dict[str, Place]]
_answers: dict[str, Callable[..., object]] = {}


def ask(*, find: Find, main: Callable[[], list[Place]]) -> None:
    """`find(codes)` gives the places that exist, by code; `main()` those worth proposing in a list."""
    _answers["find"], _answers["main"] = find, main


def find(codes: Iterable[str]) -> dict[str, Place]:
    """The places with these codes, by code; unknown codes are left out."""
    wanted = sorted({code for code in codes if code})
    found = _answers["find"](wanted) if wanted and "find" in _answers else {}
    assert isinstance(found, dict)
    return found


def main() -> list[Place]:
    """The places proposed when a unit has to be named."""
    found = _answers["main"]() if "main" in _answers else []
    assert isinstance(found, list)
    return found


def name_of(code: str, known: dict[str, Place]) -> str:
    """The name of the unit, or its code when the tree does not have it."""
    return known[code].name if code in known else code
