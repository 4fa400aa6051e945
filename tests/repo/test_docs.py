"""The documents speak of what is there: links, commands, terms."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from mithaq.cli import build_parser
from tests.support.sources import PACKAGE, ROOT, python_files, short, tracked_files, tree
from tools import dev, docs_index

DOCUMENTS = [path for path in tracked_files() if path.suffix == ".md"]
LINK = re.compile(r"\]\(([^)\s]+)\)|<img[^>]+src=\"([^\"]+)\"")


def anchors(path: Path) -> set[str]:
    """The headings of a page as a link names them."""
    titles = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def broken_links(page: Path) -> Iterator[str]:
    """The links of a page that lead nowhere inside the repository."""
    for match in LINK.finditer(page.read_text(encoding="utf-8")):
        target = match[1] or match[2]
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        place = (page.parent / name).resolve() if name else page
        if not place.exists():
            yield f"{short(page)}: {target}"
        elif anchor and place.suffix == ".md" and anchor not in anchors(place):
            yield f"{short(page)}: no heading for #{anchor}"


def test_links_lead_somewhere() -> None:
    assert DOCUMENTS
    assert not [wrong for page in DOCUMENTS for wrong in broken_links(page)]


def test_commands_that_are_told_exist() -> None:
    """`./dev x` and `mithaq x` in the documents are commands that there are."""
    from mithaq import cli

    own = set(build_parser(list(cli._commands()))._subparsers._group_actions[0].choices)  # type: ignore[union-attr, arg-type, operator, call-overload]  # argparse tells its sub-commands nowhere else
    wrong = []
    for page in DOCUMENTS:
        text = page.read_text(encoding="utf-8")
        for name in re.findall(r"^\s*\./dev ([a-z][\w-]*)|`\./dev ([a-z][\w-]*)", text, re.MULTILINE):
            command = name[0] or name[1]
            if command not in dev.COMMANDS:
                wrong.append(f"{short(page)}: ./dev {command}")
        told = re.findall(r"(?:\./dev |`|^    |^)mithaq ([a-z][\w-]*)", text, re.MULTILINE)
        wrong += [f"{short(page)}: mithaq {command}" for command in told if command not in own]
    assert not wrong, wrong


def test_decision_records_have_their_four_parts() -> None:
    records = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert records
    for record in records:
        text = record.read_text(encoding="utf-8")
        headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
        assert headings == ["Context", "Options refused", "Decision", "Consequences"], short(record)
        assert len(text.splitlines()) <= 60, f"{short(record)} is more than a page"
    numbers = [record.name[:4] for record in records]
    assert len(numbers) == len(set(numbers)), f"two records with one number: {numbers}"


def test_the_index_of_the_documents_is_whole() -> None:
    written = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    assert written.endswith(docs_index.index()), "run ./dev format: it writes the list of pages again"


@pytest.mark.parametrize("name", ["README.md", "README.fr.md"])
def test_the_first_screen_shows_the_product(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "./dev run" in text
    assert "./dev test" in text
    assert "docs/images/" in text


def test_contributing_stays_readable() -> None:
    assert len((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").splitlines()) < 200


# ---------------------------------------------------------------- glossary


def glossary() -> Counter[str]:
    """How often each code term opens a row of GLOSSARY.md."""
    rows = re.findall(r"^\| `(\w+)`", (ROOT / "GLOSSARY.md").read_text(encoding="utf-8"), re.MULTILINE)
    return Counter(rows)


def terms_of_the_code() -> set[str]:
    """Each model of ours and each public class of core."""
    import ast

    models = {model.__name__ for model in apps.get_models() if model.__module__.startswith("mithaq.")}
    classes = {
        node.name
        for path in python_files(PACKAGE / "core")
        for node in tree(path).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    }
    return models | classes


def test_each_term_of_the_code_is_in_the_glossary_once() -> None:
    count = glossary()
    absent = sorted(term for term in terms_of_the_code() if not count[term])
    twice = sorted(term for term, n in count.items() if n > 1)
    assert not absent, f"not in GLOSSARY.md: {absent}"
    assert not twice, f"more than once in GLOSSARY.md: {twice}"


def test_each_row_of_the_glossary_is_full() -> None:
    rows = re.findall(r"^\| `.*$", (ROOT / "GLOSSARY.md").read_text(encoding="utf-8"), re.MULTILINE)
    wrong = [row for row in rows if len(cells := row.strip("| ").split(" | ")) != 5 or not all(map(str.strip, cells))]
    assert not wrong, wrong


def test_lint_rules_are_explained() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    select = tomllib.loads(text)["tool"]["ruff"]["lint"]["select"]
    assert all(re.search(rf'"{rule}",\s+# \S', text) for rule in select)
