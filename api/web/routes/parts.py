"""The parts of a plan: read, corrected, added and removed one by one, with If-Match."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Query, Response

from api.service import review
from api.service.parts import METADATA_ITEM
from api.service.review import PartView, Request
from api.service.values import (
    AssignmentChanges,
    Changes,
    DutyChanges,
    MetadataChanges,
    ReferenceChanges,
    SectionChanges,
    TargetChanges,
)
from api.web.deps import Identifier, OfficeDep, RequestName
from api.web.docs import refusals
from api.web.security import Reader, Reviewer
from api.web.shapes.plans import NewTargetIn, PartAnswerOut, PatchIn, Reason, part_out
from models.domain.review import ItemKind

router = APIRouter(prefix="/v1/documents/{document}/plan", tags=["plans"])


Item = Annotated[
    str,
    Path(
        pattern=r"^[0-9a-f]{16}([0-9a-f]{16})?$",
        description="name of the part, from `items` of the plan",
        examples=["1f0c9d2b7a6e4c35"],
    ),
]
_CHANGE = refusals(404, 409, 412, 428)
IfMatch = Annotated[
    str | None,
    Header(max_length=1000, description="the `etag` of the part; without it the answer is 428"),
]


Why = Annotated[Reason | None, Query(description="why, for the audit trail")]


def _asking(actor: Reviewer, name: RequestName, if_match: IfMatch = None) -> Request:
    return Request(actor, name, if_match=if_match)


Asking = Annotated[Request, Depends(_asking)]


@router.get("/metadata", responses=refusals(404, 409))
def show_metadata(
    document: Identifier, office: OfficeDep, response: Response, _actor: Reader
) -> PartAnswerOut:
    """Show the head and foot of the document."""
    view = review.show_part(office, document, ItemKind.METADATA, METADATA_ITEM)
    return _shown(view, response)


@router.patch("/metadata", responses=_CHANGE)
def correct_metadata(
    document: Identifier,
    sent: PatchIn[MetadataChanges],
    office: OfficeDep,
    asking: Asking,
    response: Response,
) -> PartAnswerOut:
    """Correct fields of the head or foot of the document."""
    asking = replace(asking, reason=sent.reason)
    view = review.correct_part(
        office, asking, document, ItemKind.METADATA, METADATA_ITEM, sent.changes
    )
    return _shown(view, response)


@router.patch("/references/{item}", responses=_CHANGE)
def correct_reference(
    document: Identifier,
    item: Item,
    sent: PatchIn[ReferenceChanges],
    office: OfficeDep,
    asking: Asking,
    response: Response,
) -> PartAnswerOut:
    """Correct fields of a cited document."""
    asking = replace(asking, reason=sent.reason)
    return _correct(office, asking, document, ItemKind.REFERENCE, item, sent.changes, response)


@router.patch("/sections/{item}", responses=_CHANGE)
def correct_section(
    document: Identifier,
    item: Item,
    sent: PatchIn[SectionChanges],
    office: OfficeDep,
    asking: Asking,
    response: Response,
) -> PartAnswerOut:
    """Correct fields of a section."""
    asking = replace(asking, reason=sent.reason)
    return _correct(office, asking, document, ItemKind.SECTION, item, sent.changes, response)


@router.patch("/targets/{item}", responses=_CHANGE)
def correct_target(
    document: Identifier,
    item: Item,
    sent: PatchIn[TargetChanges],
    office: OfficeDep,
    asking: Asking,
    response: Response,
) -> PartAnswerOut:
    """Correct fields of a target."""
    asking = replace(asking, reason=sent.reason)
    return _correct(office, asking, document, ItemKind.TARGET, item, sent.changes, response)


@router.patch("/assignments/{item}", responses=_CHANGE)
def correct_assignment(
    document: Identifier,
    item: Item,
    sent: PatchIn[AssignmentChanges],
    office: OfficeDep,
    asking: Asking,
    response: Response,
) -> PartAnswerOut:
    """Correct fields of who does what."""
    asking = replace(asking, reason=sent.reason)
    return _correct(office, asking, document, ItemKind.ASSIGNMENT, item, sent.changes, response)


@router.patch("/reporting/{item}", responses=_CHANGE)
def correct_duty(
    document: Identifier,
    item: Item,
    sent: PatchIn[DutyChanges],
    office: OfficeDep,
    asking: Asking,
    response: Response,
) -> PartAnswerOut:
    """Correct fields of a duty to report."""
    asking = replace(asking, reason=sent.reason)
    return _correct(office, asking, document, ItemKind.DUTY, item, sent.changes, response)


@router.post("/targets", status_code=201, responses=refusals(404, 409))
def add_target(
    document: Identifier,
    sent: NewTargetIn,
    office: OfficeDep,
    name: RequestName,
    actor: Reviewer,
    response: Response,
) -> PartAnswerOut:
    """Add a target that the reader missed; it is put where it stands on the page."""
    request = Request(actor, name, reason=sent.reason)
    view = review.add_target(office, request, document, sent.target, sent.place)
    response.headers["Location"] = f"/v1/documents/{document}/plan/targets/{view.item}"
    return _shown(view, response)


def _offer(kind: ItemKind) -> None:
    """Let the parts of one kind be shown and removed, at the address where they are corrected."""

    def show_part(
        document: Identifier, item: Item, office: OfficeDep, response: Response, _actor: Reader
    ) -> PartAnswerOut:
        """Show a part of the plan, with its version."""
        return _shown(review.show_part(office, document, kind, item), response)

    def remove_part(
        document: Identifier, item: Item, office: OfficeDep, asking: Asking, reason: Why = None
    ) -> None:
        """Take a part out of the plan; the extraction keeps it, and it can be put back."""
        review.remove_part(office, replace(asking, reason=reason), document, kind, item)

    path = f"/{kind.value}/{{item}}"
    router.add_api_route(
        path, show_part, methods=["GET"], name=f"show_{kind}", responses=refusals(404, 409)
    )
    router.add_api_route(
        path,
        remove_part,
        methods=["DELETE"],
        name=f"remove_{kind}",
        status_code=204,
        response_class=Response,
        responses=_CHANGE,
    )


for _kind in ItemKind:
    if _kind is not ItemKind.METADATA:
        _offer(_kind)


def _correct(
    office: OfficeDep,
    asking: Request,
    document: str,
    kind: ItemKind,
    item: str,
    changes: Changes,
    response: Response,
) -> PartAnswerOut:
    view = review.correct_part(office, asking, document, kind, item, changes)
    return _shown(view, response)


def _shown(view: PartView, response: Response) -> PartAnswerOut:
    response.headers["ETag"] = f'"{view.etag}"'
    return part_out(view)
