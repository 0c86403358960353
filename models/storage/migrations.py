"""Brings a database to the form that this version of the program needs, and back.

The chain of revisions is walked in one transaction: it is done whole or not at all, and by one
process at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text

from models.domain.service_errors import NotMigratedError
from models.storage.database import Database

_REVISIONS = Path(__file__).parent / "revisions"
_LOCK = 0x6B65686F61636800  # any number that nobody else takes


def migrate(database: Database, to: str = "head") -> None:
    """Bring the tables up to a revision; what is there already stays.

    Raises NotMigratedError for a database of a version that is not known here,
    DatabaseUnavailableError.
    """
    with _connected(database) as connection, _known(connection, to):
        command.upgrade(_config(connection), to)


def downgrade(database: Database, to: str) -> None:
    """Bring the tables down to an earlier revision, or to ``base``; data of later ones is lost.

    Raises NotMigratedError, DatabaseUnavailableError.
    """
    with _connected(database) as connection, _known(connection, to):
        command.downgrade(_config(connection), to)


def ensure_current(database: Database) -> None:
    """Bring a database of this data folder up to date; raises NotMigratedError for a server's.

    There, other processes may still work with the tables as they are: people decide when.
    """
    if is_current(database):
        return
    if database.dialect != "sqlite":
        found = current_revision(database) or ""
        raise NotMigratedError(found=found, wanted=newest_revision())
    migrate(database)


def is_current(database: Database) -> bool:
    """Tell whether the tables are those of this version."""
    return current_revision(database) == newest_revision()


def current_revision(database: Database) -> str | None:
    """Return the revision of the tables; None where there are none."""
    with database.read() as session:
        return _revision(session.connection())


@cache
def newest_revision() -> str:
    """Return the revision that this version works with."""
    return ScriptDirectory(str(_REVISIONS)).get_current_head() or ""


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _config(connection: Connection) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_REVISIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    return config


@contextmanager
def _known(connection: Connection, to: str) -> Iterator[None]:
    try:
        yield
    except CommandError as error:
        raise NotMigratedError(found=_revision(connection) or "", wanted=to) from error


@contextmanager
def _connected(database: Database) -> Iterator[Connection]:
    """Give a connection whose transaction is the only one that changes tables."""
    with database.write_schema() as connection:
        if database.dialect == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})
        yield connection
