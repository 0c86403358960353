"""Documents: the files that were taken in, with the heads of their plans."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Select, delete, exists, false, func, select
from sqlalchemy.orm import Mapped, Session
from sqlmodel import col

from models.domain.archive import DocumentStatus, FileFacts, JobOutcome, StoredDocument
from models.domain.plan import ReferenceRole
from models.storage.columns import countable
from models.storage.paging import DEFAULT_LIMIT, Slice, bounded, cut, decode_cursor
from models.storage.search import documents_with, folded
from models.storage.tables import DocumentRow, ReferenceRow, TargetRow

_LIST = "documents"
# What stands in an index must be short; a head that is longer was misread.
_INDEXED = 200


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a plan as it stands on the document; ``date`` is ISO, as much as is known."""

    doc_type: str | None = None
    number: str | None = None
    symbol: str | None = None
    issuer: str | None = None
    title: str | None = None
    place: str | None = None
    date: str | None = None
    year: int | None = None
    province: str | None = None
    outcome: JobOutcome | None = None


@dataclass(frozen=True, slots=True)
class DocumentQuery:
    """What is asked for; everything that is given must hold.

    ``issuer`` and ``name`` are parts of the issuer and of the file name, ``text`` words that stand
    in the document (in quotation marks: side by side); marks and case do not matter in these.
    ``province`` and ``doc_type`` are compared as they stand. Times: after is included, before not.
    """

    issuer: str | None = None
    province: str | None = None
    year: int | None = None
    doc_type: str | None = None
    status: DocumentStatus | None = None
    indicator: str | None = None
    text: str | None = None
    created_after: datetime | None = None
    created_before: datetime | None = None
    name: str | None = None


def add_document(session: Session, document: StoredDocument) -> None:
    """Add a document; its hash must be new."""
    row = DocumentRow(
        id=document.id,
        name=document.name,
        name_folded=folded(document.name),
        sha256=document.file.sha256,
        size=document.file.size,
        kind=document.file.kind,
        page_count=document.file.page_count,
        signed=document.file.signed,
        remarks=list(document.file.remarks),
        status=document.status,
        created_at=document.created_at,
        created_by=document.created_by,
        updated_at=document.updated_at,
    )
    session.add(row)
    session.flush()


def find_document(session: Session, document_id: str) -> StoredDocument | None:
    """Return the document of this identifier."""
    return _one(session, select(DocumentRow).where(col(DocumentRow.id) == document_id))


def find_by_hash(session: Session, sha256: str) -> StoredDocument | None:
    """Return the document of these bytes."""
    return _one(session, select(DocumentRow).where(col(DocumentRow.sha256) == sha256))


def lock_file(session: Session, sha256: str) -> None:
    """Let nobody else decide about the file of this hash until the transaction ends.

    Taking a file in and deleting it must not cross; on SQLite a write transaction is alone anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        number = int.from_bytes(hashlib.sha256(sha256.encode()).digest()[:8], signed=True)
        session.execute(select(func.pg_advisory_xact_lock(number)))


def lock_document(session: Session, document_id: str) -> None:
    """Let nobody else change a document until the transaction ends.

    On SQLite a write transaction is alone anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        asked = select(col(DocumentRow.id)).where(col(DocumentRow.id) == document_id)
        session.execute(asked.with_for_update())


def set_facts(session: Session, document_id: str, facts: FileFacts) -> None:
    """Keep what was found out about the file; hash and size stay."""
    row = session.get(DocumentRow, document_id, populate_existing=True)
    if row is not None:
        row.kind = facts.kind
        row.page_count = facts.page_count
        row.signed = facts.signed
        row.remarks = list(facts.remarks)
        _touch(session, row)


def set_status(
    session: Session,
    document_id: str,
    status: DocumentStatus,
    outcome: JobOutcome | None = None,
) -> None:
    """Keep how far the document has come; an outcome that is not given stays."""
    row = session.get(DocumentRow, document_id, populate_existing=True)
    if row is not None:
        row.status = status
        row.outcome = row.outcome if outcome is None else outcome
        _touch(session, row)


def set_head(session: Session, document_id: str, run: str, head: Head) -> None:
    """Keep the head of the plan, and the run that counts."""
    row = session.get(DocumentRow, document_id, populate_existing=True)
    if row is not None:
        row.run = run
        row.outcome = head.outcome
        row.doc_type = _short(head.doc_type)
        row.number = _short(head.number)
        row.symbol = _short(head.symbol)
        row.issuer = head.issuer
        row.issuer_folded = None if head.issuer is None else folded(head.issuer)
        row.title = head.title
        row.place = head.place
        row.date = head.date
        row.year = countable(head.year)
        row.province = _short(head.province)
        _touch(session, row)


