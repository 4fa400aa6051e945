"""YAML read strictly: every value remembers its line, and what YAML forgives is refused.

Refused: a key written twice, aliases (a few lines could unfold into gigabytes), several
documents, tags. Numbers stay what the author wrote: the validator asks for quotes.
"""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import yaml

from mithaq.core.errors import RuleError

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """The content of a file, and the line of each of its keys and items by path."""

    file: str
    content: Any
    lines: Mapping[Path, int]

    def line(self, path: Path) -> int | None:
        """The line of the value at that path, or of the nearest one around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)


class _Loader(yaml.SafeLoader):
    """Builds plain values; keeps a table of lines beside them."""

    file = ""

    def close(self) -> None:
        """What `closing` calls."""
        self.dispose()

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call] # the stubs of PyYAML do not type it
            line = event.start_mark.line + 1
            raise RuleError("aliases are not read.", file=self.file, line=line, hint="Write the value again.")
        return super().compose_node(parent, index)


def read_marked(text: str, file: str) -> Marked:
    """The content of a YAML text with its lines. Raises RuleError where it cannot be read."""
    lines: dict[Path, int] = {}
    try:
        with closing(_Loader(text)) as loader:
            loader.file = file
            node = loader.get_single_node()
            content = _content(loader, node, (), lines) if node else None
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        message = f"this is not YAML: {problem.problem or problem.context}."
        raise RuleError(message, file=file, line=mark.line + 1 if mark else None) from problem
    except yaml.YAMLError as problem:
        raise RuleError(f"this is not YAML: {problem}.", file=file) from problem
    return Marked(file, content, lines)


def _content(loader: _Loader, node: yaml.Node, path: Path, lines: dict[Path, int]) -> Any:
    lines[path] = node.start_mark.line + 1
    if not node.tag.startswith("tag:yaml.org,2002:") or node.tag.startswith("tag:yaml.org,2002:python"):
        raise RuleError("tags are not read.", file=loader.file, line=lines[path], hint=f"Take `{node.tag}` away.")
    if isinstance(node, yaml.MappingNode):
        return _mapping(loader, node, path, lines)
    if isinstance(node, yaml.SequenceNode):
        return [_content(loader, item, (*path, i), lines) for i, item in enumerate(node.value)]
    try:
        return loader.construct_object(node)
    except (ValueError, OverflowError) as problem:  # 2025-13-45 looks like a date
        message = f"`{node.value}` cannot be read: {problem}."
        raise RuleError(message, file=loader.file, line=lines[path]) from problem


def _mapping(loader: _Loader, node: yaml.MappingNode, path: Path, lines: dict[Path, int]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        key = key_node.value
        if not isinstance(key_node, yaml.ScalarNode):
            raise RuleError("a key is one word.", file=loader.file, line=line, hint="Write `key: value`.")
        if key in found:
            first = lines[(*path, key)]
            hint = f"Keep one: the first is on line {first}."
            raise RuleError(f"`{key}` is written twice.", file=loader.file, line=line, hint=hint)
        found[key] = _content(loader, value_node, (*path, key), lines)
        lines[(*path, key)] = line
    return found
