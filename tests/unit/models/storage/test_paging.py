"""Cursors: those of this list are read, all others refused."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.domain.service_errors import BadCursorError
from models.storage.paging import bounded, cut, decode_cursor, encode_cursor


@given(st.text(alphabet="0123456789abcdef", max_size=40), st.integers(0, 10**6))
def test_a_cursor_gives_its_key_back(name: str, position: int) -> None:
    cursor = encode_cursor("targets", (name, position))
    assert decode_cursor("targets", (str, int), cursor) == (name, position)
    assert "=" not in cursor


def test_the_beginning_has_no_cursor() -> None:
    assert decode_cursor("jobs", (str,), None) is None


def _made_by_hand(*parts: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()


@pytest.mark.parametrize(
    ("cursor", "reason"),
    [
        ("", "nothing"),
        ("abc", "no JSON"),
        ("\u00e9", "not ASCII"),
        ("a b", "signs outside the alphabet"),
        ("[" * 5000, "signs outside the alphabet, many"),
        (base64.urlsafe_b64encode(b"[" * 20000).decode(), "nested without end"),
        (base64.urlsafe_b64encode(b"\xff\xfe").decode(), "no text"),
        (encode_cursor("jobs", ("a",)), "of another list"),
        (encode_cursor("targets", ("a",)), "too short"),
        (encode_cursor("targets", ("a", 1, 2)), "too long"),
        (encode_cursor("targets", (1, "a")), "of other kinds"),
        (_made_by_hand("targets", "a", True), "true is no number here"),
        (_made_by_hand("targets", "a", 2**31), "larger than any position"),
        (_made_by_hand("targets", "a", -1), "smaller than any position"),
        (_made_by_hand("targets", "a", None), "null"),
        (base64.urlsafe_b64encode(b'{"targets": 1}').decode(), "no list"),
    ],
)
def test_a_cursor_that_nobody_gave_out_is_refused(cursor: str, reason: str) -> None:
    with pytest.raises(BadCursorError):
        decode_cursor("targets", (str, int), cursor)


@given(st.text())
def test_no_text_whatever_breaks_the_reader(cursor: str) -> None:
    with pytest.raises(BadCursorError):
        decode_cursor("documents", (str,), cursor)


@pytest.mark.parametrize(
    ("asked", "given"), [(-5, 1), (0, 1), (1, 1), (500, 500), (501, 500), (10**30, 500)]
)
def test_a_limit_is_held_in_bounds(asked: int, given: int) -> None:
    assert bounded(asked) == given


@pytest.mark.parametrize(
    ("found", "limit", "shown", "more"),
    [([], 2, (), False), ([1, 2], 2, (1, 2), False), ([1, 2, 3], 2, (1, 2), True)],
)
def test_one_more_than_asked_for_tells_that_more_follow(
    found: list[int], limit: int, shown: tuple[int, ...], more: bool
) -> None:
    part = cut(found, limit, "numbers", lambda number: (number,))
    assert part.items == shown
    assert (part.next is not None) is more
    if part.next:
        assert decode_cursor("numbers", (int,), part.next) == (shown[-1],)
