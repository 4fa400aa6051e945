"""`mithaq packs …`: check a pack before it is shipped or changed."""

import argparse
import sys
from datetime import UTC, datetime

from mithaq.commands import Command
from mithaq.core.errors import RuleError
from mithaq.packs import DEFAULT, load
from mithaq.packs.checking import problems


def _configure(parser: argparse.ArgumentParser) -> None:
    works = parser.add_subparsers(dest="work", required=True, metavar="WORK")
    check = works.add_parser("check", help="say everything that is wrong in a pack, file by file")
    check.add_argument("name", nargs="?", default=DEFAULT, help=f"the folder under packs/ (default: {DEFAULT})")


def _check(arguments: argparse.Namespace) -> int:
    try:
        pack = load(arguments.name)
    except RuleError as problem:
        print(problem, file=sys.stderr)
        return 2
    found = problems(pack)
    for mistake in found:
        print(mistake)
    if found:
        return 1
    tables = len(list(pack.table_files()))
    print(f"{pack.name} {pack.version}: {len(pack.parameters)} parameters, {tables} tables, ", end="")
    print(f"{len(pack.sources)} sources, {len(pack.rules)} rules. Digest {pack.digest[:12]}.")
    for late in pack.due_for_review(datetime.now(tz=UTC).date()):
        print(f"to review since {late.review_by}: {late.id}")
    return 0


COMMANDS = (Command("packs", "Check the packs.", _configure, _check),)
