"""Catalogues de messages.

Extraction et contrôle de tous les textes : ce que `./dev check` paie à chaque fois.
"""

from collections.abc import Iterator

from benchmarks.measure import Row, median_seconds
from tools import messages


def run() -> Iterator[Row]:
    """Extraction of every message, and the complete check."""
    owners = messages.owners()
    n_messages = sum(len(messages.messages_of(owner)) for owner in owners)

    def extract() -> None:
        for owner in owners:
            messages.messages_of(owner)

    def check() -> None:
        for owner in owners:
            list(messages.check(owner))

    extraction = median_seconds(extract, repeats=3)
    whole = median_seconds(check, repeats=3)
    yield Row(f"extraire {n_messages} messages", extraction)
    yield Row("tout contrôler (places, pluriels, texte nu)", whole, "extraction seule", extraction)
