"""A copy of the whole store in one file, made and put back while the service runs.

Rows are read in one transaction: the copy shows one moment. Files come after; they never change,
and what was deleted meanwhile is named so that it stays deleted. The copy is the same for both
databases. It holds hashes of passwords and secrets of webhooks: only its owner may read it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tarfile import PAX_FORMAT, TarFile
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any

from api.service.archive_files import (
    BackupReader,
    BackupWriter,
    Manifest,
    read_backup,
)
from api.service.audit import record
from api.service.intake import discard
from api.service.office import Office
from models.domain.archive import Actor
from models.domain.operation_errors import StoreNotEmptyError
from models.domain.service_errors import BackupError, OriginalMissingError
from models.storage import archive, documents
from models.storage.migrations import current_revision

if TYPE_CHECKING:
    from models.storage.database import Session

# Whoever was signed in signs in again; what requests were answered is of no use elsewhere.
_LEFT_OUT = {"sessions", "idempotency_keys"}
_DOCUMENTS = "documents"


def back_up(office: Office, actor: Actor, target: Path) -> Manifest:
    """Write the whole store into a new file; return what it holds.

    ``missing`` in it names files that are damaged or gone. The file appears whole or not at all.
    Raises BackupError.
    """
    with _new_file(target) as tar:
        writer = BackupWriter(tar)
        hashes: dict[str, str] = {}
        with office.database.read() as session:
            revision = current_revision(office.database)
            for name, rows in archive.dump(session):
                if name not in _LEFT_OUT:
                    writer.add_table(name, _noting(rows, hashes) if name == _DOCUMENTS else rows)
        unread = {
            document: sha256
            for document, sha256 in hashes.items()
            if not _add_original(office, writer, sha256)
        }
        manifest = _describe(office, revision, writer, unread)
        writer.finish(manifest)
    with office.database.write() as session:
        facts = {"documents": len(hashes), "missing": len(manifest.missing)}
        record(session, actor, "store.backup", "store", "store", facts)
    return manifest


def restore(office: Office, actor: Actor, source: Path) -> Manifest:
    """Put a backup into an empty store; return what it holds.

    Rows come in one transaction, after all files are there and verified; where anything is wrong
    nothing stays. Raises BackupError, StoreNotEmptyError, DiskFullError.
    """
    with read_backup(source) as backup:
        _check(office, backup.manifest)
        with _files_taken_back(office) as kept:
            for sha256 in backup.manifest.files:
                _keep_original(office, backup, sha256, kept)
            with office.database.write() as session:
                _load(session, backup)
                facts = {
                    "documents": len(backup.manifest.files),
                    "made_at": backup.manifest.made_at,
                }
                record(session, actor, "store.restore", "store", "store", facts)
        return backup.manifest


@contextmanager
def _new_file(target: Path) -> Iterator[TarFile]:
    """Write beside the target, readable by its owner alone, and put it in place at the end."""
    try:
        with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
            part = Path(file.name)
            try:
                with TarFile(fileobj=file, mode="w", format=PAX_FORMAT) as tar:
                    yield tar
                file.flush()
                os.fsync(file.fileno())
                part.replace(target)
            finally:
                part.unlink(missing_ok=True)
    except OSError as error:
        raise BackupError(detail=str(error.strerror or error)) from error


def _noting(
    rows: Iterable[Mapping[str, Any]], hashes: dict[str, str]
) -> Iterator[Mapping[str, Any]]:
    for row in rows:
        hashes[row["id"]] = row["sha256"]
        yield row


def _add_original(office: Office, writer: BackupWriter, sha256: str) -> bool:
    try:
        with office.files.path(sha256) as path:
            return writer.add_file(sha256, path)
    except (OriginalMissingError, FileNotFoundError):
        return False


def _describe(
    office: Office, revision: str | None, writer: BackupWriter, unread: Mapping[str, str]
) -> Manifest:
    """Return the manifest; of the unread files, some went with their document meanwhile."""
    with office.database.read() as session:
        deleted = {d for d in unread if documents.find_document(session, d) is None}
    return Manifest(
        revision=revision or "",
        program=version("kehoach"),
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        tables=writer.tables,
        files=writer.files,
        missing=tuple(sha256 for document, sha256 in unread.items() if document not in deleted),
        deleted=tuple(sorted(deleted)),
    )


def _check(office: Office, manifest: Manifest) -> None:
    """Raise what speaks against putting this backup into this store."""
    ours = current_revision(office.database)
    if manifest.revision != ours:
        raise BackupError(detail=f"revision {manifest.revision}, not {ours}")
    with office.database.read() as session:
        if not archive.is_empty(session):
            raise StoreNotEmptyError
    if sum(manifest.files.values()) > office.files.free_bytes():
        raise BackupError(detail=os.strerror(28))


@contextmanager
def _files_taken_back(office: Office) -> Iterator[list[str]]:
    """Collect the files that are new; delete them where what follows fails."""
    kept: list[str] = []
    try:
        yield kept
    except BaseException:
        for sha256 in kept:
            discard(office, sha256)
        raise


def _keep_original(office: Office, backup: BackupReader, sha256: str, kept: list[str]) -> None:
    with office.files.incoming() as incoming:
        for block in backup.blocks(sha256):
            incoming.write(block)
        if incoming.keep().is_new:
            kept.append(sha256)


def _load(session: Session, backup: BackupReader) -> None:
    """Load all tables; what was deleted while the backup was made stays deleted."""
    if not archive.is_empty(session):
        raise StoreNotEmptyError
    archive.load(session, ((name, backup.rows(name)) for name in backup.manifest.tables))
    for document in backup.manifest.deleted:
        documents.delete_document(session, document)
