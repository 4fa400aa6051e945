"""`mithaq worker`: runs the queued jobs."""

import argparse
import logging

from mithaq.apps.jobs.worker import Worker
from mithaq.commands import Command


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--until-empty", action="store_true", help="end when no job is waiting")


def _run(arguments: argparse.Namespace) -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    Worker().run(until_empty=arguments.until_empty)
    return 0


COMMANDS = (Command("worker", "Runs the queued jobs until asked to end.", _arguments, _run),)
