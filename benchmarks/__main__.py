"""Runs every `benchmarks/bench_*.py` and writes the table of their rows.

A benchmark is a module with a docstring (its title), and `run() -> Iterable[Row]`. It prints
ratios and never judges seconds: machines differ. `./dev bench NAME…` runs only those named, and
prints them without touching the page.
"""

import os
import platform
import sys
from collections.abc import Iterable
from datetime import date
from importlib import import_module
from pathlib import Path

import django

from benchmarks.measure import Row

FOLDER = Path(__file__).resolve().parent
PAGE = FOLDER.parent / "docs" / "explications" / "performances.md"
HEAD = """# Performances

Page écrite par `./dev bench` ({day}, {machine}). Les secondes dépendent de la machine ; les rapports
disent l'essentiel : combien de fois plus vite que l'autre façon de faire. Rien ici ne fait échouer un test.
"""


def names(wanted: Iterable[str]) -> list[str]:
    """The benchmarks there are, or those asked for; an unknown name ends the program."""
    known = sorted(path.stem for path in FOLDER.glob("bench_*.py"))
    chosen = [f"bench_{name.removeprefix('bench_')}" for name in wanted] or known
    if unknown := set(chosen) - set(known):
        raise SystemExit(f"no benchmark {', '.join(sorted(unknown))}; there is: {', '.join(known)}")
    return chosen


def table(rows: Iterable[Row]) -> str:
    """The rows as a Markdown table."""
    lines = ["| travail | médiane | comparé à | rapport | note |", "|---|---:|---|---:|---|"]
    for row in rows:
        ratio = f"× {row.ratio:.1f}".replace(".", ",") if row.ratio else "—"
        lines.append(
            f"| {row.work} | {duration(row.seconds)} | {row.compared_to or '—'} | {ratio} | {row.note or '—'} |"
        )
    return "\n".join(lines)


def duration(seconds: float) -> str:
    """Seconds as the page writes them: 0,35 s or 12 ms."""
    text = f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.2f} s"
    return text.replace(".", ",")


def machine() -> str:
    """What the figures were taken on."""
    return f"{os.cpu_count()} cœurs, {platform.system()}, Python {platform.python_version()}"


def main(wanted: list[str]) -> int:
    """Run the benchmarks, print their tables, write the page when all were run."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mithaq.config.settings.dev")
    django.setup()
    parts = [HEAD.format(day=date.today().isoformat(), machine=machine())]  # noqa: DTZ011 - the day where we are is meant
    for name in names(wanted):
        module = import_module(f"benchmarks.{name}")
        title = (module.__doc__ or name).strip().splitlines()[0].rstrip(".")
        print(f"· {title} …", file=sys.stderr, flush=True)
        parts.append(f"## {title}\n\n{table(module.run())}\n")
        print(f"{parts[-1]}\n", flush=True)
    if not wanted:
        PAGE.write_text("\n".join(parts), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
