"""The ministry's real lists, on the real territory: counted by category, and a second run that changes nothing."""

import csv
from collections import Counter

import pytest

from mithaq.apps.territory.actions.loading import load_territory
from mithaq.apps.territory.models import Facility
from tests.apps.territory.test_wrong_lists import run
from tests.support.reference import REFERENCE

pytestmark = [pytest.mark.reference, pytest.mark.slow, pytest.mark.django_db]
LISTS = {"ma_public_hospitals_2024.csv": 177, "ma_primary_care_facilities_2024.csv": 3224}


def test_both_lists_are_imported_whole_and_once(capsys: pytest.CaptureFixture[str]) -> None:
    load_territory(by=None)
    expected: Counter[str] = Counter()
    for name, n_rows in LISTS.items():
        path = REFERENCE / "data/facilities" / name
        with path.open(encoding="utf-8", newline="") as file:
            expected.update(row["category"] for row in csv.DictReader(file))
        assert run(path, "--apply") == 0
        assert f"new: {n_rows}, changed: 0" in capsys.readouterr().err
        assert run(path, "--apply") == 0
        assert f"new: 0, changed: 0, closed: 0, same: {n_rows}, left: 0" in capsys.readouterr().err
    assert Counter(Facility.objects.order_by().values_list("type_id", flat=True)) == expected
    assert expected.total() == 3401