def list_documents(
    session: Session,
    query: DocumentQuery,
    cursor: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Slice[StoredDocument]:
    """Return the documents that are asked for, newest first; raises BadCursorError."""
    limit = bounded(limit)
    asked = select(DocumentRow).where(*_conditions(session, query))
    after = decode_cursor(_LIST, (str,), cursor)
    if after is not None:
        asked = asked.where(col(DocumentRow.id) < after[0])
    asked = asked.order_by(col(DocumentRow.id).desc()).limit(limit + 1)
    found = [as_document(row) for row in session.scalars(asked)]
    return cut(found, limit, _LIST, lambda document: (document.id,))


def find_twins(session: Session, document: StoredDocument) -> tuple[StoredDocument, ...]:
    """Return other documents of the same number, symbol, issuer and date, if all are known."""
    known = (document.number, document.symbol, document.issuer, document.date)
    if any(part is None for part in known):
        return ()
    asked = select(DocumentRow).where(
        col(DocumentRow.number) == _short(document.number),
        col(DocumentRow.symbol) == _short(document.symbol),
        col(DocumentRow.issuer_folded) == folded(document.issuer or ""),
        col(DocumentRow.date) == document.date,
        col(DocumentRow.id) != document.id,
    )
    return _all(session, asked.order_by(col(DocumentRow.id)))


def find_cited(session: Session, document: StoredDocument) -> tuple[StoredDocument, ...]:
    """Return the stored documents that this one cites as its parents, by number and symbol."""
    cited = exists().where(
        col(ReferenceRow.document) == document.id,
        col(ReferenceRow.role) == ReferenceRole.PARENT,
        col(ReferenceRow.number) == col(DocumentRow.number),
        col(ReferenceRow.symbol) == col(DocumentRow.symbol),
    )
    asked = select(DocumentRow).where(cited, col(DocumentRow.id) != document.id)
    return _all(session, asked.order_by(col(DocumentRow.id)))


def delete_document(session: Session, document_id: str) -> bool:
    """Delete a document and whatever belongs to it; tell whether it was there."""
    gone = session.execute(
        delete(DocumentRow).where(col(DocumentRow.id) == document_id).returning(col(DocumentRow.id))
    )
    return gone.first() is not None


def documents_before(session: Session, when: datetime) -> tuple[str, ...]:
    """Return the identifiers of the documents that came before this time, oldest first."""
    asked = select(col(DocumentRow.id)).where(col(DocumentRow.created_at) < when)
    return tuple(session.scalars(asked.order_by(col(DocumentRow.id))))


def as_document(row: DocumentRow) -> StoredDocument:
    """Return the document that a row holds."""
    return StoredDocument(
        id=row.id,
        name=row.name,
        file=FileFacts(
            row.sha256, row.size, row.kind, row.page_count, row.signed, tuple(row.remarks)
        ),
        status=DocumentStatus(row.status),
        created_at=row.created_at,
        created_by=row.created_by,
        updated_at=row.updated_at,
        run=row.run,
        doc_type=row.doc_type,
        number=row.number,
        symbol=row.symbol,
        issuer=row.issuer,
        title=row.title,
        place=row.place,
        date=row.date,
        year=row.year,
        province=row.province,
        outcome=None if row.outcome is None else JobOutcome(row.outcome),
    )


def about_document(issuer: str | None, province: str | None) -> list[ColumnElement[bool]]:
    """Return the conditions on issuer (a part of it) and province of a document."""
    conditions: list[ColumnElement[bool]] = []
    if issuer is not None:
        stored = col(DocumentRow.issuer_folded)
        conditions.append(stored.contains(folded(issuer), autoescape=True))
    if province is not None:
        conditions.append(col(DocumentRow.province) == province)
    return conditions


def in_year(column: Mapped[int | None], year: int) -> ColumnElement[bool]:
    """Return the condition on a year, which no row meets if no row can hold it."""
    return false() if countable(year) is None else column == year


def _conditions(session: Session, query: DocumentQuery) -> list[ColumnElement[bool]]:
    conditions = about_document(query.issuer, query.province)
    for column, wanted in (
        (DocumentRow.doc_type, query.doc_type),
        (DocumentRow.status, query.status),
    ):
        if wanted is not None:
            conditions.append(col(column) == wanted)
    if query.year is not None:
        conditions.append(in_year(col(DocumentRow.year), query.year))
    if query.created_after is not None:
        conditions.append(col(DocumentRow.created_at) >= query.created_after)
    if query.created_before is not None:
        conditions.append(col(DocumentRow.created_at) < query.created_before)
    if query.name is not None:
        name = col(DocumentRow.name_folded)
        conditions.append(name.contains(folded(query.name), autoescape=True))
    if query.indicator is not None:
        conditions.append(
            exists().where(
                col(TargetRow.document) == col(DocumentRow.id),
                col(TargetRow.indicator) == query.indicator,
            )
        )
    if query.text is not None:
        conditions.append(documents_with(session, query.text, col(DocumentRow.id)))
    return conditions


def _one(session: Session, asked: Select[DocumentRow]) -> StoredDocument | None:
    row = session.scalars(asked).one_or_none()
    return None if row is None else as_document(row)


def _all(session: Session, asked: Select[DocumentRow]) -> tuple[StoredDocument, ...]:
    return tuple(as_document(row) for row in session.scalars(asked))


def _touch(session: Session, row: DocumentRow) -> None:
    row.updated_at = datetime.now(UTC)
    session.flush()


def _short(text: str | None) -> str | None:
    return None if text is None else text[:_INDEXED]
