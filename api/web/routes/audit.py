"""The audit trail: every write, newest first."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.web.deps import Cursor, Limit, OfficeDep, Term
from api.web.moments import Moment
from api.web.security import Admin
from api.web.shapes.audit import AuditEventOut, audit_event_out
from api.web.shapes.lists import ListOut, link_next
from models.storage import audit

router = APIRouter(prefix="/v1", tags=["administration"])


@router.get("/audit")
def list_events(
    request: Request,
    response: Response,
    office: OfficeDep,
    _actor: Admin,
    object_kind: Term = None,
    object_id: Term = None,
    actor: Term = None,
    action: Term = None,
    after: Moment | None = None,
    before: Moment | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> ListOut[AuditEventOut]:
    """List what was done, newest first; ``actor`` is the identifier of a user or key."""
    query = audit.AuditQuery(
        object_kind=object_kind,
        object_id=object_id,
        actor=actor,
        action=action,
        after=after,
        before=before,
    )
    with office.database.read() as session:
        found = audit.list_events(session, query, cursor, limit)
    link_next(request, response, found.next)
    return ListOut(items=tuple(map(audit_event_out, found.items)), next=found.next)
