"""Cells as numbers and dates; what cannot be read says why and proposes."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from mithaq.core.errors import DataProblem, message_template
from mithaq.web.uploads.model import Cell, problem

_SPACES = re.compile("[\\s\u00a0\u202f]")
_LOOKALIKES = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "S": "5", "B": "8"})
_EASTERN_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫", "01234567890123456789.")
_DAYS = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y")


def read_number(cell: Cell) -> Decimal | DataProblem | None:
    """The number of a cell, None when it is empty, a problem when it is something else."""
    if cell.is_empty:
        return None
    if isinstance(cell.value, Decimal):
        return cell.value
    if isinstance(cell.value, str):
        number = _parse(cell.value)
        if number is not None:
            return number
    meant = _parse(cell.text.translate(_LOOKALIKES)) if re.search(r"\d", cell.text) else None
    if meant is not None:
        hint = message_template("A letter stands where a figure should be. Write %(meant)s, or leave the cell empty.")
    else:
        hint = message_template("Write a number, for example 12 500,00, or leave the cell empty.")
    return problem(
        "value.number",
        cell.ref,
        message_template("“%(text)s” is not a number."),
        hint,
        text=cell.text,
        meant=_plain(meant),
    )


def read_whole(cell: Cell) -> int | DataProblem | None:
    """The whole number of a cell, None when empty, a problem when it is something else."""
    number = read_number(cell)
    if not isinstance(number, Decimal):
        return number
    if number != number.to_integral_value():
        return problem(
            "value.whole",
            cell.ref,
            message_template("“%(text)s” is not a whole number."),
            message_template("Write a number without decimals."),
            text=cell.text,
        )
    return int(number)


def read_day(cell: Cell) -> date | DataProblem | None:
    """The date of a cell, None when empty, a problem when it is something else."""
    if cell.is_empty:
        return None
    if isinstance(cell.value, datetime):
        return cell.value.date()
    if isinstance(cell.value, date):
        return cell.value
    for form in _DAYS:
        try:
            return datetime.strptime(cell.text.translate(_EASTERN_DIGITS), form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return problem(
        "value.day",
        cell.ref,
        message_template("“%(text)s” is not a date."),
        message_template("Write the day, the month and the year: 05/07/2026."),
        text=cell.text,
    )


def _parse(text: str) -> Decimal | None:
    plain = _SPACES.sub("", text.translate(_EASTERN_DIGITS)).replace("−", "-")
    if re.fullmatch(r"[+-]?\d{1,3}(\.\d{3})+,\d+", plain):  # 1.234.567,89
        plain = plain.replace(".", "")
    plain = plain.replace(",", ".")
    if not re.fullmatch(r"[+-]?\d+(\.\d+)?", plain):
        return None
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def _plain(number: Decimal | None) -> str:
    return "" if number is None else format(number, "f").replace(".", ",")
