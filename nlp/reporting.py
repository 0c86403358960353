"""Dated duties: what is to be reported or issued, by whom, to whom, and by when."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from models.domain.plan import Duty, Metadata, SectionKind
from models.domain.provenance import Evidence, Span
from nlp.assignments import unit_span
from nlp.headings import tells_results
from nlp.labels import parse_label
from nlp.sections import SectionNode, SectionTree
from nlp.source import ParagraphKind, SourceText
from nlp.wording import Hit, ends_sentence, find_wording
from nlp.zones import Zones

_SENTENCE = re.compile(r"(?<=[^\W\d])[.]\s+(?=[A-ZĐÀ-Ỹ])|\n")
_PART = re.compile(r";\s+")
_NO_DUTIES = frozenset({SectionKind.TARGET, SectionKind.AIM, SectionKind.BUDGET, SectionKind.SCOPE})
"""Dates in these parts are those of figures, sums and terms."""
_ACT_REACH = 260
"""A date belongs to a duty only within this many characters of the word that names it."""


@dataclass(frozen=True, slots=True)
class _Found:
    what: str
    due: str | None
    span: Span


def find_duties(
    source: SourceText, zones: Zones, tree: SectionTree, metadata: Metadata
) -> tuple[Duty, ...]:
    """Return the duties of the reporting and implementation parts, in order."""
    duties: list[Duty] = []
    for index in zones.body:
        node = tree.owner.get(index)
        paragraph = source.paragraphs[index]
        if node is None or paragraph.kind is not ParagraphKind.TEXT:
            continue
        reporting = SectionKind.REPORTING in node.kinds
        if not reporting and (_NO_DUTIES & set(node.kinds) or tells_results(node.heading)):
            continue
        at_home = reporting or SectionKind.ORGANISATION in node.kinds
        sender_span: Span | None = None
        for sentence in _sentences(source, paragraph.span):
            sender_span = _sender(source, sentence) or sender_span
            if sender_span is None and not at_home:
                continue
            duties.extend(
                _duty(source, sentence, found, sender_span or _unit_of_section(source, node))
                for found in _duties_of(source, sentence, metadata, undated=reporting)
            )
    return tuple(_distinct(duties))


def _sentences(source: SourceText, span: Span) -> list[Span]:
    """Cut at sentence ends, and at semicolons between duties with dates of their own."""
    pieces: list[Span] = []
    for sentence in _cut(source, span, _SENTENCE):
        parts = _cut(source, sentence, _PART)
        dated = [part for part in parts if _holds_date(source.slice(part))]
        pieces.extend(parts if len(dated) > 1 else [sentence])
    return [piece for piece in pieces if len(piece) > 8]


def _cut(source: SourceText, span: Span, pattern: re.Pattern[str]) -> list[Span]:
    text = source.slice(span)
    ends = (found for found in pattern.finditer(text))
    cuts = [end.end() for end in ends if text[end.start()] != "." or _ends(text, end.start())]
    edges = [0, *cuts, len(text)]
    return [
        source.trimmed(Span(span.start + start, span.start + end)) for start, end in pairwise(edges)
    ]


def _ends(text: str, stop: int) -> bool:
    return ends_sentence(text[: stop + 1])


def _holds_date(text: str) -> bool:
    return any(hit.rule.position == "due" for hit in find_wording("reports", text))


def _duties_of(
    source: SourceText, sentence: Span, metadata: Metadata, *, undated: bool
) -> Iterable[_Found]:
    hits = sorted(
        find_wording("reports", source.slice(sentence)), key=lambda hit: (hit.start, -hit.end)
    )
    acts = [hit for hit in hits if hit.rule.position == "act"]
    dues = _not_overlapping(
        hit
        for hit in hits
        if hit.rule.position == "due" and not _dates_a_citation(source, sentence, hit)
    )
    occasions = ("period", "occasion") if dues else ("period",)
    periods = _not_overlapping(hit for hit in hits if hit.rule.position in occasions)
    if not acts:
        return
    year = metadata.period.end if metadata.period else None
    if dues:
        for hit in dues:
            if _near(hit, acts):
                yield _Found(_what(hit, periods, acts), _iso(hit, year), _shift(hit, sentence))
    elif undated:
        for hit in periods:
            if any(act.rule.id == "report" for act in acts):
                yield _Found(hit.rule.value, None, _shift(hit, sentence))


def _not_overlapping(hits: Iterable[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    for hit in hits:
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept


def _dates_a_citation(source: SourceText, sentence: Span, hit: Hit) -> bool:
    """Tell whether a date is that of a cited document ("138/KH-UBND ngày 03/6/2021")."""
    before = source.text[sentence.start : sentence.start + hit.start]
    return re.search(r"[/-][A-ZĐ][A-Za-zĐ0-9]*[\s,]*$", before) is not None


def _near(due: Hit, acts: list[Hit]) -> bool:
    return any(abs(due.start - act.start) < _ACT_REACH for act in acts)


def _what(due: Hit, periods: list[Hit], acts: list[Hit]) -> str:
    """Name the duty by the period closest before its date, else by its act."""
    before = [hit for hit in periods if hit.start < due.start]
    if before:
        return before[-1].rule.value
    acted = [hit for hit in acts if hit.start < due.start] or acts
    return acted[-1].rule.value


def _iso(due: Hit, default_year: int | None) -> str | None:
    day, month = int(due.groups["d"]), int(due.groups["m"])
    year = int(due.groups.get("y") or due.groups.get("w") or default_year or 0)
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _shift(hit: Hit, sentence: Span) -> Span:
    return Span(sentence.start + hit.start, sentence.start + hit.end)


def _sender(source: SourceText, sentence: Span) -> Span | None:
    label = parse_label(source.slice(sentence))
    start = sentence.start + (label.length if label else 0)
    return unit_span(source, Span(start, sentence.end), heading=False)


def _unit_of_section(source: SourceText, node: SectionNode) -> Span | None:
    if node.heading_span is None:
        return None
    return unit_span(source, node.heading_span, heading=True)


def _receiver(source: SourceText, sentence: Span) -> Span | None:
    for hit in find_wording("reports", source.slice(sentence)):
        if hit.rule.position == "receiver":
            name = hit.groups["r"].strip()
            end = sentence.start + hit.end
            start = source.folded.rfind(name, sentence.start, end + 1)
            if start >= 0:
                return Span(start, start + len(name))
    return None


def _duty(source: SourceText, sentence: Span, found: _Found, sender: Span | None) -> Duty:
    receiver = _receiver(source, sentence)
    evidence: dict[str, Evidence] = {"what": source.evidence(sentence)}
    if found.due is not None:
        evidence["due"] = source.evidence(found.span)
    if sender is not None:
        evidence["from"] = source.evidence(sender)
    if receiver is not None:
        evidence["to"] = source.evidence(receiver)
    return Duty(
        what=found.what,
        sender=" ".join(source.slice(sender).split()) if sender else None,
        receiver=" ".join(source.slice(receiver).split()) if receiver else None,
        due=found.due,
        evidence=evidence,
    )


def _distinct(duties: Iterable[Duty]) -> Iterable[Duty]:
    seen: set[tuple[str, str | None, str | None]] = set()
    for duty in duties:
        key = (duty.what, duty.due, duty.sender)
        if key not in seen:
            seen.add(key)
            yield duty
