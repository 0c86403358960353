"""Paragraphs cut into clauses: the stretch of text that states one indicator."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from models.domain.provenance import Span
from nlp.language import Cue
from nlp.quantities import Quantity
from nlp.source import SourceText
from nlp.statements import is_dropped
from nlp.wording import ends_sentence, find_wording, opening_wording

_BREAK = re.compile(r";|(?<=[^\W\d])[.]\s+(?=[^\W\d_]|\d)|(?<=[%)\d])[.]\s+(?=[^\W\d_])|\n|:")
_TOPIC_WORDS = 8
_TRIM = " \n;:,.-–+*•"
_JOINT = re.compile(r"(?:[,;(]|\b(?:va|dong thoi|con))\s*$")
_GROUP = re.compile(
    r"\s+(?!vao\b|nam\b|den\b|trong\b|va\b|so\b|tro\b|tong\b|ke\b)[a-z]+\s+[a-z]+\s+[a-z]+"
)
_LINK = re.compile(r"[\s,(]+(?:va|dong thoi|con)$")


def split_clauses(source: SourceText, span: Span, cues: Sequence[Cue] = ()) -> list[Span]:
    """Cut at semicolons, sentence ends, and colons behind a value; none of the pieces is empty.

    An age or a date before a colon is no value ("Trẻ em dưới 1 tuổi: xuống 11,5‰").
    """
    text = _without_masked(source, span, cues)
    clauses: list[Span] = []
    start = 0
    for found in _BREAK.finditer(text):
        before = text[start : found.start()]
        if found.group().startswith(".") and not ends_sentence(text[: found.start() + 1]):
            continue
        if found.group() == ":" and (is_dropped(text[start:]) or not _ends_clause(before)):
            continue
        clauses.append(Span(span.start + start, span.start + found.start()))
        start = found.end()
    clauses.append(Span(span.start + start, span.end))
    trimmed = (source.trimmed(clause, _TRIM) for clause in clauses)
    return [clause for clause in trimmed if len(clause) > 2]


def _ends_clause(before: str) -> bool:
    return _holds_value(before) or _topic(before)


def _without_masked(source: SourceText, span: Span, cues: Sequence[Cue]) -> str:
    """Return the text of a span with the digits that are no values blotted out; as long as it."""
    text = source.slice(span)
    for cue in cues:
        if cue.table == "masks" and span.contains(cue.span):
            start, end = cue.span.start - span.start, cue.span.end - span.start
            text = text[:start] + re.sub(r"\d", "x", text[start:end]) + text[end:]
    return text


def _topic(text: str) -> bool:
    """Tell whether words before a colon only name a field ("Về quản lý:")."""
    return (
        len(text.split()) <= _TOPIC_WORDS
        and opening_wording("topics", text.strip(_TRIM)) is not None
    )


def _holds_value(text: str) -> bool:
    """Tell whether digits other than those of years and names of aims stand in the text."""
    return re.search(r"\d", re.sub(r"\b20\d\d\b|\s\d+$", "", text)) is not None


def split_at_indicators(
    source: SourceText, clause: Span, quantities: Sequence[Quantity], cues: Sequence[Cue]
) -> list[Span]:
    """Cut a clause that states several indicators: "..., tỷ lệ ... đạt 95% và không có ...".

    A cut is made before words that open an indicator, behind a value, and at the comma between two
    values that no years tell apart.
    """
    opened = _cuts_at_openers(source, clause, quantities, cues)
    cuts = {
        *opened,
        *_cuts_at_groups(source, clause, quantities),
        *_cuts_between_values(source, quantities, cues, opened),
    }
    edges = [clause.start, *sorted(cuts), clause.end]
    pieces = [source.trimmed(Span(start, end), _TRIM) for start, end in pairwise(edges)]
    return [_without_link(source, piece) for piece in pieces if len(piece) > 2]


def _cuts_at_openers(
    source: SourceText, clause: Span, quantities: Sequence[Quantity], cues: Sequence[Cue]
) -> list[int]:
    ends = [quantity.span.end for quantity in quantities]
    ends.extend(
        cue.span.end
        for cue in cues
        if cue.table == "zero" or (cue.table == "periods" and cue.span.start > clause.start)
    )
    cuts: list[int] = []
    for hit in find_wording("clause_openers", source.slice(clause)):
        at = clause.start + hit.start
        joined = _JOINT.search(source.folded[clause.start : at]) is not None
        if any(end <= at for end in ends) and joined and not _inside(cuts, at, hit.end - hit.start):
            cuts.append(at)
    return cuts


def _inside(cuts: Sequence[int], at: int, length: int) -> bool:
    return any(abs(cut - at) <= length for cut in cuts)


def _cuts_at_groups(source: SourceText, clause: Span, quantities: Sequence[Quantity]) -> list[int]:
    """Return where "..., 100% trẻ em ..." begins: a value and its group, no year right behind."""
    cuts = []
    for quantity in quantities[1:]:
        before = source.folded[clause.start : quantity.span.start]
        joined = re.search(r"(?:,|\bva)\s*(?:\w+\s){0,2}$", before) is not None
        if joined and _GROUP.match(source.folded, quantity.span.end, clause.end):
            cuts.append(quantity.span.start)
    return cuts


def _cuts_between_values(
    source: SourceText, quantities: Sequence[Quantity], cues: Sequence[Cue], opened: Sequence[int]
) -> list[int]:
    """Return the commas between values of different things: "tiểu học đạt 99%, THCS đạt 95%"."""
    cuts = []
    for first, second in pairwise(quantities):
        parted = any(first.span.end <= cut <= second.span.start for cut in opened)
        if parted or _dated_between(cues, first, second):
            continue
        between = source.folded[first.span.end : second.span.start]
        comma = re.search(r",\s+(?:con\s+)?(?=[a-z]+\s+[a-z]+)", between)
        if comma and first.change is None:
            cuts.append(first.span.end + comma.end())
    return cuts


def _dated_between(cues: Sequence[Cue], first: Quantity, second: Quantity) -> bool:
    return any(
        cue.table == "periods"
        and cue.rule.value in ("year", "span")
        and first.span.end <= cue.span.start
        and cue.span.end <= second.span.start + 2
        for cue in cues
    )


def _without_link(source: SourceText, piece: Span) -> Span:
    """Drop a trailing "và" that led to the next piece."""
    link = _LINK.search(source.folded, piece.start, piece.end)
    if link is None or link.end() != piece.end:
        return piece
    return Span(piece.start, link.start())
