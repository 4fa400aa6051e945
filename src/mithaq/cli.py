"""The command line of the product: `mithaq COMMAND …`.

An app offers commands by a module `commands.py` holding `COMMANDS`, a tuple of `Command`.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec

from mithaq.commands import Command


def _commands() -> Iterator[Command]:
    from django.apps import apps

    from mithaq.packs.commands import COMMANDS as PACK_COMMANDS

    yield from PACK_COMMANDS
    for config in apps.get_app_configs():
        if config.name.startswith("mithaq.") and find_spec(f"{config.name}.commands"):
            yield from import_module(f"{config.name}.commands").COMMANDS


def build_parser(commands: Sequence[Command]) -> argparse.ArgumentParser:
    """The parser of `mithaq`, one sub-command a command, alphabetical."""
    parser = argparse.ArgumentParser(prog="mithaq", description="Mithaq: plan, contract, measure, pay, account.")
    places = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in sorted(commands, key=lambda one: one.name):
        place = places.add_parser(command.name, help=command.help, description=command.help)
        command.configure(place)
        place.set_defaults(run=command.run)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; gives its exit status (0 done, 1 found something wrong, 2 unusable input)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mithaq.config.settings.dev")
    import django

    django.setup()
    arguments = build_parser(list(_commands())).parse_args(argv)
    status: int = arguments.run(arguments)
    return status


if __name__ == "__main__":
    sys.exit(main())
