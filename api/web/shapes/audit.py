"""The audit trail as it is shown."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from models.domain.archive import AuditEvent


class AuditEventOut(BaseModel):
    """Something that somebody did."""

    id: str
    at: datetime
    actor_kind: str = Field(description="user, key or system")
    actor_id: str
    actor_name: str
    action: str = Field(description="object.verb", examples=["plan.correct"])
    object_kind: str
    object_id: str
    details: dict[str, Any]
    request: str | None = Field(description="the X-Request-ID of the request")


def audit_event_out(event: AuditEvent) -> AuditEventOut:
    """Return an event as it is shown."""
    return AuditEventOut(
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
