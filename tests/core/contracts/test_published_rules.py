"""Payment rules published by others, said in our language, give their results."""

import csv
from decimal import Decimal

import pytest

from mithaq.core.formulas import evaluate, parse
from mithaq.core.money import split_pool
from mithaq.core.values import Known, Value, known
from tests.support.reference import REFERENCE

VECTORS = REFERENCE / "vectors/pbf_rule_vectors.csv"
pytestmark = pytest.mark.reference


def vector(name: str) -> dict[str, str]:
    with VECTORS.open(encoding="utf-8", newline="") as file:
        return next(row for row in csv.DictReader(file) if row["vector"] == name)


def worth(formula: str, **figures: Value | tuple[Value, ...]) -> Decimal:
    found = evaluate(parse(formula), figures)
    assert isinstance(found, Known)
    return found.amount


def column(numbers: list[str]) -> tuple[Value, ...]:
    return tuple(known(number) for number in numbers)


def test_a_pool_split_by_population() -> None:
    row = vector("population_split_pool")
    populations = [Decimal(text) for text in row["inputs"].split("pops=")[1].split("|")]
    published = row["expected"].split("payments ")[1].split(";")[0].split("|")
    parts = split_pool(Decimal(16000), populations)
    assert sum(parts) == 16000
    for part, exact in zip(parts, published, strict=True):
        assert abs(part - Decimal(exact)) < Decimal("0.01")
    share = worth("p / sum(all)", p=known(populations[0]), all=tuple(known(one) for one in populations))
    assert abs(share - Decimal("0.22758620689655173")) < Decimal("1e-15")


def test_a_gap_between_declared_and_verified_is_sanctioned() -> None:
    claimed, verified = (known(part.split("=")[1]) for part in vector("declared_vs_verified_gap")["inputs"].split("; "))
    gap = worth("abs(claimed - verified) / verified * 100", claimed=claimed, verified=verified)
    assert round(gap, 3) == Decimal("21.212")
    assert worth("if(gap > 5, 0, verified)", gap=known(gap), verified=verified) == 0


def test_several_payers_share_an_invoice() -> None:
    assert worth("percentage / 100 * 0.20", percentage=known(10)) == Decimal(vector("payer_split")["expected"])


@pytest.mark.parametrize("place", ["Bah-ta", "Botota", "Gbalatuah"])
def test_a_score_with_threshold_and_caps(place: str) -> None:
    row = vector(f"capped_target_score:{place}")
    pairs, weights, caps = row["inputs"].split(" ; ")
    numbers = pairs.split(": ")[1].split()
    columns = {
        "achieved": column(numbers[0::2]),
        "target": column(numbers[1::2]),
        "weight": column(weights.removeprefix("weights ").split("|")),
        "cap": column(caps.removeprefix("caps% ").split("|")),
    }
    ratio = "if(target == 0, 0, achieved / target)"
    allowed = f"if({ratio} < 0.75, 0, min({ratio}, cap / 100))"
    score = worth(f"sum({allowed} * weight) / sum(weight)", **columns)
    assert round(score, 6) == Decimal(row["expected"])
