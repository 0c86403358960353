"""The database: consistent reading, writing that is kept or undone whole, one error for both."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from sqlalchemy.orm import Session as Session

from models.domain.service_errors import DatabaseUnavailableError, DiskFullError
from models.settings import Settings
from models.storage.engines import WRITING, make_engine
from models.storage.engines import jobs_url as jobs_url
from models.storage.engines import make_jobs_engine as make_jobs_engine

_TURN_SECONDS = 20.0
_AGAIN_SECONDS = 5
_SQLITE_UNAVAILABLE = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
)
_PRIMARY_CODE = 0xFF
_POSTGRESQL_DISK_FULL = "53100"


class Database:
    """One database; safe to use from several threads, each with its own transaction."""

    def __init__(self, engine: Engine) -> None:
        """Take over an engine."""
        self.engine = engine
        self.dialect = engine.dialect.name
        # SQLite lets one write at a time and makes the others ask again; a queue is fairer.
        self._turn = threading.Lock() if self.dialect == "sqlite" else None

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session that sees the database as it was at one moment, and changes nothing.

        Raises DatabaseUnavailableError.
        """
        options = _READING if self.dialect == "postgresql" else {}
        with _explained(), self.engine.connect().execution_options(**options) as connection:
            yield from _session(connection)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Give a session whose changes are kept on leaving, or undone if an exception leaves.

        On SQLite it is the only one that writes. Raises DatabaseUnavailableError, DiskFullError.
        """
        with _explained(), self._my_turn(), self.engine.connect() as connection:
            connection.execution_options(**{WRITING: True})
            with connection.begin() as transaction:
                yield from _session(connection)
                transaction.commit()

    @contextmanager
    def write_schema(self) -> Iterator[Connection]:
        """Give a connection for changing tables, kept or undone like what ``write`` gives.

        SQLite changes a table by making it anew, in which time nothing may be deleted with it:
        what refers to what is checked at the end instead.
        """
        with _explained(), self._my_turn(), self.engine.connect() as connection:
            connection.execution_options(**{WRITING: True})
            with self._without_cascades(connection), connection.begin():
                yield connection
                if self.dialect == "sqlite":
                    _check_references(connection)

    @contextmanager
    def _without_cascades(self, connection: Connection) -> Iterator[None]:
        if self.dialect != "sqlite":
            yield
            return
        driver = connection.connection
        driver.cursor().execute("PRAGMA foreign_keys=OFF")
        try:
            yield
        finally:
            driver.cursor().execute("PRAGMA foreign_keys=ON")

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    @contextmanager
    def _my_turn(self) -> Iterator[None]:
        if self._turn is None:
            yield
            return
        if not self._turn.acquire(timeout=_TURN_SECONDS):
            raise DatabaseUnavailableError(seconds=_AGAIN_SECONDS)
        try:
            yield
        finally:
            self._turn.release()


_READING = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


def open_database(settings: Settings) -> Database:
    """Open the database of these settings; nothing is migrated, PostgreSQL not yet asked.

    Raises DatabaseUnavailableError where the data folder cannot be made.
    """
    try:
        return Database(make_engine(settings))
    except OSError as error:
        raise DatabaseUnavailableError(seconds=_AGAIN_SECONDS) from error


def _session(connection: Connection) -> Iterator[Session]:
    with Session(connection, expire_on_commit=False) as session:
        yield session
        session.flush()


def _check_references(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise RuntimeError(f"a row of {broken[0]} refers to nothing in {broken[2]}")


@contextmanager
def _explained() -> Iterator[None]:
    """Turn what the drivers raise for a database out of reach into the errors of the house."""
    try:
        yield
    except NoConnectionError as error:
        raise DatabaseUnavailableError(seconds=_AGAIN_SECONDS) from error
    except DBAPIError as error:
        if _disk_is_full(error):
            raise DiskFullError(seconds=_AGAIN_SECONDS) from error
        if _is_unavailable(error):
            raise DatabaseUnavailableError(seconds=_AGAIN_SECONDS) from error
        raise


def _disk_is_full(error: DBAPIError) -> bool:
    if isinstance(error.orig, sqlite3.Error):
        return _sqlite_code(error.orig) == sqlite3.SQLITE_FULL
    return getattr(error.orig, "sqlstate", None) == _POSTGRESQL_DISK_FULL


def _is_unavailable(error: DBAPIError) -> bool:
    if isinstance(error.orig, sqlite3.Error):
        return _sqlite_code(error.orig) in _SQLITE_UNAVAILABLE
    lost = isinstance(error, OperationalError | InterfaceError)
    return lost or error.connection_invalidated


def _sqlite_code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE
