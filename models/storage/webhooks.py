"""Webhooks, and the events on their way to them."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from models.domain.archive import Delivery, Webhook
from models.storage.paging import DEFAULT_LIMIT, Slice, bounded, cut, decode_cursor
from models.storage.tables import DeliveryRow, WebhookRow

_LIST = "deliveries"


def add_webhook(session: Session, webhook: Webhook) -> None:
    """Add a webhook."""
    session.add(
        WebhookRow(
            id=webhook.id,
            url=webhook.url,
            secret=webhook.secret,
            events=list(webhook.events),
            active=webhook.active,
            created_at=webhook.created_at,
        )
    )
    session.flush()


def find_webhook(session: Session, webhook_id: str) -> Webhook | None:
    """Return the webhook of this identifier."""
    row = session.get(WebhookRow, webhook_id, populate_existing=True)
    return None if row is None else _as_webhook(row)


def list_webhooks(session: Session) -> tuple[Webhook, ...]:
    """Return every webhook, oldest first."""
    asked = select(WebhookRow).order_by(col(WebhookRow.id))
    return tuple(map(_as_webhook, session.scalars(asked)))


def update_webhook(session: Session, webhook: Webhook) -> None:
    """Change address, secret, events and whether anything is sent."""
    session.execute(
        update(WebhookRow)
        .where(col(WebhookRow.id) == webhook.id)
        .values(
            url=webhook.url,
            secret=webhook.secret,
            events=list(webhook.events),
            active=webhook.active,
        )
    )


def delete_webhook(session: Session, webhook_id: str) -> bool:
    """Delete a webhook with its deliveries; tell whether it was there."""
    chosen = delete(WebhookRow).where(col(WebhookRow.id) == webhook_id)
    return session.execute(chosen.returning(col(WebhookRow.id))).first() is not None


def add_delivery(session: Session, delivery: Delivery) -> None:
    """Add an event to be sent to one webhook."""
    session.add(
        DeliveryRow(
            id=delivery.id,
            webhook=delivery.webhook,
            event=delivery.event,
            body=delivery.body,
            created_at=delivery.created_at,
            attempts=delivery.attempts,
            next_at=delivery.next_at,
            delivered_at=delivery.delivered_at,
            last_status=delivery.last_status,
            last_error=delivery.last_error,
        )
    )
    session.flush()


def find_delivery(session: Session, delivery_id: str) -> Delivery | None:
    """Return the delivery of this identifier."""
    row = session.get(DeliveryRow, delivery_id, populate_existing=True)
    return None if row is None else _as_delivery(row)


def list_deliveries(
    session: Session, webhook_id: str, cursor: str | None = None, limit: int = DEFAULT_LIMIT
) -> Slice[Delivery]:
    """Return the deliveries to a webhook, newest first; raises BadCursorError."""
    limit = bounded(limit)
    asked = select(DeliveryRow).where(col(DeliveryRow.webhook) == webhook_id)
    after = decode_cursor(_LIST, (str,), cursor)
    if after is not None:
        asked = asked.where(col(DeliveryRow.id) < after[0])
    asked = asked.order_by(col(DeliveryRow.id).desc()).limit(limit + 1)
    found = [_as_delivery(row) for row in session.scalars(asked)]
    return cut(found, limit, _LIST, lambda delivery: (delivery.id,))


def due_deliveries(session: Session, now: datetime, limit: int) -> tuple[Delivery, ...]:
    """Return the deliveries whose time has come, the longest due first."""
    asked = select(DeliveryRow).where(col(DeliveryRow.next_at) <= now)
    asked = asked.order_by(col(DeliveryRow.next_at), col(DeliveryRow.id)).limit(limit)
    return tuple(map(_as_delivery, session.scalars(asked)))


def claim(session: Session, delivery_id: str, until: datetime, now: datetime | None = None) -> bool:
    """Take a due delivery for oneself until a time; tell whether nobody else was faster.

    If its sender dies, it is due again at that time.
    """
    taken = session.execute(
        update(DeliveryRow)
        .where(
            col(DeliveryRow.id) == delivery_id,
            col(DeliveryRow.next_at) <= (now or datetime.now(UTC)),
        )
        .values(next_at=until)
        .returning(col(DeliveryRow.id))
        .execution_options(synchronize_session=False)
    )
    return taken.first() is not None


def settle(session: Session, delivery: Delivery) -> None:
    """Keep how an attempt ended, and when the next one is due."""
    session.execute(
        update(DeliveryRow)
        .where(col(DeliveryRow.id) == delivery.id)
        .values(
            attempts=delivery.attempts,
            next_at=delivery.next_at,
            delivered_at=delivery.delivered_at,
            last_status=delivery.last_status,
            last_error=delivery.last_error,
        )
    )


def forget_deliveries_before(session: Session, when: datetime) -> None:
    """Delete the deliveries made before this time that are done or given up."""
    session.execute(
        delete(DeliveryRow).where(
            col(DeliveryRow.created_at) < when, col(DeliveryRow.next_at).is_(None)
        )
    )


def _as_webhook(row: WebhookRow) -> Webhook:
    return Webhook(row.id, row.url, row.secret, tuple(row.events), row.active, row.created_at)


def _as_delivery(row: DeliveryRow) -> Delivery:
    return Delivery(
        id=row.id,
        webhook=row.webhook,
        event=row.event,
        body=row.body,
        created_at=row.created_at,
        attempts=row.attempts,
        next_at=row.next_at,
        delivered_at=row.delivered_at,
        last_status=row.last_status,
        last_error=row.last_error,
    )
