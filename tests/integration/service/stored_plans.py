# ruff: noqa: ANN401 - the values of JSON
"""An office with plans in it, as if they had been read, and a client at its door."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from fastapi.testclient import TestClient

from api.service.office import Office
from api.service.publication import Settled, settle_extraction
from api.web.app import create_app
from models.domain.archive import (
    DocumentStatus,
    ExtractionRun,
    FileFacts,
    Job,
    JobState,
    Lane,
    StoredDocument,
)
from models.domain.geometry import BoundingBox
from models.domain.identity import new_id
from models.domain.layout import Line, Page, ReadMethod, Word
from models.settings import ServerSettings, Settings
from models.storage import documents, jobs, runs
from models.storage.database import Database
from models.storage.files import FolderStore
from tests.unit.api.service.plans import plan

OPEN_DOOR = {"host": "127.0.0.1", "authentication": False, "requests_per_minute": 1_000_000}


@dataclass
class NoJobs:
    """Takes jobs and does nothing."""

    submitted: list[Job] = field(default_factory=list)

    def submit(self, job: Job) -> None:
        self.submitted.append(job)

    def cancel(self, job_id: str) -> None: ...


@dataclass
class Archive:
    """An office, a client, and a way to put plans in."""

    office: Office
    client: TestClient

    def store(self, *targets: dict[str, Any], words: str = "", **more: Any) -> str:
        """Store a document with a plan of these targets; return its identifier."""
        document = self.add_file()
        self.read(document, *targets, words=words, **more)
        return document

    def add_file(self) -> str:
        """Store a document that is not read yet."""
        now, document = datetime.now(UTC), new_id()
        facts = FileFacts(sha256(document.encode()).hexdigest(), 1000, "pdf", 3)
        stored = StoredDocument(
            document, "kế hoạch.pdf", facts, DocumentStatus.WAITING, now, "lan", now
        )
        with self.office.database.write() as session:
            documents.add_document(session, stored)
        return document

    def read(
        self, document: str, *targets: dict[str, Any], words: str = "", **more: Any
    ) -> Settled:
        """Publish an extraction of a document, as its job does."""
        now = datetime.now(UTC)
        run = ExtractionRun(new_id(), document, now, {})
        job = Job(new_id(), document, run.id, Lane.INTERACTIVE, JobState.RUNNING, now, "lan")
        with self.office.database.write() as session:
            runs.add_run(session, run)
            jobs.add_job(session, job)
            runs.save_page(session, run.id, page_of(words))
        content = json.dumps(extraction(*targets, **more)).encode()
        with self.office.database.write() as session:
            settled = settle_extraction(session, job, content)
            jobs.finish_job(session, job.id, JobState.SUCCEEDED, settled.outcome)
        return settled

    def plan(self, document: str, **query: Any) -> Any:
        """Return the plan answer of a document."""
        answer = self.client.get(f"/v1/documents/{document}/plan", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def part(self, document: str, position: int = 0, kind: str = "targets") -> Any:
        """Return the name and the version of a part."""
        parts: list[Any] = self.plan(document)["items"][kind]
        return parts[position]

    def patch(
        self, document: str, part: Mapping[str, Any], kind: str = "targets", **changes: Any
    ) -> Any:
        """Correct a part as seen in ``part``; return the whole answer."""
        path = kind if kind == "metadata" else f"{kind}/{part['item']}"
        return self.client.patch(
            f"/v1/documents/{document}/plan/{path}",
            json={"changes": changes, "reason": "con dấu che số"},
            headers={"If-Match": f'"{part["etag"]}"'},
        )


def make_archive(database: Database, settings: Settings) -> Archive:
    """Open an office over a database, with a client who may do everything."""
    opened = settings.model_copy(update={"server": ServerSettings(**OPEN_DOOR)})
    office = Office(opened, database, FolderStore(opened.data), NoJobs())
    client = TestClient(
        create_app(office), base_url="http://127.0.0.1", raise_server_exceptions=False
    )
    return Archive(office, client)


def extraction(*targets: dict[str, Any], issues: Any = (), **more: Any) -> dict[str, Any]:
    """Return an extraction as JSON."""
    pages = [
        {
            "number": number, "width": 595, "height": 842, "method": "text_layer", "reason": "x",
            "quality": 1, "engine": None, "dpi": None, "turned": 0, "remarks": [],
        }
        for number in (1, 2, 3)
    ]  # fmt: skip
    return {
        "schema_version": "1", "produced_at": None,
        "versions": {"program": "1", "engine": None, "engine_data": None, "catalog": "1", "rules": "1"},
        "file": {"name": "ke-hoach.pdf", "sha256": "0" * 64, "pages": pages},
        "plan": plan(*targets, **more).model_dump(mode="json", by_alias=True),
        "issues": list(issues),
    }  # fmt: skip


def page_of(text: str) -> Page:
    box = BoundingBox(0, 0, 100, 10)
    words = tuple(Word(word, box) for word in text.split())
    blocks = (Line(words, box),) if words else ()
    return Page(1, 595, 842, ReadMethod.TEXT_LAYER, "x", 1.0, blocks)
