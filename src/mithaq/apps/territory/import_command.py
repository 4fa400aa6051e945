"""`mithaq import facilities FILE`: what a list would change; with --apply, changes it."""

import argparse
import hashlib
import io
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from mithaq.apps.territory.actions.facilities import ListOrigin, apply_facility_list
from mithaq.apps.territory.facility_differences import Choices, ListDifferences, RowDifference, RowState, compare
from mithaq.apps.territory.facility_lists import LIMITS, list_day, read_list
from mithaq.core.errors import DataProblem
from mithaq.web.uploads import UnusableFile, read_workbook

DONE, FOUND_PROBLEMS, UNUSABLE = 0, 1, 2


def configure(parser: argparse.ArgumentParser) -> None:
    """The arguments of `mithaq import facilities`."""
    parser.add_argument("file", type=Path, help="the ministry's list, .csv or .xlsx")
    parser.add_argument("--apply", action="store_true", help="write the changes; without it nothing is written")
    parser.add_argument("--partial", action="store_true", help="apply even if some rows cannot be, leaving them out")
    parser.add_argument(
        "--close", nargs="+", default=[], metavar="CODE", help="facilities to close, absent of the list"
    )
    parser.add_argument("--place", nargs="+", default=[], metavar="KEY=CODE", help="the commune of an unknown place")
    parser.add_argument("--on", type=date.fromisoformat, metavar="DAY", help="day from which the list counts")
    parser.add_argument("--json", action="store_true", help="print the differences as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Read, compare, print, and apply when asked; gives the exit status."""
    try:
        content = _read(arguments.file)
        listed = read_list(read_workbook(content, limits=LIMITS))
    except UnusableFile as trouble:
        for problem in trouble.problems:
            print(problem.text(), file=sys.stderr)
        return UNUSABLE
    choices = Choices(
        places=dict(text.split("=", 1) for text in arguments.place if "=" in text), closed=frozenset(arguments.close)
    )
    differences = compare(listed, choices)
    print(_as_json(differences) if arguments.json else _as_text(differences))
    has_problems = bool(listed.has_errors or differences.of(RowState.UNMATCHED))
    if arguments.apply and (not has_problems or arguments.partial):
        origin = ListOrigin(
            arguments.file.name, hashlib.sha256(content.getvalue()).hexdigest(), arguments.on or list_day(listed)
        )
        done = apply_facility_list(by=None, listed=listed, origin=origin, choices=choices)
        print(", ".join(f"{name}: {count}" for name, count in done.items()), file=sys.stderr)
    elif arguments.apply:
        print("Nothing was written: correct the rows above, or give --partial to leave them out.", file=sys.stderr)
    return FOUND_PROBLEMS if has_problems else DONE


class _NamedBytes(io.BytesIO):
    """Bytes with the name and size that an upload has."""

    def __init__(self, name: str, content: bytes) -> None:
        super().__init__(content)
        self.name: str | None = name
        self.size: int | None = len(content)


def _read(path: Path) -> _NamedBytes:
    """The file, read no further than the limit allows; a file that is not there is unusable."""
    try:
        with path.open("rb") as file:
            return _NamedBytes(path.name, file.read(LIMITS.size + 1))
    except OSError as error:
        message = "The file cannot be opened: %(why)s."
        raise UnusableFile(DataProblem("list.file", str(path), message, "", {"why": error.strerror})) from error


def _as_text(differences: ListDifferences) -> str:
    lines = [f"{name}: {count}" for name, count in differences.counts.items() if count]
    lines += [problem.text() for problem in differences.problems]
    for question in differences.questions:
        nearest = ", ".join(f"{one.label} ({one.code}, {one.score} %)" for one in question.proposals) or "none"
        lines.append(f"unknown {question.subject.rstrip('s')} {question.key!r}: nearest {nearest}")
    lines += [warning.text() for row in differences.rows for warning in row.warnings]
    for row in differences.of(RowState.CHANGED):
        lines += [f"{row.listed.id} {one.field}: {one.before} -> {one.after}" for one in row.changes]
    lines += [f"absent of the list, close it with --close {one.code}: {one.name}" for one in differences.closings]
    if differences.n_demonstration:
        lines.append(f"{differences.n_demonstration} demonstration facilities are there too and count in the totals")
    return "\n".join(lines)


def _as_json(differences: ListDifferences) -> str:
    shown = [_row(row) for row in differences.rows if row.state is not RowState.SAME]
    data = {
        "counts": differences.counts,
        "problems": [{"code": one.code, "where": one.where, "text": one.text()} for one in differences.problems],
        "rows": shown,
        "closings": [{"code": one.code, "name": one.name} for one in differences.closings],
    }
    return json.dumps(data, ensure_ascii=False, indent=2)


def _row(row: RowDifference) -> dict[str, Any]:
    proposals = row.question.proposals if row.question else ()
    return {
        "where": row.listed.where,
        "id": row.listed.id,
        "state": row.state.value,
        "commune": row.place.code if row.place else None,
        "score": row.match.score if row.match else None,
        "changes": [{"field": one.field, "before": one.before, "after": one.after} for one in row.changes],
        "proposals": [{"code": one.code, "label": one.label, "score": one.score} for one in proposals],
    }
