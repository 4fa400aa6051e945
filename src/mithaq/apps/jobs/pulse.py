"""The pulse of a running job: its progress and sign of life, and the wish that it stops.

A small file a job, beside the other files of the product, and not a row: while a job holds its
transaction, SQLite lets nobody else write, and what the transaction itself writes is seen by
nobody. Losing these files loses nothing: a job without a pulse is taken up again.
"""

import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Pulse:
    """How far a run is: `done` of `total` steps (None when not known), what it does, when it said so."""

    attempt: int
    at: datetime
    done: int = 0
    total: int | None = None
    message: str = ""

    @classmethod
    def of(cls, job_id: int) -> "Pulse | None":
        """The job's last pulse, None when there is none."""
        try:
            told = json.loads(_file(job_id, "pulse").read_text("utf-8"))
        except FileNotFoundError:
            return None
        return cls(**{**told, "at": datetime.fromisoformat(told["at"])})

    def beat(self, job_id: int) -> None:
        """Makes this the job's pulse; a reader sees the old one or the new one, never a part."""
        place = _file(job_id, "pulse")
        place.parent.mkdir(parents=True, exist_ok=True)
        aside = place.with_suffix(f".{os.getpid()}")
        aside.write_text(json.dumps({**asdict(self), "at": self.at.isoformat()}), "utf-8")
        os.replace(aside, place)


def ask_to_stop(job_id: int) -> None:
    """Leaves word that the job must stop; the run reads it at its next report."""
    place = _file(job_id, "stop")
    place.parent.mkdir(parents=True, exist_ok=True)
    place.touch()


def is_asked_to_stop(job_id: int) -> bool:
    """Whether somebody asked the job to stop."""
    return _file(job_id, "stop").exists()


def forget(job_id: int) -> None:
    """Removes the files of a job that has ended."""
    for name in ("pulse", "stop"):
        _file(job_id, name).unlink(missing_ok=True)


def _file(job_id: int, name: str) -> Path:
    return Path(settings.DATA_DIR) / "jobs" / f"{job_id}.{name}"
