"""Order and search of words in French and Arabic, the same on every database."""

import re
import unicodedata
from functools import lru_cache

# One letter written in several ways in Arabic; vowels, tatweel and directional marks are left out.
_ARABIC_FOLD = str.maketrans("أإآٱؤئىة", "ااااويي" + "ه")
_ARABIC_SILENT = re.compile("[\u0640\u064b-\u0652\u0670\u200e\u200f\u2066-\u2069]")
_SPLIT = re.compile(r"(\d+)")


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """The text without case, accents or Arabic spelling variants: "Fès" and "fes" become one."""
    text = _ARABIC_SILENT.sub("", text.translate(_ARABIC_FOLD)).replace("œ", "oe").replace("Œ", "oe")
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c)).replace("’", "'").casefold()


@lru_cache(maxsize=20_000)
def sort_key(text: str) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """A key that sorts as a dictionary does, numbers inside words by their size ("CSR 2" < "CSR 10")."""
    parts = (part for part in _SPLIT.split(fold(text)) if part.strip())
    return tuple((0, int(p), "") if p.isascii() and p.isdigit() else (1, 0, p.strip()) for p in parts), text


def matches(words: tuple[str, ...], text: str) -> bool:
    """Whether every (folded) word occurs in the text."""
    folded = fold(text)
    return all(word in folded for word in words)
