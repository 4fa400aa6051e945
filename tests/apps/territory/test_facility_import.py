"""Importing a list: what is new, changed, closed, unknown; in one transaction, twice the same."""

import io
from datetime import date
from typing import Any

import openpyxl
import pytest

from mithaq.apps.audit.models import AuditEvent
from mithaq.apps.territory.actions.facilities import ListOrigin, apply_facility_list
from mithaq.apps.territory.facility_differences import SYSTEM, Choices, ListDifferences, RowState, compare
from mithaq.apps.territory.facility_lists import LIMITS, FacilityList, read_list
from mithaq.apps.territory.models import ExternalId, Facility, OrgUnit
from mithaq.web.uploads import read_workbook
from tests.apps.territory.conftest import HEADING, row, text_of

pytestmark = pytest.mark.django_db
ORIGIN = ListOrigin("list.csv", "0" * 64, date(2024, 12, 31))


@pytest.fixture(autouse=True)
def _places(places: dict[str, OrgUnit]) -> None:
    """Every test needs the tree."""


def listed(*rows: dict[str, str]) -> FacilityList:
    file = io.BytesIO(text_of(rows))
    file.name = "list.csv"  # type: ignore[misc]  # as uploads have one
    file.size = len(file.getvalue())  # type: ignore[attr-defined]  # as uploads have one
    return read_list(read_workbook(file, limits=LIMITS))  # type: ignore[arg-type]  # has all that an upload has


def apply(found: FacilityList, choices: Choices | None = None, **options: Any) -> dict[str, int]:
    return apply_facility_list(by=None, listed=found, origin=ORIGIN, choices=choices or Choices(), **options)


def states(found: ListDifferences) -> list[RowState]:
    return [one.state for one in found.rows]


def test_a_new_facility_hangs_in_its_commune_with_its_identifier() -> None:
    apply(listed(row("P24-0001", lon="-4.01", lat="34.21", coord_source="osm_name")))
    facility = Facility.objects.select_related("unit").get()
    assert facility.unit.path == "/MA/03/03.561/03.561.01.05/P24-0001/"
    assert (facility.type_id, facility.coordinate_quality, facility.unit.opened_on) == ("CSU-1", "matched", None)
    assert ExternalId.objects.get(system=SYSTEM).value == "P24-0001"


def test_a_second_import_changes_nothing_and_leaves_no_event() -> None:
    rows = [row("P24-0001"), row("P24-0002", "Bab Boudir", "CSR-1", commune_code="03.561.05.01")]
    assert apply(listed(*rows))["new"] == 2
    n_events = AuditEvent.objects.count()
    assert apply(listed(*rows)) == {"new": 0, "changed": 0, "closed": 0, "same": 2, "left": 0}
    assert AuditEvent.objects.count() == n_events


def test_changes_are_told_field_by_field_and_recorded_once() -> None:
    apply(listed(row("P24-0001")))
    found = compare(listed(row("P24-0001", "Massira 2", "CSU-2")), Choices())
    assert [(one.field, one.before, one.after) for one in found.rows[0].changes] == [
        ("name", "Al Massira", "Massira 2"),
        ("type", "CSU-1", "CSU-2"),
    ]
    apply(listed(row("P24-0001", "Massira 2", "CSU-2")))
    events = AuditEvent.objects.filter(code="territory.facilities.imported")
    assert [event.data["codes"]["changed"] for event in events.order_by("id")] == [[], ["P24-0001"]]


def test_what_is_no_longer_listed_is_closed_only_when_ticked() -> None:
    apply(listed(row("P24-0001"), row("P24-0002", "Autre")))
    rest = listed(row("P24-0001"))
    assert [one.code for one in compare(rest, Choices()).closings] == ["P24-0002"]
    assert apply(rest)["closed"] == 0
    assert apply(rest, Choices(closed=frozenset({"P24-0002"})))["closed"] == 1
    assert OrgUnit.objects.get(code="P24-0002").closed_on == ORIGIN.on
    assert compare(listed(row("P24-0002", "Autre")), Choices()).rows[0].changes[0].field == "closed"


def test_a_list_of_hospitals_closes_no_health_centre() -> None:
    apply(listed(row("P24-0001")))
    assert compare(listed(row("H24-0001", "Ibn Baja", "HP")), Choices()).closings == ()


def test_a_commune_is_found_by_its_name_in_its_province() -> None:
    by_name = {"commune_code": "", "province_name": "TAZA", "src_commune": "Ouad Amlil (Mun.)"}
    found = compare(listed(row("P24-0001", **by_name)), Choices())
    assert found.rows[0].state is RowState.NEW or found.rows[0].question is not None
    exact = by_name | {"src_commune": "OUED  AMLÎL (Mun.)"}
    assert compare(listed(row("P24-0001", **exact)), Choices()).rows[0].place.code == "03.561.01.03"  # type: ignore[union-attr]  # found


