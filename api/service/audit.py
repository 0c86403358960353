"""Writing down who did what: one event for every write, in the transaction of the write."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from models.domain.archive import Actor, AuditEvent, Role
from models.domain.identity import new_id
from models.storage import audit
from models.storage.database import Session

SYSTEM = Actor("system", "system", "system", Role.ADMIN)


def record(
    session: Session,
    actor: Actor,
    action: str,
    object_kind: str,
    object_id: str,
    details: Mapping[str, Any] | None = None,
    request: str | None = None,
) -> AuditEvent:
    """Add an event to the open write transaction and return it.

    ``action`` is ``object.verb`` (document.add, job.cancel); ``details`` hold no text of a
    document but what was changed; ``request`` is the identifier of the request.
    """
    event = AuditEvent(
        id=new_id(),
        at=datetime.now(UTC),
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name,
        action=action,
        object_kind=object_kind,
        object_id=object_id,
        details=dict(details or {}),
        request=request,
    )
    audit.record(session, event)
    return event
