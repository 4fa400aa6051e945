"""Tables: sort, search, filters, totals, pages and cells, over a list and over the database."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from mithaq.apps.territory.models import OrgUnit, OrgUnitKind
from mithaq.core.values import Known, Missing, Reason
from mithaq.web.tables import Column, State, Table, bind
from mithaq.web.tables.collation import fold, sort_key

STATES = {"ok": State("good", "Reached"), "late": State("bad", "Not reached")}
ROWS: list[dict[str, Any]] = [
    {"name": "Érfoud", "state": "ok", "beds": 120, "rate": Decimal("0.81"), "on": date(2025, 7, 5)},
    {"name": "Fès", "state": "late", "beds": None, "rate": Decimal("0.5"), "on": None},
    {"name": "Azrou", "state": "ok", "beds": 45, "rate": None, "on": date(2024, 1, 1)},
    {"name": "<b>Zag</b>", "state": "late", "beds": Missing(Reason.NOT_EXPECTED), "rate": Decimal("0.2"), "on": None},
]


def table(rows: Any = ROWS, **options: Any) -> Table:
    columns = [
        Column("name", "Place"),
        Column("state", "State", "state", states=STATES),
        Column("beds", "Beds", "number", 0, total="sum"),
        Column("rate", "Rate", "percent", total=lambda rows: Missing(Reason.NOT_COMPUTABLE)),
        Column("on", "Opened on", "day", optional=True),
    ]
    return Table("places", columns, rows, "Places", **options)


def view(query: str = "", **options: Any) -> Any:
    return bind(RequestFactory().get(f"/places/{query}"), table(**options))


def names(one: Any) -> list[str]:
    return [row["name"] for row in one.page_rows]


def test_words_are_sorted_as_a_dictionary_does() -> None:
    assert [n for n in names(view("?sort=name")) if n != "<b>Zag</b>"] == ["Azrou", "Érfoud", "Fès"]
    assert sorted(["CSR 10", "CSR 2"], key=sort_key) == ["CSR 2", "CSR 10"]
    assert sorted(["أكادير", "ابن سليمان"], key=sort_key) == ["ابن سليمان", "أكادير"]


@pytest.mark.parametrize("sort", ["beds", "-beds"])
def test_missing_values_come_last_both_ways(sort: str) -> None:
    assert set(names(view(f"?sort={sort}"))[2:]) == {"Fès", "<b>Zag</b>"}
    assert names(view("?sort=-beds"))[0] == "Érfoud"


def test_the_search_ignores_accents_and_case() -> None:
    assert names(view("?q=fes")) == ["Fès"]
    assert names(view("?q=REACHED")) == ["Érfoud", "Fès", "Azrou", "<b>Zag</b>"]


@given(st.text())
def test_folding_is_stable(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_filters_by_state_and_by_bounds() -> None:
    assert names(view("?is_state=ok")) == ["Érfoud", "Azrou"]
    assert names(view("?min_beds=50")) == ["Érfoud"]
    assert names(view("?max_rate=50,0")) == ["Fès", "<b>Zag</b>"], "a bound on a rate is typed as a percentage"
    assert "<b>Zag</b>" not in names(view("?min_beds=0")), "missing is not zero"


def test_the_total_speaks_of_the_filtered_rows_and_of_what_is_missing() -> None:
    with override("en"):
        whole, part = view(), view("?is_state=late")
        assert whole.total_label == "Total"
        assert "165" in whole.total_line
        assert "2 values missing" in whole.total_line
        assert part.total_label == "Total of the 2 rows shown by the filters"
        assert "165" not in part.total_line


def test_rates_have_no_sum() -> None:
    with pytest.raises(ValueError, match="rates do not add up"):
        Column("rate", "Rate", "percent", total="sum")


def test_hidden_columns_are_named_never_silent() -> None:
    assert [c.key for c in view().hidden_columns] == ["on"]
    chosen = view("?cols=on&cols=beds")
    assert [c.key for c in chosen.columns] == ["name", "beds", "on"]
    assert chosen.hidden_words == "State, Rate"


def test_unknown_choices_are_left_out() -> None:
    one = view("?sort=nothing&page=zero&min_beds=abc&cols=none&density=huge")
    assert (one.choices.sort, one.page, one.choices.least, one.choices.density) == ("", 1, {}, "")
    assert len(one.columns) == 4


def test_pages_keep_the_other_choices() -> None:
    rows = [{**ROWS[0], "name": f"Place {n}", "beds": n} for n in range(250)]
    one = view("?sort=-beds&page=2", rows=rows)
    assert (one.n_pages, len(one.page_rows), one.page_rows[0]["beds"]) == (3, 100, 149)
    assert "sort=-beds" in one.next_url
    assert "page=3" in one.next_url
    assert view("?page=99", rows=rows).page == 3
    assert len(view("?size=all", rows=rows).page_rows) == 250


def test_cells_are_escaped_and_say_why_they_are_empty() -> None:
    with override("en"):
        body = view().body
    assert "<b>Zag" not in body
    assert "&lt;b&gt;Zag" in body
    assert body.count('scope="row"') == 4
    assert 'title="not reported"' in body
    assert 'title="not expected: the unit was not open"' in body
    assert "#good" in body
    assert "Reached" in body


def test_a_figure_leads_to_its_explanation() -> None:
    columns = [
        Column("name", "Place"),
        Column("beds", "Beds", "number", 0, explain=lambda row: f"/why/?of={row['beds']}&x"),
    ]
    one = bind(RequestFactory().get("/"), Table("t", columns, ROWS[:1], "T"))
    assert 'href="/why/?of=120&amp;x"' in one.body
    assert 'hx-target="#mq-sheet"' in one.body


def test_groups_stay_together_when_sorted() -> None:
    one = view("?sort=-rate", group=lambda row: row["state"])
    assert names(one) == ["Érfoud", "Azrou", "Fès", "<b>Zag</b>"]
    assert one.body.count('class="mq-group"') == 2


def test_known_values_are_read_as_their_amount() -> None:
    one = view(rows=[{**ROWS[0], "beds": Known(Decimal(7))}])
    assert '<span class="mq-num">7</span>' in one.body


def test_the_fragment_alone_answers_htmx() -> None:
    request = RequestFactory().get("/places/", headers={"HX-Request": "true", "HX-Target": "table-places"})
    fragment = bind(request, table()).fragment()
    assert fragment is not None
    assert fragment.content.decode().lstrip().startswith('<div class="mq-data" id="table-places"')
    assert view().fragment() is None


def test_two_tables_of_a_page_do_not_mix_their_choices() -> None:
    other = bind(RequestFactory().get("/?a_sort=-beds&q=fes"), table(prefix="a_"))
    assert other.choices.sort == "beds"
    assert other.choices.search == ""


@pytest.fixture
def units(db: None) -> Any:
    kind = OrgUnitKind.objects.create(code="place", name_fr="Lieu", level=9)
    for number, (name, area) in enumerate([("Érfoud", 12.5), ("Fès", None), ("Azrou", 3.0), ("Zagora", 90.0)]):
        OrgUnit.objects.create(code=f"X{number}", kind=kind, path=f"/X{number}/", name_fr=name, area_km2=area)
    return OrgUnit.objects.filter(kind=kind)


def unit_table(units: Any) -> Table:
    area = Column("area_km2", "Area", "number", 1, total="sum")
    return Table("units", [Column("name_fr", "Name"), Column("kind__name_fr", "Kind"), area], units, "Units")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?sort=name_fr", ["Azrou", "Érfoud", "Fès", "Zagora"]),
        ("?sort=-name_fr", ["Zagora", "Fès", "Érfoud", "Azrou"]),
        ("?sort=area_km2", ["Azrou", "Érfoud", "Zagora", "Fès"]),
        ("?sort=-area_km2", ["Zagora", "Érfoud", "Azrou", "Fès"]),
        ("?q=erf&sort=name_fr", ["Érfoud"]),
        ("?min_area_km2=10&sort=name_fr", ["Érfoud", "Zagora"]),
        ("?q=lieu&sort=-area_km2", ["Zagora", "Érfoud", "Azrou", "Fès"]),
    ],
)
def test_the_database_answers_as_the_list_does(units: Any, query: str, expected: list[str]) -> None:
    request = RequestFactory().get(f"/{query}")
    assert [u.name_fr for u in bind(request, unit_table(units)).page_rows] == expected
    in_memory = unit_table(list(units.select_related("kind").order_by("code")))
    assert [u.name_fr for u in bind(request, in_memory).page_rows] == expected


def test_totals_come_from_the_database(units: Any) -> None:
    total = bind(RequestFactory().get("/"), unit_table(units)).totals[2][1]
    assert total is not None
    assert (total.value, total.n_missing) == (105.5, 1)


def test_a_page_of_the_database_asks_few_questions(units: Any) -> None:
    with CaptureQueriesContext(connection) as asked:
        one = bind(RequestFactory().get("/?sort=name_fr&q=a"), unit_table(units.select_related("kind")))
        assert one.body
        assert one.total_line
        assert one.n_shown_words
    assert len(asked) <= 7


def test_a_value_made_in_python_is_neither_sorted_nor_filtered_by_the_database(units: Any) -> None:
    made = Column("size", "Size", "state", states=STATES, value=lambda unit: "ok")
    request = RequestFactory().get("/?is_size=late&sort=size")
    one = bind(request, Table("units", [Column("name_fr", "Name"), made], units, "Units"))
    assert one.n_rows == 4
    assert one.state_filters == []
    assert one.headings[1].sort_url == ""
