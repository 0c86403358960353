"""Sending events to webhooks: signed, never redirected, tried again with growing pauses.

Signatures follow Standard Webhooks: HMAC-SHA256 over ``id.timestamp.body``, with the secret that
the receiver was given once.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial

import httpx

from api.service.addresses import Resolver, find_callee
from api.service.office import Office
from models.domain.archive import Delivery, Webhook
from models.domain.service_errors import WebhookAddressError
from models.storage import webhooks

SECRET_PREFIX = "whsec_"
_AT_ONCE = 4
_ROUND = 40
_FIRST_PAUSE, _LONGEST_PAUSE, _FACTOR = 5.0, 8 * 3600.0, 4
_SPREAD = 0.1
_CLAIM = 3  # times the limit of one delivery: somebody else may take it up after that

Send = Callable[[Webhook, Delivery], "Sent"]


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of an attempt: the status, or a stable word for why there was none."""

    status: int | None
    error: str | None = None

    @property
    def is_good(self) -> bool:
        """Tell whether the receiver took it."""
        return self.status is not None and 200 <= self.status < 300


def deliver_due(office: Office, resolve: Resolver | None = None) -> int:
    """Send what is due, each delivery by one process only; return how many attempts were made."""
    with office.database.read() as session:
        due = webhooks.due_deliveries(session, datetime.now(UTC), _ROUND)
    if not due:
        return 0
    attempt = partial(_attempt, office, resolve)
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="webhook") as senders:
        return sum(senders.map(attempt, due))


def send(office: Office, hook: Webhook, delivery: Delivery, resolve: Resolver | None) -> Sent:
    """Make one attempt; whatever goes wrong is an answer too."""
    limits = office.settings.webhooks
    try:
        callee = find_callee(hook.url, limits.allow, resolve)
    except WebhookAddressError:
        return Sent(None, "address_not_allowed")
    except (OSError, ValueError):
        return Sent(None, "name_unknown")
    headers = {"Host": callee.host_header, **signed_headers(hook, delivery, datetime.now(UTC))}
    try:
        with (
            httpx.Client(trust_env=False, timeout=limits.seconds) as client,
            client.stream(
                "POST",
                callee.pinned,
                content=delivery.body,
                headers=headers,
                extensions={"sni_hostname": callee.host},
            ) as answer,
        ):
            return Sent(answer.status_code)
    except httpx.TimeoutException:
        return Sent(None, "timeout")
    except (httpx.HTTPError, httpx.InvalidURL, OSError):
        return Sent(None, "no_answer")


def signed_headers(hook: Webhook, delivery: Delivery, at: datetime) -> dict[str, str]:
    """Return the headers of a message, its signature among them."""
    moment = str(int(at.timestamp()))
    return {
        "Content-Type": "application/json",
        "User-Agent": "kehoach",
        "webhook-id": delivery.id,
        "webhook-timestamp": moment,
        "webhook-signature": signature(hook.secret, delivery.id, moment, delivery.body),
    }


def signature(secret: str, message: str, moment: str, body: bytes) -> str:
    """Return the signature of a message: ``v1,`` and the HMAC in base64."""
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    signed = f"{message}.{moment}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def after_attempt(delivery: Delivery, sent: Sent, now: datetime, most: int) -> Delivery:
    """Return the delivery after an attempt: done, given up, or due again after a longer pause."""
    attempts = delivery.attempts + 1
    tried = replace(
        delivery, attempts=attempts, last_status=sent.status, last_error=_error(sent), next_at=None
    )
    if sent.is_good:
        return replace(tried, delivered_at=now)
    return tried if attempts >= most else replace(tried, next_at=now + pause(attempts))


def pause(attempts: int) -> timedelta:
    """Return how long to wait after that many failed attempts; spread, so that no crowd comes."""
    seconds = min(_FIRST_PAUSE * _FACTOR ** (attempts - 1), _LONGEST_PAUSE)
    return timedelta(seconds=seconds * random.uniform(1 - _SPREAD, 1 + _SPREAD))


def _attempt(office: Office, resolve: Resolver | None, due: Delivery) -> int:
    limits, now = office.settings.webhooks, datetime.now(UTC)
    until = now + timedelta(seconds=limits.seconds * _CLAIM)
    with office.database.write() as session:
        mine = webhooks.claim(session, due.id, until, now)
        hook = webhooks.find_webhook(session, due.webhook)
        if not mine or hook is None:
            return 0
    off = Sent(None, "webhook_off")
    sent = send(office, hook, due, resolve) if hook.active else off
    most = limits.attempts if hook.active else 0
    with office.database.write() as session:
        webhooks.settle(session, after_attempt(due, sent, datetime.now(UTC), most))
    return 1


def _error(sent: Sent) -> str | None:
    if sent.is_good:
        return None
    return sent.error or "refused"
