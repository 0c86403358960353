"""Messages to webhooks: signed as Standard Webhooks say, tried again with growing pauses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from api.service.deliveries import Sent, after_attempt, pause, signature
from models.domain.archive import Delivery

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
WAITING = Delivery("id", "hook", "document.ready", b"{}", NOW, next_at=NOW)


def test_a_message_is_signed_as_the_standard_shows() -> None:
    signed = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "1614265330",
        b'{"test": 2432232314}',
    )
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("status", [200, 202, 204])
def test_a_message_that_was_taken_is_done(status: int) -> None:
    done = after_attempt(WAITING, Sent(status), NOW, 8)
    assert (done.delivered_at, done.next_at, done.attempts) == (NOW, None, 1)
    assert (done.last_status, done.last_error) == (status, None)


@pytest.mark.parametrize(
    ("sent", "error"),
    [(Sent(500), "refused"), (Sent(301), "refused"), (Sent(None, "timeout"), "timeout")],
)
def test_a_message_that_was_not_taken_waits_and_is_given_up_in_the_end(
    sent: Sent, error: str
) -> None:
    tried, pauses = WAITING, []
    for _attempt in range(8):
        tried = after_attempt(tried, sent, NOW, 8)
        pauses.append(tried.next_at)
    assert pauses[-1] is None
    known = [moment for moment in pauses if moment is not None]
    assert len(known) == 7
    assert known == sorted(known)
    assert (tried.delivered_at, tried.last_error, tried.attempts) == (None, error, 8)


def test_pauses_grow_from_seconds_to_hours() -> None:
    assert timedelta(seconds=4) < pause(1) < timedelta(seconds=6)
    assert timedelta(hours=7) < pause(20) < timedelta(hours=9)
