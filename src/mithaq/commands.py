"""What a command of the product is."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """A sub-command of `mithaq`: its name, one line of help, its arguments, its work.

    `run` prints to stdout, problems to stderr, and gives the exit status:
    0 done, 1 something was found wrong, 2 the input cannot be used.
    """

    name: str
    help: str
    configure: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]
