"""Documents: listed, shown, handed out as they came, deleted."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from api.service import jobs as work
from api.service.intake import last_job
from api.web.deps import Cursor, Identifier, Limit, OfficeDep, RequestName, Speech, Term
from api.web.docs import refusals
from api.web.moments import Moment
from api.web.security import Admin, Reader
from api.web.shapes.documents import (
    DocumentDetailOut,
    DocumentOut,
    document_detail_out,
    document_out,
)
from api.web.shapes.jobs import job_out
from api.web.shapes.lists import ListOut, link_next
from models.domain.archive import DocumentStatus, StoredDocument
from models.storage import documents, jobs

router = APIRouter(prefix="/v1/documents", tags=["documents"])
_MEDIA_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "tiff": "image/tiff",
}
_BINARY: dict[str, object] = {"schema": {"type": "string", "format": "binary"}}


@router.get("")
def list_documents(
    request: Request,
    response: Response,
    office: OfficeDep,
    _actor: Reader,
    q: Term = None,
    issuer: Term = None,
    province: Term = None,
    year: Annotated[int | None, Query(ge=1900, le=2200)] = None,
    doc_type: Annotated[Term, Query(alias="type")] = None,
    status: DocumentStatus | None = None,
    indicator: Term = None,
    name: Term = None,
    created_after: Moment | None = None,
    created_before: Moment | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> ListOut[DocumentOut]:
    """List documents, newest first; words and issuers are found with or without their marks."""
    query = documents.DocumentQuery(
        issuer=issuer,
        province=province,
        year=year,
        doc_type=doc_type,
        status=status,
        indicator=indicator,
        text=q,
        created_after=created_after,
        created_before=created_before,
        name=name,
    )
    with office.database.read() as session:
        found = documents.list_documents(session, query, cursor, limit)
    link_next(request, response, found.next)
    return ListOut(items=tuple(map(document_out, found.items)), next=found.next)


@router.get("/{document}", responses=refusals(404))
def show_document(
    document: Identifier, office: OfficeDep, language: Speech, _actor: Reader
) -> DocumentDetailOut:
    """Show a document, its last job and its possible duplicates."""
    with office.database.read() as session:
        found = work.find_document(session, document)
        twins = documents.find_twins(session, found)
        job = last_job(session, document)
        position = jobs.queue_position(session, job.id) if job else None
    shown = job_out(job, language, position) if job else None
    return document_detail_out(found, shown, twins)


@router.delete("/{document}", status_code=204, response_class=Response, responses=refusals(404))
def delete_document(
    document: Identifier, office: OfficeDep, name: RequestName, actor: Admin
) -> None:
    """Delete a document, its file and whatever was made of it; a running job is cancelled."""
    work.delete(office, actor, document, name)


@router.get(
    "/{document}/original",
    response_class=FileResponse,
    responses={
        200: {"content": dict.fromkeys(_MEDIA_TYPES.values(), _BINARY)},
        **refusals(404),
    },
)
def original(document: Identifier, office: OfficeDep, _actor: Reader) -> FileResponse:
    """Hand out the file as it came, byte for byte."""
    with office.database.read() as session:
        found = work.find_document(session, document)
    opened = ExitStack()
    path = opened.enter_context(office.files.path(found.file.sha256))
    return FileResponse(
        path,
        media_type=_MEDIA_TYPES[found.file.kind],
        headers=_file_headers(found),
        background=BackgroundTask(opened.close),
    )


def _file_headers(document: StoredDocument) -> dict[str, str]:
    """Return headers that let the file be saved, never shown as a page of this site."""
    plain = f"{document.id}.{document.file.kind}"
    encoded = quote(document.name, safe="")
    return {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}",
        "ETag": f'"{document.file.sha256}"',
        "Cache-Control": "private, no-cache",
    }
