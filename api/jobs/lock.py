"""One executor per identifier: a second one would take the first one's running jobs for lost."""

from __future__ import annotations

import hashlib
from typing import Any, Protocol

from filelock import FileLock, Timeout

from models.domain.service_errors import (
    DatabaseUnavailableError,
    ExecutorIdMissingError,
    ExecutorRunningError,
)
from models.settings import Settings
from models.storage.database import Database

_FILE = "executor.lock"
_AGAIN_SECONDS = 5


class ExecutorLock(Protocol):
    """The right to be the executor of an identifier, as long as it is held."""

    def take(self) -> None:
        """Take it; raises ExecutorRunningError where another process holds it."""

    def renew(self) -> None:
        """Take it again where it was lost with a connection; raises ExecutorRunningError."""

    def release(self) -> None:
        """Give it back."""


def executor_lock(settings: Settings, database: Database) -> ExecutorLock:
    """Return the lock for these settings; raises ExecutorIdMissingError."""
    if database.dialect == "sqlite":
        return _LockFile(settings)
    if not settings.executor_id:
        raise ExecutorIdMissingError
    return _AdvisoryLock(settings.executor_id, database)


class _LockFile:
    """With SQLite one process works on a data folder; the system frees the lock with it."""

    def __init__(self, settings: Settings) -> None:
        settings.data.mkdir(parents=True, exist_ok=True)
        self._name = settings.executor_id or str(settings.data)
        self._lock = FileLock(settings.data / _FILE)

    def take(self) -> None:
        """Take the lock."""
        try:
            self._lock.acquire(blocking=False)
        except Timeout as error:
            raise ExecutorRunningError(executor=self._name) from error

    def renew(self) -> None:
        """Do nothing: it cannot be lost."""

    def release(self) -> None:
        """Give the lock back."""
        self._lock.release()


class _AdvisoryLock:
    """A session lock of PostgreSQL, held by a connection of its own."""

    def __init__(self, executor: str, database: Database) -> None:
        self._executor = executor
        self._key = int.from_bytes(hashlib.sha256(executor.encode()).digest()[:8], signed=True)
        self._database = database
        self._connection: Any = None

    def take(self) -> None:
        """Take the lock."""
        try:
            connection = self._database.engine.connect().execution_options(
                isolation_level="AUTOCOMMIT"
            )
            taken = connection.exec_driver_sql(
                "SELECT pg_try_advisory_lock(%s)", (self._key,)
            ).scalar()
        except Exception as error:  # whatever the driver raises for a server out of reach
            raise DatabaseUnavailableError(seconds=_AGAIN_SECONDS) from error
        if not taken:
            connection.close()
            raise ExecutorRunningError(executor=self._executor)
        self._connection = connection

    def renew(self) -> None:
        """Take the lock again where the server has forgotten it."""
        try:
            self._connection.exec_driver_sql("SELECT 1")
        except Exception:  # the connection is gone, and the lock with it
            self._drop()
            self.take()

    def release(self) -> None:
        """Give the lock back with its connection."""
        self._drop()

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()
            connection.close()
