"""The daily round: what is over goes, with its file, and nothing else does."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.service.audit import SYSTEM
from api.service.intake import Taken, take_in
from api.service.office import Office
from api.service.retention import drop_unheld_files, expire
from models.domain.archive import Lane
from models.settings import Settings
from models.storage import idempotency
from models.storage.audit import AuditQuery, list_events
from models.storage.database import Database
from models.storage.documents import find_document
from models.storage.files import FolderStore
from tests.integration.service.doors import RecordingEngine

DAY = timedelta(days=1)


@pytest.fixture
def engine() -> RecordingEngine:
    return RecordingEngine()


@pytest.fixture
def office(settings: Settings, database: Database, engine: RecordingEngine) -> Office:
    return Office(settings, database, FolderStore(settings.data), engine)


@pytest.fixture
def taken(office: Office) -> Taken:
    """A document that waits to be read."""
    with office.files.incoming() as incoming:
        incoming.write(b"%PDF-1.7 a plan")
        return take_in(office, SYSTEM, "plan.pdf", incoming, Lane.BATCH, None)


def keeping(office: Office, days: int | None) -> Office:
    """Return the office with a setting of how long documents are kept."""
    return replace(office, settings=office.settings.model_copy(update={"retention_days": days}))


@pytest.mark.parametrize(
    ("days", "age", "count", "reason"),
    [
        (None, 10_000 * DAY, 0, "without a setting everything is kept"),
        (30, 29 * DAY, 0, "not yet"),
        (30, 31 * DAY, 1, "its time is over"),
    ],
)
def test_documents_go_when_their_time_is_over(
    office: Office, taken: Taken, days: int | None, age: timedelta, count: int, reason: str
) -> None:
    now = taken.document.created_at + age
    assert expire(keeping(office, days), now) == count, reason
    with office.database.read() as session:
        found = find_document(session, taken.document.id)
    assert (found is None) is bool(count)
    assert office.files.holds(taken.document.file.sha256) is not bool(count)
    assert expire(keeping(office, days), now) == 0


def test_a_document_that_goes_is_not_read_on_and_its_going_is_written_down(
    office: Office, taken: Taken, engine: RecordingEngine
) -> None:
    assert taken.job
    expire(keeping(office, 1), taken.document.created_at + 2 * DAY)
    assert engine.cancelled == [taken.job.id]
    with office.database.read() as session:
        events = list_events(session, AuditQuery(object_id=taken.document.id)).items
    gone, came = events
    assert (came.action, gone.action) == ("document.add", "document.delete")
    assert (gone.actor_kind, gone.actor_name) == ("system", "retention")
    assert gone.details == {"sha256": taken.document.file.sha256, "size": taken.document.file.size}


@pytest.mark.parametrize(
    ("age", "count", "reason"),
    [
        (timedelta(hours=1), 0, "an upload may be on its way to be written down"),
        (2 * DAY, 1, "nobody will ask for it"),
    ],
)
def test_files_that_no_document_holds_go_after_a_day(
    office: Office, taken: Taken, age: timedelta, count: int, reason: str
) -> None:
    with office.files.incoming() as incoming:
        incoming.write(b"%PDF-1.7 left by a crash")
        left = incoming.keep().sha256
    now = datetime.now(UTC) + age
    assert drop_unheld_files(office, now) == count, reason
    assert office.files.holds(left) is not bool(count)
    assert office.files.holds(taken.document.file.sha256)


def test_uploads_that_broke_off_go_after_a_day(office: Office) -> None:
    folder: Path = office.settings.data / "incoming"
    old, new = folder / "old", folder / "new"
    for path in (old, new):
        path.write_bytes(b"%PDF")
    before = (datetime.now(UTC) - 2 * DAY).timestamp()
    os.utime(old, (before, before))
    expire(office)
    assert list(folder.iterdir()) == [new]


@pytest.mark.parametrize(("hours", "kept"), [(23, True), (25, False)])
def test_an_answer_for_a_repeated_request_goes_when_its_time_is_over(
    office: Office, hours: int, kept: bool
) -> None:
    begun = datetime(2027, 3, 5, tzinfo=UTC)
    with office.database.write() as session:
        idempotency.begin(session, "key", "print", begun)
        idempotency.finish(session, "key", idempotency.StoredAnswer(202, {}, b"{}"))
    expire(office, begun + timedelta(hours=hours))
    with office.database.write() as session:
        answer = idempotency.begin(session, "key", "print", begun + timedelta(hours=hours))
    assert (answer is not None) is kept
