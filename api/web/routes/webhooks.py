"""Webhooks, kept by admins, and what was sent to them."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.service import hooks
from api.web.deps import Cursor, Identifier, Limit, OfficeDep, RequestName
from api.web.docs import refusals
from api.web.security import Admin
from api.web.shapes.lists import ListOut, link_next
from api.web.shapes.webhooks import (
    DeliveryOut,
    NewWebhookIn,
    NewWebhookOut,
    WebhookChangesIn,
    WebhookOut,
    delivery_out,
    webhook_out,
)

router = APIRouter(prefix="/v1/webhooks", tags=["webhooks"])


@router.get("")
def list_webhooks(office: OfficeDep, _actor: Admin) -> ListOut[WebhookOut]:
    """List all webhooks, oldest first."""
    return ListOut(items=tuple(map(webhook_out, hooks.list_webhooks(office))), next=None)


@router.post("", status_code=201)
def add_webhook(
    sent: NewWebhookIn, office: OfficeDep, name: RequestName, actor: Admin, response: Response
) -> NewWebhookOut:
    """Add a webhook; the secret that signs its messages is shown this once."""
    hook = hooks.add_webhook(office, actor, sent.url, sent.events, name)
    response.headers["Location"] = f"/v1/webhooks/{hook.id}"
    response.headers["Cache-Control"] = "no-store"
    return NewWebhookOut(webhook=webhook_out(hook), secret=hook.secret)


@router.get("/{webhook}", responses=refusals(404))
def show_webhook(webhook: Identifier, office: OfficeDep, _actor: Admin) -> WebhookOut:
    """Show a webhook."""
    return webhook_out(hooks.show_webhook(office, webhook))


@router.patch("/{webhook}", responses=refusals(404))
def change_webhook(
    webhook: Identifier,
    sent: WebhookChangesIn,
    office: OfficeDep,
    name: RequestName,
    actor: Admin,
) -> WebhookOut:
    """Change where events are sent, which, and whether any."""
    changed = hooks.change_webhook(office, actor, webhook, sent.url, sent.events, sent.active, name)
    return webhook_out(changed)


@router.delete("/{webhook}", status_code=204, response_class=Response, responses=refusals(404))
def delete_webhook(webhook: Identifier, office: OfficeDep, name: RequestName, actor: Admin) -> None:
    """Delete a webhook with what was sent to it."""
    hooks.delete_webhook(office, actor, webhook, name)


@router.get("/{webhook}/deliveries", responses=refusals(404))
def list_deliveries(
    webhook: Identifier,
    request: Request,
    response: Response,
    office: OfficeDep,
    _actor: Admin,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> ListOut[DeliveryOut]:
    """List what was sent to a webhook, newest first."""
    found = hooks.list_deliveries(office, webhook, cursor, limit)
    link_next(request, response, found.next)
    return ListOut(items=tuple(map(delivery_out, found.items)), next=found.next)
