"""A store with a row in every table."""

from __future__ import annotations

from datetime import timedelta

from models.domain.archive import (
    ApiKey,
    AuditEvent,
    Delivery,
    Role,
    SignedIn,
    User,
    Webhook,
)
from models.domain.identity import new_id
from models.domain.review import Anchor, Correction, ItemKind, Operation
from models.storage import idempotency, people, webhooks
from models.storage.audit import record
from models.storage.corrections import add_correction
from models.storage.database import Database, Session
from models.storage.runs import finish_run, save_page
from tests.integration.storage.records import (
    HEAD,
    NOW,
    page,
    plan,
    stored,
    target,
    with_job,
    with_plan,
)

_LATER = NOW + timedelta(hours=1, microseconds=7)


def fill(database: Database, name: str = "first") -> str:
    """Put a row into every table; return the document."""
    with database.write() as session:
        document = _fill_documents(session, name)
        _fill_people(session, name)
    return document


def _fill_documents(session: Session, name: str) -> str:
    document = stored(session, HEAD, name=f"{name}.pdf").id
    job = with_job(session, document)
    save_page(session, job.run, page(1, "Đường \ud800"))
    finish_run(session, job.run, {"program": "1"}, b'{"a": "\xc4\x91"}')
    made = plan(target(), target("b", value=None), parents=(("8", "KH-UBND"),))
    with_plan(session, document, made, "Tỷ lệ trẻ em được khai sinh")
    anchor = Anchor(ItemKind.TARGET, "t1", marks={"year": "2026"})
    after = {"list": [1, 0.5, None, "đ"]}
    add_correction(
        session,
        Correction(
            new_id(), document, job.run, anchor, Operation.SET, "value", None, after, "u", _LATER
        ),
    )
    return document


def _fill_people(session: Session, name: str) -> None:
    user = User(new_id(), name, Role.ADMIN, "hash", True, NOW)
    people.add_user(session, user)
    people.add_key(session, ApiKey(new_id(), name, Role.READER, new_id(), False, NOW, _LATER))
    people.add_session(session, SignedIn(new_id(), user.id, new_id(), NOW, _LATER))
    event = AuditEvent(new_id(), _LATER, "user", user.id, name, "a", "b", "c", {"d": [None]})
    record(session, event)
    idempotency.begin(session, name, "print", NOW)
    idempotency.finish(session, name, idempotency.StoredAnswer(200, {"a": "b"}, b"\x00\xff"))
    webhook = Webhook(new_id(), "https://a", "secret", ("x", "y"), True, NOW)
    webhooks.add_webhook(session, webhook)
    webhooks.add_delivery(session, Delivery(new_id(), webhook.id, "x", b"\x00\xff", NOW, 2, _LATER))
