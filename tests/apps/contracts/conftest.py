"""The cycle, for every test of contracts."""

from tests.support.cycle import cycle

__all__ = ["cycle"]
