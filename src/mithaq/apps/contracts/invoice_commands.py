"""`mithaq check-invoices FILE`: compute other people's performance invoices again."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from mithaq.apps.contracts.invoice_forms import invoice_rows, problem_texts
from mithaq.apps.contracts.invoice_presenters import REMARKS, RULES
from mithaq.commands import Command
from mithaq.core.contracts.invoices import Failure, Figure, InvoiceReport, Note, check_invoices, invoices_record
from mithaq.core.contracts.record import canonical, digits
from mithaq.web.uploads import UnusableFile, read_workbook


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="a .csv or .xlsx file of invoices")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def _run(arguments: argparse.Namespace) -> int:
    try:
        with arguments.file.open("rb") as content:
            file = UploadedFile(content, arguments.file.name, size=arguments.file.stat().st_size)
            reports = check_invoices(invoice_rows(read_workbook(file)))
    except OSError as error:
        print(
            _("%(file)s cannot be read: %(reason)s") % {"file": arguments.file, "reason": error.strerror},
            file=sys.stderr,
        )
        return 2
    except UnusableFile as unusable:
        print("\n".join(problem_texts(unusable.problems)), file=sys.stderr)
        return 2
    print(canonical(invoices_record(reports)) if arguments.json else _text(reports), end="")
    return 0 if all(report.holds for report in reports) else 1


def _text(reports: Sequence[InvoiceReport]) -> str:
    """The reports as lines; figures are plain digits, so that they can be pasted anywhere."""
    lines = [line for report in reports for line in _report_lines(report)]
    n_failures = sum(len(report.failures) for report in reports)
    lines.append(_("Everything holds.") if not n_failures else _("Does not hold: %(n)s.") % {"n": n_failures})
    return "\n".join(lines) + "\n"


def _report_lines(report: InvoiceReport) -> list[str]:
    figures = {"n": report.n_lines, "subtotal": _written(report.subtotal), "bonus": _written(report.bonus)}
    words = _("%(n)s lines, subtotal %(subtotal)s, bonus %(bonus)s, total %(total)s") % (
        figures | {"total": _written(report.total)}
    )
    state = _("holds") if report.holds else _("does not hold")
    return [
        f"{report.invoice}: {words} — {state}",
        *(f"  ✗ {_failure_words(failure)}" for failure in report.failures),
        *(f"  · {_note_words(note)}" for note in report.notes),
    ]


def _failure_words(failure: Failure) -> str:
    return _("line %(line)s (%(place)s) %(indicator)s: found %(found)s, expected %(expected)s [%(rule)s]") % {
        "line": failure.line,
        "place": failure.place,
        "indicator": failure.indicator,
        "found": _written(failure.found),
        "expected": _written(failure.expected),
        "rule": RULES[failure.role],
    }


def _note_words(note: Note) -> str:
    words = str(REMARKS[note.remark])
    if note.line:
        words = _("line %(line)s: %(words)s") % {"line": note.line, "words": words}
    return f"{words} ({_written(note.first)} → {_written(note.second)})" if note.first is not None else words


def _written(figure: Figure) -> str:
    return "—" if figure is None else digits(figure)


CHECK_INVOICES = Command(
    "check-invoices", "Compute performance invoices again and name what does not hold.", _configure, _run
)
