"""Targets: the measurable promises of a plan, clause by clause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from models.domain.catalog import Match, MatchLevel
from models.domain.plan import Metadata, Target, Unit
from models.domain.provenance import Evidence, Span
from nlp.areas import Area, areas_of
from nlp.clauses import split_at_indicators, split_clauses
from nlp.ellipsis import charged_units, completed_phrase, part_of_group, without_asides
from nlp.language import Cue
from nlp.match import IndicatorMatcher
from nlp.quantities import Quantity, YearMention, find_quantities, find_years, rate_of
from nlp.source import SourceText
from nlp.statements import (
    Reading,
    cues_within,
    is_dropped,
    qualitative_readings,
    read_statement,
)

_VERB_WORDS = 2
"""Words before a value that may belong to its indicator ("cảnh báo 100% địa điểm ...")."""
_REPAIRED = 0.5
_SURE = {MatchLevel.EXACT: 1.0, MatchLevel.ALIAS: 0.98, MatchLevel.FUZZY: 0.9}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a clause stands, and what its context gives it.

    ``lead`` is the paragraph that introduces a list ("Giảm tỷ lệ ... dưới 5 tuổi:"). A ``listed``
    clause is a target even without value; an ``itemised`` one opens with a label.
    """

    section: str | None
    ordinal: str | None = None
    ordinal_span: Span | None = None
    year: int | None = None
    year_span: Span | None = None
    core: bool = True
    listed: bool = False
    itemised: bool = False
    responsible: tuple[str, ...] = ()
    responsible_spans: tuple[Span, ...] = ()
    lead: Span | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A target before the document's habits of years are known."""

    clause: Span
    reading: Reading
    match: Match
    place: Place
    position: int
    scope: str | None = None


class TargetFinder:
    """Reads targets out of clauses of one document."""

    def __init__(self, source: SourceText, cues: Sequence[Cue], matcher: IndicatorMatcher) -> None:
        """Keep what every clause needs."""
        self._source = source
        self._cues = cues
        self._matcher = matcher

    def drafts_of(self, span: Span, place: Place) -> list[Draft]:
        """Return the targets of a stretch of text, clause by clause."""
        drafts: list[Draft] = []
        if place.lead and is_dropped(self._source.slice(place.lead)):
            return drafts
        for clause in split_clauses(self._source, span, self._cues):
            if is_dropped(self._source.slice(clause)):
                continue
            cues = self._cues_of(clause, place)
            quantities = find_quantities(
                self._source, clause, cues, bare=place.core, listed=place.itemised
            )
            pieces = split_at_indicators(self._source, clause, quantities, cues)
            areas = areas_of(self._source, pieces, quantities, cues, follows=bool(drafts))
            before: Draft | None = drafts[-1] if drafts and areas and areas[0] else None
            found: list[Draft] = []
            for piece, area in zip(pieces, areas, strict=True):
                read = self._drafts_of_piece(piece, place, before, area)
                before = read[-1] if read else before
                found.extend(read)
            drafts.extend(_same_year(found))
        return drafts

    def _cues_of(self, span: Span, place: Place) -> list[Cue]:
        """Return the cues of a stretch, and the rate that the lead of its list names."""
        above = cues_within(self._cues, place.lead) if place.lead else []
        rates = [cue for cue in above if rate_of([cue]) is not None]
        return [*rates, *cues_within(self._cues, span)]

    def years_in(self, span: Span) -> list[YearMention]:
        """Return the years that a heading or lead sets for what stands below it."""
        years = find_years(cues_within(self._cues, span))
        return [year for year in years if year.role == "year"]

    def _drafts_of_piece(
        self, piece: Span, place: Place, before: Draft | None, area: Area | None
    ) -> list[Draft]:
        cues = self._cues_of(piece, place)
        quantities = find_quantities(
            self._source, piece, cues, bare=place.core, listed=place.itemised
        )
        readings = read_statement(self._source, piece, quantities, cues)
        compared = any(cue.table == "periods" for cue in cues)
        if not readings and not (place.core and (place.listed or compared)):
            return []
        if area is not None:
            match, scope = self._match_part(piece, area, before)
        else:
            match, scope = self._match(piece, place, before, quantities)
        if not readings:
            if match.code is None:
                return []
            readings = qualitative_readings(cues)
        if not place.core and not _is_promise(readings, match):
            return []
        return [
            Draft(piece, reading, match, place, position, scope)
            for position, reading in enumerate(readings)
        ]

    def _match_part(
        self, piece: Span, area: Area, before: Draft | None
    ) -> tuple[Match, str | None]:
        """Match what is said of a part of the area: without the part, else as the part before."""
        text = self._source.slice(piece)
        at = area.whole.start - piece.start
        without = without_asides(text[:at] + text[at + len(area.whole) :])
        match = self._matcher.match(without)
        if match.code is None and before is not None and area.opens:
            match = before.match
        return match, area.name

    def _match(
        self, piece: Span, place: Place, before: Draft | None, quantities: Sequence[Quantity]
    ) -> tuple[Match, str | None]:
        """Match a piece alone, else with the words that it leaves out; a part takes a scope."""
        text = without_asides(self._source.slice(piece))
        match = self._matcher.match(text)
        if match.code is not None:
            return match, None
        part = part_of_group(self._source, piece, self._cues)
        if before is not None and part is not None:
            return (before.match, part) if before.match.code else (match, None)
        contexts = [before.clause] if before else []
        contexts.extend([place.lead] if place.lead else [])
        for context in contexts:
            completed = self._matcher.match(completed_phrase(self._source.slice(context), text))
            if completed.code is not None:
                return completed, None
        if not place.core and quantities:
            head = text[: max(quantities[0].span.start - piece.start, 0)].split()
            tail = " ".join([*head[-_VERB_WORDS:], text[quantities[0].span.start - piece.start :]])
            narrowed = self._matcher.match(tail)
            return (narrowed, None) if narrowed.code is not None else (match, None)
        return match, None


