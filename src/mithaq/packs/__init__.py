"""Packs: the law, the territory and the figures of a country, as dated files that people can read.

`load("ma")` gives the pack of Morocco: `.parameter(id).on(day)`, `.table(name)`, `.sources`,
`.rules`, `.version`, `.digest`.
"""

import os
from functools import cache
from pathlib import Path

from mithaq.core.errors import RuleError
from mithaq.packs.pack import Pack, PackText

DEFAULT = os.environ.get("MITHAQ_PACK", "ma")

__all__ = ["Pack", "PackText", "load", "packs_folder"]


def packs_folder() -> Path:
    """The folder that holds one folder a pack: MITHAQ_PACKS_DIR, or `packs/` of the checkout."""
    return Path(os.environ.get("MITHAQ_PACKS_DIR", Path(__file__).resolve().parents[3] / "packs"))


@cache
def load(name: str = DEFAULT) -> Pack:
    """The pack of that name, read once. Raises RuleError when there is none."""
    folder = packs_folder() / name
    if not (folder / "pack.yaml").is_file():
        known = sorted(file.parent.name for file in packs_folder().glob("*/pack.yaml"))
        raise RuleError(f"there is no pack `{name}`.", hint=f"There is: {', '.join(known) or 'none'}.")
    return Pack(folder)
