"""Ages in a clause: "dưới 5 tuổi", "từ đủ 07 đến dưới 16 tuổi", "đến 8 tuổi", "60 tháng tuổi".

An age limits whom a rate counts, so it is hard evidence of which rate it is. Bounds that leave
nobody out are dropped: every child is at least 0 and under 16 (or 18), so "từ 7 đến dưới 16 tuổi"
is "từ 7 tuổi".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from corpus.rules import load_rules
from nlp.normalize import fold, one_edit_apart

_MONTHS = 12
_CHILDHOOD = 16 * _MONTHS
_OLDEST = 120
_DASHES = frozenset("-–")
_BELOW_SIGNS = frozenset("<≤")


@dataclass(frozen=True, slots=True)
class Age:
    """Bounds in months, null where open; equal bounds are one year of age."""

    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class _Number:
    """A number of years or months: its value in months and the pieces that it takes."""

    months: int
    start: int
    end: int


def find_ages(pieces: Sequence[str]) -> tuple[frozenset[Age], tuple[int, ...]]:
    """Return the ages among folded pieces of text, and the indices of all other pieces."""
    ages: set[Age] = set()
    taken: set[int] = set()
    at = 0
    while at < len(pieces):
        number = _number(pieces, at)
        if number is None:
            at += 1
            continue
        age, start, end = _bounded(pieces, number)
        taken.update(range(start, end))
        if age != Age(None, None):
            ages.add(age)
        at = end
    return frozenset(ages), tuple(i for i in range(len(pieces)) if i not in taken)


def _number(pieces: Sequence[str], at: int) -> _Number | None:
    """Return the age that is written here: a number and its unit, or None."""
    years = _value(pieces[at])
    if years is None or at + 1 >= len(pieces):
        return None
    unit = pieces[at + 1]
    if _is_unit(unit, "year"):
        return _Number(years * _MONTHS, at, at + 2)
    if _is_unit(unit, "month") and at + 2 < len(pieces) and _is_unit(pieces[at + 2], "year"):
        return _Number(years, at, at + 3)
    return None


def _bounded(pieces: Sequence[str], number: _Number) -> tuple[Age, int, int]:
    """Return the age with its bounds, and the span of pieces that says so."""
    at, below, upto = _before(pieces, number.start)
    if upto:
        low, start = _low_of_range(pieces, at, number)
        return _age(low, number.months), start, number.end
    if below:
        return _age(None, number.months), at, number.end
    span = _range_behind(pieces, number)
    if span:
        high, end = span
        return _age(number.months, high), _onwards(pieces, at)[1], end
    end = _above(pieces, number.end)
    open_end, start = _onwards(pieces, at)
    if open_end or end > number.end:
        return _age(number.months, None), start, end
    return Age(number.months, number.months), at, number.end


def _before(pieces: Sequence[str], at: int) -> tuple[int, bool, bool]:
    """Step left over "dưới", "đủ" and "đến": where they start, whether below, whether up to."""
    below = upto = False
    while at > 0:
        piece = pieces[at - 1]
        two = f"{pieces[at - 2]} {piece}" if at > 1 else ""
        role = _role(two) or _role(piece) or _misread_role(piece)
        if role == "below" or piece in _BELOW_SIGNS:
            below = True
        elif role == "upto" or piece in _DASHES:
            upto = True
        elif role != "skip":
            break
        at -= 2 if _role(two) == "below" else 1
    return at, below, upto


def _low_of_range(pieces: Sequence[str], at: int, number: _Number) -> tuple[int | None, int]:
    """Return the low bound that stands before "đến", and where the range starts."""
    index = at - 1
    unit = 1 if number.end - number.start > 2 else _MONTHS
    while index >= 0 and (_is_unit(pieces[index], "year") or _is_unit(pieces[index], "month")):
        index -= 1
    value = _value(pieces[index]) if index >= 0 else None
    if value is None:
        return None, at
    while index > 0 and _role(pieces[index - 1]) == "skip":
        index -= 1
    return value * unit, _onwards(pieces, index)[1]


def _range_behind(pieces: Sequence[str], number: _Number) -> tuple[int, int] | None:
    """Return the high bound of "từ 7 tuổi đến dưới 16 tuổi" and its end, seen from the 7."""
    at = number.end
    if at >= len(pieces) or not (_role(pieces[at]) == "upto" or pieces[at] in _DASHES):
        return None
    while at < len(pieces) and (_role(pieces[at]) or pieces[at] in _DASHES):
        if _role(pieces[at]) not in ("upto", "below", "skip") and pieces[at] not in _DASHES:
            break
        at += 1
    high = _number(pieces, at) if at < len(pieces) else None
    return (high.months, high.end) if high else None


def _onwards(pieces: Sequence[str], at: int) -> tuple[bool, int]:
    if at > 0 and _role(pieces[at - 1]) == "onwards":
        return True, at - 1
    return False, at


def _above(pieces: Sequence[str], at: int) -> int:
    two = " ".join(pieces[at : at + 2])
    return at + 2 if _words().get(two) == "above" else at


def _age(low: int | None, high: int | None) -> Age:
    return Age(
        low=low if low else None,
        high=high if high is not None and high < _CHILDHOOD else None,
    )


def _value(piece: str) -> int | None:
    role = piece if piece.isascii() and piece.isdigit() else _words().get(piece, "")
    if not role.isdigit() or int(role) > _OLDEST:
        return None
    return int(role)


def _role(piece: str) -> str | None:
    return _words().get(piece)


def _misread_role(piece: str) -> str | None:
    """Return what a misread cue before an age must have been: both cues set the high bound."""
    return next(
        (
            role
            for word, role in _words().items()
            if role in ("below", "upto") and len(word) > len("to") and one_edit_apart(piece, word)
        ),
        None,
    )


def _is_unit(piece: str, unit: str) -> bool:
    """Tell whether a piece is that unit, one misread letter forgiven where it is no other cue."""
    role = _role(piece)
    if role is not None:
        return role == unit
    return any(one_edit_apart(piece, word) for word, role in _words().items() if role == unit)


@cache
def _words() -> Mapping[str, str]:
    rules = load_rules("ages").rules
    return {fold(phrase): rule.value for rule in rules for phrase in rule.phrases}
