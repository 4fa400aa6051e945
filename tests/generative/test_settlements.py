"""Laws of a payment: one amount on every engine, parts that add up, better that never pays less."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mithaq.core.contracts.difference import difference
from mithaq.core.contracts.record import read_settlement
from mithaq.core.contracts.settlement import maximum_liability
from mithaq.core.contracts.terms import ObservedPeriod
from mithaq.core.values import Known, known
from mithaq.engines.columnar import ColumnarEngine
from mithaq.engines.protocol import Plan
from mithaq.engines.reference import ReferenceEngine
from tests.support.contracts import RULES, contracts, settled
from tests.support.engines import Contract, amounts, tables

pytestmark = pytest.mark.slow  # thousands of contracts are computed; the quick loop has the worked tables


@given(st.lists(contracts(), min_size=1, max_size=4))
def test_both_engines_pay_the_same_cents(several: list[Contract]) -> None:
    found = ColumnarEngine().settle(Plan(RULES), tables(several))
    plain = [settled(*one) for one in several]
    assert amounts(found.totals.values()) == amounts([one.total for one in plain])
    assert amounts(found.lines.values()) == amounts([line.amount for one in plain for line in one.lines])


@given(st.lists(contracts(), min_size=1, max_size=3))
def test_the_plain_engine_reads_the_same_tables(several: list[Contract]) -> None:
    found = ReferenceEngine().settle(Plan(RULES), tables(several))
    assert amounts(found.totals.values()) == amounts([settled(*one).total for one in several])


@given(contracts())
def test_lines_and_bonus_add_up_to_the_total_to_the_cent(contract: Contract) -> None:
    found = settled(*contract)
    parts = [line.amount.amount for line in found.lines if isinstance(line.amount, Known)]
    bonus, above = found.steps["bonus_amount"], found.steps["above_ceiling_amount"]
    if isinstance(found.total, Known):
        assert isinstance(above, Known)
        assert found.total.amount == sum(parts) + (bonus.amount if isinstance(bonus, Known) else 0) - above.amount
    for amount in parts:
        assert amount == round(amount, 2)


@given(contracts(missing=False), st.data())
def test_doing_better_never_pays_less(contract: Contract, data: st.DataObject) -> None:
    terms, facts = contract
    more = st.decimals(0, 300, places=1, allow_nan=False, allow_infinity=False)
    better = ObservedPeriod(
        {key: {"achieved": known(one["achieved"].amount + data.draw(more))} for key, one in facts.lines.items()},  # type: ignore[union-attr]  # known, as asked
        {"quality_score": known(facts.contract["quality_score"].amount + data.draw(more) / 300)},  # type: ignore[union-attr]  # known, as asked
    )
    before, after = settled(terms, facts).total, settled(terms, better).total
    if isinstance(before, Known) and isinstance(after, Known):
        assert after.amount >= before.amount


@given(contracts())
def test_no_settlement_pays_more_than_was_announced(contract: Contract) -> None:
    terms, facts = contract
    found, most = settled(terms, facts), maximum_liability(terms, RULES)
    if isinstance(most, Known) and isinstance(found.total, Known):
        assert found.total.amount <= most.amount
        if isinstance(found.pending, Known):
            assert 0 <= found.pending.amount <= most.amount - found.total.amount


@given(contracts(), contracts())
def test_the_parts_of_a_change_add_up_exactly(first: Contract, second: Contract) -> None:
    found = difference(settled(*first), settled(*second))
    assert sum((part.amount for part in found.parts), Decimal(0)) == found.amount
    assert sum(found.by_cause().values(), Decimal(0)) == found.amount


@given(contracts())
def test_nothing_changed_nothing_to_explain(contract: Contract) -> None:
    assert difference(settled(*contract), settled(*contract)).parts == ()


@given(contracts(), contracts())
def test_there_and_back_is_nothing(first: Contract, second: Contract) -> None:
    one, other = settled(*first), settled(*second)
    assert difference(one, other).amount == -difference(other, one).amount


@given(contracts())
def test_computed_again_from_its_record_it_gives_the_same_bytes(contract: Contract) -> None:
    found = settled(*contract)
    assert read_settlement(found.to_json(), RULES) == found
