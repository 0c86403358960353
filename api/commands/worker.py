"""``kehoach worker``: a process that does jobs and answers nobody; any number of machines may."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.usage import read_settings, voice_of
from models.domain.errors import ExitStatus

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.settings import Settings

_LOOK_SECONDS = 0.2


def worker(
    context: typer.Context,
    jobs: Annotated[int | None, typer.Option("-j", "--jobs", min=1, metavar="N")] = None,
) -> None:
    """Do the jobs that wait until somebody says stop."""
    voice = voice_of(context)
    settings = read_settings(jobs)
    facts = {"executor": settings.executor_id or str(settings.data)}
    is_whole = work(settings, lambda: voice.inform("worker.ready", **facts))
    voice.inform("worker.stopped")
    if not is_whole:
        raise typer.Exit(ExitStatus.FAILED)


def work(settings: Settings, ready: Callable[[], None]) -> bool:
    """Do jobs until Ctrl-C or SIGTERM; tell whether the end came that way.

    Raises ExecutorRunningError, ExecutorIdMissingError, NotMigratedError,
    DatabaseUnavailableError.
    """
    from api.commands.stopping import Stopping
    from api.jobs.executor import open_executor
    from api.service.logs import configure_logs
    from models.storage.migrations import ensure_current

    configure_logs()
    office, executor = open_executor(settings)
    with Stopping() as stopping:
        try:
            ensure_current(office.database)
            executor.start()
            ready()
            while executor.is_alive() and not stopping.wanted:
                time.sleep(_LOOK_SECONDS)
        finally:
            executor.stop()
            office.close()
    return stopping.wanted
