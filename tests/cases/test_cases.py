"""The worked cases of the packs: a sentence, figures, what is expected. Domain people write them."""

from pathlib import Path

import pytest

from mithaq.core.contracts.rules import RuleSet
from mithaq.core.contracts.settlement import Settlement
from mithaq.core.contracts.terms import ContractTerms, LineTerms, ObservedPeriod
from mithaq.core.formulas import evaluate, parse
from mithaq.core.marked import Marked, read_marked
from mithaq.core.values import Value
from tests.support.contracts import NOT_REPORTED, QUARTER, settled

PACKS = Path(__file__).parents[2] / "packs"


def cases() -> list[tuple[Path, Marked]]:
    found = []
    for path in sorted(PACKS.glob("*/cases/**/*.yaml")):
        root = read_marked(path.read_text(encoding="utf-8"), path.name)
        rule = path.parents[1] / "rules" / f"{root.need('rule').text()}.yaml"
        found += [(rule, case) for case in root.need("cases").list()]
    return found


CASES = cases()


def figures(entry: Marked) -> dict[str, Value]:
    return {name: NOT_REPORTED if one.text() == "—" else evaluate(parse(one.text()), {}) for name, one in entry.items()}


def settlement(rule: Path, case: Marked) -> Settlement:
    rules = RuleSet.parse(rule.read_text(encoding="utf-8"), rule.name)
    lines = {key: figures(one) for key, one in case.need("lines").items()}
    contract = figures(case.need("contract"))
    terms = ContractTerms(
        "CAS", QUARTER, tuple(LineTerms(key, {"fr": key}, "acte", one) for key, one in lines.items()), contract
    )
    return settled(terms, ObservedPeriod(lines, contract), rules)


@pytest.mark.parametrize(("rule", "case"), CASES, ids=[case.need("sentence").text()[:60] for _, case in CASES])
def test_the_sentence_is_true(rule: Path, case: Marked) -> None:
    case.only(("sentence", "lines", "contract", "gives", "pending"))
    found = settlement(rule, case)
    for key, expected in figures(case.need("gives")).items():
        assert found.explain(key).value == expected, key
    if pending := case.get("pending"):
        assert {line.key: line.pending for line in found.lines if line.is_pending} == figures(pending)


def test_there_are_cases() -> None:
    assert len(CASES) >= 8
