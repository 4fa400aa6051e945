"""`mithaq demo`: everything that is needed to try the product, once; a second run changes nothing."""

from __future__ import annotations

import argparse
import time

from mithaq.apps.accounts.demonstration import DEMO_PASSWORD, PEOPLE
from mithaq.apps.home.demonstration import is_loaded, load_cycle
from mithaq.apps.territory.actions.demonstration import load_demonstration_network
from mithaq.apps.territory.actions.loading import load_territory
from mithaq.apps.territory.models import Facility, OrgUnit
from mithaq.commands import Command


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="print nothing when all goes well")


def _run(arguments: argparse.Namespace) -> int:
    started = time.monotonic()

    def say(words: str) -> None:
        if not arguments.quiet:
            print(f"{time.monotonic() - started:6.1f} s  {words}", flush=True)

    if is_loaded():
        say("the demonstration is there already: nothing to do")
        return 0
    if not OrgUnit.objects.filter(code="MA").exists():
        load_territory(by=None)
        say("territory of Morocco")
    if not Facility.objects.filter(unit__is_demonstration=True).exists():
        load_demonstration_network(by=None)
        say("demonstration network")
    load_cycle(say=say)
    say(f"sign in as {', '.join(one.username for one in PEOPLE)}; password {DEMO_PASSWORD}")
    return 0


COMMANDS = (
    Command("demo", "Load the demonstration: territory, network, people and a living cycle.", _configure, _run),
)
