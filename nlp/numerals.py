"""Numbers in words and digits that are no digits: "chín mươi phần trăm", "l00 %"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from corpus.rules import load_rules
from nlp.wording import find_wording

_WORD = re.compile(r"[^\W\d_]+")
_DIGIT_PLACES = 3
"""A share in words has at most three decimals."""


def digits_meant(text: str) -> str:
    """Return the text with letters that stand for digits of a share as digits; as long as it."""
    letters = list(text)
    for hit in find_wording("misread_digits", text):
        letters[hit.start : hit.end] = hit.rule.value
    return "".join(letters)


def numbers_in_words(text: str, ends: Sequence[int]) -> Iterator[tuple[int, int, float]]:
    """Yield start, end and value of each number in words that ends where a unit starts."""
    words = [(found.start(), found.end(), found.group().lower()) for found in _WORD.finditer(text)]
    for end in ends:
        run = _run_before(text, words, end)
        for first in range(len(run)):
            roles = [role for _, _, role in run[first:]]
            value = _value(roles)
            if value is not None:
                yield run[first][0], run[-1][1], value
            if value is not None or "point" in roles:
                break


def _run_before(
    text: str, words: Sequence[tuple[int, int, str]], end: int
) -> list[tuple[int, int, str]]:
    run: list[tuple[int, int, str]] = []
    for start, stop, word in reversed([word for word in words if word[1] <= end]):
        role = _roles().get(word)
        if role is None or text[stop:end].strip():
            break
        run.insert(0, (start, stop, role))
        end = start
    return run


def _value(roles: Sequence[str]) -> float | None:
    """Return the number that a run of words means, or None where it is none."""
    if "point" not in roles:
        return _whole(roles)
    at = roles.index("point")
    head, tail = _whole(roles[:at]), roles[at + 1 :]
    digits = "".join(role for role in tail if role.isdigit())
    if head is None or len(digits) != len(tail) or not 0 < len(digits) <= _DIGIT_PLACES:
        return None
    return float(f"{head:.0f}.{digits}")


def _whole(roles: Sequence[str]) -> float | None:
    total, pending = 0, None
    for role in roles:
        if role == "hundreds" and pending is not None and total == 0:
            total, pending = pending * 100, None
        elif role == "tens" and total % 100 == 0:
            total, pending = total + 10 * (1 if pending is None else pending), None
        elif role.isdigit() and pending is None:
            pending = int(role)
        elif role != "none":
            return None
    return float(total + (pending or 0)) if set(roles) - {"none"} else None


@cache
def _roles() -> Mapping[str, str]:
    rules = load_rules("number_words").rules
    return {phrase: rule.value for rule in rules for phrase in rule.phrases}
