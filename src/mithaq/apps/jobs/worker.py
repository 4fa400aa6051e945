"""The worker: takes up jobs one at a time and runs each in one transaction.

`run_next` is the whole idea: claim, run, end. Around it, a thread beats the job's pulse so that
a worker that dies is noticed, and the signal to end lets the present job go back to the queue.
"""

import logging
import signal
import threading
import time
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import replace
from types import FrameType, TracebackType
from typing import Any

from django.conf import settings
from django.db import close_old_connections, transaction
from django.utils import timezone

from mithaq.apps.jobs import actions, pulse
from mithaq.apps.jobs.models import Job
from mithaq.apps.jobs.registry import JobCancelled, JobKind, kind_named

log = logging.getLogger("mithaq.worker")


class WorkerEnding(Exception):
    """The worker was asked to end: the present run is undone and its job goes back to the queue."""


class Worker:
    """Runs jobs until asked to end (`SIGTERM`, `SIGINT`)."""

    def __init__(self) -> None:
        self.is_ending = False

    def run(self, *, until_empty: bool = False) -> None:
        """Takes up jobs as they come; `until_empty` stops when none is waiting."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)
        while not self.is_ending:
            close_old_connections()
            if self.run_next():
                continue
            if until_empty:
                return
            time.sleep(settings.JOB_POLL_SECONDS)

    def run_next(self) -> Job | None:
        """Takes up the oldest waiting job and runs it to its end; None when none could be had."""
        recover_abandoned()
        for job in Job.objects.waiting()[:10]:
            if actions.claim_job(job=job):
                self._run(job)
                return job
        return None

    def _run(self, job: Job) -> None:
        log.info("job %s: %s, run %s", job.pk, job.kind, job.attempts)
        progress = RunProgress(job, self)
        with _Outcome(job), progress.beating():
            kind = kind_named(job.kind)
            if kind.holds_transaction:
                with progress.last_transaction() as result:
                    result.update(kind.work(progress, **job.arguments) or {})
            else:
                kind.work(progress, **job.arguments)
                progress.refuse_unfinished(kind)

    def _end(self, number: int, frame: FrameType | None) -> None:
        self.is_ending = True


def recover_abandoned() -> None:
    """Takes back every job whose worker gave no sign of life for the length of a lease."""
    now = timezone.now()
    for job in Job.objects.filter(state=Job.State.RUNNING):
        if job.is_abandoned(now):
            log.warning("job %s: its worker died in run %s", job.pk, job.attempts)
            actions.recover_job(job=job)


class RunProgress:
    """The progress of one run, told by the job's function and beaten by a thread of its own."""

    def __init__(self, job: Job, worker: Worker) -> None:
        self._job, self._worker = job, worker
        self._pulse = pulse.Pulse(attempt=job.attempts, at=timezone.now())
        self._is_over = threading.Event()
        self._is_finished = False

    def report(self, done: int, total: int | None = None, message: str = "") -> None:
        """Tells how far the run is; raises when the run must stop."""
        self._pulse = replace(self._pulse, done=done, total=total, message=message)
        if pulse.is_asked_to_stop(self._job.pk):
            raise JobCancelled
        if self._worker.is_ending:
            raise WorkerEnding

    @contextmanager
    def last_transaction(self) -> Iterator[MutableMapping[str, Any]]:
        """The transaction in which the run writes and the job ends, together or not at all."""
        with transaction.atomic():
            result: dict[str, Any] = {}
            yield result
            self.report(self._pulse.done, self._pulse.total, self._pulse.message)
            self._beat()
            actions.finish_job(job=self._job, result=result)
        self._is_finished = True

    def refuse_unfinished(self, kind: JobKind) -> None:
        """A kind that holds no transaction must have ended in its last one."""
        if not self._is_finished:
            raise RuntimeError(f"the work of {kind.name!r} never opened progress.last_transaction()")

    @contextmanager
    def beating(self) -> Iterator[None]:
        """Beats the pulse as long as the run lasts."""
        thread = threading.Thread(target=self._keep_beating, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._is_over.set()
            thread.join()

    def _keep_beating(self) -> None:
        while not self._is_over.wait(settings.JOB_BEAT_SECONDS):
            self._beat()

    def _beat(self) -> None:
        self._pulse = replace(self._pulse, at=timezone.now())
        self._pulse.beat(self._job.pk)


class _Outcome:
    """Says how a run ended, whatever the job's function raised: a worker outlives its jobs."""

    def __init__(self, job: Job) -> None:
        self._job = job

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if isinstance(error, WorkerEnding):
            actions.release_job(job=self._job)
        elif isinstance(error, JobCancelled):
            actions.stop_job(job=self._job)
        elif isinstance(error, actions.RunOvertaken):
            log.warning("%s", error)
            return True  # the files belong to the run that took over
        elif isinstance(error, Exception):
            log.error("job %s failed", self._job.pk, exc_info=error)
            actions.fail_job(job=self._job, reason=f"{type(error).__name__}: {error}")
        pulse.forget(self._job.pk)
        return error is None or isinstance(error, Exception)
