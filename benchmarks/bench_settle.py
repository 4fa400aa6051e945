"""Décomptes en nombre.

Settling many contracts: columns against the plain reference, against bare numpy, and when the work doubles.

    python -m benchmarks.bench_settle [CONTRACTS]

Prints ratios; seconds depend on the machine.
"""

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from benchmarks.measure import Row
from mithaq.core.contracts.rules import RuleSet
from mithaq.engines.columnar import ColumnarEngine
from mithaq.engines.protocol import Amounts, ContractTables, Figures, Plan
from mithaq.engines.reference import ReferenceEngine

RULES = Path(__file__).parents[1] / "packs/ma/rules/payment-quantity-quality.yaml"
LINES_EACH = 6
N_CONTRACTS = 50_000


def tables(n_contracts: int, seed: int = 7) -> ContractTables:
    """Generated contracts of six lines; one quantity in twelve is missing."""
    draw = np.random.default_rng(seed)
    n_lines = n_contracts * LINES_EACH

    def column(low: int, high: int, places: int, count: int, share_missing: float = 0) -> Figures:
        return Figures(draw.integers(low, high, count), places, draw.random(count) < share_missing)

    lines = {
        "achieved": column(0, 3_000, 0, n_lines, 1 / 12),
        "target": column(1, 2_500, 0, n_lines),
        "tariff": column(100, 90_000, 2, n_lines),
        "threshold": column(50, 90, 2, n_lines),
        "cap": column(100, 130, 2, n_lines),
    }
    contracts = {"quality_score": column(0, 1_000, 3, n_contracts), "ceiling": column(10**8, 10**9, 2, n_contracts)}
    return ContractTables(np.arange(0, n_lines + 1, LINES_EACH), lines, contracts)


def bare_numpy(given: ContractTables) -> np.ndarray:
    """The same rule written by hand for these scales: what the engine cannot beat."""
    one = {name: figures.numbers for name, figures in given.lines.items()}
    quality, ceiling = given.contracts["quality_score"].numbers, given.contracts["ceiling"].numbers
    met = one["achieved"] * 100 >= one["threshold"] * one["target"]
    payable = np.where(met, np.minimum(one["achieved"] * 100, one["target"] * one["cap"]), 0)
    amount = (payable * one["tariff"] + 50) // 100
    amount[given.lines["achieved"].missing] = 0
    quantity = np.add.reduceat(amount, given.offsets[:-1])
    rate = np.select([quality >= 850, quality >= 700, quality >= 500], [15, 10, 5], 0)
    return np.minimum(quantity + (quantity * rate + 50) // 100, ceiling)


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """The best of several runs."""
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def main() -> None:
    n_contracts = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    plan = Plan(RuleSet.parse(RULES.read_text(encoding="utf-8"), RULES.name))
    full, half, few = tables(n_contracts), tables(n_contracts // 2), tables(200)
    check(ColumnarEngine().settle(plan, full), full)
    ours = seconds(lambda: ColumnarEngine().settle(plan, full))
    bare = seconds(lambda: bare_numpy(full))
    at_half = seconds(lambda: ColumnarEngine().settle(plan, half))
    plain = seconds(lambda: ReferenceEngine().settle(plan, few), 1) / few.n_lines
    print(f"{n_contracts} contracts, {full.n_lines} lines: {ours:.3f} s")
    print(f"ratio to bare numpy          {ours / bare:6.1f}")
    print(f"growth when the work doubles {ours / at_half:6.2f}")
    print(f"times faster than the plain reference, by line {plain / (ours / full.n_lines):6.0f}")


def run() -> Iterator[Row]:
    """The same figures as rows of the page."""
    plan = Plan(RuleSet.parse(RULES.read_text(encoding="utf-8"), RULES.name))
    full, few = tables(N_CONTRACTS), tables(200)
    check(ColumnarEngine().settle(plan, full), full)
    ours = seconds(lambda: ColumnarEngine().settle(plan, full))
    bare = seconds(lambda: bare_numpy(full))
    plain = seconds(lambda: ReferenceEngine().settle(plan, few), 1) / few.n_lines * full.n_lines
    work = f"{N_CONTRACTS} contrats, {full.n_lines} lignes, en colonnes"
    yield Row(work, ours, "moteur de référence (extrapolé de 200 contrats)", plain, "mêmes montants")
    yield Row(work, ours, "numpy écrit à la main pour cette seule règle", bare, "mêmes montants")


def check(found: Amounts, given: ContractTables) -> None:
    """Both ways must pay the same before they are compared."""
    expected = bare_numpy(given)
    scale = 10 ** (found.totals.places - 2)
    assert np.array_equal(np.where(found.totals.missing, 0, found.totals.numbers), expected * scale)


if __name__ == "__main__":
    main()
