"""The end of a job: what was read is understood and published; runs in a process of its own.

The process opens its own connection to the database, so that neither the pages nor the plan pass
through the service.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from api.inputs import safe_stem
from api.runs import publish
from api.service.publication import settle_extraction
from api.workflow import Extraction, LazyAnalyst, PlanAnalyst
from extractor import tasks
from extractor.file_facts import REPAIRED
from extractor.pipeline import Reading, assemble
from models.domain.archive import Job, JobState
from models.domain.layout import Document
from models.domain.service_errors import NotFoundError
from models.settings import Settings
from models.storage import documents, jobs, runs
from models.storage.database import Database, open_database


class _Process:
    """The state of the process."""

    settings: Settings | None = None


def start(settings: Settings, niceness: int) -> None:
    """Set a fresh process up."""
    tasks.start(settings, niceness)
    _Process.settings = settings


def conclude(job_id: str) -> None:
    """Understand the pages of a job and publish the result, all of it in one transaction.

    A job that has ended stays as it is. Raises NoTextError or DamagedFileError where there is
    nothing to understand, NotFoundError where the job is gone, DatabaseUnavailableError.
    """
    settings, database = _settings(), _database()
    job, reading = _collect(database, job_id)
    slug = safe_stem(Path(reading.document.name))
    content = publish(understand(reading, slug, _analyst()), settings)
    with database.write() as session:
        job = jobs.start_job(session, job_id)
        if job.state.is_final:
            return
        settled = settle_extraction(session, job, content)
        jobs.finish_job(session, job_id, JobState.SUCCEEDED, settled.outcome)


def understand(reading: Reading, slug: str, analyst: PlanAnalyst) -> Extraction:
    """Return what a reading says."""
    analysis = analyst.analyze(reading.document, slug)
    return Extraction(reading.document, analysis.plan, (*reading.issues, *analysis.issues))


def _collect(database: Database, job_id: str) -> tuple[Job, Reading]:
    with database.read() as session:
        job = jobs.find_job(session, job_id)
        stored = None if job is None else documents.find_document(session, job.document)
        if job is None or stored is None:
            raise NotFoundError(object="job")
        pages = runs.load_pages(session, job.run)
    document = Document(stored.name, stored.file.sha256, pages)
    return job, assemble(document, REPAIRED in stored.file.remarks)


def _settings() -> Settings:
    if _Process.settings is None:
        raise RuntimeError("the process was not started")
    return _Process.settings


@cache
def _database() -> Database:
    return open_database(_settings())


@cache
def _analyst() -> PlanAnalyst:
    return LazyAnalyst()
