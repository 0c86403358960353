"""Webhooks as admins keep them: where events are sent, which, and with what secret."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from api.service import audit
from api.service.addresses import check_url
from api.service.deliveries import SECRET_PREFIX
from api.service.events import Event
from api.service.office import Office
from models.domain.archive import Actor, Delivery, Webhook
from models.domain.identity import new_id
from models.domain.service_errors import NotFoundError
from models.storage import webhooks
from models.storage.database import Session
from models.storage.paging import Slice

_SECRET_BYTES = 32


def add_webhook(
    office: Office, actor: Actor, url: str, events: Iterable[Event], request: str | None = None
) -> Webhook:
    """Add a webhook with a new secret; without events it gets all. Raises WebhookAddressError."""
    check_url(url, office.settings.webhooks.allow)
    secret = SECRET_PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()
    wanted = tuple(event.value for event in dict.fromkeys(events))
    hook = Webhook(new_id(), url, secret, wanted, True, datetime.now(UTC))
    with office.database.write() as session:
        webhooks.add_webhook(session, hook)
        _note(session, actor, "webhook.add", hook, request)
    return hook


def change_webhook(
    office: Office,
    actor: Actor,
    webhook: str,
    url: str | None = None,
    events: Iterable[Event] | None = None,
    active: bool | None = None,
    request: str | None = None,
) -> Webhook:
    """Change what is given; raises NotFoundError, WebhookAddressError."""
    if url is not None:
        check_url(url, office.settings.webhooks.allow)
    with office.database.write() as session:
        found = find_webhook(session, webhook)
        wanted = found.events if events is None else tuple(event.value for event in events)
        changed = replace(
            found,
            url=found.url if url is None else url,
            events=wanted,
            active=found.active if active is None else active,
        )
        webhooks.update_webhook(session, changed)
        _note(session, actor, "webhook.change", changed, request)
    return changed


def delete_webhook(office: Office, actor: Actor, webhook: str, request: str | None = None) -> None:
    """Delete a webhook with its deliveries; raises NotFoundError."""
    with office.database.write() as session:
        found = find_webhook(session, webhook)
        webhooks.delete_webhook(session, webhook)
        _note(session, actor, "webhook.delete", found, request)


def list_webhooks(office: Office) -> tuple[Webhook, ...]:
    """Return every webhook, oldest first."""
    with office.database.read() as session:
        return webhooks.list_webhooks(session)


def show_webhook(office: Office, webhook: str) -> Webhook:
    """Return a webhook; raises NotFoundError."""
    with office.database.read() as session:
        return find_webhook(session, webhook)


def list_deliveries(
    office: Office, webhook: str, cursor: str | None, limit: int
) -> Slice[Delivery]:
    """Return what was sent to a webhook, newest first; raises NotFoundError, BadCursorError."""
    with office.database.read() as session:
        find_webhook(session, webhook)
        return webhooks.list_deliveries(session, webhook, cursor, limit)


def find_webhook(session: Session, webhook: str) -> Webhook:
    """Return a webhook; raises NotFoundError."""
    found = webhooks.find_webhook(session, webhook)
    if found is None:
        raise NotFoundError(object="webhook")
    return found


def _note(session: Session, actor: Actor, action: str, hook: Webhook, request: str | None) -> None:
    details = {"url": hook.url, "events": list(hook.events), "active": hook.active}
    audit.record(session, actor, action, "webhook", hook.id, details, request)
