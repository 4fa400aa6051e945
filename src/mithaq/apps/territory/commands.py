"""`mithaq territory …`: load the territory of the pack."""

import argparse

from mithaq.apps.territory import import_command
from mithaq.apps.territory.actions.demonstration import load_demonstration_network
from mithaq.apps.territory.actions.loading import load_territory
from mithaq.commands import Command


def _configure(parser: argparse.ArgumentParser) -> None:
    works = parser.add_subparsers(dest="work", required=True, metavar="WORK")
    load = works.add_parser("load", help="load the units, identifiers, groups and population of the pack")
    load.add_argument("--demo-network", action="store_true", help="and the generated facilities of the demonstration")
    load.set_defaults(work_of_territory=_load)


def _run(arguments: argparse.Namespace) -> int:
    status: int = arguments.work_of_territory(arguments)
    return status


def _load(arguments: argparse.Namespace) -> int:
    done = dict(load_territory(by=None))
    if arguments.demo_network:
        done |= load_demonstration_network(by=None)
    for name, tally in done.items():
        print(f"{name}: {tally.n_created} new, {tally.n_changed} changed, {tally.n_same} unchanged")
    return 0


def _configure_import(parser: argparse.ArgumentParser) -> None:
    lists = parser.add_subparsers(dest="list", required=True, metavar="LIST")
    facilities = lists.add_parser("facilities", help="the ministry's list of hospitals or of primary care facilities")
    import_command.configure(facilities)


COMMANDS = (
    Command("territory", "Load the territory of the pack.", _configure, _run),
    Command("import", "Show what a published list would change, then apply it.", _configure_import, import_command.run),
)
