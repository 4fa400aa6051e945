"""Load the demonstration network: generated facilities, marked as such, and one hospital network a province."""

import csv
from collections import defaultdict
from collections.abc import Mapping

from django.db import transaction

from mithaq.apps.accounts.models import User
from mithaq.apps.audit.actions import record
from mithaq.apps.territory.actions.loading import set_members, trace_of
from mithaq.apps.territory.actions.synchronising import Tally, synchronise
from mithaq.apps.territory.models import (
    Facility,
    FacilityService,
    OrgUnit,
    Population,
    UnitAttachment,
    UnitGroup,
)
from mithaq.apps.territory.network import (
    LABEL_AR,
    LABEL_FR,
    SEED,
    Commune,
    DemoFacility,
    Quantity,
    Sizes,
    TypeName,
    generate,
)
from mithaq.packs import Pack, geometry, load

SOURCE = f"Réseau de démonstration engendré (graine {SEED}) ; effectifs publiés par province et par type, 2024"
COUNTS = "facility_counts_2024.csv"


@transaction.atomic
def load_demonstration_network(*, by: User | None, pack: Pack | None = None) -> Mapping[str, Tally]:
    """Load the generated facilities on the communes of the database (`load_territory` comes first).

    Gives what was done to each table, by name. The same pack gives the same network.
    """
    pack = pack or load()
    facilities = generate(_communes(), quantities(pack), _types(pack), _sizes(pack))
    done = {
        "demonstration units": _load_units(facilities),
        "demonstration facilities": _load_facilities(facilities),
        "demonstration services": _load_services(facilities, pack),
        "demonstration networks": _load_networks(facilities, pack),
    }
    if any(tally.has_news for tally in done.values()):
        record("territory.network.loaded", by=by, object_type="territory", data=trace_of(pack, done))
    return done


def quantities(pack: Pack) -> list[Quantity]:
    """The published number of facilities by province and type."""
    with (pack.folder / "territory" / COUNTS).open(encoding="utf-8", newline="") as opened:
        return [Quantity(row["province"], row["type"], int(row["n_facilities"])) for row in csv.DictReader(opened)]


def _communes() -> list[Commune]:
    shapes, points = geometry.shapes("commune"), geometry.inside_points()
    persons = Population.objects.filter(
        unit__kind="commune", year=2024, basis="legal", setting="", sex="", age_group=""
    )
    of_unit = ("unit__code", "unit__name_fr", "unit__name_ar", "unit__setting", "n_persons")
    return [
        Commune(code, fr, ar, setting, n, shapes[code], points[code].lon, points[code].lat)
        for code, fr, ar, setting, n in persons.order_by("unit__code").values_list(*of_unit)
    ]


def _types(pack: Pack) -> Mapping[str, TypeName]:
    return {row["code"]: TypeName(row["name_fr"], row["name_ar"]) for row in pack.table("facility_types")}


def _sizes(pack: Pack) -> Sizes:
    per_1000 = pack.parameter("planning/beds/per_1000").values[-1].value
    university: dict[str, int] = defaultdict(int)
    for row in pack.table("university_hospitals"):
        if row["holder"] == "group" and row["status"] == "operating" and row["n_beds"]:
            university[row["region"]] += int(row["n_beds"])
    return Sizes(float(per_1000 or 0), university)


def _load_units(facilities: list[DemoFacility]) -> Tally:
    communes = {unit.code: unit for unit in OrgUnit.objects.filter(kind="commune")}
    rows = [_unit(one, communes[one.commune]) for one in facilities]
    owned = ["name_fr", "name_ar", "setting", "lon", "lat", "is_demonstration"]
    done = synchronise(rows=rows, key=["code"], owned=owned)
    bare = OrgUnit.objects.filter(is_demonstration=True, attachments=None).values_list("pk", "parent_id")
    UnitAttachment.objects.bulk_create(
        [UnitAttachment(unit_id=pk, parent_id=parent) for pk, parent in bare], batch_size=2000
    )
    return done


def _unit(one: DemoFacility, commune: OrgUnit) -> OrgUnit:
    return OrgUnit(
        code=one.code,
        kind_id="facility",
        parent=commune,
        path=f"{commune.path}{one.code}/",
        name_fr=one.name_fr,
        name_ar=one.name_ar,
        setting=commune.setting,
        lon=one.lon,
        lat=one.lat,
        is_demonstration=True,
    )


def _load_facilities(facilities: list[DemoFacility]) -> Tally:
    ids = _ids()
    rows = [
        Facility(
            unit_id=ids[one.code],
            type_id=one.type,
            n_beds=one.n_beds,
            coordinate_source="generated",
            coordinate_quality=Facility.CoordinateQuality.AREA,
            source=SOURCE,
        )
        for one in facilities
    ]
    owned = ["type_id", "n_beds", "coordinate_source", "coordinate_quality", "source"]
    return synchronise(rows=rows, key=["unit_id"], owned=owned)


def _load_services(facilities: list[DemoFacility], pack: Pack) -> Tally:
    ids, services = _ids(), pack.table("hospital_services")
    rows = [
        FacilityService(facility_id=ids[one.code], code=row["code"], name_fr=row["name_fr"], name_ar=row["name_ar"])
        for one in facilities
        for row in services
        if one.type in row["types"].split()
    ]
    return synchronise(rows=rows, key=["facility_id", "code"], owned=["name_fr", "name_ar"])


def _load_networks(facilities: list[DemoFacility], pack: Pack) -> Tally:
    """One hospital network a province that has hospitals, as a group of demonstration."""
    hospitals = {row["code"] for row in pack.table("facility_types") if row["network"] == "RH"}
    members: dict[str, list[str]] = defaultdict(list)
    for one in facilities:
        if one.type in hospitals:
            members[one.commune[:6]].append(one.code)
    provinces = {unit.code: unit for unit in OrgUnit.objects.filter(kind="province", code__in=members)}
    rows = [
        UnitGroup(
            code=f"DEMO-RH-{code}",
            kind=UnitGroup.Kind.NETWORK,
            anchor_id=province.pk,
            name_fr=f"Réseau hospitalier — {province.name_fr} {LABEL_FR}",
            name_ar=f"الشبكة الاستشفائية — {province.name_ar} {LABEL_AR}",
        )
        for code, province in sorted(provinces.items())
    ]
    done = synchronise(rows=rows, key=["code"], owned=["kind", "anchor_id", "name_fr", "name_ar"])
    set_members(members={f"DEMO-RH-{code}": tuple(units) for code, units in members.items()})
    return done


def _ids() -> Mapping[str, int]:
    return dict(OrgUnit.objects.filter(is_demonstration=True).values_list("code", "pk"))
