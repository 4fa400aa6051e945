"""Load the territory of the pack: the tree, its names in other systems, its censuses, its groups.

Loading twice changes nothing the second time. What people did since stays: a unit that was
attached elsewhere, renamed by a person in a column that the pack does not own, or opened by hand.
"""

from collections.abc import Mapping

from django.db import transaction

from mithaq.apps.accounts.models import User
from mithaq.apps.audit.actions import record
from mithaq.apps.territory.actions.synchronising import Tally, synchronise
from mithaq.apps.territory.models import ExternalId, OrgUnit, OrgUnitKind, Population, UnitAttachment, UnitGroup
from mithaq.packs import census

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
def load_territory(*, by: User | None) -> Mapping[str, Tally]:
    """Load kinds, units, identifiers, groups and population of the pack.

    Gives what was done to each table, by name. `by` is None when the machine loads by itself.
    """
    done = {
        "kinds": _load_kinds(),
        "units": _load_units(),
        "attachments": _load_attachments(),
        "identifiers": _load_identifiers(),
        "groups": _load_groups(),
        "population": _load_population(),
    }
    if any(tally.n_created or tally.n_changed for tally in done.values()):
        record("territory.loaded", by=by, object_type="territory", data={name: _counts(t) for name, t in done.items()})
    return done


def _counts(tally: Tally) -> dict[str, int]:
    return {"created": tally.n_created, "changed": tally.n_changed, "same": tally.n_same}


def _load_kinds() -> Tally:
    rows = [OrgUnitKind(code=code, name_fr=fr, name_ar=ar, name_en=en, level=n) for code, fr, ar, en, n in KINDS]
    return synchronise(rows, key=["code"], owned=["name_fr", "name_ar", "name_en", "level"])


def _load_units() -> Tally:
    """Level by level: a unit needs the key of the unit above it."""
    done, paths = Tally(), {"": "/"}
    for kind, *_ in KINDS:
        ids = dict(OrgUnit.objects.values_list("code", "pk"))
        rows = []
        for place in (place for place in census.places() if place.kind == kind):
            paths[place.code] = f"{paths[place.parent]}{place.code}/"
            rows.append(_unit(place, ids.get(place.parent), paths[place.code]))
        done += synchronise(rows, key=["code"], owned=["kind_id", "name_fr", "name_ar", "setting", "designation"])
    return done


def _unit(place: census.Place, parent_id: int | None, path: str) -> OrgUnit:
    return OrgUnit(
        code=place.code,
        kind_id=place.kind,
        parent_id=parent_id,
        path=path,
        name_fr=place.name_fr,
        name_ar=place.name_ar,
        setting=place.setting,
        designation=place.designation,
    )


def _load_attachments() -> Tally:
    """A first attachment for each unit that has none; later ones are people's own."""
    codes = {place.code for place in census.places()}
    bare = OrgUnit.objects.filter(parent__isnull=False, attachments=None, code__in=codes)
    rows = [UnitAttachment(unit_id=pk, parent_id=parent) for pk, parent in bare.values_list("pk", "parent_id")]
    UnitAttachment.objects.bulk_create(rows, batch_size=2000)
    return Tally(len(rows), 0, len(codes) - 1 - len(rows))


def _load_identifiers() -> Tally:
    ids = dict(OrgUnit.objects.values_list("code", "pk"))
    rows = [
        ExternalId(unit_id=ids[place.code], system="hcp", value=place.code)
        for place in census.places()
        if place.kind != "nation"
    ]
    return synchronise(rows, key=["system", "value"], owned=["unit_id"])


def _load_groups() -> Tally:
    ids = dict(OrgUnit.objects.values_list("code", "pk"))
    wanted = census.groupings()
    rows = [
        UnitGroup(code=one.code, kind=one.kind, anchor_id=ids[one.anchor], name_fr=one.name_fr, name_ar=one.name_ar)
        for one in wanted
    ]
    done = synchronise(rows, key=["code"], owned=["kind", "anchor_id", "name_fr", "name_ar"])
    _load_members({one.code: one.members for one in wanted}, ids)
    return done


def _load_members(members: Mapping[str, tuple[str, ...]], ids: Mapping[str, int]) -> None:
    through = UnitGroup.members.through
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
    return synchronise(rows, key=key, owned=["n_persons", "is_derived"])
