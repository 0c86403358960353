"""Engines for the two databases, set up so that both keep what was committed and read alike."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import ConnectionPoolEntry

from models.settings import Settings

WRITING = "kehoach_writing"
"""Execution option of a connection: the transaction takes the write lock at its beginning."""

_DATABASE_FILE = "kehoach.sqlite"
_JOBS_FILE = "jobs.sqlite"
_POSTGRESQL = {"postgresql", "postgres", "postgresql+psycopg"}
_CONNECT_SECONDS = 5
_LOCK_SECONDS = 20
_CACHE_KIB = 1024  # of each connection
# Opening a connection costs more than most questions: as many stay open as are asked at once.
_CONNECTIONS, _MORE_CONNECTIONS = 20, 30
# PostgreSQL takes no NUL in a text, no driver takes half a surrogate pair; hostile files hold both.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_REPLACEMENT = "\ufffd"


def uses_postgresql(settings: Settings) -> bool:
    """Tell whether a server keeps the tables; otherwise a file of the data folder does."""
    return settings.database_url is not None


def database_url(settings: Settings) -> URL:
    """Return the address of the tables, with its driver; raises ValueError for another database."""
    if settings.database_url is None:
        return _file_url(settings.data / _DATABASE_FILE)
    url = make_url(settings.database_url.get_secret_value())
    if url.drivername not in _POSTGRESQL:
        raise ValueError(f"not a PostgreSQL address: {url.drivername}://…")
    return url.set(drivername="postgresql+psycopg")


def make_engine(settings: Settings) -> Engine:
    """Return the engine of the tables; connects to nothing yet."""
    return _postgresql_engine(settings) if uses_postgresql(settings) else _sqlite_engine(settings)


def make_jobs_engine(settings: Settings) -> Engine | None:
    """Return the engine of the job engine's own file; None where it lives with the tables.

    Losing its last commits to a power cut is harmless: jobs are found again from the tables.
    """
    if uses_postgresql(settings):
        return None
    settings.data.mkdir(parents=True, exist_ok=True)
    engine = create_engine(_file_url(settings.data / _JOBS_FILE))

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: ConnectionPoolEntry) -> None:  # noqa: ANN401 - DBAPI
        # The job engine expects this mode of the driver: each change begins with the write lock.
        connection.isolation_level = "IMMEDIATE"
        _apply_pragmas(connection, synchronous="NORMAL")

    return engine


def jobs_url(settings: Settings) -> str:
    """Return the address of the job engine's tables, password included."""
    if uses_postgresql(settings):
        return database_url(settings).render_as_string(hide_password=False)
    return _file_url(settings.data / _JOBS_FILE).render_as_string()


def storable(text: str) -> str:
    """Return the text with every character that a database refuses replaced."""
    return _UNSTORABLE.sub(_REPLACEMENT, text)


def _file_url(path: Path) -> URL:
    return URL.create("sqlite+pysqlite", database=str(path))


def _sqlite_engine(settings: Settings) -> Engine:
    settings.data.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        database_url(settings),
        pool_size=_CONNECTIONS,
        max_overflow=_MORE_CONNECTIONS,
        json_serializer=_dump_json,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "before_cursor_execute", _make_storable, retval=True)
    return engine


def _postgresql_engine(settings: Settings) -> Engine:
    engine = create_engine(
        database_url(settings),
        pool_size=_CONNECTIONS,
        max_overflow=_MORE_CONNECTIONS,
        pool_pre_ping=True,
        json_serializer=_dump_json,
        connect_args={
            "connect_timeout": _CONNECT_SECONDS,
            "application_name": "kehoach",
            "options": f"-c lock_timeout={_LOCK_SECONDS}s -c timezone=UTC",
        },
    )
    event.listen(engine, "before_cursor_execute", _make_storable, retval=True)
    return engine


def _prepare_sqlite(connection: Any, _record: ConnectionPoolEntry) -> None:  # noqa: ANN401 - DBAPI
    # The driver shall begin no transaction by itself: it would not begin one for reading.
    connection.isolation_level = None
    _apply_pragmas(connection, synchronous="FULL")


def _apply_pragmas(connection: Any, synchronous: str) -> None:  # noqa: ANN401 - DBAPI
    for pragma in (
        f"busy_timeout={_LOCK_SECONDS * 1000}",
        "journal_mode=WAL",
        f"synchronous={synchronous}",
        "foreign_keys=ON",
        f"cache_size=-{_CACHE_KIB}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get(WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _make_storable(
    _connection: Connection,
    _cursor: Any,  # noqa: ANN401 - DBAPI
    statement: str,
    parameters: Any,  # noqa: ANN401 - a mapping, a tuple or a list of them
    _context: Any,  # noqa: ANN401 - SQLAlchemy's
    _executemany: bool,
) -> tuple[str, Any]:
    return statement, _storable_value(parameters)


def _storable_value(value: Any) -> Any:  # noqa: ANN401 - whatever JSON or a driver takes
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {_storable_value(key): _storable_value(part) for key, part in value.items()}
    if isinstance(value, tuple | list):
        return type(value)(_storable_value(part) for part in value)
    return value


def _dump_json(value: Any) -> str:  # noqa: ANN401 - whatever JSON takes
    return json.dumps(_storable_value(value), ensure_ascii=False)
