"""Numbers with unit and comparator in a clause, and the years that they are for.

A number is a value only if nothing masks it (an age, a date, money: ``corpus/rules/masks.yaml``)
and a unit, a level word or the indicator's own rate makes it one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from corpus.rules import load_rules
from models.domain.plan import Comparator, Direction, Unit
from models.domain.provenance import Span
from nlp.language import Cue
from nlp.normalize import fold
from nlp.numerals import digits_meant, numbers_in_words
from nlp.source import SourceText
from nlp.wording import first_wording, opening_wording

_NUMBER = re.compile(r"(?<![\w.,/])\d+(?:[.,]\d+)*(?![\w])")
_RATIO = re.compile(r"(?<![\w.,/])(\d{1,5}(?:\.\d{3})*)\s?/\s?(\d{1,5}(?:\.\d{3})*)(?![\w/])")
_RANGE = re.compile(
    r"(?<![\w.,/])(\d+(?:[.,]\d+)*)\s?%?\s?(?:-|–|—|den|toi)\s?(\d+(?:[.,]\d+)*)(?![\w/])"
)
_GLUE = re.compile(r"[\s:(\"“]*(?:tu)?[\s:(\"“]*")
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_WHOLE = 100.0
_SUFFIX_REACH = 60
_OPENING_WORDS = 3
_LONG_BOUND = 6
"""Letters that the words of a bound need for one of them to be forgiven."""
_BRIEF = 35
"""A clause of at most this many words may promise a number of things without a level word."""
_COUNTED = re.compile(r"\s+(?=[^\W\d_])")


@dataclass(frozen=True, slots=True)
class Quantity:
    """One value of a clause; ``unit`` is null for a bare number whose unit the clause must give."""

    span: Span
    number: Span
    value: float
    comparator: Comparator | None
    unit: Unit | None
    total: float | None = None
    value_to: float | None = None
    change: Direction | None = None
    stated: bool = True
    points: bool = False


@dataclass(frozen=True, slots=True)
class YearMention:
    """A year of a clause; a span of years is two mentions of one place.

    ``printed`` is where it stands, if ``span`` was moved to the value that it is for.
    """

    span: Span
    year: int
    role: str
    printed: Span | None = None


def parse_number(text: str) -> float:
    """Return the number that Vietnamese digits mean: decimal comma, thousands point.

    A point with exactly three digits behind it is a thousands point, any other a decimal one.
    """
    if _THOUSANDS.fullmatch(text):
        return float(text.replace(".", "").replace(",", "."))
    head, _, tail = text.replace(",", ".").rpartition(".")
    return float(f"{head.replace('.', '')}.{tail}" if head else tail)


def find_years(cues: Iterable[Cue]) -> tuple[YearMention, ...]:
    """Return the years that the cues of a clause name, in order."""
    years = []
    for cue in cues:
        if cue.table != "periods":
            continue
        years.append(YearMention(cue.span, int(cue.groups["y"]), cue.rule.value))
        if "z" in cue.groups:
            years.append(YearMention(cue.span, int(cue.groups["z"]), cue.rule.value))
    return tuple(years)


def find_quantities(
    source: SourceText, clause: Span, cues: Sequence[Cue], *, bare: bool, listed: bool = False
) -> tuple[Quantity, ...]:
    """Return the values of a clause in order.

    ``bare`` admits numbers without a unit that a level word makes a value; they are for target
    sections only. In a ``listed`` clause a number of things needs no level word.
    """
    masked = [cue.span for cue in cues if cue.table in ("masks", "periods")]
    found: list[Quantity] = []
    for number in _all_numbers(source, clause, cues):
        if any(span.overlaps(number.span) for span in masked):
            continue
        number = _repaired(source, clause, number)
        quantity = _with_cues(source, clause, cues, number)
        carried = bool(found) and found[-1].unit is None
        if quantity.unit is not None or (
            bare and _counts(source, clause, quantity, cues, carried=carried, listed=listed)
        ):
            found.append(quantity)
    return tuple(found)


def _all_numbers(source: SourceText, clause: Span, cues: Sequence[Cue]) -> list[Quantity]:
    """Return the numbers in digits, and those in words before a unit that do not repeat them."""
    numbers = _numbers(source, clause)
    ends = [
        cue.span.start - clause.start
        for cue in cues
        if cue.table == "units" and cue.rule.position == "after" and clause.contains(cue.span)
    ]
    for start, end, value in numbers_in_words(source.slice(clause), ends):
        place = Span(clause.start + start, clause.start + end)
        if not any(_repeats(source, known, place, value) for known in numbers):
            numbers.append(Quantity(place, place, value, None, None))
    return sorted(numbers, key=lambda quantity: quantity.span)


def _repeats(source: SourceText, known: Quantity, place: Span, value: float) -> bool:
    """Tell whether words in brackets say the digits before them again: "90% (chín mươi ...)"."""
    between = source.text[known.span.end : place.start]
    return known.value == value and known.span.end <= place.start and between.endswith("(")


def _numbers(source: SourceText, clause: Span) -> list[Quantity]:
    printed = source.slice(clause)
    text = digits_meant(printed)
    numbers: list[Quantity] = []
    for ratio in _RATIO.finditer(text):
        part, whole = parse_number(ratio[1]), parse_number(ratio[2])
        if part <= whole > 0 and whole not in (1000.0, 10000.0, 100000.0):
            place = Span(clause.start + ratio.start(), clause.start + ratio.end())
            numbers.append(Quantity(place, place, part, None, Unit.COUNT_OF_TOTAL, total=whole))
    for pair in _RANGE.finditer(source.folded[clause.start : clause.end]):
        low, high = parse_number(pair[1]), parse_number(pair[2])
        if low < high and not 1900 < low < 2100:
            place = Span(clause.start + pair.start(), clause.start + pair.end())
            numbers.append(Quantity(place, place, low, None, None, value_to=high))
    taken = [quantity.span for quantity in numbers]
    for found in _NUMBER.finditer(text):
        place = Span(clause.start + found.start(), clause.start + found.end())
        if not any(place.overlaps(span) for span in taken):
            number = _scaled(source, clause, place, parse_number(found.group()))
            as_read = printed[found.start() : found.end()] == found.group()
            numbers.append(number if as_read else replace(number, stated=False))
    return sorted(numbers, key=lambda quantity: quantity.span)


def _scaled(source: SourceText, clause: Span, place: Span, value: float) -> Quantity:
    """Read a number with the word that multiplies it: "5 vạn trẻ em" is 50,000."""
    rest = source.text[place.end : clause.end]
    behind = opening_wording("scales", rest.lstrip())
    if behind is None:
        return Quantity(place, place, value, None, None)
    whole = Span(place.start, place.end + len(rest) - len(rest.lstrip()) + behind.end)
    return Quantity(whole, whole, round(value * int(behind.rule.value), 6), None, None)


def _repaired(source: SourceText, clause: Span, quantity: Quantity) -> Quantity:
    """Read "9096" as 90 % where the clause names a rate: a sign misread as digits."""
    if quantity.value <= _WHOLE or quantity.unit is not None or quantity.value_to is not None:
        return quantity
    if first_wording("clause_openers", source.slice(clause), "rate") is None:
        return quantity
    hit = opening_wording("misread_values", source.slice(quantity.number))
    if hit is None:
        return quantity
    value = parse_number(hit.groups["n"])
    return replace(quantity, value=value, unit=Unit(hit.rule.value), stated=False)


def _with_cues(
    source: SourceText, clause: Span, cues: Sequence[Cue], quantity: Quantity
) -> Quantity:
    """Attach the unit behind the number and the comparator beside it."""
    unit = _unit_behind(source, cues, quantity)
    if unit is not None:
        quantity = replace(quantity, span=Span(quantity.span.start, unit.span.end))
        quantity = _in_unit(quantity, unit.rule.value, rate_of(cues))
    change = _change_before(cues, quantity)
    if change is not None:
        return replace(quantity, change=change, comparator=Comparator.NONE)
    behind = _comparator_behind(source, cues, quantity)
    if behind is not None:
        span = Span(quantity.span.start, behind.span.end)
        return replace(quantity, span=span, comparator=Comparator(behind.rule.value))
    before = _comparator_before(source, cues, quantity, clause)
    if before is not None:
        span = Span(before.span.start, quantity.span.end)
        return replace(quantity, span=span, comparator=Comparator(before.rule.value))
    return quantity


def _in_unit(quantity: Quantity, unit: str, rate: Unit | None) -> Quantity:
    if unit == "permille" and rate is not None:
        return replace(quantity, unit=rate)
    if unit == "permille":
        value_to = None if quantity.value_to is None else quantity.value_to / 10
        return replace(
            quantity, value=round(quantity.value / 10, 6), value_to=value_to, unit=Unit.PERCENT
        )
    if unit == "points":
        return replace(quantity, unit=Unit.PERCENT, points=True)
    return replace(quantity, unit=Unit(unit))


def _unit_behind(source: SourceText, cues: Sequence[Cue], quantity: Quantity) -> Cue | None:
    for cue in cues:
        if cue.table == "units" and cue.rule.position == "after":
            gap = source.text[quantity.number.end : cue.span.start]
            if cue.span.start >= quantity.number.end and len(gap) <= 2 and not gap.strip():
                return cue
    return None


def _change_before(cues: Sequence[Cue], quantity: Quantity) -> Direction | None:
    for cue in cues:
        if cue.table == "changes" and cue.span.end == quantity.number.start:
            return Direction(cue.rule.value)
    return None


def _comparator_behind(source: SourceText, cues: Sequence[Cue], quantity: Quantity) -> Cue | None:
    for cue in cues:
        if cue.table == "comparators" and cue.rule.position == "after":
            gap = source.text[quantity.span.end : cue.span.start]
            masked = any(c.table == "masks" and c.span.overlaps(cue.span) for c in cues)
            near = cue.span.start >= quantity.span.end and len(gap) < _SUFFIX_REACH
            if near and not masked and not re.search(r"[\d;,.]", gap):
                return cue
    return None


def _comparator_before(
    source: SourceText, cues: Sequence[Cue], quantity: Quantity, clause: Span
) -> Cue | None:
    """Return the cue that ends where the number starts; a bound wins over a mere level word."""
    start, nearest = quantity.number.start, None
    misread = _misread_bound(source, clause, start)
    for cue in reversed(cues):
        if cue.table != "comparators" or cue.rule.position != "before" or cue.span.end > start:
            continue
        gap = source.folded[cue.span.end : start]
        if not _GLUE.fullmatch(gap) or cue.span.start < clause.start:
            break
        if cue.rule.value != Comparator.EQ:
            return cue
        nearest = nearest or cue
        start = cue.span.start
    return misread or nearest


def _misread_bound(source: SourceText, clause: Span, end: int) -> Cue | None:
    """Return the bound whose words stand before a number with one letter wrong ("ft nhất 95%")."""
    before = source.folded[clause.start : end].rstrip()
    for rule in load_rules("comparators").rules:
        if rule.position != "before" or rule.value == Comparator.EQ:
            continue
        for phrase in map(fold, rule.phrases):
            tail = before[-len(phrase) :]
            if len(phrase) >= _LONG_BOUND and _one_letter_wrong(tail, phrase):
                span = Span(clause.start + len(before) - len(phrase), clause.start + len(before))
                return Cue("comparators", rule, span)
    return None


def _one_letter_wrong(read: str, printed: str) -> bool:
    if len(read) != len(printed):
        return False
    return sum(a != b for a, b in zip(read, printed, strict=True)) == 1


def _like_a_year(text: str) -> bool:
    return re.fullmatch(r"(?:19|20)\d\d", text) is not None


def _counts(
    source: SourceText,
    clause: Span,
    quantity: Quantity,
    cues: Sequence[Cue],
    *,
    carried: bool,
    listed: bool,
) -> bool:
    """Tell whether a bare number is a value: a rate named by the clause, or a counted thing.

    ``carried`` says that a bare value came before, which a second one may follow without words.
    """
    if _like_a_year(source.slice(quantity.number)):
        return False
    if rate_of(cues) is not None:
        return quantity.comparator is not None or carried
    counted = _COUNTED.match(source.text, quantity.number.end)
    if counted is None:
        return quantity.comparator is not None and quantity.number.end >= clause.end - 1
    rated = any(cue.table == "units" for cue in cues) or any(cue.table == "zero" for cue in cues)
    before = source.folded[clause.start : quantity.number.start].split()
    if quantity.value_to is not None and before[-1:] == ["tu"]:
        return True
    ahead = len(source.slice(Span(clause.start, quantity.span.start)).split())
    words = len(source.slice(clause).split())
    brief = ahead <= _OPENING_WORDS or (listed and words <= _BRIEF)
    return carried or quantity.comparator is not None or (brief and not rated)


def rate_of(cues: Sequence[Cue]) -> Unit | None:
    """Return the unit that the indicator's own words give a bare number, or None."""
    for cue in cues:
        if cue.table == "units" and cue.rule.value in _RATES:
            return Unit(cue.rule.value)
    return None


_RATES = frozenset({Unit.PER_1000_LIVE_BIRTHS, Unit.PER_100000_CHILDREN})
