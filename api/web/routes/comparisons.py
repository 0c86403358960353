"""Comparisons of stored plans."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api.comparison_schemas import ComparisonOut
from api.outputs import to_bytes
from api.service import comparison
from api.service.exports.desk import ExportForm
from api.web.deps import Identifier, OfficeDep, Speech
from api.web.docs import refusals
from api.web.routes.exports import MEDIA_TYPES, as_file
from api.web.security import Reader
from api.web.shapes.documents import DocumentOut, document_out
from api.web.shapes.lists import ListOut

router = APIRouter(prefix="/v1", tags=["comparisons"])
DocumentId = Annotated[str, Query(pattern=r"^[0-9a-f]{32}$", description="identifier")]
_WORKBOOK: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            MEDIA_TYPES[ExportForm.XLSX]: {"schema": {"type": "string", "format": "binary"}}
        }
    }
}


class ComparisonForm(StrEnum):
    """The forms of a comparison."""

    JSON = "json"
    XLSX = "xlsx"


@router.get(
    "/comparisons",
    response_model=ComparisonOut,
    responses={**_WORKBOOK, **refusals(404, 409)},
)
def compare(
    child: DocumentId,
    parent: DocumentId,
    office: OfficeDep,
    language: Speech,
    _actor: Reader,
    form: Annotated[ComparisonForm, Query(alias="format")] = ComparisonForm.JSON,
) -> Response:
    """Hold a plan against the plan of the level above, indicator by indicator."""
    found = comparison.compare_documents(office, child, parent)
    if form is ComparisonForm.JSON:
        return Response(to_bytes(found), media_type=MEDIA_TYPES[ExportForm.JSON])
    pieces = comparison.comparison_workbook(found, language)
    return as_file(pieces, ExportForm.XLSX, f"kehoach-{child}-{parent}")


@router.get("/documents/{document}/parents", responses=refusals(404))
def list_parents(document: Identifier, office: OfficeDep, _actor: Reader) -> ListOut[DocumentOut]:
    """List the stored documents that this one cites as its parents, to compare it with."""
    found = comparison.parent_candidates(office, document)
    return ListOut(items=tuple(map(document_out, found)), next=None)
