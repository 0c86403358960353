"""What tests of jobs work with: a store, a way to put files in, and workers to start and kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from api.jobs.engine import DbosSubmitter
from api.service.audit import SYSTEM
from api.service.intake import take_in
from api.service.office import Office
from models.domain.archive import Job, Lane
from models.settings import Settings
from models.storage import documents, jobs
from tests.integration.service.fake_reading import behaving

T = TypeVar("T")

LONG = 180.0
_ROOT = Path(__file__).parents[3]


def until(happens: Callable[[], T], seconds: float = LONG) -> T:
    """Ask until the answer is yes, and return it."""
    deadline = time.monotonic() + seconds
    while not (found := happens()):
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)
    return found


def is_alive(pid: int) -> bool:
    """A process that has ended and only waits to be fetched by its parent is dead."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


@dataclass
class Worker:
    """A running worker process."""

    process: subprocess.Popen[bytes]
    ready: Path

    def wait_ready(self) -> None:
        """Wait until jobs are being taken up."""
        until(self.is_ready)

    def is_ready(self) -> bool:
        """Tell whether jobs are being taken up; fails where the process has ended instead."""
        assert self.process.poll() is None, "the worker did not start"
        return self.ready.exists()

    def kill(self) -> None:
        """End the process as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(LONG)

    def stop(self) -> int:
        """Ask the process to stop; return its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(LONG)


@dataclass
class Workshop:
    """A store with the workers of a test."""

    office: Office
    folder: Path
    workers: list[Worker] = field(default_factory=list)

    @property
    def settings(self) -> Settings:
        """The settings of store and workers."""
        return self.office.settings

    @property
    def log(self) -> Path:
        """Where readings are written down."""
        return self.folder / "readings"

    def put(self, lane: Lane = Lane.BATCH, **behaviour: object) -> Job:
        """Put a file in that behaves so; return its job."""
        content = behaving(log=str(self.log), **behaviour)
        with self.office.files.incoming() as incoming:
            incoming.write(content)
            taken = take_in(self.office, SYSTEM, "plan.pdf", incoming, lane, None)
        assert taken.job
        return taken.job

    def hash_of(self, job: Job) -> str:
        """Return the hash of the file of a job."""
        with self.office.database.read() as session:
            document = documents.find_document(session, job.document)
        assert document
        return document.file.sha256

    def job(self, job: Job) -> Job:
        """Return a job as it stands now."""
        with self.office.database.read() as session:
            found = jobs.find_job(session, job.id)
        assert found
        return found

    def ended(self, job: Job) -> Job:
        """Wait until a job has ended."""
        until(lambda: self.job(job).state.is_final)
        return self.job(job)

    def readings(self) -> Counter[tuple[str, int]]:
        """How often the reading of each page (file, index) was begun."""
        return Counter((name, int(index)) for name, index, _ in self._log())

    def readers(self) -> list[int]:
        """The reading processes that were seen so far."""
        return list(dict.fromkeys(int(pid) for _, _, pid in self._log()))

    def start(
        self, executor: str = "worker-1", page_seconds: float = 3.0, **queue: float
    ) -> Worker:
        """Start a worker and wait until it takes jobs up."""
        worker = self.begin(executor, page_seconds, **queue)
        worker.wait_ready()
        return worker

    def begin(
        self, executor: str = "worker-1", page_seconds: float = 3.0, **queue: float
    ) -> Worker:
        """Start a worker."""
        ready = self.folder / f"ready-{len(self.workers)}"
        url = self.settings.database_url
        variables = {
            "KEHOACH_DATA": str(self.settings.data),
            "KEHOACH_JOBS": "2",
            "KEHOACH_LIMITS__PAGE_SECONDS": str(page_seconds),
            "PATH": os.environ["PATH"],
            **({"KEHOACH_DATABASE_URL": url.get_secret_value()} if url else {}),
            **({"KEHOACH_EXECUTOR_ID": executor} if url else {}),
            **{f"KEHOACH_QUEUE__{name.upper()}": str(value) for name, value in queue.items()},
        }
        with (self.folder / "errors").open("ab") as errors:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.integration.service.working_process", str(ready)],
                cwd=_ROOT,
                env=variables,
                stderr=errors,
            )
        self.workers.append(Worker(process, ready))
        return self.workers[-1]

    def close(self) -> None:
        """End what still runs."""
        for worker in self.workers:
            if worker.process.poll() is None:
                worker.kill()

    def _log(self) -> list[tuple[str, str, str]]:
        if not self.log.exists():
            return []
        lines = self.log.read_text().splitlines()
        return [(parts[1], parts[2], parts[3]) for parts in map(str.split, lines)]


def submitter(settings: Settings) -> DbosSubmitter:
    """Return what hands jobs to the workers."""
    return DbosSubmitter(settings)
