"""The cycle, for every test of the first page."""

from tests.support.cycle import cycle

__all__ = ["cycle"]
