"""A PostgreSQL that falls over and comes back: nothing is lost, nobody restarts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import SecretStr

from api.bench.postgres import TemporaryPostgres
from models.domain.service_errors import DatabaseUnavailableError
from models.settings import Settings
from models.storage.database import open_database
from models.storage.documents import find_document
from models.storage.migrations import migrate
from tests.integration.storage.records import stored


@pytest.fixture
def server() -> Iterator[TemporaryPostgres]:
    with TemporaryPostgres() as running:
        yield running


def test_what_was_committed_is_there_after_a_hard_stop(
    server: TemporaryPostgres, tmp_path: Path
) -> None:
    url = server.url(server.create_database())
    with closing(open_database(Settings(data=tmp_path, database_url=SecretStr(url)))) as database:
        migrate(database)
        with database.write() as session:
            given = stored(session)
        with pytest.raises(DatabaseUnavailableError), database.write() as session:
            lost = stored(session)
            server.stop(immediate=True)
            find_document(session, given.id)
        with pytest.raises(DatabaseUnavailableError), database.read() as session:
            find_document(session, given.id)
        server.start()
        with database.read() as session:
            assert find_document(session, given.id) == given
            assert find_document(session, lost.id) is None
        with database.write() as session:
            stored(session)


def test_a_server_stopped_cleanly_twice_leaves_nothing(server: TemporaryPostgres) -> None:
    port = server.port
    server.stop()
    server.stop()
    server.start()
    assert server.port == port
    folder = server._folder
    server.close()
    assert not folder.exists()
