"""Bad lists of facilities, one mistake each: the words that must be said, the exit status, nothing written."""

import argparse
import zipfile
from pathlib import Path

import pytest

from mithaq.apps.territory import import_command
from mithaq.apps.territory.facility_lists import LIMITS
from mithaq.apps.territory.models import Facility, OrgUnit

pytestmark = pytest.mark.django_db
FOLDER = Path(__file__).resolve().parents[2] / "wrong" / "facilities"
CASES = {
    "wrong-columns.csv": (2, "facility_id, name, category, commune_name are missing"),
    "empty.csv": (2, "holds no facility"),
    "formula.csv": (2, "holds a formula"),
    "not-a-text.csv": (2, "bytes that no text holds"),
    "not-a-workbook.xlsx": (2, "is not that of a “.xlsx” file"),
    "duplicate-identifier.csv": (1, "P24-0001 is already used in A2"),
    "no-commune.csv": (1, "Nothing is written in commune_name"),
    "unknown-commune.csv": (1, "unknown place"),
    "unknown-type.csv": (1, "unknown type 'CSX-1': nearest"),
    "position-in-words.csv": (1, "“est; nord” is not a longitude and a latitude"),
    "position-not-on-earth.csv": (1, "is not on Earth"),
    "position-at-sea.csv": (0, "is in the sea or abroad"),
}


def run(path: Path, *options: str) -> int:
    parser = argparse.ArgumentParser()
    import_command.configure(parser)
    return import_command.run(parser.parse_args([str(path), *options]))


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_bad_list_says_what_is_wrong(
    name: str, places: dict[str, OrgUnit], capsys: pytest.CaptureFixture[str]
) -> None:
    status, words = CASES[name]
    assert run(FOLDER / name, *(["--apply"] if status else [])) == status
    said = capsys.readouterr()
    assert words in said.out + said.err
    assert not Facility.objects.exists()


def test_every_bad_file_is_tried() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(CASES)


def test_a_file_that_is_not_there(places: dict[str, OrgUnit]) -> None:
    assert run(FOLDER / "none.csv") == 2


def test_a_file_too_large_is_not_read(
    places: dict[str, OrgUnit], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(200 * 2**20)
    assert run(large) == 2
    assert f"larger than {LIMITS.size // 2**20} MB" in capsys.readouterr().err


def test_an_archive_that_swells_is_not_opened(
    places: dict[str, OrgUnit], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", b"0" * 50 * 2**20)
    assert run(bomb) == 2
    assert "far more room" in capsys.readouterr().err


def test_rows_that_can_be_are_applied_when_asked(places: dict[str, OrgUnit]) -> None:
    assert run(FOLDER / "duplicate-identifier.csv", "--apply", "--partial") == 1
    assert Facility.objects.count() == 1
