"""A backup of either database, put back into either one; what goes wrong leaves nothing behind."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from api.service import backup, jobs
from api.service.accounts import create_key, create_user
from api.service.archive_files import Manifest
from api.service.audit import SYSTEM
from api.service.backup import back_up, restore
from api.service.intake import take_in
from api.service.office import Office
from api.service.retention import expire
from models.domain.archive import JobState, Lane, Role
from models.domain.operation_errors import StoreNotEmptyError
from models.domain.service_errors import BackupError
from models.settings import Settings
from models.storage import archive, documents, runs
from models.storage import jobs as job_rows
from models.storage.database import Database, open_database
from models.storage.documents import DocumentQuery, list_documents
from models.storage.files import FolderStore
from models.storage.migrations import downgrade, migrate
from tests.integration.databases import DIALECTS, migrated_template
from tests.integration.databases import _settings as settings_of
from tests.integration.service.doors import RecordingEngine
from tests.integration.service.stored_plans import make_archive, page_of
from tests.unit.api.service.plans import target

FILES = {f"kế hoạch {number}.pdf": b"%PDF-1.7 " + bytes([number]) * 5000 for number in range(3)}
Stored = dict[str, list[dict[str, Any]]]
Offices = Callable[[str], Office]


@pytest.fixture
def offices(tmp_path: Path) -> Iterator[Offices]:
    """Open empty stores, each with a database and a folder of its own."""
    with ExitStack() as opened:

        def open_one(dialect: str) -> Office:
            folder = tmp_path / f"store-{len(list(tmp_path.iterdir()))}"
            folder.mkdir()
            template = migrated_template() if dialect == "postgresql" else ""
            opening = contextmanager(settings_of)(dialect, folder, template)
            settings = opened.enter_context(opening)
            database = opened.enter_context(closing(open_database(settings)))
            if not template:
                migrate(database)
            return Office(settings, database, FolderStore(settings.data), RecordingEngine())

        yield open_one


@pytest.fixture
def office(settings: Settings, database: Database) -> Office:
    """A store with users, a read plan, files that wait, and one that is being read."""
    office = Office(settings, database, FolderStore(settings.data), RecordingEngine())
    create_user(office, SYSTEM, "lan", Role.ADMIN)
    create_key(office, SYSTEM, "van-thu", Role.UPLOADER)
    for name, content in FILES.items():
        with office.files.incoming() as incoming:
            incoming.write(content)
            taken = take_in(office, SYSTEM, name, incoming, Lane.BATCH, None)
    assert taken.job
    with office.database.write() as session:
        job_rows.start_job(session, taken.job.id)
        runs.save_page(session, taken.job.run, page_of("trang một"))
    make_archive(database, settings).read(taken.document.id, target(), words="chỉ tiêu trẻ em")
    return office


def rows_of(office: Office) -> Stored:
    """Return every row that a backup keeps, by table; audit events without those of backups."""
    with office.database.read() as session:
        found = {name: [dict(row) for row in rows] for name, rows in archive.dump(session)}
    events = found["audit_events"]
    found["audit_events"] = [row for row in events if not row["action"].startswith("store.")]
    return {name: rows for name, rows in found.items() if name not in ("sessions",)}


def files_of(office: Office) -> dict[str, bytes]:
    """Return every original by its hash."""
    found = {}
    for sha256 in office.files.hashes():
        with office.files.path(sha256) as path:
            found[sha256] = path.read_bytes()
    return found


def is_untouched(office: Office) -> bool:
    """Tell whether a store holds nothing at all."""
    with office.database.read() as session:
        empty = archive.is_empty(session)
    left = list((office.settings.data / "incoming").iterdir())
    return empty and not files_of(office) and not left


@pytest.mark.parametrize("target_dialect", DIALECTS)
def test_a_store_comes_back_row_by_row_and_byte_by_byte(
    office: Office, offices: Offices, tmp_path: Path, target_dialect: str
) -> None:
    made = back_up(office, SYSTEM, tmp_path / "store.tar")
    assert (made.missing, made.deleted) == ((), ())
    other = offices(target_dialect)
    assert restore(other, SYSTEM, tmp_path / "store.tar") == made
    assert rows_of(other) == rows_of(office)
    assert sorted(files_of(other).values()) == sorted(FILES.values())
    with other.database.read() as session:
        found = list_documents(session, DocumentQuery(text="chi tieu tre em"), None, 10)
        unfinished = job_rows.unfinished_jobs(session)
    assert len(found.items) == 1
    assert {job.state for job in unfinished} == {JobState.QUEUED, JobState.RUNNING}


def test_a_restored_store_takes_more_in(office: Office, offices: Offices, tmp_path: Path) -> None:
    back_up(office, SYSTEM, tmp_path / "store.tar")
    other = offices("postgresql")
    restore(other, SYSTEM, tmp_path / "store.tar")
    document = make_archive(other.database, other.settings).store(target(), words="mới")
    with other.database.read() as session:
        assert documents.find_document(session, document) is not None


def test_a_backup_is_for_its_owner_alone_and_written_down(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "store.tar"
    path.write_bytes(b"an older one")
    back_up(office, SYSTEM, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in tmp_path.glob("*.tar*")] == ["store.tar"]
    with office.database.read() as session:
        stored = dict(archive.dump(session))
        assert "store.backup" in {row["action"] for row in stored["audit_events"]}


def test_what_is_deleted_while_the_backup_is_made_stays_deleted(
    office: Office, offices: Offices, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    victim, *others = rows_of(office)["documents"]
    add_original = backup._add_original

    def add(office: Office, writer: Any, sha256: str) -> bool:  # noqa: ANN401 - passed on
        with office.database.read() as session:
            there = documents.find_document(session, victim["id"])
        if there:
            jobs.delete(office, SYSTEM, victim["id"])
        return add_original(office, writer, sha256)

    monkeypatch.setattr(backup, "_add_original", add)
    made = back_up(office, SYSTEM, tmp_path / "store.tar")
    assert (made.deleted, made.missing) == ((victim["id"],), ())
    other = offices("sqlite")
    restore(other, SYSTEM, tmp_path / "store.tar")
    restored = rows_of(other)
    assert {row["id"] for row in restored["documents"]} == {row["id"] for row in others}
    assert {row["document"] for row in restored["jobs"]} == {row["id"] for row in others}
    assert len(files_of(other)) == len(others)


@pytest.mark.parametrize("harm", ["gone", "changed"])
def test_damaged_originals_are_named_and_the_rest_is_saved(
    office: Office, offices: Offices, tmp_path: Path, harm: str
) -> None:
    damaged = rows_of(office)["documents"][0]["sha256"]
    with office.files.path(damaged) as path:
        path.unlink()
        if harm == "changed":
            path.write_bytes(b"%PDF something else")
    made = back_up(office, SYSTEM, tmp_path / "store.tar")
    assert made.missing == (damaged,)
    other = offices("sqlite")
    restore(other, SYSTEM, tmp_path / "store.tar")
    assert len(rows_of(other)["documents"]) == len(FILES)
    assert damaged not in files_of(other)
    assert len(files_of(other)) == len(FILES) - 1


def test_a_store_that_holds_anything_is_left_alone(office: Office, tmp_path: Path) -> None:
    back_up(office, SYSTEM, tmp_path / "store.tar")
    before = rows_of(office)
    with pytest.raises(StoreNotEmptyError):
        restore(office, SYSTEM, tmp_path / "store.tar")
    assert rows_of(office) == before


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.99])
def test_a_backup_that_was_cut_off_leaves_nothing(
    office: Office, offices: Offices, tmp_path: Path, share: float
) -> None:
    path = tmp_path / "store.tar"
    back_up(office, SYSTEM, path)
    content = path.read_bytes().rstrip(b"\0")
    path.write_bytes(content[: int(len(content) * share)])
    other = offices("sqlite")
    with pytest.raises(BackupError):
        restore(other, SYSTEM, path)
    assert is_untouched(other)


@pytest.mark.parametrize("target_dialect", DIALECTS)
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"kind":"pdf"', b'"kind":"PDF"'),
        (b"\x01" * 64, b"\x02" * 64),
    ],
    ids=["rows", "originals"],
)
def test_a_backup_that_was_changed_leaves_nothing(
    office: Office, offices: Offices, tmp_path: Path, target_dialect: str, old: bytes, new: bytes
) -> None:
    path = tmp_path / "store.tar"
    back_up(office, SYSTEM, path)
    content = path.read_bytes()
    assert old in content
    other = offices(target_dialect)
    path.write_bytes(content.replace(old, new))
    with pytest.raises(BackupError):
        restore(other, SYSTEM, path)
    assert is_untouched(other)


def test_a_backup_of_another_revision_is_refused(
    office: Office, offices: Offices, tmp_path: Path
) -> None:
    back_up(office, SYSTEM, tmp_path / "store.tar")
    other = offices("sqlite")
    downgrade(other.database, "0002")
    with pytest.raises(BackupError) as refusal:
        restore(other, SYSTEM, tmp_path / "store.tar")
    assert "0002" in str(refusal.value.facts["detail"])


def test_a_folder_that_is_not_there_is_said(office: Office, tmp_path: Path) -> None:
    with pytest.raises(BackupError):
        back_up(office, SYSTEM, tmp_path / "nowhere" / "store.tar")


def test_the_daily_round_and_a_backup_do_not_disturb_each_other(
    office: Office, offices: Offices, tmp_path: Path
) -> None:
    made: Manifest = back_up(office, SYSTEM, tmp_path / "store.tar")
    assert expire(office) == 0
    assert len(made.files) == len(files_of(office)) == len(FILES)
