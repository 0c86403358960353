"""Failed sign-ins: when the door stays shut, for whom, and how long."""

from __future__ import annotations

import pytest

from api.service.attempts import Attempts
from models.domain.operation_errors import TooManySignInsError


class Clock:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def attempts(clock: Clock) -> Attempts:
    return Attempts(clock)


def wait_of(attempts: Attempts, name: str, address: str) -> int:
    """Return the seconds that this one is told to wait."""
    try:
        attempts.check(name, address)
    except TooManySignInsError as refusal:
        return int(refusal.facts["seconds"])
    return 0


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(0, 0), (4, 0), (5, 1), (6, 2), (7, 4), (10, 32), (15, 900), (400, 900)],
)
def test_the_wait_doubles_with_each_failure_after_the_fifth(
    attempts: Attempts, failures: int, seconds: int
) -> None:
    for _ in range(failures):
        attempts.failed("lan", "10.0.0.1")
    assert wait_of(attempts, "lan", "10.0.0.1") == seconds


def test_the_door_opens_again_when_the_wait_is_over(attempts: Attempts, clock: Clock) -> None:
    for _ in range(8):
        attempts.failed("lan", "10.0.0.1")
    clock.now += 7.5
    assert wait_of(attempts, "lan", "10.0.0.1") == 1
    clock.now += 0.6
    assert wait_of(attempts, "lan", "10.0.0.1") == 0


def test_a_success_forgets_the_failures_of_this_name_here(attempts: Attempts) -> None:
    for _ in range(4):
        attempts.failed("lan", "10.0.0.1")
    attempts.succeeded("lan", "10.0.0.1")
    attempts.failed("lan", "10.0.0.1")
    assert wait_of(attempts, "lan", "10.0.0.1") == 0


def test_an_hour_without_failure_forgets_them(attempts: Attempts, clock: Clock) -> None:
    for _ in range(12):
        attempts.failed("lan", "10.0.0.1")
    clock.now += 3601
    assert wait_of(attempts, "lan", "10.0.0.1") == 0
    attempts.failed("lan", "10.0.0.1")
    assert wait_of(attempts, "lan", "10.0.0.1") == 0


def test_an_address_that_tries_many_names_is_stopped_for_all_of_them(attempts: Attempts) -> None:
    for number in range(40):
        attempts.failed(f"name-{number}", "10.0.0.1")
    assert wait_of(attempts, "lan", "10.0.0.1") == 900
    assert wait_of(attempts, "lan", "10.0.0.2") == 0


def test_a_name_that_is_tried_from_everywhere_is_slowed_but_never_locked(
    attempts: Attempts,
) -> None:
    for number in range(500):
        attempts.failed("lan", f"10.0.1.{number}")
    assert wait_of(attempts, "lan", "10.0.0.2") == 10


def test_what_is_remembered_is_bounded(clock: Clock) -> None:
    attempts = Attempts(clock, remembered=100)
    for number in range(5000):
        attempts.failed(f"name-{number}", f"10.1.{number}")
    assert len(attempts._counts) == 100
