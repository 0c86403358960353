"""A database server that ends in the middle of the work, and comes back."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path

from pydantic import SecretStr

from api.bench.postgres import TemporaryPostgres
from api.service.office import Office
from models.domain.archive import JobState
from models.settings import Settings
from models.storage.database import open_database
from models.storage.files import FolderStore
from models.storage.migrations import migrate
from tests.integration.service.workshop import Workshop, submitter, until

PAGES = 12


def test_a_server_that_crashes_and_comes_back_loses_nothing(tmp_path: Path) -> None:
    with TemporaryPostgres() as server:
        url = SecretStr(server.url(server.create_database()))
        settings = Settings(data=tmp_path / "data", database_url=url, executor_id="tests")
        with closing(open_database(settings)) as database, closing(submitter(settings)) as engine:
            migrate(database)
            files = FolderStore(settings.data)
            shop = Workshop(Office(settings, database, files, engine), tmp_path)
            try:
                worker = shop.start()
                waiting = [shop.put(pages=PAGES, seconds=0.2, name=n) for n in range(2)]
                until(lambda: len(shop.readings()) > 3)
                server.stop(immediate=True)
                time.sleep(5)
                server.start()
                ended = [shop.ended(job) for job in waiting]
                assert [job.state for job in ended] == [JobState.SUCCEEDED] * 2
                assert [job.pages_done for job in ended] == [PAGES] * 2
                assert set(shop.readings().values()) == {1}
                assert worker.process.poll() is None, "no restart was needed"
            finally:
                shop.close()
