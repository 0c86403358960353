"""What one clause states: values with their comparators and years.

Ellipsis is filled in as a reader does: a comparator carries over to the next value ("dưới 2% vào
năm 2025 và 1% vào năm 2030"), a value carries over to the next year ("vào năm 2025 và duy trì đến
năm 2030"), a year ahead of all values holds for all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from models.domain.plan import Baseline, Comparator, Shift, Unit
from models.domain.provenance import Span
from nlp.language import Cue
from nlp.quantities import Quantity, YearMention, find_years, parse_number, rate_of
from nlp.relations import baseline_of, shift_of
from nlp.source import SourceText
from nlp.wording import find_wording, opening_wording

_OPENING_WORDS = 3
_BRACKETED = re.compile(r"\s*\(([^()\d]{3,80})\)")


@dataclass(frozen=True, slots=True)
class Reading:
    """One value for one year; ``year`` is null where the clause names none.

    ``repaired`` marks a value that was not read as it is printed.
    """

    comparator: Comparator
    value: float | None
    unit: Unit
    value_span: Span | None
    year: int | None = None
    year_span: Span | None = None
    total: float | None = None
    value_to: float | None = None
    repaired: bool = False
    scope: str | None = None
    shift: Shift | None = None
    shift_span: Span | None = None
    baseline: Baseline | None = None
    baseline_span: Span | None = None


def cues_within(cues: Sequence[Cue], clause: Span) -> list[Cue]:
    """Return the cues inside a clause, in order."""
    return [cue for cue in cues if clause.contains(cue.span)]


def read_statement(
    source: SourceText, clause: Span, quantities: Sequence[Quantity], cues: Sequence[Cue]
) -> tuple[Reading, ...]:
    """Return the values and years that a clause states; empty for one without value or promise."""
    aside = baseline_spans(source, clause)
    known = baseline_of(source, clause, quantities, cues)
    every = cues
    cues = [cue for cue in cues if not any(span.overlaps(cue.span) for span in aside)]
    quantities = [q for q in quantities if not any(span.overlaps(q.number) for span in aside)]
    years = [year for year in find_years(cues) if year.role in ("year", "span")]
    values = _levels_first(_scoped(source, _values(quantities, cues, every)))
    if not values:
        zero = _zero_promise(quantities, cues)
        values = [zero] if zero else []
    if known is not None:
        values = [replace(value, baseline=known[0], baseline_span=known[1]) for value in values]
    return _paired(values, _moved_on(source, values, years))


def _moved_on(
    source: SourceText, values: Sequence[Reading], years: Sequence[YearMention]
) -> list[YearMention]:
    """Place a year that opens the next value ("xuống 4,5%, đến năm 2025 xuống 4%") right at it."""
    moved: list[YearMention] = []
    for year in years:
        before = [
            v.value_span for v in values if v.value_span and v.value_span.end <= year.span.start
        ]
        after = [
            v.value_span for v in values if v.value_span and v.value_span.start >= year.span.end
        ]
        opens_next = (
            bool(before and after)
            and source.text[before[-1].end : year.span.start].rstrip().endswith(",")
            and len(source.text[year.span.end : after[0].start].split()) <= _OPENING_WORDS
        )
        moved.append(replace(year, span=after[0], printed=year.span) if opens_next else year)
    return moved


def bare_value(source: SourceText, span: Span) -> tuple[Reading, ...]:
    """Return the value of a cell that holds a number and nothing else."""
    number = source.trimmed(span, " .;,\n")
    if re.fullmatch(r"\d+(?:[.,]\d+)*", source.slice(number)) is None:
        return ()
    value = parse_number(source.slice(number))
    return (Reading(Comparator.EQ, value, Unit.COUNT, number),)


def baseline_spans(source: SourceText, clause: Span) -> list[Span]:
    """Return the stretches that tell where a change starts, or what is compared or replaced.

    "từ 6,8 % năm 2025 xuống ...", "(năm 2025 là 455)", "so với 12 % năm 2024", "thay vì 90 %".
    """
    return [
        Span(clause.start + hit.start, clause.start + hit.end)
        for hit in find_wording("asides", source.slice(clause))
        if hit.start > 0 or hit.rule.position != "inside"
    ]


def is_dropped(text: str) -> bool:
    """Tell whether a clause only says what is given up or was before ("Chỉ tiêu cũ: 90%")."""
    hit = opening_wording("asides", text, "dropped")
    return hit is not None


def qualitative_readings(cues: Sequence[Cue]) -> tuple[Reading, ...]:
    """Return the readings of a clause without value: one for each year that it names."""
    years = [year for year in find_years(cues) if year.role in ("year", "span")]
    return _paired([Reading(Comparator.NONE, None, Unit.NONE, None)], years)


_DENIED = {Comparator.GT: Comparator.LE, Comparator.LT: Comparator.GE}
"""What a bound means behind a promise that something is not let happen."""


def _values(
    quantities: Sequence[Quantity], cues: Sequence[Cue], every: Sequence[Cue]
) -> list[Reading]:
    rate = rate_of(cues)
    readings: list[Reading] = []
    carried: Comparator | None = None
    for quantity in quantities:
        comparator = quantity.comparator
        if comparator is None and carried is not None:
            comparator = carried
        if comparator in _DENIED and any(cue.table == "zero" for cue in cues):
            comparator = _DENIED[comparator]
        carried = comparator or carried
        if quantity.change is not None:
            shift, place = shift_of(quantity, every), quantity.span
            readings.append(
                Reading(Comparator.NONE, None, Unit.NONE, place, shift=shift, shift_span=place)
            )
            continue
        unit = quantity.unit or rate or Unit.COUNT
        if quantity.value_to is not None and comparator in (None, Comparator.EQ):
            comparator = Comparator.GE
        readings.append(
            Reading(
                comparator or Comparator.EQ,
                quantity.value,
                unit,
                quantity.span,
                total=quantity.total,
                value_to=quantity.value_to,
                repaired=not quantity.stated,
            )
        )
    return readings


def _levels_first(values: list[Reading]) -> list[Reading]:
    """Keep changes with the level beside them: "còn dưới 0,9%, mỗi năm giảm 0,4 điểm %"."""
    levels = [value for value in values if value.shift_span is None]
    changes = [value for value in values if value.shift_span is not None]
    if not levels or not changes:
        return values
    shift, place = changes[0].shift, changes[0].shift_span
    return [replace(level, shift=shift, shift_span=place) for level in levels]


def _scoped(source: SourceText, values: list[Reading]) -> list[Reading]:
    """Give several values of one clause the parts that stand in brackets behind them."""
    scopes = [_bracketed(source, reading) for reading in values]
    if sum(scope is not None for scope in scopes) < 2:
        return values
    return [replace(value, scope=scope) for value, scope in zip(values, scopes, strict=True)]


def _bracketed(source: SourceText, reading: Reading) -> str | None:
    if reading.value_span is None:
        return None
    found = _BRACKETED.match(source.text, reading.value_span.end)
    return " ".join(found[1].split()) if found else None


def _zero_promise(quantities: Sequence[Quantity], cues: Sequence[Cue]) -> Reading | None:
    for cue in cues:
        if cue.table == "zero" and not quantities:
            return Reading(Comparator.EQ, 0.0, Unit.COUNT, cue.span)
    return None


def _paired(values: list[Reading], years: Sequence[YearMention]) -> tuple[Reading, ...]:
    if not values or not years:
        return tuple(values)
    first_value = values[0].value_span
    if first_value is not None and years[0].span.start < first_value.start:
        return _years_ahead(values, years)
    paired: list[Reading] = []
    for position, reading in enumerate(values):
        following = values[position + 1].value_span if position + 1 < len(values) else None
        own = [
            year
            for year in years
            if (reading.value_span is None or year.span.start >= reading.value_span.start)
            and (following is None or year.span.start < following.start)
        ]
        paired.extend(_dated(reading, year) for year in own)
        if not own:
            paired.append(reading)
    return tuple(_repeated_year(paired))


def _years_ahead(values: list[Reading], years: Sequence[YearMention]) -> tuple[Reading, ...]:
    """Pair "đến năm 2025 đạt 80%, năm 2030 đạt 90%": each value takes the last year before it."""
    paired: list[Reading] = []
    for position, reading in enumerate(values):
        assert reading.value_span is not None
        before = [year for year in years if year.span.start <= reading.value_span.start]
        after_last = [
            year
            for year in years
            if position == len(values) - 1 and year.span.start > reading.value_span.end
        ]
        same_span = [year for year in before if year.span == before[-1].span]
        if len(values) == 1 and len(before) > 1 and same_span == before[-1:]:
            paired.extend(_dated(reading, year) for year in before)
        elif after_last and len(values) == 1:
            paired.extend(_dated(reading, year) for year in after_last)
        else:
            paired.extend(_dated(reading, year) for year in same_span)
    return tuple(paired)


def _repeated_year(readings: list[Reading]) -> list[Reading]:
    """Keep one reading of a value and year."""
    kept: list[Reading] = []
    for reading in readings:
        if reading not in kept:
            kept.append(reading)
    return kept


def _dated(reading: Reading, year: YearMention) -> Reading:
    return replace(reading, year=year.year, year_span=year.printed or year.span)
