"""The generator of the demonstration network, on invented communes."""

from shapely.geometry import box

from mithaq.apps.territory.network import Commune, DemoFacility, Quantity, Sizes, TypeName, generate, slug

TYPES = {code: TypeName(code, code) for code in ("CSR-1", "CSR-2", "CSU-1", "HP", "HPr", "HIR")}
SIZES = Sizes(1.2, {"01": 300})


def commune(number: int, setting: str, n_persons: int) -> Commune:
    shape = box(number, 0, number + 1, 1)
    return Commune(f"01.001.01.{number:02}", f"Lieu {number}", "مكان", setting, n_persons, shape, number + 0.5, 0.5)


COMMUNES = [
    commune(1, "urban", 100_000),
    commune(2, "urban", 30_000),
    commune(3, "rural", 20_000),
    commune(4, "rural", 5_000),
]


def made(*quantities: tuple[str, int], seed: int = 1) -> list[DemoFacility]:
    return generate(COMMUNES, [Quantity("01.001", code, n) for code, n in quantities], TYPES, SIZES, seed)


def communes_of(facilities: list[DemoFacility], type_code: str) -> list[int]:
    return [int(one.commune[-2:]) for one in facilities if one.type == type_code]


def test_rural_centres_stand_in_the_country_and_urban_ones_in_towns() -> None:
    found = made(("CSR-1", 3), ("CSU-1", 3))
    assert set(communes_of(found, "CSR-1")) == {3, 4}
    assert set(communes_of(found, "CSU-1")) == {1, 2}


def test_centres_follow_population() -> None:
    assert communes_of(made(("CSR-1", 5)), "CSR-1") == [3, 3, 3, 3, 4]


def test_larger_centres_are_counted_before_smaller_ones() -> None:
    found = made(("CSR-1", 1), ("CSR-2", 2))
    assert communes_of(found, "CSR-2") == [3, 3]
    assert communes_of(found, "CSR-1") == [4]


def test_the_hospital_is_in_the_largest_town_and_local_ones_elsewhere() -> None:
    found = made(("HP", 1), ("HPr", 1))
    assert communes_of(found, "HP") == [1]
    assert communes_of(found, "HPr") == [2]


def test_beds_come_from_the_norm_or_the_table() -> None:
    beds = {one.type: one.n_beds for one in made(("HP", 1), ("HIR", 2), ("CSU-1", 1))}
    assert beds == {"HP": 190, "HIR": 150, "CSU-1": None}  # 155,000 inhabitants at 1.2 for 1,000


def test_a_seed_gives_one_network() -> None:
    assert made(("CSR-1", 4), seed=7) == made(("CSR-1", 4), seed=7)
    assert made(("CSR-1", 4), seed=7) != made(("CSR-1", 4), seed=8)


def test_codes_are_never_given_twice() -> None:
    codes = [one.code for one in made(("CSU-1", 9), ("CSR-1", 9))]
    assert len(set(codes)) == 18
    assert max(map(len, codes)) <= 40


def test_a_province_without_countryside_uses_its_towns() -> None:
    towns = COMMUNES[:2]
    found = generate(towns, [Quantity("01.001", "CSR-1", 1)], TYPES, SIZES)
    assert communes_of(found, "CSR-1") == [1]


def test_a_slug_keeps_letters_only() -> None:
    assert slug("Aïn Chock – M'diq") == "AIN-CHOCK-M-DIQ"
