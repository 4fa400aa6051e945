"""Every mistake that a pack author can make is named with its file, its line and what to write."""

from datetime import date
from pathlib import Path

import pytest

from mithaq.cli import main
from mithaq.core.errors import RuleError
from mithaq.packs import Pack
from mithaq.packs.checking import problems
from mithaq.packs.pack import MAX_BYTES

WRONG = Path(__file__).resolve().parents[1] / "wrong" / "packs"
SOURCES = """\
sources:
  - id: a-law
    kind: law
    title:
      fr: Une loi
    bulletin: BO 1
    confidence: confirmed
"""
PACK = """\
name: test
version: "1.0.0"
label:
  fr: Essai
currency: MAD
languages: [fr]
"""


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    folder = tmp_path / "test"
    (folder / "parameters" / "test").mkdir(parents=True)
    (folder / "tables").mkdir()
    (folder / "pack.yaml").write_text(PACK, encoding="utf-8")
    (folder / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    return Pack(folder)


@pytest.mark.parametrize("wrong", sorted(WRONG.glob("*.yaml")), ids=lambda file: file.stem)
def test_a_wrong_parameter_file_is_refused_with_line_and_remedy(wrong: Path, pack: Pack) -> None:
    text = wrong.read_text(encoding="utf-8")
    place, expected = text.splitlines()[0].removeprefix("# line ").split(": ", 1)
    (pack.folder / "parameters" / "test" / "parameter.yaml").write_text(text, encoding="utf-8")

    (found,) = problems(pack)

    assert expected in str(found)
    assert str(found).startswith(f"test/parameters/test/parameter.yaml:{place}: ")
    with pytest.raises(RuleError):
        _ = pack.parameters


def refusal_of_table(pack: Pack, text: str) -> str:
    (pack.folder / "tables" / "things.csv").write_text(text, encoding="utf-8")
    with pytest.raises(RuleError) as refused:
        pack.table("things")
    return str(refused.value)


def test_a_table_line_with_an_unknown_source_is_refused(pack: Pack) -> None:
    said = refusal_of_table(pack, "code,name,source\nA,un,a-law\nB,deux,a-lax\n")
    assert said == "test/tables/things.csv:3: no source `a-lax` in sources.yaml. Did you mean `a-law`?"


def test_a_key_written_twice_in_a_table_is_refused(pack: Pack) -> None:
    said = refusal_of_table(pack, "code,source\nA,a-law\nA,a-law\n")
    assert said == "test/tables/things.csv:3: `A` is written twice. Keep one: the first is on line 2."


def test_a_ragged_table_line_is_refused(pack: Pack) -> None:
    said = refusal_of_table(pack, "code,name,source\nA,un, deux,a-law\n")
    assert "test/tables/things.csv:2: the line has not as many cells as the heading." in said


def test_an_unknown_confidence_mark_is_refused(pack: Pack) -> None:
    said = refusal_of_table(pack, "code,source,confidence\nA,a-law,sure\n")
    assert "`sure` is not a confidence mark. Write one of confirmed, secondary, unconfirmed, empty." in said


def test_a_missing_table_proposes_the_nearest(pack: Pack) -> None:
    (pack.folder / "tables" / "things.csv").write_text("code\n", encoding="utf-8")
    with pytest.raises(RuleError, match="Did you mean `things`"):
        pack.table("thing")


def test_a_source_that_nobody_could_find_is_refused(pack: Pack) -> None:
    text = SOURCES.replace("    bulletin: BO 1\n", "")
    (pack.folder / "sources.yaml").write_text(text, encoding="utf-8")
    (found,) = problems(pack)
    assert str(found).startswith("test/sources.yaml:2: source `a-law` cannot be found by a reader. Write `bulletin:`")


def test_a_source_described_twice_is_refused(pack: Pack) -> None:
    (pack.folder / "sources.yaml").write_text(SOURCES + SOURCES.removeprefix("sources:\n"), encoding="utf-8")
    (found,) = problems(pack)
    assert str(found) == "test/sources.yaml:8: source `a-law` is described twice. Keep one."


def test_a_file_in_another_encoding_is_refused(pack: Pack) -> None:
    (pack.folder / "pack.yaml").write_bytes(PACK.replace("Essai", "Été").encode("latin-1"))
    assert "test/pack.yaml: the file is not in UTF-8." in [str(one) for one in problems(pack)]


def test_a_missing_pack_says_which_there_are() -> None:
    from mithaq.packs import load

    with pytest.raises(RuleError, match=r"there is no pack `mars`\. There is: .*ma"):
        load("mars")


def test_a_file_that_is_not_there_or_far_too_long_is_refused(pack: Pack) -> None:
    (pack.folder / "sources.yaml").unlink()
    (pack.folder / "pack.yaml").write_text(PACK + "#" * MAX_BYTES, encoding="utf-8")
    assert [str(one) for one in problems(pack)] == [
        f"test/pack.yaml: the file is too large. At most {MAX_BYTES} bytes.",
        "test/sources.yaml: the file is missing. A pack needs it.",
    ]


def sound_parameter(pack: Pack, before: str = "", after: str = "") -> None:
    """A parameter file without mistake, one text replaced."""
    text = (WRONG / "unknown-source.yaml").read_text(encoding="utf-8").replace("a-low", "a-law")
    (pack.folder / "parameters" / "test" / "parameter.yaml").write_text(text.replace(before, after), encoding="utf-8")


def test_a_choice_keeps_its_word(pack: Pack) -> None:
    sound_parameter(pack, "kind: threshold", "kind: choice")
    assert pack.parameter("test/parameter").on(date(2025, 1, 1)).value == "7000"


def test_the_command_says_every_mistake_and_fails(
    pack: Pack, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (pack.folder / "tables" / "things.csv").write_text("code\nA\nA\n", encoding="utf-8")
    monkeypatch.setattr("mithaq.packs.commands.load", lambda name: pack)
    assert main(["packs", "check"]) == 1
    assert "test/tables/things.csv:3: `A` is written twice." in capsys.readouterr().out


def test_the_command_names_what_is_due_for_review(
    pack: Pack, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sound_parameter(pack, "unit: persons", "unit: persons\nreview_by: 2000-01-01")
    monkeypatch.setattr("mithaq.packs.commands.load", lambda name: pack)
    assert main(["packs", "check"]) == 0
    assert "to review since 2000-01-01: test/parameter" in capsys.readouterr().out
