"""Load the territory of the pack: the tree, its names in other systems, its censuses, its groups.

Loading twice changes nothing the second time. What people did since stays: a unit that was
attached elsewhere, renamed by a person in a column that the pack does not own, or opened by hand.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from mithaq.apps.accounts.models import User
from mithaq.apps.audit.actions import record
from mithaq.apps.territory.actions.synchronising import Tally, synchronise
from mithaq.apps.territory.models import (
    ExternalId,
    FacilityType,
    HealthGroup,
    OrgUnit,
    OrgUnitKind,
    Population,
    UnitAttachment,
    UnitGroup,
)
from mithaq.packs import Pack, census, geometry, load

KINDS = (
    ("nation", "Pays", "بلد", "Country", 0),
    ("region", "Région", "جهة", "Region", 1),
    ("province", "Province ou préfecture", "إقليم أو عمالة", "Province or prefecture", 2),
    ("commune", "Commune", "جماعة", "Commune", 3),
    ("arrondissement", "Arrondissement", "مقاطعة", "Arrondissement", 4),
    ("facility", "Établissement de santé", "مؤسسة صحية", "Health facility", 5),
    ("service", "Service", "مصلحة", "Service", 6),
)


@transaction.atomic
def load_territory(*, by: User | None, pack: Pack | None = None) -> Mapping[str, Tally]:
    """Load kinds, units, identifiers, facility types, groups and population of the pack.

    Gives what was done to each table, by name. `by` is None when the machine loads by itself.
    """
    pack = pack or load()
    done = {
        "kinds": _load_kinds(),
        "units": _load_units(pack),
        "attachments": _load_attachments(),
        "identifiers": _load_identifiers(pack),
        "facility types": _load_facility_types(pack),
        "health groups": _load_health_groups(pack),
        "groups": _load_groups(),
        "population": _load_population(),
    }
    if any(tally.has_news for tally in done.values()):
        record("territory.pack.loaded", by=by, object_type="territory", data=trace_of(pack, done))
    return done


def trace_of(pack: Pack, done: Mapping[str, Tally]) -> dict[str, Any]:
    """What the audit trail keeps of a loading: the pack, how many rows, table by table."""
    n_rows = sum(tally.n_created + tally.n_changed for tally in done.values())
    tables = {name: tally.as_data() for name, tally in done.items()}
    return {"pack": f"{pack.name}@{pack.version}", "digest": pack.digest, "n_rows": n_rows, "tables": tables}


def _load_kinds() -> Tally:
    rows = [OrgUnitKind(code=code, name_fr=fr, name_ar=ar, name_en=en, level=n) for code, fr, ar, en, n in KINDS]
    return synchronise(rows=rows, key=["code"], owned=["name_fr", "name_ar", "name_en", "level"])


def _load_units(pack: Pack) -> Tally:
    """Level by level: a unit needs the key of the unit above it."""
    done, paths, iso = Tally(), {"": "/"}, _iso_codes(pack)
    for kind, *_ in KINDS:
        ids = dict(OrgUnit.objects.values_list("code", "pk"))
        rows = []
        for place in (place for place in census.places() if place.kind == kind):
            paths[place.code] = f"{paths[place.parent]}{place.code}/"
            rows.append(_unit(place, ids.get(place.parent), paths[place.code], iso.get(place.code, "")))
        owned = ["kind_id", "name_fr", "name_ar", "setting", "designation", "iso_code", "lon", "lat", "area_km2"]
        done += synchronise(rows=rows, key=["code"], owned=owned)
    return done


def _unit(place: census.Place, parent_id: int | None, path: str, iso: str) -> OrgUnit:
    inside = geometry.inside_points().get(place.code)
    return OrgUnit(
        code=place.code,
        kind_id=place.kind,
        parent_id=parent_id,
        path=path,
        name_fr=place.name_fr,
        name_ar=place.name_ar,
        setting=place.setting,
        designation=place.designation,
        iso_code=iso,
        lon=inside.lon if inside else None,
        lat=inside.lat if inside else None,
        area_km2=inside.area_km2 if inside else None,
    )


def _iso_codes(pack: Pack) -> Mapping[str, str]:
    return {row["code"]: row["iso"] for row in pack.table("iso_codes")}


def _load_attachments() -> Tally:
    """A first attachment for each unit that has none; later ones are people's own."""
    codes = {place.code for place in census.places()}
    bare = OrgUnit.objects.filter(parent__isnull=False, attachments=None, code__in=codes)
    rows = [UnitAttachment(unit_id=pk, parent_id=parent) for pk, parent in bare.values_list("pk", "parent_id")]
    UnitAttachment.objects.bulk_create(rows, batch_size=2000)
    return Tally(len(rows), 0, len(codes) - 1 - len(rows))


