"""What the page of documents shows."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from mithaq.apps.contracts.models import Contract, Settlement
from mithaq.web import formats
from mithaq.web.languages import localized

OFFERED = (("fr", "pdf"), ("fr", "docx"), ("ar", "pdf"), ("ar", "docx"))
NAMES = {"pdf": "PDF", "docx": "Word"}


@dataclass(frozen=True, slots=True)
class FileLink:
    """One file: its language, its format's name, its address."""

    language: str
    kind: str
    url: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A document on the shelf: what it is, its context, and the files it can leave as."""

    title: str
    context: str
    files: tuple[FileLink, ...]


@dataclass(frozen=True, slots=True)
class Folder:
    """A contract with its settlements."""

    contract: Paper
    settlements: tuple[Paper, ...]


def shelf(contracts: Iterable[Contract]) -> tuple[Folder, ...]:
    """The documents of these contracts, in their order; two queries whatever their number."""
    rows = list(contracts)
    found: dict[int, list[Settlement]] = {row.pk: [] for row in rows}
    for one in Settlement.objects.standing().filter(contract__in=rows).order_by("period"):
        found[one.contract_id].append(one)
    return tuple(
        Folder(
            Paper(localized(row, "title"), row.number, contract_files(row)),
            tuple(_settlement_paper(one) for one in found[row.pk]),
        )
        for row in rows
    )


def _settlement_paper(one: Settlement) -> Paper:
    context = f"{formats.money(one.total_amount)} · {one.get_state_display()}"
    return Paper(formats.period(one.period, long=True), context, settlement_files(one))


def contract_files(contract: Contract) -> tuple[FileLink, ...]:
    """The files that a contract can leave as."""
    return tuple(
        FileLink(language, NAMES[kind], reverse("reports:contract", args=[contract.number, language, kind]))
        for language, kind in OFFERED
    )


def settlement_files(settlement: Settlement) -> tuple[FileLink, ...]:
    """The files that a settlement can leave as."""
    return tuple(
        FileLink(language, NAMES[kind], reverse("reports:settlement", args=[settlement.pk, language, kind]))
        for language, kind in OFFERED
    )
