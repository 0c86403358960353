"""Targets across all documents, and full-text search."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.service import search
from api.web.deps import PLAIN, Cursor, Limit, OfficeDep, Term
from api.web.security import Reader
from api.web.shapes.documents import document_out
from api.web.shapes.lists import ListOut, link_next
from api.web.shapes.targets import FoundOut, StoredTargetOut, stored_target_out
from models.domain.plan import Comparator, Unit
from models.storage import plans

router = APIRouter(prefix="/v1", tags=["search"])
_VAST = 1e15
Figure = Annotated[float | None, Query(ge=-_VAST, le=_VAST, allow_inf_nan=False)]
Words = Annotated[
    str,
    Query(
        min_length=1,
        max_length=200,
        pattern=PLAIN,
        description="all words must stand in the document, whatever their marks and case; "
        "in quotation marks: side by side",
        examples=["bao hiem y te"],
    ),
]


@router.get("/targets")
def list_targets(
    request: Request,
    response: Response,
    office: OfficeDep,
    _actor: Reader,
    indicator: Term = None,
    unit: Unit | None = None,
    year: Annotated[int | None, Query(ge=1900, le=2200)] = None,
    comparator: Comparator | None = None,
    value_min: Figure = None,
    value_max: Figure = None,
    document: Annotated[str | None, Query(pattern=r"^[0-9a-f]{32}$")] = None,
    issuer: Term = None,
    province: Term = None,
    core: bool | None = None,
    text: Term = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> ListOut[StoredTargetOut]:
    """List targets of all documents, those of the newest document first."""
    query = plans.TargetQuery(
        indicator=indicator,
        unit=unit,
        year=year,
        comparator=comparator,
        value_min=value_min,
        value_max=value_max,
        document=document,
        issuer=issuer,
        province=province,
        core=core,
        text=text,
    )
    with office.database.read() as session:
        found = plans.list_targets(session, query, cursor, limit)
    link_next(request, response, found.next)
    return ListOut(items=tuple(map(stored_target_out, found.items)), next=found.next)


@router.get("/search")
def search_documents(
    request: Request,
    response: Response,
    office: OfficeDep,
    _actor: Reader,
    q: Words,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> ListOut[FoundOut]:
    """Find documents by their words, each with the first targets that hold them."""
    found = search.find(office, q, cursor, limit)
    link_next(request, response, found.next)
    items = (
        FoundOut(
            document=document_out(hit.document),
            targets=tuple(map(stored_target_out, hit.targets)),
        )
        for hit in found.items
    )
    return ListOut(items=tuple(items), next=found.next)
