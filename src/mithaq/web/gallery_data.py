"""The data components for the gallery, on invented figures."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from shapely.geometry.base import BaseGeometry

from mithaq.core.errors import DataProblem
from mithaq.core.values import Missing, Reason
from mithaq.packs import geometry
from mithaq.web.charts import Chart, Part, Series, bars, line, pyramid, waterfall
from mithaq.web.differences import Change, Difference, Preview
from mithaq.web.languages import current_language
from mithaq.web.maps import Area, MapLayer, MapView, Point, manual
from mithaq.web.tables import Column, State, Table, TableView, bind
from mithaq.web.uploads import Cell, Row, Sheet, Workbook

_SEED = 7
_STATES = {
    "reached": State("good", gettext_lazy("Reached")),
    "watch": State("watch", gettext_lazy("To watch")),
    "missed": State("bad", gettext_lazy("Not reached")),
}
_PROVINCES = {
    "03.061": ("Meknès", "مكناس", -8),
    "03.131": ("Boulemane", "بولمان", 9),
    "03.171": ("El Hajeb", "الحاجب", 1),
    "03.231": ("Fès", "فاس", -29),
    "03.271": ("Ifrane", "إفران", 5),
    "03.451": ("Sefrou", "صفرو", 8),
    "03.531": ("Taounate", "تاونات", None),
    "03.561": ("Taza", "تازة", 19),
    "03.591": ("Moulay Yacoub", "مولاي يعقوب", -4),
}


def samples(request: HttpRequest) -> dict[str, Any]:
    """Table, preview, charts and maps by name, for `web/data/gallery.html`."""
    return {
        "table": table(request),
        "preview": preview(request),
        "charts": charts(),
        "map": province_map(),
        "live_map": facility_map(),
    }


def table(request: HttpRequest) -> TableView:
    """Three hundred facilities: figures, amounts, rates, states, missing values, groups of nothing."""
    dice = random.Random(_SEED)
    rows = [_facility(dice, number) for number in range(1, 301)]
    columns = [
        Column("name", _("Facility"), url=lambda row: "#", sub=lambda row: row["code"]),
        Column("state", _("State"), "state", states=_STATES),
        Column("beds", _("Beds"), "number", 0, total="sum", explain=lambda row: "explanation/"),
        Column("amount", _("Paid"), "money", total="sum"),
        Column("rate", _("Bed occupancy"), "percent", total=_mean_rate),
        Column("code", _("Code"), optional=True),
    ]
    return bind(request, Table("sample", columns, rows, _("Sample of facilities"), source=_("invented figures")))


def _mean_rate(rows: list[dict[str, Any]]) -> Any:
    """Occupied beds over beds: the rate of the whole, not the mean of the rates."""
    there = [row for row in rows if row["rate"] is not None and row["beds"]]
    beds = sum(row["beds"] for row in there)
    return sum(row["rate"] * row["beds"] for row in there) / beds if beds else Missing(Reason.NOT_COMPUTABLE)


def _facility(dice: random.Random, number: int) -> dict[str, Any]:
    return {
        "name": _("Facility %(n)s") % {"n": number},
        "code": f"DEMO-{number:04}",
        "state": dice.choice(list(_STATES)),
        "beds": None if number % 17 == 0 else dice.randrange(12, 400),
        "amount": Decimal(dice.randrange(10_000_00, 900_000_00)) / 100,
        "rate": Decimal(dice.randrange(350, 990)) / 1000,
    }


def preview(request: HttpRequest) -> Preview:
    """Errors, changes, a new line and unchanged ones."""
    months = [_("July"), _("August"), _("September")]
    wrong = DataProblem(
        "value.number",
        "Activité!E14",
        message="“%(text)s” is not a number.",
        hint="A letter stands where a figure should be. Write %(meant)s, or leave the cell empty.",
        params={"text": "6O", "meant": "60"},
    )
    lines = [
        _line("C9", "changed", _("Emergency visits"), [(7402, 7420), (7614, 7614), (None, 7948)], place=9),
        _line("E14", "error", _("Caesarean sections"), [(61, 61), (58, 58), (None, "6O")], place=14, problems=[wrong]),
        _line("E8", "new", _("Open beds"), [(42, 42), (42, 42), (None, 42)], place=8),
        *(
            _line(f"D{n}", "unchanged", _("Live births"), [(288, 288), (276, 276), (276, 276)], place=n)
            for n in range(20, 60)
        ),
    ]
    header = tuple(
        Cell(name, f"Activité!{column}1") for column, name in zip("ABC", ("Code", "Juillet", "Août"), strict=True)
    )
    rows = tuple(Row(n, (Cell("MAT", f"Activité!A{n}"),)) for n in range(2, 60))
    book = Workbook("activite_T3_2026.xlsx", 214_000, (Sheet("Activité", header, rows),))
    return Preview(request, book, lines, months, confirm_url="#", cancel_url="#", other_file_url="#", token="sample")


def _line(cell: str, kind: Any, label: str, values: list[tuple[Any, Any]], **more: Any) -> Difference:
    changes = [
        Change(
            before, after, has_problem=isinstance(after, str), is_added=before is None and not isinstance(after, str)
        )
        for before, after in values
    ]
    return Difference(f"Activité!{cell}", kind, label, changes=changes, **more)


def charts() -> list[Chart]:
    """A trend with its target and a gap, bars, a pyramid, a waterfall."""
    quarters = ["T1 2025", "T2 2025", "T3 2025", "T4 2025", "T1 2026", "T2 2026"]
    rates = [Decimal("0.61"), Decimal("0.64"), None, Decimal("0.70"), Decimal("0.72"), Decimal("0.75")]
    targets = [Decimal("0.62") + Decimal("0.03") * n for n in range(6)]
    ages = ["0-4", "5-9", "10-14", "15-19", "20-24", "25-29", "30-34"]
    men, women = [240, 236, 221, 190, 172, 168, 160], [231, 229, 214, 194, 180, 176, 163]
    series = [Series(_("Region"), rates)]
    return [
        line("trend", _("Attended deliveries"), quarters, series, targets=targets, unit=_("rate"), kind="percent"),
        bars(
            "beds",
            _("Beds by province"),
            [names()[code] for code in _PROVINCES],
            [310, 80, 44, 905, 61, 97, 120, 260, None],
        ),
        pyramid("ages", _("Population by age and sex"), ages, men, women),
        waterfall("settlement", _("Why the amount changed"), _parts()),
    ]


def _parts() -> list[Part]:
    return [
        Part("T2 2026", Decimal("12480000"), "total"),
        Part(_("Verified quantities"), Decimal("964300")),
        Part(_("Quality score"), Decimal("187400.50")),
        Part(_("Ceilings reached"), Decimal("-418750")),
        Part(_("Missing data"), Decimal("-293390"), "pending"),
        Part("T3 2026", Decimal("12919560.50"), "total"),
    ]


def names() -> dict[str, str]:
    """The provinces of the sample region, in the language of the page."""
    at = 1 if current_language().code == "ar" else 0
    return {code: str(row[at]) for code, row in _PROVINCES.items()}


def province_map() -> MapView:
    """Real limits, invented gaps to the norm; one province without data."""
    areas = [Area(code, label, _PROVINCES[code][2], url="#") for code, label in names().items()]
    return MapView(
        "gap",
        _("Gap to the norm"),
        _shapes(),
        areas,
        manual(
            [-6, -2, 1, 5],
            "div",
            [
                _("shortfall of 6 or more"),
                _("shortfall of 2 to 5"),
                _("at the norm"),
                _("surplus of 2 to 5"),
                _("surplus of 6 or more"),
            ],
        ),
        decimals=0,
        selected="03.561",
        context={code: shape for code, shape in geometry.shapes("province").items() if not code.startswith("03")},
        area_head=_("Province"),
        source=_("invented figures"),
    )


def facility_map() -> MapView:
    """The same, with points on a map that zooms."""
    dice = random.Random(_SEED)
    points = []
    for code, shape in _shapes().items():
        centre = shape.representative_point()
        for number in range(40):
            lon, lat = centre.x + dice.uniform(-0.15, 0.15), centre.y + dice.uniform(-0.12, 0.12)
            points.append(Point(lon, lat, f"DEMO-{code}-{number}", dice.choice(["hospital", "centre"]), url="#"))
    areas = [Area(code, label, _PROVINCES[code][2]) for code, label in names().items()]
    layer = MapLayer(points, kinds={"hospital": _("Hospital"), "centre": _("Health centre")})
    return MapView(
        "facilities", _("Facilities"), _shapes(), areas, manual([0]), decimals=0, layer=layer, shows_table=False
    )


def _shapes() -> dict[str, BaseGeometry]:
    every = geometry.shapes("province", "03")
    return {code: every[code] for code in _PROVINCES if code in every}
