"""Figures as people write them, in French or English form, refused when they can be read two ways."""

import re
from decimal import Decimal

_SPACES = re.compile("[\\s\u00a0\u202f]+")
_PLAIN = re.compile(r"[+-]?\d+([.,]\d+)?")
_GROUPED = (
    re.compile(r"[+-]?\d{1,3}( \d{3})+([.,]\d+)?"),  # 12 500,00
    re.compile(r"[+-]?\d{1,3}(\.\d{3})+,\d+"),  # 12.500,00
    re.compile(r"[+-]?\d{1,3}(,\d{3})+\.\d+"),  # 12,500.00
    re.compile(r"[+-]?\d{1,3}(\.\d{3}){2,}"),  # 1.250.000
    re.compile(r"[+-]?\d{1,3}(,\d{3}){2,}"),  # 1,250,000
)
_TWO_READINGS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")  # 12.500: twelve and a half, or twelve thousand five hundred


class TwoReadings(ValueError):
    """The figure can be read two ways; `readings` are the two."""

    def __init__(self, text: str) -> None:
        decimal = text.replace(",", ".")
        self.readings = (Decimal(decimal), Decimal(decimal.replace(".", "")))
        super().__init__(f"{text} can be read as {self.readings[0]} or as {self.readings[1]}")


def read_figure(text: str) -> Decimal | None:
    """The exact number that a text writes, None when it is blank.

    Accepts "1250", "1250,50", "1250.50", "1 250,50", "1.250,50", "1,250.50". Raises TwoReadings on
    "1.250" and "1,250", ValueError on what is no number.
    """
    plain = _SPACES.sub(" ", text.replace("\u2212", "-")).strip()
    if not plain:
        return None
    if _TWO_READINGS.fullmatch(plain):
        raise TwoReadings(plain)
    if _PLAIN.fullmatch(plain):
        return Decimal(plain.replace(",", "."))
    if not any(form.fullmatch(plain) for form in _GROUPED):
        raise ValueError(f"{text!r} is not a number")
    return Decimal(_without_groups(plain))


def _without_groups(plain: str) -> str:
    """A grouped figure with its decimal sign, if it has one, as a point."""
    last = max(plain.rfind(","), plain.rfind("."))
    is_group = last < 0 or plain.count(plain[last]) > 1
    whole, fraction = (plain, "") if is_group else (plain[:last], plain[last + 1 :])
    digits = re.sub("[ .,]", "", whole)
    return f"{digits}.{fraction}" if fraction else digits
