"""Uploaded files: checked, read cell by cell, compared, and kept until they are confirmed."""

from mithaq.web.uploads.model import Cell, Limits, Record, Row, Sheet, UnusableFile, Workbook, words
from mithaq.web.uploads.reading import read_workbook
from mithaq.web.uploads.records import Field, records_of
from mithaq.web.uploads.store import Kept, forget_old_uploads, keep_upload, open_upload
from mithaq.web.uploads.values import read_day, read_number, read_whole

__all__ = [
    "Cell",
    "Field",
    "Kept",
    "Limits",
    "Record",
    "Row",
    "Sheet",
    "UnusableFile",
    "Workbook",
    "forget_old_uploads",
    "keep_upload",
    "open_upload",
    "read_day",
    "read_number",
    "read_whole",
    "read_workbook",
    "records_of",
    "words",
]
