"""Documents as they are listed, shown and taken in."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field

from api.web.shapes.jobs import JobOut
from api.web.shapes.problems import ProblemOut
from models.domain.archive import DocumentStatus, JobOutcome, StoredDocument


class DocumentOut(BaseModel):
    """A stored document, with the head of its plan as far as it is known."""

    id: str
    name: str = Field(description="the name it came under, made safe")
    sha256: str
    size: int
    kind: str = Field(description="pdf, png, jpeg or tiff")
    page_count: int | None
    signed: bool = Field(description="holds a digital signature")
    remarks: tuple[str, ...] = Field(
        description="stable codes: encrypted, javascript, attachments, launch_action, repaired"
    )
    status: DocumentStatus
    outcome: JobOutcome | None
    created_at: datetime
    created_by: str
    updated_at: datetime
    doc_type: str | None
    number: str | None
    symbol: str | None
    issuer: str | None
    title: str | None
    place: str | None
    date: str | None = Field(description="ISO, as much of it as is known")
    year: int | None
    province: str | None


class DocumentDetailOut(DocumentOut):
    """A document with its job and its possible duplicates."""

    job: JobOut | None = Field(description="the open job, or the last one")
    possible_duplicates: tuple[str, ...] = Field(
        description="other documents of the same number, symbol, issuer and date"
    )


class TakenOut(BaseModel):
    """A file that is in."""

    document: DocumentOut
    job: JobOut | None = Field(description="the job that reads it, or read it")
    known: bool = Field(description="the same bytes were here before; nothing was added")


class UploadResultOut(BaseModel):
    """What became of one of many files: ``taken`` or ``problem`` is there, never both."""

    name: str
    status: int = Field(description="the status that the file alone would have got")
    taken: TakenOut | None = None
    problem: ProblemOut | None = None


class UploadResultsOut(BaseModel):
    """What became of many files, in their order."""

    results: tuple[UploadResultOut, ...]


def document_out(document: StoredDocument) -> DocumentOut:
    """Return what is shown of a document in a list."""
    return DocumentOut(**_fields(document))


def document_detail_out(
    document: StoredDocument, job: JobOut | None, twins: tuple[StoredDocument, ...]
) -> DocumentDetailOut:
    """Return what is shown of one document."""
    return DocumentDetailOut(
        **_fields(document), job=job, possible_duplicates=tuple(twin.id for twin in twins)
    )


def _fields(document: StoredDocument) -> dict[str, object]:
    return {
        "id": document.id,
        "name": document.name,
        "sha256": document.file.sha256,
        "size": document.file.size,
        "kind": document.file.kind,
        "page_count": document.file.page_count,
        "signed": document.file.signed,
        "remarks": document.file.remarks,
        "status": document.status,
        "outcome": document.outcome,
        "created_at": document.created_at,
        "created_by": document.created_by,
        "updated_at": document.updated_at,
        "doc_type": document.doc_type,
        "number": document.number,
        "symbol": document.symbol,
        "issuer": document.issuer,
        "title": document.title,
        "place": document.place,
        "date": document.date,
        "year": document.year,
        "province": document.province,
    }
