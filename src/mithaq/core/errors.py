"""The two families of foreseen trouble; any other exception is a bug.

A `DataProblem` is a *value*: it is collected and shown beside the cell it speaks of.
A `RuleError` is an exception: one of our own files or rules is wrong, and says where.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any


@dataclass(frozen=True, slots=True)
class DataProblem:
    """Something a person can correct in what they gave us.

    `message` and `hint` are English templates with named `%(…)s` places; `params` fills them.
    They are translated when shown, so the same problem reads in any language; literals written in
    the call are found by the catalogue tool, others are marked by `message_template`.
    `where` names the place as the person knows it: "Feuil1!E14", "line 12", "row 40".
    """

    code: str
    where: str
    message: str
    hint: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    is_blocking: bool = True

    def text(self) -> str:
        """One English line: where, what and what to do."""
        parts = [f"{self.where}:" if self.where else "", self.message % self.params, self.hint % self.params]
        return " ".join(part for part in parts if part)


def message_template(text: str) -> str:
    """The same text, marked for the catalogues: for templates kept in tables, away from `DataProblem(…)`."""
    return text


class RuleError(Exception):
    """A file or rule of ours (or of a pack) is wrong: says the file, the line and what to write."""

    def __init__(self, message: str, *, file: str = "", line: int | None = None, hint: str = "") -> None:
        self.message, self.file, self.line, self.hint = message, file, line, hint
        place = ":".join(str(part) for part in (file, line) if part)
        super().__init__(" ".join(part for part in (f"{place}:" if place else "", message, hint) if part))


def did_you_mean(word: str, words: Iterable[str]) -> str:
    """The end of a message about a word that does not exist: ": did you mean round?", or what exists."""
    known = sorted(words)
    close = get_close_matches(word, known, n=1)
    return f": did you mean {close[0]}?" if close else f": write one of {', '.join(known)}"
