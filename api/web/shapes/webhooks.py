"""Webhooks and deliveries as they are shown and sent."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StringConstraints

from api.service.events import Event
from models.domain.archive import Delivery, Webhook

Url = Annotated[
    str,
    StringConstraints(min_length=1, max_length=2000, pattern=r"^https?://[!-~]+$"),
    Field(examples=["https://portal.example.vn/kehoach"]),
]
Events = Annotated[
    tuple[Event, ...],
    Field(max_length=len(Event), description="what is sent; without any, everything"),
]


class WebhookOut(BaseModel):
    """Where events are sent; the secret is shown when the webhook is added, and never again."""

    id: str
    url: str
    events: tuple[str, ...]
    active: bool
    created_at: datetime


class NewWebhookIn(BaseModel):
    """A webhook to add; internal addresses must be allowed by the settings."""

    model_config = ConfigDict(extra="forbid")

    url: Url
    events: Events = ()


class NewWebhookOut(BaseModel):
    """A new webhook with the secret that signs its messages (Standard Webhooks)."""

    webhook: WebhookOut
    secret: str


class WebhookChangesIn(BaseModel):
    """What of a webhook is to change."""

    model_config = ConfigDict(extra="forbid")

    url: Url | None = None
    events: Events | None = None
    active: StrictBool | None = None


class DeliveryOut(BaseModel):
    """A message on its way, or done, or given up."""

    id: str = Field(description="the webhook-id of the message")
    event: str
    created_at: datetime
    attempts: int
    next_at: datetime | None = Field(description="null once it is done or given up")
    delivered_at: datetime | None
    last_status: int | None
    last_error: str | None = Field(
        description="stable: refused, timeout, no_answer, name_unknown, address_not_allowed, "
        "webhook_off"
    )


def webhook_out(hook: Webhook) -> WebhookOut:
    """Return a webhook as it is shown."""
    return WebhookOut(
        id=hook.id,
        url=hook.url,
        events=hook.events,
        active=hook.active,
        created_at=hook.created_at,
    )


def delivery_out(delivery: Delivery) -> DeliveryOut:
    """Return a delivery as it is shown."""
    return DeliveryOut(
        id=delivery.id,
        event=delivery.event,
        created_at=delivery.created_at,
        attempts=delivery.attempts,
        next_at=delivery.next_at,
        delivered_at=delivery.delivered_at,
        last_status=delivery.last_status,
        last_error=delivery.last_error,
    )
