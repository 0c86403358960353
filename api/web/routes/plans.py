"""The plan of a document: read as a whole, with the corrections of people and their history."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Response

from api.service import review
from api.service.plan_answers import PlanAnswerOut
from api.web.deps import PLAIN, Identifier, OfficeDep, RequestName
from api.web.docs import refusals
from api.web.security import Reader, Reviewer
from api.web.shapes.lists import ListOut
from api.web.shapes.plans import CorrectionOut, correction_out

router = APIRouter(prefix="/v1/documents/{document}", tags=["plans"])
_NOT_MODIFIED = 304
CorrectionId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$", description="identifier")]
Name = Annotated[str | None, Query(min_length=1, max_length=64, pattern=PLAIN)]


@router.get(
    "/plan",
    response_model=PlanAnswerOut,
    responses={304: {"description": "Unchanged"}, **refusals(404, 409)},
)
def show_plan(
    document: Identifier,
    office: OfficeDep,
    _actor: Reader,
    raw: Annotated[bool, Query(description="as read, without the corrections of people")] = False,
    if_none_match: Annotated[str | None, Header(max_length=1000)] = None,
) -> Response:
    """Show the plan with the names of its parts, what people decided, and conflicts."""
    answer = review.show_plan(office, document, raw=raw)
    headers = {"ETag": f'"{answer.etag}"', "Cache-Control": "private, no-cache"}
    if f'"{answer.etag}"' in (if_none_match or ""):
        return Response(status_code=_NOT_MODIFIED, headers=headers)
    return Response(answer.content, headers=headers, media_type="application/json")


@router.get("/corrections", responses=refusals(404))
def list_corrections(
    document: Identifier,
    office: OfficeDep,
    _actor: Reader,
    item: Annotated[Name, Query(description="of this part alone")] = None,
    field: Annotated[Name, Query(description="of this field alone")] = None,
) -> ListOut[CorrectionOut]:
    """List what people decided, in the order of their decisions, those taken back too."""
    made = review.list_corrections(office, document, item, field)
    return ListOut(items=tuple(map(correction_out, made)), next=None)


@router.post("/corrections/{correction}/revert", responses=refusals(404, 409))
def take_back(
    document: Identifier,
    correction: CorrectionId,
    office: OfficeDep,
    name: RequestName,
    actor: Reviewer,
) -> CorrectionOut:
    """Take a decision back: it counts no more; decisions made after it stay."""
    request = review.Request(actor, name)
    return correction_out(review.take_back(office, request, document, correction))