def _load_identifiers(pack: Pack) -> Tally:
    """The names of the units in other systems: HCP's dotted code, ISO 3166-2."""
    ids = dict(OrgUnit.objects.values_list("code", "pk"))
    named = [("hcp", place.code, place.code) for place in census.places() if place.kind != "nation"]
    named += [("iso-3166-2", iso, code) for code, iso in _iso_codes(pack).items()]
    rows = [ExternalId(unit_id=ids[code], system=system, value=value) for system, value, code in named]
    return synchronise(rows=rows, key=["system", "value"], owned=["unit_id"])


def _load_facility_types(pack: Pack) -> Tally:
    owned = ["name_fr", "name_ar", "name_en", "network", "care_level", "setting", "rank"]
    rows = [
        FacilityType(code=row["code"], **{name: int(row[name]) if name == "rank" else row[name] for name in owned})
        for row in pack.table("facility_types")
    ]
    return synchronise(rows=rows, key=["code"], owned=owned)


def _load_health_groups(pack: Pack) -> Tally:
    """The regional health groups; a start that no text confirms stays empty, with its note."""
    ids = dict(OrgUnit.objects.filter(kind="region").values_list("code", "pk"))
    texts = ["name_fr", "name_ar", "seat_fr", "seat_ar", "decree", "start_note", "source"]
    rows = [
        HealthGroup(
            code=row["code"],
            region_id=ids[row["region"]],
            starts_on=date.fromisoformat(row["starts_on"]) if row["starts_on"] else None,
            **{name: row[name] for name in texts},
        )
        for row in pack.table("health_groups")
    ]
    return synchronise(rows=rows, key=["code"], owned=["region_id", "starts_on", *texts])


def _load_groups() -> Tally:
    ids = dict(OrgUnit.objects.values_list("code", "pk"))
    wanted = census.groupings()
    rows = [
        UnitGroup(code=one.code, kind=one.kind, anchor_id=ids[one.anchor], name_fr=one.name_fr, name_ar=one.name_ar)
        for one in wanted
    ]
    done = synchronise(rows=rows, key=["code"], owned=["kind", "anchor_id", "name_fr", "name_ar"])
    set_members(members={one.code: one.members for one in wanted})
    return done


def set_members(*, members: Mapping[str, tuple[str, ...]]) -> None:
    """Add the members (unit codes) of groups (by code) that are not in them yet."""
    through = UnitGroup.members.through
    ids = dict(OrgUnit.objects.values_list("code", "pk"))
    groups = dict(UnitGroup.objects.values_list("code", "pk"))
    present = set(through.objects.values_list("unitgroup_id", "orgunit_id"))
    wanted = {(groups[group], ids[code]) for group, codes in members.items() for code in codes}
    through.objects.bulk_create(
        [through(unitgroup_id=group, orgunit_id=unit) for group, unit in sorted(wanted - present)], batch_size=2000
    )


def _load_population() -> Tally:
    ids = dict(OrgUnit.objects.values_list("code", "pk"))
    rows = [
        Population(
            unit_id=ids[one.code],
            year=one.year,
            basis=one.basis,
            setting=one.setting,
            sex=one.sex,
            age_group=one.age_group,
            n_persons=one.n_persons,
            is_derived=one.is_derived,
        )
        for one in census.population()
    ]
    key = ["unit_id", "year", "basis", "setting", "sex", "age_group"]
    return synchronise(rows=rows, key=key, owned=["n_persons", "is_derived"])
