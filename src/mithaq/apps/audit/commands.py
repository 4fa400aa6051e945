"""`mithaq audit verify`: is the trail what was written?"""

import argparse
import sys

from mithaq.apps.audit.verification import parse_anchor, verify
from mithaq.commands import Command


def _arguments(parser: argparse.ArgumentParser) -> None:
    parts = parser.add_subparsers(dest="part", required=True, metavar="PART")
    check = parts.add_parser("verify", help="check every event of the trail")
    check.add_argument(
        "--anchor", metavar="COUNT:SEAL", help="a count and a seal noted at an earlier check, kept elsewhere"
    )


def _run(arguments: argparse.Namespace) -> int:
    try:
        anchor = parse_anchor(arguments.anchor) if arguments.anchor else None
    except ValueError as problem:
        print(problem, file=sys.stderr)
        return 2
    verdict = verify(anchor)
    if verdict.fault is not None:
        print(f"event {verdict.fault.event}: {verdict.fault.what}")
        print(f"{verdict.n_events} events before it are as they were written", file=sys.stderr)
        return 1
    print(
        f"{verdict.n_events} events, all as they were written; note this to check again: "
        f"{verdict.n_events}:{verdict.hash}"
    )
    return 0


COMMANDS = (Command("audit", "Checks the audit trail.", _arguments, _run),)
