"""The place of the one who reads: a batch takes it where it is free, and hands work over else."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from api.jobs.engine import DbosEngine, DbosSubmitter
from api.jobs.executor import Executor
from api.jobs.lock import executor_lock
from api.service.logs import configure_logs
from api.service.office import open_office
from api.service.ports import JobPort
from models.domain.service_errors import (
    BusyError,
    ExecutorIdMissingError,
    ExecutorRunningError,
)
from models.storage.migrations import ensure_current

if TYPE_CHECKING:
    from api.voice import Voice
    from models.domain.archive import Job
    from models.settings import Settings

_ASK_EVERY_SECONDS = 3.0


class _Port:
    """Hands jobs to whoever does them at the moment."""

    def __init__(self, current: JobPort) -> None:
        self.current = current

    def submit(self, job: Job) -> None:
        """Queue a job."""
        self.current.submit(job)

    def cancel(self, job_id: str) -> None:
        """Stop a job."""
        self.current.cancel(job_id)


class Seat:
    """An office whose jobs are done by a running service, or by this process where none runs."""

    def __init__(self, settings: Settings, voice: Voice) -> None:
        """Open the office; raises DatabaseUnavailableError, NotMigratedError."""
        self._voice = voice
        self._submitter = DbosSubmitter(settings)
        self._port = _Port(self._submitter)
        self._executor: Executor | None = None
        self._asked = 0.0
        self.office = open_office(settings, self._port)
        try:
            ensure_current(self.office.database)
        except BaseException:
            self.office.close()
            raise

    def take(self) -> None:
        """Begin: read here where nobody else does."""
        self._voice.inform("batch.alone" if self._try() else "batch.beside")

    def keep(self) -> None:
        """Look now and then whether the one who reads has gone, and take over."""
        is_time = time.monotonic() - self._asked >= _ASK_EVERY_SECONDS
        if self._executor is None and is_time and self._try():
            self._voice.inform("batch.took_over")

    def leave(self) -> None:
        """Stop reading, hand back what was begun, close the office."""
        try:
            if self._executor is not None:
                self._executor.stop()
        finally:
            self._submitter.close()
            self.office.close()

    def _try(self) -> bool:
        """Become the one who reads, if the place is free."""
        self._asked = time.monotonic()
        settings = self.office.settings
        try:
            lock = executor_lock(settings, self.office.database)
            lock.take()
            lock.release()
            engine = DbosEngine(settings)
            executor = Executor(replace(self.office, jobs=engine), engine)
            executor.start()
        except (ExecutorRunningError, ExecutorIdMissingError, BusyError):
            return False
        self._executor, self._port.current = executor, engine
        return True


@contextmanager
def open_seat(settings: Settings, voice: Voice) -> Iterator[Seat]:
    """Open a seat and leave it in the end, whatever happens."""
    configure_logs(level=logging.ERROR)
    seat = Seat(settings, voice)
    try:
        seat.take()
        yield seat
    finally:
        seat.leave()
