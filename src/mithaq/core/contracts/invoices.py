"""Other people's performance invoices computed again: lines, subtotals, totals.

What must hold: paid = validated × tariff on each line; subtotal = the sum of what the lines pay;
total = subtotal + bonus. Each relation is judged on the figures as they are written, so that an
altered figure breaks the relations it stands in and no other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from mithaq.core.contracts.record import digits

Figure = Decimal | None


class Role(StrEnum):
    """What a row of an invoice is."""

    LINE = "line"
    SUBTOTAL = "subtotal"
    BONUS = "bonus"
    TOTAL = "total"


ROLE_WORDS: Mapping[str, Role] = {
    "subtotal": Role.SUBTOTAL,
    "sub-total": Role.SUBTOTAL,
    "sous-total": Role.SUBTOTAL,
    "bonus": Role.BONUS,
    "prime": Role.BONUS,
    "total": Role.TOTAL,
}


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """A row as it was received; a figure that is not written is None, never zero.

    `line` is the line's number, or one of the words of `ROLE_WORDS`; `place` is where it stands.
    """

    invoice: str
    line: str
    indicator: str = ""
    declared: Figure = None
    verified: Figure = None
    validated: Figure = None
    tariff: Figure = None
    paid: Figure = None
    place: str = ""

    @property
    def role(self) -> Role:
        """What the row is, by the word in its line column."""
        return ROLE_WORDS.get(self.line.strip().casefold(), Role.LINE)


@dataclass(frozen=True, slots=True)
class Failure:
    """A figure that does not hold: where, what is written, what was expected.

    `found` is None when nothing is written, `expected` when it cannot be computed because
    something that it rests on is not written.
    """

    invoice: str
    line: str
    role: Role
    indicator: str
    found: Figure
    expected: Figure
    place: str

    @property
    def gap(self) -> Figure:
        """Found minus expected, when both are there."""
        return None if self.found is None or self.expected is None else self.found - self.expected


class Remark(StrEnum):
    """Something worth a look that is not an error of calculation."""

    VERIFIED_BELOW_DECLARED = "verified_below_declared"
    VERIFIED_ABOVE_DECLARED = "verified_above_declared"
    VALIDATED_BELOW_VERIFIED = "validated_below_verified"
    VALIDATED_ABOVE_VERIFIED = "validated_above_verified"
    LINE_TWICE = "line_twice"
    ROW_TWICE = "row_twice"
    NO_TOTAL = "no_total"


@dataclass(frozen=True, slots=True)
class Note:
    """A remark on a line: the two figures that it compares, when it compares."""

    invoice: str
    line: str
    remark: Remark
    first: Figure = None
    second: Figure = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class InvoiceReport:
    """One invoice checked: its figures as written, what does not hold, what is worth a look."""

    invoice: str
    n_lines: int
    subtotal: Figure
    bonus: Figure
    total: Figure
    failures: tuple[Failure, ...]
    notes: tuple[Note, ...]

    @property
    def holds(self) -> bool:
        """Whether every line and every total holds."""
        return not self.failures


def check_invoices(rows: Sequence[InvoiceRow]) -> tuple[InvoiceReport, ...]:
    """One report an invoice, in the order of first appearance."""
    names = dict.fromkeys(row.invoice for row in rows)
    return tuple(_check([row for row in rows if row.invoice == name]) for name in names)


def _check(rows: Sequence[InvoiceRow]) -> InvoiceReport:
    lines = [row for row in rows if row.role is Role.LINE]
    subtotal, bonus, total = (_only(rows, role) for role in (Role.SUBTOTAL, Role.BONUS, Role.TOTAL))
    added = _sum([line.paid for line in lines])
    before_bonus = subtotal.paid if subtotal else added
    expected = {Role.SUBTOTAL: added, Role.TOTAL: _sum([before_bonus, *([bonus.paid] if bonus else [])])}
    failures = [_failure(line, _product(line.validated, line.tariff)) for line in lines]
    failures += [_failure(row, expected[row.role]) for row in (subtotal, total) if row]
    return InvoiceReport(
        invoice=rows[0].invoice,
        n_lines=len(lines),
        subtotal=before_bonus,
        bonus=bonus.paid if bonus else None,
        total=total.paid if total else None,
        failures=tuple(failure for failure in failures if failure),
        notes=_notes(rows, lines, total),
    )


def _only(rows: Sequence[InvoiceRow], role: Role) -> InvoiceRow | None:
    return next((row for row in rows if row.role is role), None)


def _sum(figures: Sequence[Figure]) -> Figure:
    """The sum, or None as soon as one figure is not written."""
    there = [figure for figure in figures if figure is not None]
    return sum(there, Decimal(0)) if len(there) == len(figures) else None


def _product(quantity: Figure, tariff: Figure) -> Figure:
    return None if quantity is None or tariff is None else quantity * tariff


def _failure(row: InvoiceRow, expected: Figure) -> Failure | None:
    if expected is not None and row.paid == expected:
        return None
    return Failure(row.invoice, row.line, row.role, row.indicator, row.paid, expected, row.place)


def _notes(rows: Sequence[InvoiceRow], lines: Sequence[InvoiceRow], total: InvoiceRow | None) -> tuple[Note, ...]:
    notes = [note for line in lines for note in _comparisons(line)]
    seen: set[str] = set()
    for row in rows:
        key = row.line.strip().casefold() if row.role is Role.LINE else row.role.value
        if key in seen:
            remark = Remark.LINE_TWICE if row.role is Role.LINE else Remark.ROW_TWICE
            notes.append(Note(row.invoice, row.line, remark, place=row.place))
        seen.add(key)
    if total is None:
        notes.append(Note(rows[0].invoice, "", Remark.NO_TOTAL))
    return tuple(notes)


def _comparisons(line: InvoiceRow) -> list[Note]:
    pairs = (
        (line.declared, line.verified, Remark.VERIFIED_BELOW_DECLARED, Remark.VERIFIED_ABOVE_DECLARED),
        (line.verified, line.validated, Remark.VALIDATED_BELOW_VERIFIED, Remark.VALIDATED_ABOVE_VERIFIED),
    )
    return [
        Note(line.invoice, line.line, below if after < before else above, before, after, line.place)
        for before, after, below, above in pairs
        if before is not None and after is not None and before != after
    ]


def invoices_record(reports: Sequence[InvoiceReport]) -> dict[str, object]:
    """The reports as texts, lists and mappings, for `record.canonical`."""
    return {
        "holds": all(report.holds for report in reports),
        "n_failures": sum(len(report.failures) for report in reports),
        "invoices": [
            {
                "invoice": report.invoice,
                "holds": report.holds,
                "n_lines": report.n_lines,
                "subtotal": _written(report.subtotal),
                "bonus": _written(report.bonus),
                "total": _written(report.total),
                "failures": [_failure_record(failure) for failure in report.failures],
                "notes": [_note_record(note) for note in report.notes],
            }
            for report in reports
        ],
    }


def _failure_record(failure: Failure) -> dict[str, object]:
    return {
        "line": failure.line,
        "kind": failure.role.value,
        "indicator": failure.indicator,
        "found": _written(failure.found),
        "expected": _written(failure.expected),
        "place": failure.place,
    }


def _note_record(note: Note) -> dict[str, object]:
    return {
        "line": note.line,
        "remark": note.remark.value,
        "first": _written(note.first),
        "second": _written(note.second),
        "place": note.place,
    }


def _written(figure: Figure) -> str | None:
    return None if figure is None else digits(figure)
