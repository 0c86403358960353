"""Plans handed out: of one document, or of all that are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse

from api.service.exports.desk import ExportForm, Wish, export_many, export_one
from api.web.deps import Identifier, OfficeDep, Speech, Term
from api.web.docs import refusals
from api.web.moments import Moment
from api.web.security import Reader
from models.storage.documents import DocumentQuery

router = APIRouter(prefix="/v1", tags=["exports"])
MEDIA_TYPES = {
    ExportForm.JSON: "application/json",
    ExportForm.JSONL: "application/jsonl",
    ExportForm.CSV: "text/csv; charset=utf-8",
    ExportForm.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_BINARY: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "the export, as a file",
        "content": {
            "application/json": {"schema": {}},
            "application/jsonl": {"schema": {"type": "string"}},
            "text/csv": {"schema": {"type": "string"}},
            MEDIA_TYPES[ExportForm.XLSX]: _BINARY,
        },
    }
}


def _wish(
    language: Speech,
    form: Annotated[ExportForm, Query(alias="format")] = ExportForm.JSON,
    raw: Annotated[bool, Query(description="as read, without corrections")] = False,
) -> Wish:
    return Wish(form, raw, language)


Wished = Annotated[Wish, Depends(_wish)]


@router.get(
    "/documents/{document}/export",
    response_class=StreamingResponse,
    responses={**_ANSWERS, **refusals(404, 409)},
)
def export_document(
    document: Identifier, office: OfficeDep, wish: Wished, _actor: Reader
) -> StreamingResponse:
    """Hand out the plan of a document, corrected by default; tables hold one row per target."""
    return as_file(export_one(office, document, wish), wish.form, f"kehoach-{document}")


@router.get("/export", response_class=StreamingResponse, responses=_ANSWERS)
def export_documents(
    office: OfficeDep,
    wish: Wished,
    _actor: Reader,
    q: Term = None,
    issuer: Term = None,
    province: Term = None,
    year: Annotated[int | None, Query(ge=1900, le=2200)] = None,
    doc_type: Annotated[Term, Query(alias="type")] = None,
    indicator: Term = None,
    name: Term = None,
    created_after: Moment | None = None,
    created_before: Moment | None = None,
) -> StreamingResponse:
    """Hand out the plans of all documents that are asked for, newest first."""
    query = DocumentQuery(
        issuer=issuer,
        province=province,
        year=year,
        doc_type=doc_type,
        indicator=indicator,
        text=q,
        name=name,
        created_after=created_after,
        created_before=created_before,
    )
    return as_file(export_many(office, query, wish), wish.form, "kehoach")


def as_file(pieces: Iterator[bytes], form: ExportForm, name: str) -> StreamingResponse:
    """Return an answer that a browser keeps as a file."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.{form}"',
        "Cache-Control": "private, no-cache",
    }
    return StreamingResponse(pieces, media_type=MEDIA_TYPES[form], headers=headers)
