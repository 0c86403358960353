"""Scoring of the head and foot of a document, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from api.evaluation.measures import Item, Score, Stage, f1, pair
from api.evaluation.texts import identifier, same, shortened, similar
from models.domain.plan import Metadata, Period, Signer

NO_SIGNER = Signer(name=None, position=None)


def score_metadata(expected: Metadata, found: Metadata) -> Score:
    """Share of fields that are right; recipients earn the F1 of their set as one field.

    A field that is null in the gold is right only where it is null in the plan: an invented
    value is as wrong as a missing one.
    """
    right: list[Item] = []
    wrong: list[Item] = []
    points = 0.0
    for name, credit, detail in _fields(expected, found):
        points += credit
        (right if credit == 1.0 else wrong).append(Item(name, "" if credit == 1.0 else detail))
    return Score(Stage.METADATA, points, float(len(right) + len(wrong)), tuple(right), tuple(wrong))


def recipients_f1(expected: Sequence[str], found: Sequence[str]) -> float:
    """F1 (0..1) of two sets of names under similarity; two empty sets agree."""
    pairing = pair(expected, found, similar)
    named = [Item(left) for left, _ in pairing.matched]
    missed = [Item(name) for name in pairing.missed]
    value = f1(Stage.METADATA, named, missed, [Item(name) for name in pairing.extra]).value
    return 1.0 if value is None else value


def _fields(expected: Metadata, found: Metadata) -> Iterator[tuple[str, float, str]]:
    """Yield name, credit (0..1) and what was expected and found, for every scored field."""
    for name in ("doc_type", "number", "issuer", "place"):
        wanted, got = getattr(expected, name), getattr(found, name)
        yield name, float(same(wanted, got)), _told(wanted, got)
    fits = identifier(None, expected.symbol) == identifier(None, found.symbol)
    yield "symbol", float(fits), _told(expected.symbol, found.symbol)
    for name in ("day", "month", "year"):
        day, other = getattr(expected.date, name), getattr(found.date, name)
        yield f"date.{name}", float(day == other), _told(day, other)
    yield "title", float(similar(expected.title, found.title)), _told(expected.title, found.title)
    periods = _period(expected.period), _period(found.period)
    yield "period", float(periods[0] == periods[1]), _told(*periods)
    yield from _signer_fields(expected.signer or NO_SIGNER, found.signer or NO_SIGNER)
    yield (
        "recipients",
        recipients_f1(expected.recipients, found.recipients),
        _told_recipients(expected.recipients, found.recipients),
    )


def _signer_fields(expected: Signer, found: Signer) -> Iterator[tuple[str, float, str]]:
    yield "signer.name", float(similar(expected.name, found.name)), _told(expected.name, found.name)
    position = same(expected.position, found.position)
    yield "signer.position", float(position), _told(expected.position, found.position)
    authority = len(expected.authority) == len(found.authority) and all(
        map(similar, expected.authority, found.authority)
    )
    told = _told(" / ".join(expected.authority), " / ".join(found.authority))
    yield "signer.authority", float(authority), told


def _period(period: Period | None) -> tuple[int, int] | None:
    return None if period is None else (period.start, period.end)


def _told(expected: object, found: object) -> str:
    return f"expected {_quoted(expected)}, found {_quoted(found)}"


def _quoted(value: object) -> str:
    return f"“{shortened(value, 90)}”" if isinstance(value, str) else str(value)


def _told_recipients(expected: Sequence[str], found: Sequence[str]) -> str:
    pairing = pair(expected, found, similar)
    missed = "; ".join(shortened(name, 50) for name in pairing.missed)
    extra = "; ".join(shortened(name, 50) for name in pairing.extra)
    return f"missed [{missed}], extra [{extra}]"
