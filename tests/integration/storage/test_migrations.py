"""One chain of revisions, up and down with data in the tables, the same tables as the code knows."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Text, inspect, text
from sqlmodel import SQLModel

from models.domain.service_errors import NotMigratedError
from models.settings import Settings
from models.storage import archive, people
from models.storage.audit import AuditQuery, list_events
from models.storage.database import Database, open_database
from models.storage.documents import DocumentQuery, list_documents
from models.storage.migrations import (
    current_revision,
    downgrade,
    ensure_current,
    is_current,
    migrate,
    newest_revision,
)
from models.storage.plans import TargetQuery, list_targets
from tests.integration.databases import variables_of
from tests.integration.storage.filled import fill

CHAIN = ("0001", "0002", "0003")


@pytest.fixture
def empty(empty_settings: Settings) -> Iterator[Database]:
    """An open database without any table."""
    with closing(open_database(empty_settings)) as opened:
        yield opened


def _tables(database: Database) -> set[str]:
    names = set(inspect(database.engine).get_table_names())
    return {name for name in names if not name.startswith("search_index")}


def _rows(database: Database) -> dict[str, list[Any]]:
    """Every row of the tables that are there."""
    with database.read() as session:
        return {
            name: sorted(map(repr, session.execute(text(f'SELECT * FROM "{name}"'))))
            for name in _tables(database) - {"alembic_version"}
        }


def test_the_chain_is_one_line() -> None:
    from models.storage import migrations

    chain = ScriptDirectory(str(migrations._REVISIONS))
    revisions = [script.revision for script in chain.walk_revisions()]
    assert tuple(reversed(revisions)) == CHAIN
    assert chain.get_heads() == [newest_revision()] == [CHAIN[-1]]


def test_the_tables_are_those_that_the_code_knows(empty: Database) -> None:
    migrate(empty)

    def ours(_thing: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:  # noqa: ANN401
        return not (name or "").startswith("search_index")

    with empty.engine.connect() as connection:
        options = {"compare_type": True, "include_object": ours}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, SQLModel.metadata) == []
    assert _tables(empty) == {*SQLModel.metadata.tables, "alembic_version"}


def test_constraints_are_those_that_the_code_knows(empty: Database) -> None:
    # what the comparison above does not look at: deletions that cascade, and the keys
    migrate(empty)
    seen = inspect(empty.engine)
    for table in SQLModel.metadata.sorted_tables:
        foreign = {
            (key["constrained_columns"][0], key["referred_table"], key["options"].get("ondelete"))
            for key in seen.get_foreign_keys(table.name)
        }
        assert foreign == {
            (key.parent.name, key.column.table.name, key.ondelete) for key in table.foreign_keys
        }, table.name
        keys = seen.get_pk_constraint(table.name)["constrained_columns"]
        assert keys == [column.name for column in table.primary_key.columns], table.name


def test_up_and_down_the_chain_with_data(empty: Database) -> None:
    assert (current_revision(empty), is_current(empty)) == (None, False)
    migrate(empty)
    fill(empty)
    full = _rows(empty)
    assert all(full.values()), [name for name, rows in full.items() if not rows]
    for revision in reversed(CHAIN[:-1]):
        downgrade(empty, revision)
        assert current_revision(empty) == revision
        left = _rows(empty)
        assert left == {name: full[name] for name in left}
    for revision in CHAIN[1:]:
        migrate(empty, revision)
        assert current_revision(empty) == revision
        assert _rows(empty)["targets"] == full["targets"]
    assert is_current(empty)
    downgrade(empty, "base")
    assert current_revision(empty) is None
    assert _tables(empty) <= {"alembic_version"}
    migrate(empty)
    fill(empty)
    assert _rows(empty).keys() == full.keys()


def test_documents_can_be_searched_and_deleted_after_the_way_down_and_up(empty: Database) -> None:
    migrate(empty)
    fill(empty)
    downgrade(empty, "0002")
    migrate(empty)
    fill(empty, name="second")
    with empty.read() as session:
        assert len(list_documents(session, DocumentQuery()).items) == 2
        (found,) = list_documents(session, DocumentQuery(text="khai sinh")).items
        assert found.name == "second.pdf"
        assert len(list_targets(session, TargetQuery()).items) == 4
        assert len(people.list_users(session)) == 2
        assert len(list_events(session, AuditQuery()).items) == 2


def test_migrating_again_changes_nothing(database: Database) -> None:
    fill(database)
    before = _rows(database)
    migrate(database)
    ensure_current(database)
    assert _rows(database) == before


_MIGRATING = """
from models.settings import load_settings
from models.storage.database import open_database
from models.storage.migrations import migrate
database = open_database(load_settings())
print(flush=True)
input()
migrate(database)
"""


def test_processes_that_migrate_at_once_take_turns(empty_settings: Settings) -> None:
    with ExitStack() as stack:
        processes = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", _MIGRATING],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    env=variables_of(empty_settings),
                )
            )
            for _ in range(3)
        ]
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == b"\n"
        for process in processes:
            assert process.stdin is not None
            process.stdin.write(b"\n")
            process.stdin.flush()
        assert [process.wait() for process in processes] == [0, 0, 0]
    with closing(open_database(empty_settings)) as database:
        assert is_current(database)


@pytest.mark.parametrize("go", [migrate, downgrade])
def test_a_revision_that_is_not_known_is_said_and_changes_nothing(
    database: Database, go: Callable[[Database, str], None]
) -> None:
    with pytest.raises(NotMigratedError) as caught:
        go(database, "9999")
    assert caught.value.facts == {"found": CHAIN[-1], "wanted": "9999"}
    assert is_current(database)


def test_a_database_of_a_newer_program_is_left_alone(database: Database) -> None:
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NotMigratedError):
        migrate(database)
    assert current_revision(database) == "9999"
    with pytest.raises(NotMigratedError):
        ensure_current(database)


def test_only_a_database_of_ones_own_is_brought_up_to_date_unasked(empty: Database) -> None:
    if empty.dialect == "sqlite":
        ensure_current(empty)
        assert is_current(empty)
    else:
        with pytest.raises(NotMigratedError) as caught:
            ensure_current(empty)
        assert caught.value.facts == {"found": "", "wanted": CHAIN[-1]}
        assert _tables(empty) == set()


def test_a_step_that_fails_half_way_leaves_the_database_as_it_was(
    empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate(empty, "0001")
    with pytest.raises(ZeroDivisionError), empty.write_schema() as connection:
        connection.execute(text("CREATE TABLE half (a INTEGER)"))
        connection.execute(text("DROP TABLE corrections"))
        raise ZeroDivisionError
    assert "corrections" in _tables(empty)
    assert "half" not in _tables(empty)
    migrate(empty)
    assert is_current(empty)


def test_a_change_of_tables_cascades_nowhere_and_leaves_no_broken_reference(
    database: Database,
) -> None:
    fill(database)
    before = _rows(database)
    if database.dialect != "sqlite":
        return
    # as Alembic changes a table of SQLite: a new one is filled, the old one dropped
    with database.write_schema() as connection:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("users", recreate="always") as users:
            users.alter_column("name", type_=Text())
    assert _rows(database) == before
    with pytest.raises(RuntimeError, match="sessions"), database.write_schema() as connection:
        connection.execute(text("DELETE FROM users"))
    assert _rows(database) == before
    with database.write() as session:
        assert session.scalar(text("PRAGMA foreign_keys")) == 1
        assert not archive.is_empty(session)
