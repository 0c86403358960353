"""One executor under one name: a lock that ends with its process, however that ends."""

from __future__ import annotations

import fcntl
import hashlib
import os
from typing import Protocol

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import DBAPIError

from models.domain.service_errors import (
    DatabaseUnavailableError,
    ExecutorIdMissingError,
    ExecutorRunningError,
)
from models.settings import Settings
from models.storage.database import Database

_LOCK_FILE = "executor.lock"
_AGAIN_SECONDS = 5


class ExecutorLock(Protocol):
    """The right to work under a name."""

    def renew(self) -> bool:
        """Make sure that the lock is held still, taking it again where its connection was lost.

        False where another process took it meanwhile, or where the database is out of reach.
        """

    def release(self) -> None:
        """Give the name up; may be called again."""


def take_executor_lock(database: Database, settings: Settings) -> ExecutorLock:
    """Take the lock of this executor: of the data folder, or of its name on a server.

    Raises ExecutorRunningError where another process has it, ExecutorIdMissingError,
    DatabaseUnavailableError.
    """
    if database.dialect != "postgresql":
        return _FileLock(settings)
    if not settings.executor_id:
        raise ExecutorIdMissingError
    lock = _ServerLock(database.engine, settings.executor_id)
    try:
        taken = lock.take()
    except DBAPIError as error:
        raise DatabaseUnavailableError(seconds=_AGAIN_SECONDS) from error
    if not taken:
        raise ExecutorRunningError(executor=settings.executor_id)
    return lock


class _FileLock:
    """A lock of the kind that a forked child does not inherit: it never outlives its process."""

    def __init__(self, settings: Settings) -> None:
        self._number = os.open(settings.data / _LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.lockf(self._number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._number)
            raise ExecutorRunningError(executor=str(settings.executor_id or "local")) from error

    def renew(self) -> bool:
        return self._number >= 0

    def release(self) -> None:
        if self._number >= 0:
            os.close(self._number)
            self._number = -1


class _ServerLock:
    """A lock of a session of the server, on a connection of its own."""

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine = engine
        digest = hashlib.sha256(f"kehoach executor {name}".encode()).digest()
        self._key = int.from_bytes(digest[:8], signed=True)
        self._connection: Connection | None = None

    def take(self) -> bool:
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        try:
            taken = bool(connection.scalar(select(func.pg_try_advisory_lock(self._key))))
        except BaseException:
            connection.invalidate()
            connection.close()
            raise
        if taken:
            self._connection = connection
        else:
            connection.close()
        return taken

    def renew(self) -> bool:
        if self._connection is None:
            return False
        try:
            self._connection.scalar(select(1))
        except DBAPIError:
            self._drop()
        else:
            return True
        try:
            return self.take()
        except DBAPIError:
            return False

    def release(self) -> None:
        self._drop()

    def _drop(self) -> None:
        """Close the connection itself, and with it the session that holds the lock."""
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None
