"""The job engine (the only importer of DBOS): what is begun is done, whatever ends in between.

It keeps the way of the work and nothing else: a job's identifier goes in, nothing comes out. What
was read and what became of it stand in the tables of the house. Work that the engine loses is found
again there, so its own tables may be thrown away.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine, Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from dbos import DBOS, DBOSClient, DBOSConfig, EnqueueOptions, StepReservation

from api.jobs.steps import EngineState, JobBody, Place, Work
from api.service.logs import get_log
from models.domain.archive import Job, Lane
from models.settings import Settings
from models.storage.database import jobs_url, make_jobs_engine

T = TypeVar("T")

_log = get_log(__name__)
_NAME = "kehoach"
_VERSION = "1"  # raised only where the order of a job's steps changes: others cannot take it up
_WORKFLOW = "extract"
_SINGLE_EXECUTOR = "single"
_MOST_STARTS = 50
_AT_ONCE = 500
_STATES = {
    "SUCCESS": EngineState.DONE,
    "ERROR": EngineState.BROKEN,
    "MAX_RECOVERY_ATTEMPTS_EXCEEDED": EngineState.GIVEN_UP,
    "CANCELLED": EngineState.CANCELLED,
}


class DbosEngine:
    """Takes jobs and does them; one per process (the library keeps its state in globals)."""

    def __init__(self, settings: Settings) -> None:
        """Remember the settings; nothing is opened yet."""
        self._settings = settings
        self._tables = _Tables(settings)
        self._launched = False

    def launch(self, body: JobBody) -> None:
        """Begin to do jobs, with those first that this executor had begun."""
        _quieten()
        try:
            self._start(body)
        except BaseException:
            DBOS.destroy(destroy_registry=True)
            raise
        self._launched = True

    def _start(self, body: JobBody) -> None:
        DBOS(config=self._config())
        DBOS.workflow(name=_WORKFLOW, max_recovery_attempts=_MOST_STARTS)(_as_workflow(body))
        DBOS.launch()
        queue = self._settings.queue
        slots = {Lane.INTERACTIVE: queue.interactive_slots, Lane.BATCH: queue.batch_slots}
        for lane, places in slots.items():
            DBOS.register_queue(
                lane.value,
                worker_concurrency=places,
                polling_interval_sec=queue.poll_seconds,
                on_conflict="always_update",
            )

    def shutdown(self) -> None:
        """Stop at once and hand back what was begun: it is taken up again where it was left."""
        if not self._launched:
            return
        self._launched = False
        DBOS.destroy(destroy_registry=True)
        with suppress(Exception):  # without a database nothing is lost: the next start finds it
            self._hand_back()
        self._tables.close()

    def is_alive(self) -> bool:
        """Tell whether jobs are being taken up."""
        return self._launched

    def submit(self, job: Job) -> None:
        """Queue a job; one that is known stays as it is."""
        DBOS.enqueue_workflow_with_options(_options(job), job.id)

    def cancel(self, job_id: str) -> None:
        """Stop a job; unknown and finished ones are left alone."""
        DBOS.cancel_workflow(job_id)

    def forget(self, job_ids: Iterable[str]) -> None:
        """Drop what the engine knows of jobs that have ended."""
        for some in _in_parts(job_ids):
            DBOS.delete_workflows(some)

    def forget_ended(self, older_than_seconds: float) -> int:
        """Drop what the engine knows of jobs that ended so long ago; return how many."""
        before = datetime.now(UTC) - timedelta(seconds=older_than_seconds)
        ended = DBOS.list_workflows(
            status=list(_STATES),
            completed_before=before.isoformat(),
            load_input=False,
            load_output=False,
        )
        self.forget(one.workflow_id for one in ended)
        return len(ended)

    def states(self, job_ids: Iterable[str]) -> dict[str, EngineState]:
        """Return where the engine is with these jobs; unknown ones are not in the answer."""
        found: dict[str, EngineState] = {}
        for some in _in_parts(job_ids):
            for known in DBOS.list_workflows(
                workflow_ids=some, load_input=False, load_output=False
            ):
                found[known.workflow_id] = _STATES.get(known.status, EngineState.OPEN)
        return found

    def _config(self) -> DBOSConfig:
        return {
            **self._tables.config(),
            "name": _NAME,
            "application_version": _VERSION,
            "executor_id": self._executor,
            "enable_otlp": False,
            "log_level": "WARNING",
        }

    @property
    def _executor(self) -> str:
        return self._settings.executor_id or _SINGLE_EXECUTOR

    def _hand_back(self) -> None:
        """Queue again what this executor had begun, so that any executor may take it up."""
        client = self._tables.client()
        try:
            for lane in Lane:
                begun = client.list_workflows(
                    status="PENDING",
                    executor_id=self._executor,
                    queue_name=lane.value,
                    load_input=False,
                    load_output=False,
                )
                if begun:
                    client.resume_workflows([one.workflow_id for one in begun], queue_name=lane)
        finally:
            client.destroy()


class DbosSubmitter:
    """Hands jobs to executors of other processes, and does none.

    What cannot be handed over is only logged: the executors find it in the tables.
    """

    def __init__(self, settings: Settings) -> None:
        """Remember where the tables are; nothing is opened yet."""
        self._tables = _Tables(settings)
        self._client: DBOSClient | None = None

    def submit(self, job: Job) -> None:
        """Queue a job; one that is known stays as it is."""
        try:
            self._opened().enqueue(_options(job), job.id)
        except Exception as error:  # whatever keeps the engine's tables from us
            _log.warning("job.not_handed_over", job=job.id, reason=type(error).__name__)

    def cancel(self, job_id: str) -> None:
        """Stop a job; unknown and finished ones are left alone."""
        try:
            self._opened().cancel_workflow(job_id)
        except Exception as error:  # the executors find the job cancelled in the tables
            _log.warning("job.not_cancelled", job=job_id, reason=type(error).__name__)

    def close(self) -> None:
        """Let go of the engine's tables."""
        if self._client is not None:
            self._client.destroy()
            self._client = None
        self._tables.close()

    def _opened(self) -> DBOSClient:
        if self._client is None:
            _quieten()
            self._client = self._tables.client()
        return self._client


