"""The working half of a process: takes jobs up, keeps engine and tables in step, tells webhooks.

Used by the service, by workers and by a batch that runs alone::

    office, executor = open_executor(settings)
    executor.start()
    ...
    executor.stop()
    office.close()
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Thread
from typing import TYPE_CHECKING

from api.jobs.endings import end_as_cancelled, end_in_failure
from api.jobs.engine import DbosEngine
from api.jobs.extraction import Extraction
from api.jobs.lock import ExecutorLock, executor_lock
from api.jobs.readers import Readers, Viewer
from api.jobs.steps import EngineState
from api.service import retention
from api.service.logs import get_log
from api.service.office import Office, open_office
from models.domain.archive import Job
from models.domain.errors import KehoachError
from models.domain.job_errors import KillsWorkerError
from models.domain.service_errors import ExecutorRunningError
from models.settings import Settings
from models.storage import jobs

if TYPE_CHECKING:
    from models.storage.database import Session

_log = get_log(__name__)
_DELIVER_SECONDS = 2.0
_RECONCILE_SECONDS = 30.0
_LOCK_SECONDS = 5.0
_RETENTION_SECONDS = 24 * 3600.0
_FIRST_RETENTION_SECONDS = 60.0
_REMEMBERED_SECONDS = 7 * 24 * 3600.0
_TICK_SECONDS = 0.5


def open_executor(settings: Settings) -> tuple[Office, Executor]:
    """Return an office whose jobs are done by this process, and what does them; not started yet.

    Raises DatabaseUnavailableError.
    """
    engine = DbosEngine(settings)
    office = open_office(settings, engine)
    return office, Executor(office, engine)


@dataclass(slots=True)
class _Duty:
    """Something that is done again and again; ``due`` by the clock that only goes forward."""

    name: str
    work: Callable[[], object]
    seconds: float
    due: float = 0.0


class Executor:
    """Does jobs from ``start`` to ``stop``."""

    def __init__(self, office: Office, engine: DbosEngine) -> None:
        """Work for this office; its ``jobs`` should be ``engine``."""
        self._office = office
        self._engine = engine
        self._lock: ExecutorLock | None = None
        self._readers: Readers | None = None
        self._viewer = Viewer(office.settings)
        self._stopping = Event()
        self._lost = Event()
        self._keeper: Thread | None = None

    @property
    def viewer(self) -> Viewer:
        """The drawer of pages."""
        return self._viewer

    def is_alive(self) -> bool:
        """Tell whether jobs are being taken up."""
        return self._engine.is_alive() and not self._lost.is_set()

    def start(self) -> None:
        """Take jobs up, first those that this executor had begun.

        Raises ExecutorRunningError, ExecutorIdMissingError, DatabaseUnavailableError.
        """
        lock = executor_lock(self._office.settings, self._office.database)
        lock.take()
        self._lock = lock
        self._readers = Readers(self._office.settings)
        try:
            if self._has_work():
                self._readers.warm_up()  # meanwhile the engine starts
            self._engine.launch(Extraction(self._office, self._readers).do)
        except BaseException:
            self.stop()
            raise
        self._keeper = Thread(target=self._keep_house, name="housekeeping", daemon=True)
        self._keeper.start()

    def stop(self) -> None:
        """Stop at once: running pages are given up, jobs handed back, no process is left."""
        self._stopping.set()
        self._engine.shutdown()
        if self._readers is not None:
            self._readers.stop()
        self._viewer.stop()
        if self._keeper is not None:
            self._keeper.join(self._office.settings.server.stop_seconds)
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def reconcile(self) -> None:
        """Bring engine and tables into step: the tables say what is to be done."""
        with self._office.database.read() as session:
            unfinished = jobs.unfinished_jobs(session)
        states = self._engine.states(job.id for job in unfinished)
        for job in unfinished:
            if self._stopping.is_set():
                return
            self._mend(job, states.get(job.id))

    def _has_work(self) -> bool:
        with self._office.database.read() as session:
            return bool(jobs.unfinished_jobs(session))

    def _mend(self, job: Job, state: EngineState | None) -> None:
        if state is EngineState.OPEN:
            return
        if state is EngineState.CANCELLED:
            self._end(lambda session: end_as_cancelled(session, job.id))
        elif state is EngineState.BROKEN:
            self._end(lambda session: end_in_failure(session, job.id, KehoachError()))
        elif state is EngineState.GIVEN_UP:
            refusal = KillsWorkerError(crashes=self._office.settings.queue.kills)
            self._end(lambda session: end_in_failure(session, job.id, refusal))
        else:
            # unknown, or done in a life of the tables that was restored over
            self._engine.forget([job.id] if state is EngineState.DONE else [])
            self._engine.submit(job)
            _log.info("job.found", job=job.id, document=job.document)

    def _end(self, change: Callable[[Session], None]) -> None:
        with self._office.database.write() as session:
            change(session)

    def _keep_house(self) -> None:
        """Do what is to be done again and again; what fails is tried again at its next time."""
        started = time.monotonic()
        duties = (
            _Duty("reconcile", self.reconcile, _RECONCILE_SECONDS),
            _Duty("lock", self._keep_lock, _LOCK_SECONDS, started + _LOCK_SECONDS),
            _Duty("deliver", self._deliver, _DELIVER_SECONDS),
            _Duty(
                "expire",
                lambda: retention.expire(self._office),
                _RETENTION_SECONDS,
                started + _FIRST_RETENTION_SECONDS,
            ),
            _Duty("forget", self._forget, _RETENTION_SECONDS, started + _FIRST_RETENTION_SECONDS),
        )
        while not self._stopping.wait(_TICK_SECONDS):
            for duty in duties:
                if time.monotonic() >= duty.due and not self._stopping.is_set():
                    self._attend(duty)

    def _attend(self, duty: _Duty) -> None:
        try:
            duty.work()
        except Exception as error:  # one duty must not keep the others from being done
            _log.warning("housekeeping.failed", duty=duty.name, exc_info=error)
        duty.due = time.monotonic() + duty.seconds

    def _keep_lock(self) -> None:
        try:
            if self._lock is not None:
                self._lock.renew()
        except ExecutorRunningError:
            # Another process goes by our name: two would do the same jobs.
            _log.error("executor.lost", executor=self._office.settings.executor_id)
            self._lost.set()
            self._engine.shutdown()

    def _deliver(self) -> None:
        from api.service.deliveries import deliver_due  # loads what speaks HTTP

        deliver_due(self._office)

    def _forget(self) -> None:
        """Drop what the engine keeps of jobs that ended long ago."""
        self._engine.forget_ended(_REMEMBERED_SECONDS)
