"""What was done by whom; events are added and read, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from models.domain.archive import AuditEvent
from models.storage.paging import DEFAULT_LIMIT, Slice, bounded, cut, decode_cursor
from models.storage.tables import AuditRow

_LIST = "audit"


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """What is asked for; everything that is given must hold.

    ``actor`` is the identifier of who did it. Times: after is included, before is not.
    """

    object_kind: str | None = None
    object_id: str | None = None
    actor: str | None = None
    action: str | None = None
    after: datetime | None = None
    before: datetime | None = None


def record(session: Session, event: AuditEvent) -> None:
    """Add an event, in the transaction of what it tells of."""
    session.add(
        AuditRow(
            id=event.id,
            at=event.at,
            actor_kind=event.actor_kind,
            actor_id=event.actor_id,
            actor_name=event.actor_name,
            action=event.action,
            object_kind=event.object_kind,
            object_id=event.object_id,
            details=dict(event.details),
            request=event.request,
        )
    )
    session.flush()


def list_events(
    session: Session, query: AuditQuery, cursor: str | None = None, limit: int = DEFAULT_LIMIT
) -> Slice[AuditEvent]:
    """Return the events that are asked for, newest first; raises BadCursorError."""
    limit = bounded(limit)
    asked = select(AuditRow)
    for column, wanted in (
        (AuditRow.object_kind, query.object_kind),
        (AuditRow.object_id, query.object_id),
        (AuditRow.actor_id, query.actor),
        (AuditRow.action, query.action),
    ):
        if wanted is not None:
            asked = asked.where(col(column) == wanted)
    if query.after is not None:
        asked = asked.where(col(AuditRow.at) >= query.after)
    if query.before is not None:
        asked = asked.where(col(AuditRow.at) < query.before)
    start = decode_cursor(_LIST, (str,), cursor)
    if start is not None:
        asked = asked.where(col(AuditRow.id) < start[0])
    asked = asked.order_by(col(AuditRow.id).desc()).limit(limit + 1)
    found = [_as_event(row) for row in session.scalars(asked)]
    return cut(found, limit, _LIST, lambda event: (event.id,))


def _as_event(row: AuditRow) -> AuditEvent:
    return AuditEvent(
        id=row.id,
        at=row.at,
        actor_kind=row.actor_kind,
        actor_id=row.actor_id,
        actor_name=row.actor_name,
        action=row.action,
        object_kind=row.object_kind,
        object_id=row.object_id,
        details=row.details,
        request=row.request,
    )