class _Tables:
    """Where the engine keeps its own tables: a file of its own, or a schema of the database."""

    def __init__(self, settings: Settings) -> None:
        self._url = jobs_url(settings)
        self._engine = make_jobs_engine(settings)

    def config(self) -> DBOSConfig:
        """Return what the library must be told of them."""
        if self._engine is None:
            return {"system_database_url": self._url}
        return {"system_database_engine": self._engine}

    def client(self) -> DBOSClient:
        """Open them for asking; raises whatever the library raises where that is not possible."""
        if self._engine is None:
            return DBOSClient(
                system_database_url=self._url,
                application_name=_NAME,
                retry_connection_errors=False,
            )
        return DBOSClient(
            system_database_engine=self._engine,
            application_name=_NAME,
            retry_connection_errors=False,
        )

    def close(self) -> None:
        """Let go of the file."""
        if self._engine is not None:
            self._engine.dispose()


class _Place:
    """A reserved step."""

    def __init__(self, reservation: StepReservation) -> None:
        self._reservation = reservation

    async def run(self, name: str, work: Work[T]) -> T:
        """Do the work; it is cancelled within a second after the job was."""

        # the engine wants a coroutine function, and tells by its kind
        async def step() -> T:
            return await work()

        return await self._reservation.run_async({"name": name, "preemptible": True}, step)


class _Steps:
    """The steps of the job that is being done in this task."""

    def reserve(self) -> Place:
        """Take the next place."""
        return _Place(DBOS.reserve_step())


class _NoTraceOfCancelling(logging.Filter):
    """Leaves out what the library logs at length where somebody cancelled a job or stopped us."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether the record is worth a line."""
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        told = f"{type(error).__name__} {record.getMessage()}".lower()
        return "cancel" not in told


def _as_workflow(body: JobBody) -> Callable[[str], Coroutine[Any, Any, None]]:
    async def extract(job_id: str) -> None:
        await body(_Steps(), job_id)

    return extract


def _options(job: Job) -> EnqueueOptions:
    return {
        "workflow_name": _WORKFLOW,
        "queue_name": job.lane.value,
        "workflow_id": job.id,
        "app_version": _VERSION,
        "application_name": _NAME,
    }


def _quieten() -> None:
    """Send the library's warnings where ours go, without those that tell nothing."""
    logger = logging.getLogger("dbos")
    logger.setLevel(logging.WARNING)
    logger.propagate = True
    if not any(isinstance(one, _NoTraceOfCancelling) for one in logger.filters):
        logger.addFilter(_NoTraceOfCancelling())
        logger.addHandler(logging.NullHandler())  # else it would make a handler of its own


def _in_parts(job_ids: Iterable[str]) -> Iterable[list[str]]:
    every = list(job_ids)
    return (every[start : start + _AT_ONCE] for start in range(0, len(every), _AT_ONCE))
