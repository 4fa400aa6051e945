"""What must not stand in a public repository, and what must."""

import re

import pytest

from tests.support.sources import ROOT, python_files, short, tracked_files

# Written in pieces so that this file passes its own test.
REFUSED = {
    "a path of one machine": r"(?<![\w.])/(?:wor[k]|roo[t]|hom[e]/\w+)/|(?<![\w.])/tm[p]/",
    "the address of a package registry": r"(?:pypi|npmjs|pythonhosted)\.(?:org|com)|\w+\.debian\.org",
    "the number of an issue": r"\b[Ii]ssue #?[0-9]+|(?<![&\w])#[0-9]+\b(?![0-9a-fA-F]*[;\"')])",
    "unfinished work": r"\b(?:TOD[O]|FIXM[E]|XX[X]|HAC[K])\b",
}
BINARY = {".png", ".jpg", ".gz", ".parquet", ".ico", ".xlsx", ".mo", ".woff2", ".ttf", ".pdf", ".docx"}
DATA = {".csv", ".json", ".topojson", ".lock", ".po", ".svg"}


def texts() -> list[tuple[str, str]]:
    """Each file of words, with its text; data files and locks have their own tests."""
    words = (path for path in tracked_files() if path.suffix not in BINARY | DATA and path.name != "LICENSE")
    return [(short(path), path.read_text(encoding="utf-8")) for path in words]


@pytest.mark.parametrize("what", REFUSED)
def test_nothing_of_the_workshop_is_left(what: str) -> None:
    wrong = [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in texts()
        # A colour of a style sheet is written like a number of an issue.
        if not (what == "the number of an issue" and name.endswith((".css", ".html", ".py", ".yaml", ".js")))
        for number, line in enumerate(text.splitlines(), 1)
        if re.search(REFUSED[what], line)
    ]
    assert not wrong, wrong


def test_styles_scripts_and_fonts_of_others_are_not_committed() -> None:
    """They come from their registry at install time, pinned by a lock (see tools/frontend.py)."""
    wrong = []
    for path in tracked_files():
        if path.suffix in {".woff", ".woff2", ".ttf", ".otf", ".eot"} or ".min." in path.name:
            wrong.append(short(path))
        elif path.suffix in {".js", ".css"}:
            text = path.read_text(encoding="utf-8")
            is_packed = max((len(line) for line in text.splitlines()), default=0) > 5000
            if is_packed or re.search(r"@license|[Cc]opyright|\bMIT [Ll]icen[cs]e", text):
                wrong.append(short(path))
    assert not wrong, wrong


def test_every_module_says_what_it_is_for() -> None:
    wrong = []
    for path in python_files(ROOT / "src", ROOT / "tools", ROOT / "benchmarks"):
        text = path.read_text(encoding="utf-8").lstrip()
        if text and path.name != "apps.py" and not text.startswith('"""'):
            wrong.append(short(path))
    assert not wrong, wrong