def test_an_unknown_commune_is_asked_with_proposals_and_can_be_chosen() -> None:
    lost = row("P24-0001", commune_code="", province_name="Taza", src_commune="Bab Boudjer")
    found = compare(listed(lost), Choices())
    assert states(found) == [RowState.UNMATCHED]
    (question,) = found.questions
    assert question.proposals[0].code == "03.561.05.01"
    assert apply(listed(lost)) | {"left": 1} == apply(listed(lost))
    assert apply(listed(lost), Choices(places={question.key: "03.561.05.01"}))["new"] == 1


def test_an_unknown_type_is_asked_too() -> None:
    found = compare(listed(row("P24-0001", category="CSU-9")), Choices())
    (question,) = found.questions
    assert (question.subject, found.rows[0].state) == ("types", RowState.UNMATCHED)
    assert {"CSU-1", "CSU-2"} & {one.code for one in question.proposals}
    assert compare(listed(row("P24-0001", category="CSU-9")), Choices(types={"CSU-9": "CSU-2"})).rows[0].type == "CSU-2"


def test_a_moved_facility_keeps_where_it_hung() -> None:
    apply(listed(row("P24-0001")))
    apply(listed(row("P24-0001", commune_code="03.561.01.03")))
    unit = OrgUnit.objects.get(code="P24-0001")
    assert unit.path == "/MA/03/03.561/03.561.01.03/P24-0001/"
    attachments = unit.attachments.order_by("id").values_list("parent__code", "since", "until")
    assert list(attachments) == [("03.561.01.05", None, ORIGIN.on), ("03.561.01.03", ORIGIN.on, None)]


def test_the_next_list_recognises_a_facility_by_its_name_and_commune() -> None:
    apply(listed(row("H20-0007", "Ibn Baja", "HP")))
    found = compare(listed(row("H24-0100", "IBN BÂJA", "HR"), row("H24-0101", "Ibn Sina", "HP")), Choices())
    assert states(found) == [RowState.CHANGED, RowState.NEW]
    apply(listed(row("H24-0100", "Ibn Baja", "HR"), row("H24-0101", "Ibn Sina", "HP")))
    assert set(OrgUnit.objects.get(code="H20-0007").external_ids.values_list("value", flat=True)) == {
        "H20-0007",
        "H24-0100",
    }
    assert OrgUnit.objects.get(code="H24-0101").opened_on == ORIGIN.on


def test_an_older_list_opens_changes_and_closes_nothing() -> None:
    apply(listed(row("H24-0100", "Ibn Baja", "HR")))
    found = compare(listed(row("H20-0007", "Ibn Baja", "HP"), row("H20-0008", "Ancien", "HP")), Choices())
    assert states(found) == [RowState.CHANGED, RowState.PAST]
    assert [one.field for one in found.rows[0].changes] == ["id"]


def test_rows_outside_the_scope_are_left_as_they_are() -> None:
    rabat = row("P24-0002", "Agdal", commune_code="04.421.01.0")
    done = apply(listed(row("P24-0001"), rabat), scope=["/MA/03/"])
    assert (done["new"], done["left"]) == (1, 1)
    assert not OrgUnit.objects.filter(code="P24-0002").exists()


def test_a_better_position_is_never_replaced_by_a_point_of_the_commune() -> None:
    apply(listed(row("P24-0001", lon="-4.01", lat="34.21", coord_source="osm_name")))
    worse = row("P24-0001", lon="-4.05", lat="34.2", coord_source="commune_point")
    assert states(compare(listed(worse), Choices())) == [RowState.SAME]


@pytest.mark.parametrize(("lon", "code"), [("-9.9", "list.at_sea"), ("-5.0", "list.elsewhere")])
def test_a_strange_position_is_a_warning(lon: str, code: str) -> None:
    found = compare(listed(row("P24-0001", lon=lon, lat="34.03", coord_source="osm_name")), Choices())
    assert [one.code for one in found.rows[0].warnings] == [code]
    assert states(found) == [RowState.NEW]


def test_a_workbook_says_the_same_as_a_text_file() -> None:
    rows = [row("P24-0001", lon="-4.01", lat="34.21", coord_source="osm_name"), row("P24-0002", "Autre")]
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(HEADING)
    for one in rows:
        cells = [one.get(name) for name in HEADING]
        book.active.append(
            [float(v) if v and name in {"lon", "lat"} else v for name, v in zip(HEADING, cells, strict=True)]
        )
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    out.name, out.size = "list.xlsx", len(out.getvalue())  # type: ignore[misc,attr-defined]  # as uploads have
    from_book = read_list(read_workbook(out, limits=LIMITS))  # type: ignore[arg-type]  # has all that an upload has
    apply(listed(*rows))
    assert states(compare(from_book, Choices())) == [RowState.SAME, RowState.SAME]


def test_a_failure_half_way_leaves_nothing() -> None:
    class Stopped(Exception):
        """What the progress raises."""

    class Stopping:
        def report(self, *_: object) -> None:
            raise Stopped

    with pytest.raises(Stopped):
        apply(listed(row("P24-0001")), progress=Stopping())
    assert not Facility.objects.exists()
