"""Both databases for the same test bodies: a file of SQLite, and a PostgreSQL started here."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest
from pydantic import SecretStr

from api.bench.postgres import TemporaryPostgres
from models.settings import Settings
from models.storage.database import Database, open_database
from models.storage.migrations import migrate

DIALECTS = ("sqlite", "postgresql")


@cache
def postgres() -> TemporaryPostgres:
    """The server of this test run, started by the first test that needs it."""
    server = TemporaryPostgres(durable=False)
    atexit.register(server.close)
    return server


@cache
def migrated_template() -> str:
    """A database with all tables, to be copied."""
    server = postgres()
    name = server.create_database()
    settings = Settings(database_url=SecretStr(server.url(name)))
    with closing(open_database(settings)) as database:
        migrate(database)
    return name


@cache
def migrated_file() -> Path:
    """A file of SQLite with all tables, to be copied."""
    folder = tempfile.TemporaryDirectory(prefix="kehoach-sqlite-")
    atexit.register(folder.cleanup)
    settings = Settings(data=Path(folder.name), database_url=None)
    with closing(open_database(settings)) as database:
        migrate(database)
    return Path(folder.name) / "kehoach.sqlite"


@pytest.fixture(params=DIALECTS)
def dialect(request: pytest.FixtureRequest) -> str:
    """The database that a test runs on."""
    return str(request.param)


@pytest.fixture
def empty_settings(dialect: str, tmp_path: Path) -> Iterator[Settings]:
    """Settings with a data folder and a database without any table."""
    yield from _settings(dialect, tmp_path, "template0")


@pytest.fixture
def settings(dialect: str, tmp_path: Path) -> Iterator[Settings]:
    """Settings with a data folder and a database with all tables."""
    if dialect == "sqlite":
        (tmp_path / "data").mkdir()
        shutil.copy(migrated_file(), tmp_path / "data")
        yield from _settings(dialect, tmp_path, "")
    else:
        yield from _settings(dialect, tmp_path, migrated_template())


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    """An open database with all tables."""
    with closing(open_database(settings)) as opened:
        yield opened


@pytest.fixture
def open_again(settings: Settings) -> Iterator[Callable[[], Database]]:
    """Open the database of the test once more, as another process would."""
    opened: list[Database] = []

    def again() -> Database:
        opened.append(open_database(settings))
        return opened[-1]

    yield again
    for database in opened:
        database.close()


def variables_of(settings: Settings) -> dict[str, str]:
    """The environment of a process that works with these settings and imports this code."""
    given = {"KEHOACH_DATA": str(settings.data), "PYTHONPATH": str(Path(__file__).parents[2])}
    if settings.database_url is not None:
        given["KEHOACH_DATABASE_URL"] = settings.database_url.get_secret_value()
    if settings.executor_id is not None:
        given["KEHOACH_EXECUTOR_ID"] = settings.executor_id
    return {**os.environ, **given}


def _settings(dialect: str, folder: Path, template: str) -> Iterator[Settings]:
    data = folder / "data"
    if dialect == "sqlite":
        yield Settings(data=data, database_url=None)
        return
    server = postgres()
    name = server.create_database(template)
    url = SecretStr(server.url(name))
    yield Settings(data=data, database_url=url, executor_id="tests")
    server.drop_database(name)
