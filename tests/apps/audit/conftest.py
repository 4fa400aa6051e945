"""The database that parallel writers share."""

from tests.support.shared_database import shared_database

__all__ = ["shared_database"]