def _same_year(drafts: Sequence[Draft]) -> list[Draft]:
    """Give the parts of one sentence the one year that it names for a later part."""
    years = {draft.reading.year for draft in drafts if draft.reading.year is not None}
    if len(years) != 1 or sum(draft.scope is not None for draft in drafts) < 2:
        return list(drafts)
    (dated,) = [draft for draft in drafts if draft.reading.year is not None][:1]
    year, span = dated.reading.year, dated.reading.year_span
    return [
        draft
        if draft.reading.year is not None or draft.scope is None
        else replace(draft, reading=replace(draft.reading, year=year, year_span=span))
        for draft in drafts
    ]


def _is_promise(readings: Sequence[Reading], match: Match) -> bool:
    """Outside the target sections shares count, and zero promises that name an indicator."""
    rates = (Unit.PERCENT, Unit.PER_100000_CHILDREN, Unit.PER_1000_LIVE_BIRTHS)
    if all(reading.unit in rates for reading in readings):
        return True
    zero = all(reading.value == 0 for reading in readings)
    return zero and match.code is not None


def settle(source: SourceText, drafts: Sequence[Draft], metadata: Metadata) -> tuple[Target, ...]:
    """Fill in the years that clauses leave out, and give every target its evidence."""
    habit = _year_habit(drafts)
    last = metadata.period.end if metadata.period else None
    targets: list[Target] = []
    for _, group in groupby(drafts, key=lambda draft: draft.clause):
        readings = list(group)
        some_dated = any(draft.reading.year is not None for draft in readings)
        for draft in readings:
            if _before_period(draft.reading.year or draft.place.year, metadata):
                continue
            year = draft.reading.year or draft.place.year
            paired = some_dated or len(readings) == len(habit)
            split = draft.scope is not None or draft.reading.scope is not None
            if year is None and paired and not split and draft.position < len(habit):
                year = habit[draft.position]
            targets.append(_target(source, draft, year or last))
    return tuple(targets)


def _before_period(year: int | None, metadata: Metadata) -> bool:
    """A year before the plan's own tells what was, not what shall be."""
    return year is not None and metadata.period is not None and year < metadata.period.start


def _year_habit(drafts: Sequence[Draft]) -> tuple[int, ...]:
    """Return the commonest pair of years of a clause in this document, or nothing."""
    pairs: Counter[tuple[int, ...]] = Counter()
    for _, group in groupby(drafts, key=lambda draft: draft.clause):
        years = tuple(draft.reading.year for draft in group)
        dated = tuple(year for year in years if year is not None)
        if len(dated) == len(years) > 1:
            pairs[dated] += 1
    return pairs.most_common(1)[0][0] if pairs else ()


def _target(source: SourceText, draft: Draft, year: int | None) -> Target:
    reading, match, place = draft.reading, draft.match, draft.place
    text = " ".join(source.slice(draft.clause).split())
    charged = charged_units(source.slice(draft.clause))
    return Target(
        section=place.section,
        ordinal=place.ordinal,
        text=text,
        indicator=match.code,
        comparator=reading.comparator,
        value=reading.value,
        unit=reading.unit,
        year=year,
        responsible=place.responsible or charged,
        core=place.core,
        total=reading.total,
        value_to=reading.value_to,
        scope=draft.scope or reading.scope,
        baseline=reading.baseline,
        change=reading.shift,
        match_reason=match.reason,
        candidates=tuple((item.code, item.score) for item in match.candidates),
        evidence=_evidence(source, draft),
    )


def _evidence(source: SourceText, draft: Draft) -> dict[str, Evidence]:
    reading, place = draft.reading, draft.place
    value = reading.value_span or draft.clause
    evidence = {
        "text": source.evidence(draft.clause),
        "indicator": source.evidence(draft.clause, certainty=_SURE.get(draft.match.level, 0.6)),
        "value": source.evidence(value, certainty=_REPAIRED if reading.repaired else 1.0),
        "comparator": source.evidence(value),
        "unit": source.evidence(value),
    }
    if reading.year_span is not None:
        evidence["year"] = source.evidence(reading.year_span)
    elif place.year_span is not None:
        evidence["year"] = source.evidence(place.year_span)
    if reading.baseline is not None and reading.baseline_span is not None:
        evidence["baseline"] = source.evidence(reading.baseline_span)
    if reading.shift is not None and reading.shift_span is not None:
        evidence["change"] = source.evidence(reading.shift_span)
    if place.ordinal_span is not None:
        evidence["ordinal"] = source.evidence(place.ordinal_span)
    if place.responsible_spans:
        evidence["responsible"] = source.evidence(*place.responsible_spans)
    return evidence


def distinct(targets: Iterable[Target]) -> tuple[Target, ...]:
    """Drop a target that restates another word for word and value for value."""
    kept: list[Target] = []
    seen: set[tuple[object, ...]] = set()
    for target in targets:
        key = (
            target.section,
            target.text,
            target.comparator,
            target.value,
            target.unit,
            target.year,
        )
        if key not in seen:
            seen.add(key)
            kept.append(target)
    return tuple(kept)
