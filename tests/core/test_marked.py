"""The strict reader of YAML keeps lines and never unfolds what it was not given."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mithaq.core.errors import RuleError
from mithaq.core.marked import read_marked


def test_each_key_and_item_remembers_its_line() -> None:
    marked = read_marked("a: 1\nb:\n  - c: 2\n    d: 3\n", "file.yaml")
    assert marked.plain() == {"a": 1, "b": [{"c": 2, "d": 3}]}
    paths = (("a",), ("b",), ("b", 0, "d"), ("b", 0, "missing"), ("b", 7), ("a", "b"), ())
    assert [marked.at(path).line for path in paths] == [1, 2, 4, 3, 2, 1, 1]


def test_what_is_written_is_kept_beside_what_yaml_makes_of_it() -> None:
    marked = read_marked('exact: "0.10"\nloose: 0.10\nday: 2025-01-31\nnothing:\nyes: true\n')
    assert marked.plain() == {"exact": "0.10", "loose": 0.1, "day": date(2025, 1, 31), "nothing": None, "yes": True}
    assert [entry.text() for _, entry in marked.items()] == ["0.10", "0.10", "2025-01-31", "", "true"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "f.yaml:1: the file is empty."),
        ("# nothing\n", "f.yaml:1: the file is empty."),
        ("a: &x 1\nb: *x\n", "f.yaml:2: aliases are not read. Write the value again."),
        ("a: 1\nb: 2\na: 3\n", "f.yaml:3: “a” is written twice. Keep one: the first is on line 1."),
        ("a: !ours 1\n", "f.yaml:1: tags are not read. Take “!ours” away."),
        ("? [a, b]\n: 1\n", "f.yaml:1: a key is one word."),
        ("a: 1\n---\na: 1\n", "f.yaml:2: this is not YAML"),
        ("a: [1\n", "f.yaml:2: this is not YAML"),
        ("a: \x00", "f.yaml: this is not YAML"),
        ("[" * 5000, "f.yaml: lists stand too deep"),
    ],
)
def test_what_cannot_be_read_says_where_and_what_to_write(text: str, words: str) -> None:
    with pytest.raises(RuleError) as refused:
        read_marked(text, "f.yaml")
    assert str(refused.value).startswith(words)


def test_a_date_that_does_not_exist_is_refused_where_it_stands() -> None:
    marked = read_marked("since:\n  - 2025-13-45\n", "f.yaml")
    with pytest.raises(RuleError, match=r"f\.yaml:2: “2025-13-45” cannot be read: month must be"):
        marked.plain()


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused_by_a_rule_error(text: str) -> None:
    with contextlib.suppress(RuleError):
        assert read_marked(text, "file.yaml").file == "file.yaml"
        read_marked(text, "file.yaml").plain()
