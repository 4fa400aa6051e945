"""The pack of Morocco itself, and what a pack answers."""

import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from mithaq.cli import main
from mithaq.core.params import Confidence
from mithaq.core.values import Known, Missing
from mithaq.packs import load
from mithaq.packs.checking import problems

DAY = date(2025, 6, 30)


def test_the_pack_of_morocco_has_no_mistake() -> None:
    assert problems(load("ma")) == []


def test_a_norm_of_the_pack_says_its_source_and_how_sure_it_is() -> None:
    value = load("ma").parameter("planning/csr-1/population").on(DAY)
    assert (value.value, value.confidence) == (Decimal(7000), Confidence.SECONDARY)
    assert "décret 2-14-562" in load("ma").sources[value.source].title.fr


def test_what_no_text_gives_is_empty_and_never_zero() -> None:
    mri = load("ma").parameter("planning/equipment/mri/population")
    assert mri.on(DAY).confidence is Confidence.EMPTY
    assert isinstance(mri.number_on(DAY), Missing)


def test_the_beds_norm_is_what_its_own_parameters_give() -> None:
    """L = P × TA × DMS / (365 × TOM) for 1,000 inhabitants, rounded to a tenth."""
    pack = load("ma")

    def number(name: str) -> Decimal:
        found = pack.parameter(f"planning/beds/{name}").number_on(DAY)
        assert isinstance(found, Known)
        return found.amount

    computed = 1000 * number("admission_rate") * number("length_of_stay") / (365 * number("occupancy_rate"))
    assert computed.quantize(Decimal("0.1")) == number("per_1000")


def test_an_unknown_parameter_proposes_the_nearest() -> None:
    with pytest.raises(KeyError, match="planning/csr-1/population"):
        load("ma").parameter("planning/csr1/population")


def test_every_parameter_is_named_in_the_three_languages() -> None:
    bare = [one.id for one in load("ma").parameters.values() if not all(one.label.values())]
    assert bare == []


@pytest.mark.parametrize(
    ("table", "n_rows"),
    [("health_groups", 12), ("missions", 34), ("board_decisions", 16), ("governance_bodies", 11),
     ("yearly_calendar", 12), ("university_hospitals", 13), ("facility_types", 31)],
)  # fmt: skip
def test_tables_hold_what_the_texts_list(table: str, n_rows: int) -> None:
    assert len(load("ma").table(table)) == n_rows


def test_only_a_start_date_that_a_source_gives_is_written() -> None:
    dated = {row["code"]: row["starts_on"] for row in load("ma").table("health_groups") if row["starts_on"]}
    assert dated == {"GST-TTA": "2025-10-01"}


def test_every_facility_type_has_its_arabic_name_with_a_mark() -> None:
    rows = load("ma").table("facility_types")
    assert all(row["name_ar"] for row in rows)
    assert {row["name_ar_status"] for row in rows} == {"official", "common", "proposed"}


def test_the_digest_follows_the_content(tmp_path: Path) -> None:
    from mithaq.packs import Pack

    (tmp_path / "a.yaml").write_text("x: 1\n", encoding="utf-8")
    before = Pack(tmp_path).digest
    assert Pack(tmp_path).digest == before
    (tmp_path / "a.yaml").write_text("x: 2\n", encoding="utf-8")
    assert Pack(tmp_path).digest != before


def test_parameters_due_for_review_are_named() -> None:
    pack = load("ma")
    assert pack.due_for_review(date(2027, 6, 30)) == []
    assert "planning/csr-1/population" in {one.id for one in pack.due_for_review(date(2027, 7, 1))}


def test_the_command_counts_what_it_checked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["packs", "check"]) == 0
    assert "47 parameters" in capsys.readouterr().out


def test_the_command_refuses_a_pack_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["packs", "check", "mars"]) == 2
    assert "there is no pack `mars`" in capsys.readouterr().err


@pytest.mark.slow
def test_reading_a_pack_needs_no_django() -> None:
    code = "import sys, mithaq.packs.geometry, mithaq.packs.census; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
