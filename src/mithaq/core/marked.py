"""YAML text read with the line of every value, so that what is wrong can be named with its place.

Scalars stay texts: a number of a rule is never a float. Pure: text in, values out.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from mithaq.core.errors import RuleError
from mithaq.core.formulas.functions import did_you_mean


@dataclass(frozen=True, slots=True)
class Marked:
    """A text, a list or a mapping of a YAML file, and the line where it starts (from 1)."""

    content: "str | tuple[Marked, ...] | Mapping[str, Marked]"
    line: int
    file: str = ""

    def refuse(self, message: str, hint: str = "") -> RuleError:
        """The error to raise about this place."""
        return RuleError(message, file=self.file, line=self.line, hint=hint)

    def text(self) -> str:
        """The text. Raises RuleError when it is something else."""
        if not isinstance(self.content, str):
            raise self.refuse("a text is expected here.")
        return self.content

    def items(self) -> Iterator[tuple[str, "Marked"]]:
        """The entries of a mapping. Raises RuleError when it is something else."""
        if not isinstance(self.content, Mapping):
            raise self.refuse("entries “key: value” are expected here.")
        return iter(self.content.items())

    def list(self) -> "tuple[Marked, ...]":
        """The items of a list. Raises RuleError when it is something else."""
        if not isinstance(self.content, tuple):
            raise self.refuse("a list is expected here.", "Write one item a line, each after “- ”.")
        return self.content

    def get(self, key: str) -> "Marked | None":
        """The entry of that key, or None."""
        return dict(self.items()).get(key)

    def need(self, key: str) -> "Marked":
        """The entry of that key. Raises RuleError when it is absent."""
        found = self.get(key)
        if found is None:
            raise self.refuse(f"the entry “{key}” is absent.", f"Write “{key}: …”.")
        return found

    def only(self, keys: Collection[str]) -> None:
        """Refuse any key that is not one of these."""
        for key, entry in self.items():
            if key not in keys:
                raise entry.refuse(f"“{key}” is not an entry here{did_you_mean(key, dict.fromkeys(keys))}")


def read_marked(text: str, file: str = "") -> Marked:
    """The values of a YAML text. Raises RuleError on bad YAML, a repeated key or an alias."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise RuleError(f"this is not YAML: {error.problem}.", file=file, line=line) from None
    if root is None:
        raise RuleError("the text is empty.", file=file, line=1)
    return _marked(root, file, set())


def _marked(node: Any, file: str, seen: set[int]) -> Marked:
    line = node.start_mark.line + 1
    if id(node) in seen:
        raise RuleError("aliases are not read.", file=file, line=line, hint="Write the value again.")
    seen.add(id(node))
    if isinstance(node, yaml.ScalarNode):
        return Marked(node.value, line, file)
    if isinstance(node, yaml.SequenceNode):
        return Marked(tuple(_marked(item, file, seen) for item in node.value), line, file)
    entries: dict[str, Marked] = {}
    for key, value in node.value:
        name = _marked(key, file, seen).text()
        if name in entries:
            raise RuleError(f"“{name}” is written twice.", file=file, line=key.start_mark.line + 1)
        entries[name] = _marked(value, file, seen)
    return Marked(entries, line, file)
