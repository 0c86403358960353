"""A dump of one database can be loaded into the other, row for row."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from models.domain.service_errors import BackupError
from models.settings import Settings
from models.storage import archive
from models.storage.corrections import corrections_of
from models.storage.database import Database, open_database
from models.storage.documents import DocumentQuery, list_documents
from models.storage.migrations import migrate
from tests.integration.databases import DIALECTS, postgres
from tests.integration.storage.filled import fill

Tables = dict[str, list[dict[str, Any]]]


def dumped(database: Database) -> Tables:
    """Every table, by way of JSON text."""
    with database.read() as session:
        return {
            name: [json.loads(json.dumps(row)) for row in rows]
            for name, rows in archive.dump(session)
        }


@pytest.fixture
def others(tmp_path: Path) -> Iterator[list[Database]]:
    """An empty database of each kind."""
    from pydantic import SecretStr

    server = postgres()
    url = SecretStr(server.url(server.create_database()))
    databases = [
        open_database(Settings(data=tmp_path / "other", database_url=given))
        for given in (None, url)
    ]
    assert tuple(database.dialect for database in databases) == DIALECTS
    for database in databases:
        migrate(database)
    yield databases
    for database in databases:
        database.close()


def test_a_dump_loads_into_both_databases_row_for_row(
    database: Database, others: list[Database]
) -> None:
    document = fill(database)
    tables = dumped(database)
    assert all(tables.values()), [name for name, rows in tables.items() if not rows]
    for other in others:
        with other.write() as session:
            assert archive.is_empty(session)
            # tables in any order
            archive.load(session, reversed(tables.items()))
            assert not archive.is_empty(session)
        assert dumped(other) == tables
        with other.read() as session:
            (found,) = list_documents(session, DocumentQuery(text="khai sinh")).items
            assert found.id == document
        fill(other, name="second")  # new rows are numbered after those that were loaded
        with other.read() as session:
            assert len(corrections_of(session, document)) == 1


def test_more_rows_than_are_loaded_at_once(database: Database, others: list[Database]) -> None:
    with closing(database):
        tables = {name: [] for name in dumped(database)}
        fill(database)
        (user,) = dumped(database)["users"]
    tables["users"] = [{**user, "id": f"{n:032x}", "name": f"u{n}"} for n in range(450)]
    for other in others:
        with other.write() as session:
            archive.load(session, ((name, iter(rows)) for name, rows in tables.items()))
        assert dumped(other) == tables


def _changed(table: str, /, **values: Any) -> Callable[[Tables], None]:  # noqa: ANN401 - any value
    return lambda tables: tables[table][0].update(values)


DAMAGES: dict[str, Callable[[Tables], Any]] = {
    "an unknown table": lambda tables: tables.update(passwords=[]),
    "an unknown column": _changed("users", admin=True),
    "a missing column": lambda tables: tables["users"][0].pop("role"),
    "no time": _changed("users", created_at="yesterday"),
    "a time without its zone": _changed("users", created_at="2026-03-01T08:00:00"),
    "no base64": _changed("plans", output="%%%"),
    "no text where bytes are": _changed("plans", output=7),
    "a value that must be there": _changed("users", name=None),
    "a list where a text is": _changed("users", name=["a"]),
    "a text where a number is": _changed("jobs", version="many"),
    "a reference to nothing": _changed("jobs", document="gone"),
    "the same row twice": lambda tables: tables["users"].append(tables["users"][0]),
}


@pytest.mark.parametrize("dialect", DIALECTS, indirect=True)
def test_a_dump_that_does_not_fit_is_refused_whole(
    database: Database, others: list[Database], dialect: str
) -> None:
    fill(database)
    other = others[DIALECTS.index(dialect)]
    for name, damage in DAMAGES.items():
        tables = dumped(database)
        damage(tables)
        with pytest.raises(BackupError), other.write() as session:
            archive.load(session, tables.items())
            raise AssertionError(name)
        with other.read() as session:
            assert archive.is_empty(session), name
