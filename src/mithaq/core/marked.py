"""YAML text read strictly: every value remembers its line, and what YAML forgives is refused.

Refused: a key written twice, aliases (a few lines could unfold into gigabytes), several documents,
tags. A value stays the text that the author wrote, so that a number of a rule is never a float;
`plain` gives what YAML makes of it, for a validator that asks for quotes. Pure: text in, values out.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import yaml

from mithaq.core.errors import RuleError, did_you_mean

Path = Sequence[str | int]  # the keys and the places in lists that lead to a value


@dataclass(frozen=True, slots=True)
class Marked:
    """A text, a list or a mapping, and the line (from 1) where it begins: that of its key if it has one.

    `tag` says what YAML takes a text for (a whole number, a date…).
    """

    content: "str | tuple[Marked, ...] | Mapping[str, Marked]"
    line: int
    file: str = ""
    tag: str = ""

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
                raise entry.refuse(f"“{key}” is not an entry here{did_you_mean(key, keys)}")

    def at(self, path: Path) -> "Marked":
        """The value at that path, or the nearest one around it."""
        here = self
        for step in path:
            inside = dict(enumerate(here.content)) if isinstance(here.content, tuple) else here.content
            if not isinstance(inside, Mapping) or step not in inside:
                return here
            here = inside[step]  # type: ignore[index]  # keys of one kind, of which `step` is
        return here

    def plain(self) -> Any:
        """What YAML makes of it, without lines: dict, list, str, int, float, bool, date or None.

        Raises RuleError on what only looks like one of these, such as the date 2025-13-45.
        """
        if isinstance(self.content, tuple):
            return [item.plain() for item in self.content]
        if isinstance(self.content, Mapping):
            return {key: entry.plain() for key, entry in self.content.items()}
        try:
            return yaml.constructor.SafeConstructor().construct_object(yaml.ScalarNode(self.tag, self.content))
        except (ValueError, OverflowError) as problem:
            raise self.refuse(f"“{self.content}” cannot be read: {problem}.") from None


def read_marked(text: str, file: str = "") -> Marked:
    """The values of a YAML text; `file` is how errors call it. Raises RuleError where it cannot be read."""
    loader = None
    try:
        loader = _Loader(text, file)
        root = loader.get_single_node()
        if root is None:
            raise RuleError("the file is empty.", file=file, line=1, hint="Write “key: value”, one a line.")
        return _marked(root, root.start_mark.line + 1, file)
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        message = f"this is not YAML: {problem.problem or problem.context}."
        raise RuleError(message, file=file, line=mark.line + 1 if mark else None) from None
    except yaml.YAMLError as problem:
        raise RuleError(f"this is not YAML: {problem}.", file=file) from None
    except RecursionError:
        raise RuleError("lists stand too deep inside one another.", file=file) from None
    finally:
        if loader:
            loader.dispose()


class _Loader(yaml.SafeLoader):
    """Composes nodes; an alias is refused where it stands, before it unfolds."""

    def __init__(self, text: str, file: str) -> None:
        super().__init__(text)
        self.file = file

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call] # the stubs of PyYAML do not type it
            raise RuleError("aliases are not read.", file=self.file, line=mark.line + 1, hint="Write the value again.")
        return super().compose_node(parent, index)


def _marked(node: yaml.Node, line: int, file: str) -> Marked:
    if not node.tag.startswith("tag:yaml.org,2002:") or node.tag.startswith("tag:yaml.org,2002:python"):
        raise RuleError("tags are not read.", file=file, line=line, hint=f"Take “{node.tag}” away.")
    if isinstance(node, yaml.SequenceNode):
        return Marked(tuple(_marked(item, item.start_mark.line + 1, file) for item in node.value), line, file)
    if isinstance(node, yaml.MappingNode):
        return Marked(_entries(node, file), line, file)
    return Marked(node.value, line, file, node.tag)


def _entries(node: yaml.MappingNode, file: str) -> dict[str, Marked]:
    found: dict[str, Marked] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1

        def refuse(message: str, hint: str, line: int = line) -> NoReturn:
            raise RuleError(message, file=file, line=line, hint=hint)

        if not isinstance(key, yaml.ScalarNode):
            refuse("a key is one word.", "Write “key: value”.")
        if key.value in found:
            refuse(f"“{key.value}” is written twice.", f"Keep one: the first is on line {found[key.value].line}.")
        found[key.value] = _marked(value, line, file)
    return found
