"""The cycle, for every test of documents."""

from tests.support.cycle import cycle

__all__ = ["cycle"]
