"""The strict reader of YAML keeps lines and never unfolds what it was not given."""

import contextlib

from hypothesis import given
from hypothesis import strategies as st

from mithaq.core.errors import RuleError
from mithaq.packs.marked_yaml import read_marked


def test_each_key_and_item_remembers_its_line() -> None:
    marked = read_marked("a: 1\nb:\n  - c: 2\n    d: 3\n", "file.yaml")
    assert marked.content == {"a": 1, "b": [{"c": 2, "d": 3}]}
    assert [marked.line(path) for path in (("a",), ("b", 0, "d"), ("b", 0, "missing"))] == [1, 4, 3]


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused_by_a_rule_error(text: str) -> None:
    with contextlib.suppress(RuleError):
        assert read_marked(text, "file.yaml").file == "file.yaml"
