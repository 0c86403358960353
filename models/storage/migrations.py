"""Brings a database to the form that this version of the program needs, and back.

The chain of revisions is walked in one transaction: it is done whole or not at all, and by one
process at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from models.domain.service_errors import NotMigratedError
from models.storage.database import Database

if TYPE_CHECKING:
    from alembic.config import Config

# Alembic is loaded only to change tables: a service that is up to date starts without it.
_REVISIONS = Path(__file__).parent / "revisions"
_LOCK = 0x6B65686F61636800  # any number that nobody else takes


def migrate(database: Database, to: str = "head") -> None:
    """Bring the tables up to a revision; what is there already stays.

    Raises NotMigratedError for a database of a version that is not known here,
    DatabaseUnavailableError.
    """
    from alembic import command

    with _connected(database) as connection, _known(connection, to):
        command.upgrade(_config(connection), to)


def downgrade(database: Database, to: str) -> None:
    """Bring the tables down to an earlier revision, or to ``base``; data of later ones is lost.

    Raises NotMigratedError, DatabaseUnavailableError.
    """
    from alembic import command

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
    """Return the revision that this version works with: the last of the chain, by its file."""
    files = (_REVISIONS / "versions").glob("r[0-9]*.py")
    return max(path.stem for path in files).partition("_")[0].removeprefix("r")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_REVISIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    return config


@contextmanager
def _known(connection: Connection, to: str) -> Iterator[None]:
    from alembic.util import CommandError

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
