"""Events: what programs outside want to know, put down for each webhook that asked for it.

An event is written in the transaction of the change that it tells of: it is sent if the change is
kept, and only then. Its body follows Standard Webhooks: type, timestamp, data.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from models.domain.archive import Delivery, Webhook
from models.domain.identity import new_id
from models.storage import webhooks
from models.storage.database import Session


class Event(StrEnum):
    """What can be told."""

    DOCUMENT_READY = "document.ready"
    DOCUMENT_FAILED = "document.failed"
    DOCUMENT_DELETED = "document.deleted"
    PLAN_CORRECTED = "plan.corrected"
    PLAN_CONFLICT = "plan.conflict"


def emit(session: Session, event: Event, data: Mapping[str, Any]) -> int:
    """Put an event down for every active webhook that asked for it; return how many did.

    ``data`` names what happened to what; it holds no text of a document but what was changed.
    """
    now = datetime.now(UTC)
    body = event_body(event, now, data)
    listening = [hook for hook in webhooks.list_webhooks(session) if _wants(hook, event)]
    for hook in listening:
        delivery = Delivery(new_id(), hook.id, event.value, body, now, next_at=now)
        webhooks.add_delivery(session, delivery)
    return len(listening)


def event_body(event: Event, at: datetime, data: Mapping[str, Any]) -> bytes:
    """Return the body of a message."""
    content = {"type": event.value, "timestamp": at.isoformat(), "data": dict(data)}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _wants(hook: Webhook, event: Event) -> bool:
    return hook.active and (not hook.events or event.value in hook.events)
