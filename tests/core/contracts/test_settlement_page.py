"""The worked table of docs/algorithms/settlement.md is what the code computes."""

from pathlib import Path

from mithaq.core.formulas import print_formula
from mithaq.core.values import Missing, Value
from tests.support.contracts import RULES, contract_terms, line_terms, observed, settled, value_of

PAGE = Path(__file__).parents[3] / "docs/algorithms/settlement.md"


def rows(after: str, count: int) -> list[list[str]]:
    """The cells of the rows below the heading row that starts with `after`."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith(after)) + 2
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[start : start + count]]


def shown(values: list[Value], cells: list[str]) -> bool:
    """Whether the cells say these values; a missing one is a dash, whatever its reason."""
    pairs = zip(values, cells, strict=True)
    return all(isinstance(value, Missing) if cell == "—" else value == value_of(cell) for value, cell in pairs)


def test_the_worked_table() -> None:
    lines = rows("| line | achieved", 4)
    terms = [
        line_terms(name, target=target, threshold=threshold, cap=cap, tariff=tariff)
        for name, _, target, threshold, cap, tariff, *_ in lines
    ]
    found = settled(contract_terms(*terms, ceiling=100_000), observed("0.72", **{line[0]: line[1] for line in lines}))
    for line, cells in zip(found.lines, lines, strict=True):
        assert shown([line.steps["payable_quantity"], line.amount, line.pending], cells[6:])
    (totals,) = rows("| `quantity_amount` | `bonus_rate` |", 1)
    steps = [found.steps[name] for name in ("quantity_amount", "bonus_rate", "bonus_amount")]
    assert shown([*steps, found.total, found.pending, value_of(found.share_missing)], totals)


def test_the_formulas_of_the_page_are_those_of_the_rule() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for step in (*RULES.line_steps, *RULES.contract_steps):
        assert f"| `{step.name}` | `{print_formula(step.formula)}` |" in page
