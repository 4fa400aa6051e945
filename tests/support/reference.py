"""Where the reference data lies that some tests read: real lists, limits and published results.

It is never part of the repository. Tests that read it carry `@pytest.mark.reference`: on a machine
without it they are skipped and say so; in CI (`CI` set) its absence is an error.
"""

import os
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
REFERENCE = Path(os.environ.get("MITHAQ_REFERENCE", CHECKOUT.parent / "shared"))
IS_COMPULSORY = bool(os.environ.get("CI"))


def why_absent() -> str:
    """What to tell when the reference is not there; empty when it is."""
    if (REFERENCE / "vectors").is_dir():
        return ""
    return f"no reference data in {REFERENCE}; set MITHAQ_REFERENCE to its folder"
