"""Uploaded bytes kept between the preview and the confirmation, by their own fingerprint.

The token that the preview page carries is signed: it names the fingerprint, the person and the
purpose, so nobody confirms another file, another's file, or a file meant for another page.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path, PurePath

from django.conf import settings
from django.core import signing
from django.core.files.base import ContentFile

from mithaq.core.errors import message_template
from mithaq.web.uploads.guard import Upload, read_bounded
from mithaq.web.uploads.model import Limits, UnusableFile, problem

LIFE = timedelta(hours=24)
_SALT = "mithaq.uploads"


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept upload: its name, content, SHA-256 and the signed token that finds it again."""

    name: str
    content: bytes
    sha256: str
    token: str

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.content)

    @property
    def file(self) -> ContentFile[bytes]:
        """The content as a file that `read_workbook` accepts."""
        return ContentFile(self.content, self.name)


def keep_upload(file: Upload, *, by: int, purpose: str, limits: Limits | None = None) -> Kept:
    """Keeps the bytes of an upload for a day. `by` is the key of the person, `purpose` a dotted code."""
    content = read_bounded(file, limits or Limits())
    name = PurePath((file.name or "").replace("\\", "/")).name
    sha256 = hashlib.sha256(content).hexdigest()
    path = _path(sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(f".{time.time_ns()}")
    temporary.write_bytes(content)
    temporary.replace(path)
    forget_old_uploads()
    return Kept(name, content, sha256, signing.dumps([sha256, name, by, purpose], salt=_SALT))


def open_upload(token: str, *, by: int, purpose: str) -> Kept:
    """The upload behind a token. Raises `UnusableFile` when it is old, altered or someone else's."""
    try:
        sha256, name, owner, meant_for = signing.loads(token, salt=_SALT, max_age=LIFE)
        if (owner, meant_for) != (by, purpose):
            raise signing.BadSignature
        content = _path(sha256).read_bytes()
    except (signing.BadSignature, FileNotFoundError) as error:
        raise UnusableFile(
            problem(
                "upload.expired",
                "",
                message_template("The uploaded file is no longer kept: a preview lasts one day."),
                message_template("Nothing was written. Upload the file again."),
            )
        ) from error
    return Kept(name, content, sha256, token)


def forget_old_uploads() -> int:
    """Removes the uploads kept longer than a day; returns how many."""
    oldest = time.time() - LIFE.total_seconds()
    old = [path for path in _folder().glob("*/*") if path.stat().st_mtime < oldest]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "uploads"


def _path(sha256: str) -> Path:
    return _folder() / sha256[:2] / sha256
