"""Looks at a file before any reader does. Hostile until checked."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import PurePath
from typing import Protocol

from mithaq.core.errors import DataProblem, message_template
from mithaq.web.uploads.model import Limits, UnusableFile, problem

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ZIP = b"PK\x03\x04"
_CHUNK = 64 * 1024
# In any encoding an XML reader accepts: nul bytes of UTF-16 are taken out first.
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_MEGA = 2**20


class Upload(Protocol):
    """What Django gives: a name, a size and chunks."""

    @property
    def name(self) -> str | None: ...
    @property
    def size(self) -> int | None: ...

    def read(self, n: int = -1, /) -> bytes: ...


def read_bounded(file: Upload, limits: Limits) -> bytes:
    """The bytes of the file, refused beyond the size limit, announced or real."""
    name = PurePath(file.name or "").name
    if (file.size or 0) > limits.size:
        raise _too_large(name, limits)
    content = file.read(limits.size + 1)
    if len(content) > limits.size:
        raise _too_large(name, limits)
    if not content:
        raise UnusableFile(
            problem(
                "upload.empty",
                name,
                message_template("The file is empty."),
                message_template("Choose a file that holds at least a heading row."),
            )
        )
    return content


def kind_of(name: str, content: bytes) -> str:
    """ "xlsx" or "csv" by extension and by content, which must agree; anything else is refused."""
    suffix = PurePath(name).suffix.lower()
    if content.startswith(_OLD_OFFICE):
        raise UnusableFile(_old_or_encrypted(name, content))
    if suffix in {".xlsm", ".xltm", ".xlsb", ".xlam"}:
        raise UnusableFile(macros(name))
    if suffix not in {".xlsx", ".csv"}:
        raise UnusableFile(
            problem(
                "upload.extension",
                name,
                message_template("Files of type “%(suffix)s” are not read here."),
                message_template("Save the file as an Excel workbook (.xlsx) or as text (.csv)."),
                suffix=suffix or "?",
            )
        )
    is_zip = content.startswith(_ZIP)
    if is_zip != (suffix == ".xlsx"):
        raise UnusableFile(
            problem(
                "upload.content",
                name,
                message_template("The content of the file is not that of a “%(suffix)s” file."),
                message_template(
                    "Open it in your spreadsheet and save it again as .xlsx or .csv; changing the name is not enough."
                ),
                suffix=suffix,
            )
        )
    return suffix.removeprefix(".")


def check_package(name: str, content: bytes, limits: Limits) -> None:
    """Refuses a workbook package that is damaged, a bomb, active, or reaches outside itself."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _check_declared(name, package, len(content), limits)
            _check_parts(name, {info.filename for info in package.infolist()})
            _check_expanded(name, package, limits)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise UnusableFile(damaged(name)) from error


def macros(name: str) -> DataProblem:
    """The problem of a workbook that carries programs."""
    return problem(
        "upload.macros",
        name,
        message_template("The workbook carries macros, which are never run or kept here."),
        message_template("Save it as “Excel workbook (.xlsx)”, without macros."),
    )


def damaged(name: str) -> DataProblem:
    """The problem of a file that cannot be opened."""
    return problem(
        "upload.damaged",
        name,
        message_template("The workbook cannot be opened: the file is damaged or incomplete."),
        message_template("Open it in your spreadsheet, save it again, and upload the new file."),
    )


def _too_large(name: str, limits: Limits) -> UnusableFile:
    return UnusableFile(
        problem(
            "upload.size",
            name,
            message_template("The file is larger than %(limit)s MB."),
            message_template("Split it, or remove pictures and sheets that are not needed."),
            limit=limits.size // _MEGA,
        )
    )


def _old_or_encrypted(name: str, content: bytes) -> DataProblem:
    if _ENCRYPTED in content:
        return problem(
            "upload.encrypted",
            name,
            message_template("The workbook is protected by a password and cannot be read."),
            message_template("Remove the password (File, Info, Protect workbook) and upload it again."),
        )
    return problem(
        "upload.old_format",
        name,
        message_template("This is a workbook of the old Excel format (.xls)."),
        message_template("Save it as “Excel workbook (.xlsx)” and upload it again."),
    )


def _check_declared(name: str, package: zipfile.ZipFile, size: int, limits: Limits) -> None:
    infos = package.infolist()
    names = [info.filename for info in infos]
    if len(infos) > limits.entries:
        raise UnusableFile(_bomb(name))
    if len(set(names)) != len(names) or any(info.flag_bits & 0x1 for info in infos):
        raise UnusableFile(damaged(name))
    expanded = sum(info.file_size for info in infos)
    if expanded > limits.expanded_size or expanded > max(size, 4_096) * limits.ratio:
        raise UnusableFile(_bomb(name))


def _check_parts(name: str, parts: set[str]) -> None:
    if "[Content_Types].xml" not in parts or "xl/workbook.xml" not in parts:
        raise UnusableFile(
            problem(
                "upload.not_workbook",
                name,
                message_template("The file is an archive, not an Excel workbook."),
                message_template("Save your table as “Excel workbook (.xlsx)” and upload it again."),
            )
        )
    lowered = {part.lower() for part in parts}
    if any("vbaproject" in part or "/activex/" in part or "/macrosheets/" in part for part in lowered):
        raise UnusableFile(macros(name))
    if any(
        part.startswith(("xl/externallinks/", "xl/connections", "xl/querytables/", "xl/embeddings/"))
        for part in lowered
    ):
        raise UnusableFile(
            problem(
                "upload.external",
                name,
                message_template("The workbook takes data from other files or from the network."),
                message_template(
                    "Break the links (Data, Edit links, Break link), keep the values, and upload it again."
                ),
            )
        )


def _check_expanded(name: str, package: zipfile.ZipFile, limits: Limits) -> None:
    """Expands every part for real: what an archive announces may be a lie."""
    total = 0
    for info in package.infolist():
        is_xml = info.filename.lower().endswith((".xml", ".rels", ".vml"))
        tail = b""
        with package.open(info) as part:
            while chunk := part.read(_CHUNK):
                total += len(chunk)
                if total > limits.expanded_size:
                    raise UnusableFile(_bomb(name))
                seen = tail + chunk.replace(b"\x00", b"")
                if is_xml and _DOCTYPE.search(seen):
                    raise UnusableFile(_entities(name))
                if info.filename == "[Content_Types].xml" and b"macroEnabled" in seen:
                    raise UnusableFile(macros(name))
                tail = seen[-16:]


def _bomb(name: str) -> DataProblem:
    return problem(
        "upload.bomb",
        name,
        message_template("Once opened, the file would take far more room than a table needs; it was not opened."),
        message_template("Copy the useful rows into a new workbook and upload that one."),
    )


def _entities(name: str) -> DataProblem:
    return problem(
        "upload.entities",
        name,
        message_template("The workbook holds XML declarations that spreadsheets never write; it was not opened."),
        message_template("Open it in your spreadsheet, save it again as .xlsx, and upload the new file."),
    )
