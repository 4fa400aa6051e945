"""The commands of `./dev`. Plain Python: it makes the environment that everything else runs in."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools import environment, postgres, serving
from tools.environment import PYTHON, Unprepared, run

# Tests of one group (the browser's) go to one worker, so that what they share is made once.
WORKERS = ("-n", str(min(os.cpu_count() or 1, 4)), "--dist", "loadgroup")


def run_product(options: argparse.Namespace) -> None:
    """Prepare everything and serve the demonstration until Ctrl-C."""
    environment.code()
    environment.database()
    environment.static_files()
    serving.serve(options.host, options.port, reload=options.debug)


def test(options: argparse.Namespace) -> None:
    """All that CI runs: the checks, the whole suite on SQLite, then on PostgreSQL."""
    environment.code()
    if options.rest:
        run([PYTHON, "-m", "pytest", *options.rest])
        return
    if options.quick:
        lint()
        run([PYTHON, "-m", "pytest", *WORKERS, "-q", "-m", "not slow and not browser and not reference"])
        return
    environment.chromium()
    lint()
    run([PYTHON, "-m", "pytest", *WORKERS, "-q"])
    with postgres.server() as url:
        print("· the suite again, on PostgreSQL …", file=sys.stderr, flush=True)
        run([PYTHON, "-m", "pytest", *WORKERS, "-q", "-m", "not browser"], env={"MITHAQ_DATABASE_URL": url})
        run([PYTHON, "-m", "pytest", "-q", "-m", "browser"], env={"MITHAQ_DATABASE_URL": url})


def lint() -> None:
    """What needs no test run: format, lint, types, catalogues, pack."""
    run([PYTHON, "-m", "ruff", "format", "--check", "--quiet", "."])
    run([PYTHON, "-m", "ruff", "check", "--quiet", "."])
    run([PYTHON, "-m", "mypy"])
    run([PYTHON, "tools/messages.py", "check"])
    run([PYTHON, "-m", "mithaq.cli", "packs", "check"])


def check(_: argparse.Namespace) -> None:
    """Format, lint, types, storeys, lock, catalogues, pack, house rules: a minute, no browser."""
    environment.code()
    lint()
    run([PYTHON, "-m", "pytest", "-q", *WORKERS, "tests/repo"])


def bench(options: argparse.Namespace) -> None:
    """Run the benchmarks and write their table in docs/explications/performances.md."""
    environment.code()
    run([PYTHON, "-m", "benchmarks", *options.rest], env={"DJANGO_SETTINGS_MODULE": "mithaq.config.settings.dev"})


def mithaq(options: argparse.Namespace) -> None:
    """The product's own command line: ./dev mithaq --help."""
    environment.code()
    os.execv(PYTHON, [str(PYTHON), "-m", "mithaq.cli", *options.rest])


def messages(options: argparse.Namespace) -> None:
    """Message catalogues: update, check or compile (see tools/messages.py)."""
    environment.packages()
    run([PYTHON, "tools/messages.py", *(options.rest or ["update"])])


def pack(options: argparse.Namespace) -> None:
    """Work on the reference data of a country: build it from its public sources."""
    environment.packages()
    run([PYTHON, "-m", "tools.pack_build", *options.rest])


def screenshots(options: argparse.Namespace) -> None:
    """Take the screenshots of the README and the guides again."""
    environment.code()
    environment.chromium()
    run([PYTHON, "tools/screenshots.py", *options.rest])


def format_(_: argparse.Namespace) -> None:
    """Put every Python file in the one format, and write the list of the documents again."""
    environment.packages()
    run([PYTHON, "-m", "ruff", "check", "--quiet", "--fix-only", "."])
    run([PYTHON, "-m", "ruff", "format", "."])
    run([PYTHON, "tools/docs_index.py"])


COMMANDS: dict[str, Callable[[argparse.Namespace], None]] = {
    "run": run_product,
    "test": test,
    "check": check,
    "bench": bench,
    "mithaq": mithaq,
    "messages": messages,
    "format": format_,
    "pack": pack,
    "screenshots": screenshots,
}
PASSED_ON = {"test", "bench", "mithaq", "messages", "pack", "screenshots"}


def parser_of(command: str) -> argparse.ArgumentParser:
    """The options that a command itself knows; the rest is passed on to what it runs."""
    parser = argparse.ArgumentParser(prog=f"./dev {command}", description=COMMANDS[command].__doc__)
    if command == "run":
        parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
        parser.add_argument("--port", type=int, default=8000, help="the port to listen on (8000)")
        parser.add_argument("--debug", action="store_true", help="show errors in full and follow changes of the code")
    if command == "test":
        parser.add_argument("--quick", action="store_true", help="the checks and the quick tests, on SQLite only")
    return parser


def main(argv: Sequence[str]) -> int:
    """Run one command, or list them; gives the exit status."""
    if not argv or argv[0] in {"-h", "--help", "help"}:
        print("./dev COMMAND\n")
        for name, command in COMMANDS.items():
            print(f"  {name:<12} {(command.__doc__ or '').splitlines()[0]}")
        return 0
    name, rest = argv[0], list(argv[1:])
    if name not in COMMANDS:
        print(f"./dev has no command {name!r}. There is: {', '.join(COMMANDS)}.", file=sys.stderr)
        return 2
    parser = parser_of(name)
    if name in PASSED_ON and name != "test":
        options = argparse.Namespace(rest=rest)
    elif name == "test":
        options, options.rest = parser.parse_known_args(rest)
    else:
        options = parser.parse_args(rest)
    try:
        COMMANDS[name](options)
    except Unprepared as problem:
        print(f"./dev {name}: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
