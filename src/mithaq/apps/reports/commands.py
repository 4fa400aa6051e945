"""`mithaq document`: the same official files from the command line."""

import argparse
import sys
from pathlib import Path

from django.utils import translation

from mithaq.apps.contracts.models import Contract, Settlement
from mithaq.apps.contracts.queries import current_settlement
from mithaq.apps.reports.contract_document import compose_contract
from mithaq.apps.reports.settlement_document import compose_settlement
from mithaq.apps.reports.views import FORMATS, LANGUAGES
from mithaq.commands import Command
from mithaq.web.documents import Document


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("contract", help="number of the contract")
    parser.add_argument("--period", help="a quarter such as 2025Q3: its settlement instead of the contract")
    parser.add_argument("--lang", choices=LANGUAGES, default="fr")
    parser.add_argument(
        "--out", type=Path, required=True, help="file to write: its ending (.pdf, .docx) says the format"
    )


def _run(arguments: argparse.Namespace) -> int:
    kind = arguments.out.suffix.removeprefix(".")
    if kind not in FORMATS:
        return _refuse(f"{arguments.out}: a document ends in {' or '.join('.' + one for one in FORMATS)}")
    contract = Contract.objects.with_parties().filter(number=arguments.contract).first()
    if contract is None:
        return _refuse(f"contract {arguments.contract!r} does not exist; see the list on the page of contracts")
    settlement = current_settlement(contract, arguments.period) if arguments.period else None
    if arguments.period and settlement is None:
        return _refuse(f"contract {contract.number} has no settlement for {arguments.period}: compute it first")
    draw, _ = FORMATS[kind]
    with translation.override(arguments.lang):
        arguments.out.write_bytes(draw(_compose(contract, settlement)))
    print(arguments.out)
    return 0


def _compose(contract: Contract, settlement: Settlement | None) -> Document:
    return compose_contract(contract) if settlement is None else compose_settlement(settlement)


def _refuse(words: str) -> int:
    print(words, file=sys.stderr)
    return 2


COMMANDS = (Command("document", "write a contract or a settlement as Word or PDF", _configure, _run),)
