"""Other people's invoices: each altered figure breaks the relations it stands in, and no other."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mithaq.core.contracts.invoices import InvoiceRow, Remark, Role, check_invoices, invoices_record
from mithaq.core.contracts.record import canonical


def d(number: int | str | None) -> Decimal | None:
    return None if number is None else Decimal(number)


def row(line: str, validated: int | None = None, tariff: int | None = None, paid: int | None = None) -> InvoiceRow:
    return InvoiceRow(
        "F1", line, f"Acte {line}", d(validated), d(validated), d(validated), d(tariff), d(paid), f"H{line}"
    )


GOOD = (
    row("1", 38, 1000, 38_000),
    row("2", 6, 15_000, 90_000),
    row("SUBTOTAL", paid=128_000),
    row("BONUS", paid=2_000),
    row("TOTAL", paid=130_000),
)


def broken(*rows: InvoiceRow) -> list[tuple[str, Decimal | None, Decimal | None]]:
    return [(one.line, one.found, one.expected) for report in check_invoices(rows) for one in report.failures]


def altered(at: int, **changes: Decimal | None) -> list[InvoiceRow]:
    return [replace(one, **changes) if i == at else one for i, one in enumerate(GOOD)]


def test_an_invoice_that_holds() -> None:
    (report,) = check_invoices(GOOD)
    assert report.holds
    assert (report.n_lines, report.subtotal, report.bonus, report.total) == (2, 128_000, 2_000, 130_000)
    assert report.notes == ()


@pytest.mark.parametrize(
    ("at", "changes", "expected"),
    [
        (0, {"tariff": d(1001)}, [("1", 38_000, 38_038)]),
        (0, {"validated": d(37)}, [("1", 38_000, 37_000)]),
        (1, {"paid": d(90_001)}, [("2", 90_001, 90_000), ("SUBTOTAL", 128_000, 128_001)]),
        (2, {"paid": d(127_999)}, [("SUBTOTAL", 127_999, 128_000), ("TOTAL", 130_000, 129_999)]),
        (3, {"paid": d(2_001)}, [("TOTAL", 130_000, 130_001)]),
        (4, {"paid": d(131_000)}, [("TOTAL", 131_000, 130_000)]),
        (0, {"paid": None}, [("1", None, 38_000), ("SUBTOTAL", 128_000, None)]),
        (0, {"tariff": None}, [("1", 38_000, None)]),
        (3, {"paid": None}, [("TOTAL", 130_000, None)]),
    ],
)
def test_an_alteration_breaks_exactly_what_it_stands_in(
    at: int, changes: dict[str, Decimal], expected: list[object]
) -> None:
    assert broken(*altered(at, **changes)) == expected


def test_without_subtotal_or_bonus_the_total_is_the_sum_of_the_lines() -> None:
    assert broken(GOOD[0], row("TOTAL", paid=38_000)) == []
    assert broken(GOOD[0], row("PRIME", paid=5), row("Total", paid=38_000)) == [("Total", 38_000, 38_005)]


def test_remarks_are_not_failures() -> None:
    cut = replace(GOOD[0], declared=d(40), verified=d(39), validated=d(38))
    raised = replace(GOOD[1], declared=d(4), verified=d(5), validated=d(6))
    (report,) = check_invoices([cut, cut, raised, GOOD[3], GOOD[3]])
    assert report.holds
    assert [note.remark for note in report.notes] == [
        *[Remark.VERIFIED_BELOW_DECLARED, Remark.VALIDATED_BELOW_VERIFIED] * 2,
        Remark.VERIFIED_ABOVE_DECLARED,
        Remark.VALIDATED_ABOVE_VERIFIED,
        Remark.LINE_TWICE,
        Remark.ROW_TWICE,
        Remark.NO_TOTAL,
    ]


def test_the_record_keeps_failures_and_remarks_with_their_figures() -> None:
    cut = replace(GOOD[0], declared=d(40), paid=d(1))
    record = invoices_record(check_invoices([cut, row("TOTAL", paid=1)]))
    assert (record["holds"], record["n_failures"]) == (False, 1)
    (invoice,) = record["invoices"]  # type: ignore[misc]  # the record is made of plain objects
    assert invoice["failures"] == [
        {"line": "1", "kind": "line", "indicator": "Acte 1", "found": "1", "expected": "38000", "place": "H1"}
    ]
    assert invoice["notes"] == [
        {"line": "1", "remark": "verified_below_declared", "first": "40", "second": "38", "place": "H1"}
    ]


def test_invoices_are_checked_apart() -> None:
    other = [replace(one, invoice="F2") for one in altered(4, paid=d(1))]
    reports = check_invoices([*GOOD, *other])
    assert [(one.invoice, one.holds) for one in reports] == [("F1", True), ("F2", False)]
    assert reports[1].failures[0].gap == 1 - 130_000
    assert reports[1].failures[0].role is Role.TOTAL


def test_the_record_is_canonical_and_keeps_what_is_missing() -> None:
    record = invoices_record(check_invoices(altered(0, paid=None)))
    assert record["holds"] is False
    assert '"found": null' in canonical(record)


@given(
    st.lists(st.tuples(st.integers(0, 500), st.integers(0, 10_000)), min_size=1, max_size=8),
    st.integers(0, 10**6),
    st.data(),
)
def test_any_single_wrong_paid_amount_is_found(lines: list[tuple[int, int]], bonus: int, data: st.DataObject) -> None:
    rows = [row(str(i), quantity, tariff, quantity * tariff) for i, (quantity, tariff) in enumerate(lines, 1)]
    subtotal = sum(quantity * tariff for quantity, tariff in lines)
    rows += [row("SUBTOTAL", paid=subtotal), row("BONUS", paid=bonus), row("TOTAL", paid=subtotal + bonus)]
    assert broken(*rows) == []
    at = data.draw(st.integers(0, len(lines) - 1))
    gap = data.draw(st.integers(-50, 50).filter(bool))
    rows[at] = replace(rows[at], paid=(rows[at].paid or Decimal(0)) + gap)
    assert [line for line, _, _ in broken(*rows)] == [str(at + 1), "SUBTOTAL"]
