"""People, audit events, webhooks, and answers to repeated requests."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from models.domain.archive import (
    ApiKey,
    AuditEvent,
    Delivery,
    Role,
    SignedIn,
    User,
    Webhook,
)
from models.domain.service_errors import (
    BadCursorError,
    IdempotencyMismatchError,
    IdempotencyRunningError,
)
from models.storage import idempotency, people, webhooks
from models.storage.audit import AuditQuery, list_events, record
from models.storage.database import Database
from models.storage.documents import delete_document
from tests.integration.storage.records import NOW, stored

HOUR = timedelta(hours=1)
USER = User("u1", "Trần Văn Đức", Role.REVIEWER, "$argon2id$...", True, NOW)
KEY = ApiKey("k1", "kho", Role.UPLOADER, "h" * 64, True, NOW, NOW + HOUR, None)
SESSION = SignedIn("s1", "u1", "t" * 64, NOW, NOW + HOUR)
WEBHOOK = Webhook("w1", "https://example.gov.vn/nhận", "secret", ("document.ready",), True, NOW)
DELIVERY = Delivery("d1", "w1", "document.ready", b"\x00{}", NOW, 0, NOW)


def test_users_are_kept_found_changed_and_deleted(database: Database) -> None:
    with database.write() as session:
        people.add_user(session, USER)
        assert people.find_user(session, "u1") == USER
        assert people.find_user_by_name(session, USER.name) == USER
        assert people.find_user_by_name(session, "trần văn đức") is None
        second = User("u0", "An", Role.ADMIN, "x", True, NOW)
        people.add_user(session, second)
        assert people.list_users(session) == (second, USER)
        people.lock_users(session)
        changed = replace(USER, name="Đức", role=Role.ADMIN, active=False, password_hash="y")
        people.update_user(session, changed)
        assert people.find_user(session, "u1") == changed
        people.delete_user(session, "u1")
        assert people.list_users(session) == (second,)


def test_a_name_is_taken_once(database: Database) -> None:
    with database.write() as session:
        people.add_user(session, USER)
    with pytest.raises(IntegrityError), database.write() as session:
        people.add_user(session, replace(USER, id="u2"))


def test_keys_are_kept_found_changed_and_deleted(database: Database) -> None:
    with database.write() as session:
        people.add_key(session, KEY)
        assert people.find_key(session, "k1") == KEY
        assert people.find_key_by_hash(session, KEY.secret_hash) == KEY
        assert people.find_key_by_hash(session, "x") is None
        people.note_key_use(session, "k1", NOW)
        changed = replace(KEY, active=False, role=Role.READER, expires_at=None, last_used_at=NOW)
        people.update_key(session, changed)
        assert people.list_keys(session) == (changed,)
        people.delete_key(session, "k1")
        assert people.find_key(session, "k1") is None


def test_sessions_end_with_their_time_their_user_or_by_wish(database: Database) -> None:
    with database.write() as session:
        people.add_user(session, USER)
        for number in range(4):
            ends = NOW + number * HOUR
            people.add_session(session, SignedIn(f"s{number}", "u1", f"t{number}", NOW, ends))

        def open_ones() -> list[int]:
            return [n for n in range(4) if people.find_session_by_hash(session, f"t{n}")]

        people.delete_sessions_before(session, NOW + HOUR)
        assert open_ones() == [1, 2, 3]
        people.delete_session(session, "s2")
        assert open_ones() == [1, 3]
        people.delete_user(session, "u1")
        assert open_ones() == []
        people.add_user(session, USER)
        people.add_session(session, SESSION)
        assert people.find_session_by_hash(session, SESSION.token_hash) == SESSION
        people.delete_sessions_of(session, "u1")
        assert people.find_session_by_hash(session, SESSION.token_hash) is None


def _event(number: int, **changes: object) -> AuditEvent:
    made = AuditEvent(
        f"{number:032x}",
        NOW + number * HOUR,
        "user",
        "u1",
        "Đức",
        "document.add",
        "document",
        f"d{number}",
        {"sha256": "a", "parts": [1, None]},
        "request",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


AUDITS = (
    (AuditQuery(), (3, 2, 1), "newest first"),
    (AuditQuery(object_kind="job"), (3,), "kind of object"),
    (AuditQuery(object_kind="document", object_id="d2"), (2,), "one object"),
    (AuditQuery(actor="u2"), (2,), "who"),
    (AuditQuery(action="document.add"), (2, 1), "what"),
    (AuditQuery(after=NOW + 2 * HOUR), (3, 2), "from then on, included"),
    (AuditQuery(before=NOW + 2 * HOUR), (1,), "before then, not included"),
)


def test_events_are_kept_and_found_by_what_is_asked_for(database: Database) -> None:
    given = (
        _event(1),
        _event(2, actor_id="u2"),
        _event(3, object_kind="job", action="job.cancel", details={}, request=None),
    )
    with database.write() as session:
        for event in given:
            record(session, event)
    with database.read() as session:
        for query, expected, reason in AUDITS:
            found = list_events(session, query).items
            assert found == tuple(given[number - 1] for number in expected), reason
        first = list_events(session, AuditQuery(), None, 2)
        second = list_events(session, AuditQuery(), first.next, 2)
        assert (first.items + second.items, second.next) == (given[::-1], None)
        with pytest.raises(BadCursorError):
            list_events(session, AuditQuery(), "x")


def test_events_stay_when_what_they_tell_of_is_deleted(database: Database) -> None:
    with database.write() as session:
        document = stored(session).id
        record(session, _event(1, object_id=document))
        people.add_user(session, USER)
        people.delete_user(session, USER.id)
        delete_document(session, document)
    with database.read() as session:
        assert len(list_events(session, AuditQuery(object_id=document)).items) == 1


def test_webhooks_are_kept_changed_and_deleted_with_their_deliveries(database: Database) -> None:
    with database.write() as session:
        webhooks.add_webhook(session, WEBHOOK)
        webhooks.add_delivery(session, DELIVERY)
        assert webhooks.find_webhook(session, "w1") == WEBHOOK
        assert webhooks.find_delivery(session, "d1") == DELIVERY
        changed = replace(WEBHOOK, url="https://b", secret="n", events=(), active=False)
        webhooks.update_webhook(session, changed)
        assert webhooks.list_webhooks(session) == (changed,)
        assert webhooks.delete_webhook(session, "w1")
        assert not webhooks.delete_webhook(session, "w1")
        assert webhooks.find_delivery(session, "d1") is None


def test_a_delivery_is_due_until_it_is_settled_and_claimed_by_one(database: Database) -> None:
    with database.write() as session:
        webhooks.add_webhook(session, WEBHOOK)
        later = replace(DELIVERY, id="d2", next_at=NOW + HOUR)
        done = replace(DELIVERY, id="d3", next_at=None, delivered_at=NOW)
        for delivery in (later, DELIVERY, done):
            webhooks.add_delivery(session, delivery)
        assert webhooks.due_deliveries(session, NOW, 10) == (DELIVERY,)
        assert webhooks.due_deliveries(session, NOW + HOUR, 10) == (DELIVERY, later)
        assert webhooks.due_deliveries(session, NOW + HOUR, 1) == (DELIVERY,)
    claims = []
    for _ in range(2):
        with database.write() as session:
            claims.append(webhooks.claim(session, "d1", NOW + HOUR, NOW))
    assert claims == [True, False]
    with database.write() as session:
        # whoever claimed it died: it is due again
        assert webhooks.claim(session, "d1", NOW + 2 * HOUR, NOW + HOUR)
        settled = replace(
            DELIVERY, attempts=1, next_at=None, delivered_at=NOW, last_status=200, last_error="đ"
        )
        webhooks.settle(session, settled)
        assert not webhooks.claim(session, "d1", NOW + HOUR, NOW + 9 * HOUR)
        assert webhooks.find_delivery(session, "d1") == settled
        first = webhooks.list_deliveries(session, "w1", None, 2)
        second = webhooks.list_deliveries(session, "w1", first.next, 2)
        assert (first.items + second.items, second.next) == ((done, later, settled), None)
        webhooks.forget_deliveries_before(session, NOW + HOUR)
        assert [one.id for one in webhooks.list_deliveries(session, "w1").items] == ["d2"]


ANSWER = idempotency.StoredAnswer(202, {"Location": "/v1/jobs/1"}, b'{"a": "\xc4\x91"}')


def test_a_request_is_worked_on_once_and_answered_alike(database: Database) -> None:
    with database.write() as session:
        assert idempotency.begin(session, "key", "print", NOW) is None
    with pytest.raises(IdempotencyRunningError), database.write() as session:
        idempotency.begin(session, "key", "print", NOW)
    with database.write() as session:
        idempotency.finish(session, "key", ANSWER)
    with database.write() as session:
        assert idempotency.begin(session, "key", "print", NOW) == ANSWER
        assert idempotency.begin(session, "other", "print", NOW) is None
    with pytest.raises(IdempotencyMismatchError), database.write() as session:
        idempotency.begin(session, "key", "another", NOW)


def test_a_request_whose_worker_died_is_worked_on_again_by_one(database: Database) -> None:
    with database.write() as session:
        idempotency.begin(session, "key", "print", NOW)
    with database.write() as session:
        assert idempotency.begin(session, "key", "print", NOW + HOUR) is None
    with pytest.raises(IdempotencyRunningError), database.write() as session:
        idempotency.begin(session, "key", "print", NOW + HOUR)


def test_a_request_that_failed_or_is_old_is_forgotten(database: Database) -> None:
    with database.write() as session:
        for key, moment in (("failed", NOW), ("old", NOW - HOUR), ("kept", NOW)):
            idempotency.begin(session, key, "print", moment)
            idempotency.finish(session, key, ANSWER)
        idempotency.forget(session, "failed")
        idempotency.forget_before(session, NOW)
        answers = [
            idempotency.begin(session, key, "print", NOW) for key in ("failed", "old", "kept")
        ]
    assert answers == [None, None, ANSWER]
