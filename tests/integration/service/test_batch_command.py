"""``kehoach batch`` as it is used: alone, interrupted, beside a worker, after its death."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from api.service.office import Office
from models.domain.archive import JobState
from models.domain.errors import ExitStatus
from models.settings import Settings
from models.storage import jobs, runs
from models.storage.database import Database
from models.storage.files import FolderStore
from tests.integration.service.fake_reading import behaving
from tests.integration.service.workshop import LONG, Workshop, is_alive, submitter, until

_ROOT = Path(__file__).parents[3]


@pytest.fixture
def shop(settings: Settings, database: Database, tmp_path: Path) -> Iterator[Workshop]:
    with closing(submitter(settings)) as engine:
        made = Workshop(Office(settings, database, FolderStore(settings.data), engine), tmp_path)
        yield made
        made.close()


class Program:
    """A running batch, what it said, and its report."""

    def __init__(self, shop: Workshop, inbox: Path) -> None:
        url = shop.settings.database_url
        self.said = shop.folder / "said"
        self.report = shop.folder / "report.json"
        variables = {
            "KEHOACH_DATA": str(shop.settings.data),
            "KEHOACH_JOBS": "2",
            "KEHOACH_LANG": "en",
            "PATH": os.environ["PATH"],
            **({"KEHOACH_DATABASE_URL": url.get_secret_value()} if url else {}),
            **({"KEHOACH_EXECUTOR_ID": "worker-1"} if url else {}),
        }
        module = "tests.integration.service.batch_process"
        arguments = ["batch", str(inbox), "--report", str(self.report)]
        with self.said.open("wb") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                cwd=_ROOT,
                env=variables,
                stderr=said,
            )

    def end(self) -> tuple[int, dict[str, Any]]:
        """Wait until it ends; return status and report."""
        status = self.process.wait(LONG)
        found: dict[str, Any] = json.loads(self.report.read_bytes())
        return status, found

    def has_said(self, words: str) -> bool:
        """Tell whether it said this; fails where it has ended instead."""
        said = words in self.said.read_text()
        assert said or self.process.poll() is None, self.said.read_text()
        return said


@pytest.fixture
def inbox(shop: Workshop) -> Path:
    folder = shop.folder / "inbox"
    folder.mkdir()
    return folder


def fill(shop: Workshop, inbox: Path, files: int, **behaviour: object) -> None:
    for number in range(files):
        content = behaving(log=str(shop.log), name=number, **behaviour)
        (inbox / f"{number}.pdf").write_bytes(content)


def finished_pages(shop: Workshop) -> set[tuple[str, int]]:
    """Return the pages (hash of the file, index) that are in the store."""
    with shop.office.database.read() as session:
        known = jobs.list_jobs(session, jobs.JobQuery(), None, 100).items
        names = {job.run: _file_of(session, job.document) for job in known}
        return {
            (name, number - 1)
            for run, name in names.items()
            for number in runs.page_numbers(session, run)
        }


def _file_of(session: Any, document: str) -> str:  # noqa: ANN401 - a session of the store
    from models.storage.documents import find_document

    found = find_document(session, document)
    assert found
    return found.file.sha256


def test_alone_it_reads_and_a_second_run_reads_nothing(shop: Workshop, inbox: Path) -> None:
    fill(shop, inbox, 3, pages=2)
    (inbox / "empty.pdf").write_bytes(b"")
    first = Program(shop, inbox)
    status, report = first.end()
    assert status == report["exit_status"] == ExitStatus.PARTIAL
    assert (report["done"], report["known"], report["pages"]) == (4, 0, 6)
    assert report["counts"] == {"ok": 3, "partial": 0, "not_a_plan": 0, "failed": 1, "cancelled": 0}
    (trouble,) = report["troubles"]
    assert trouble["error"]["kind"] == "empty_file"
    assert first.has_said("No service works on this store")
    (inbox / "empty.pdf").unlink()
    status, report = Program(shop, inbox).end()
    assert (status, report["known"]) == (ExitStatus.OK, 3)
    assert sum(shop.readings().values()) == 6


def test_ctrl_c_hands_jobs_back_and_the_next_run_goes_on(shop: Workshop, inbox: Path) -> None:
    fill(shop, inbox, 3, pages=4, seconds=0.4)
    program = Program(shop, inbox)
    until(lambda: len(finished_pages(shop)) >= 2)
    program.process.send_signal(signal.SIGINT)
    status, report = program.end()
    assert status == report["exit_status"] == ExitStatus.INTERRUPTED
    assert program.has_said("not read yet")
    assert not any(map(is_alive, shop.readers()))
    kept, begun = finished_pages(shop), shop.readings()
    status, report = Program(shop, inbox).end()
    assert (status, report["counts"]["ok"]) == (ExitStatus.OK, 3)
    assert all(shop.readings()[page] == begun[page] == 1 for page in kept)
    assert len(finished_pages(shop)) == 12


def test_beside_a_worker_it_hands_over_and_takes_over_when_that_dies(
    shop: Workshop, inbox: Path
) -> None:
    fill(shop, inbox, 3, pages=4, seconds=0.3)
    worker = shop.start()
    program = Program(shop, inbox)
    until(lambda: program.has_said("the reading is handed to it"))
    until(lambda: len(finished_pages(shop)) >= 1)
    worker.kill()
    kept = finished_pages(shop)
    until(lambda: program.has_said("goes on with the reading"))
    status, report = program.end()
    assert (status, report["counts"]["ok"]) == (ExitStatus.OK, 3)
    assert all(shop.readings()[page] == 1 for page in kept)
    with shop.office.database.read() as session:
        assert jobs.count_by_state(session)[JobState.SUCCEEDED] == 3
