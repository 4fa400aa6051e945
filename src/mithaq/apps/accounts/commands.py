"""`mithaq people …`: the demonstration people, and the first administrator of a real installation."""

import argparse
import sys

from mithaq.apps.accounts.demonstration import DEMO_PASSWORD, PEOPLE, load_people
from mithaq.commands import Command


def _arguments(parser: argparse.ArgumentParser) -> None:
    parts = parser.add_subparsers(dest="part", required=True, metavar="PART")
    parts.add_parser("demo", help="create the demonstration people")
    first = parts.add_parser("first", help="create the first administrator; prints the first password")
    first.add_argument("username")
    first.add_argument("--unit", default="MA", help="code of the unit of the mandate (default: MA)")


def _run(arguments: argparse.Namespace) -> int:
    return _demonstration() if arguments.part == "demo" else _first_administrator(arguments)


def _demonstration() -> int:
    load_people()
    for one in PEOPLE:
        print(f"{one.username:<16} {one.role:<14} {one.unit_code:<16} {DEMO_PASSWORD}")
    return 0


def _first_administrator(arguments: argparse.Namespace) -> int:
    from django.utils import timezone

    from mithaq.apps.accounts.actions import create_person, give_mandate
    from mithaq.apps.accounts.matrix import Role
    from mithaq.apps.accounts.models import User

    if User.objects.filter(username=arguments.username).exists():
        print(f"{arguments.username}: this account exists already", file=sys.stderr)
        return 2
    person, password = create_person(username=arguments.username, details={}, by=None)
    give_mandate(user=person, role=Role.ADMINISTRATOR, unit_code=arguments.unit, since=timezone.localdate(), by=None)
    print(f"{person.username}  first password: {password}  (changed at first sign-in)")
    return 0


COMMANDS = (Command("people", "Creates the demonstration people, or the first administrator.", _arguments, _run),)
