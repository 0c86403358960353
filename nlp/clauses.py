"""Paragraphs cut into clauses: the stretch of text that states one indicator."""

from __future__ import annotations

import re
from collections.abc import Sequence

from models.domain.provenance import Span
from nlp.language import Cue
from nlp.normalize import fold
from nlp.quantities import Quantity
from nlp.source import SourceText
from nlp.wording import find_wording
import itertools

_BREAK = re.compile(r";|(?<=[^\W\d])[.:]\s+(?=[^\W\d_]|\d)|(?<=[%)\d])[.:]\s+(?=[^\W\d_])|\n")
_TRIM = " \n;:,.-–+*•"


def split_clauses(source: SourceText, span: Span) -> list[Span]:
    """Cut at semicolons, sentence ends and colons; every clause is trimmed, none is empty."""
    text = source.slice(span)
    clauses: list[Span] = []
    start = 0
    for found in _BREAK.finditer(text):
        clauses.append(Span(span.start + start, span.start + found.start()))
        start = found.end()
    clauses.append(Span(span.start + start, span.end))
    trimmed = (source.trimmed(clause, _TRIM) for clause in clauses)
    return [clause for clause in trimmed if len(clause) > 2]


def split_at_indicators(
    source: SourceText, clause: Span, quantities: Sequence[Quantity], cues: Sequence[Cue]
) -> list[Span]:
    """Cut a clause that states several indicators: "..., tỷ lệ ... đạt 95% và không có ...".

    A cut is made before a word that opens an indicator, after a value is complete.
    """
    ends = sorted(
        [q.span.end for q in quantities]
        + [cue.span.end for cue in cues if cue.table == "zero"]
        + [cue.span.end for cue in cues if cue.table == "periods" and cue.span.start > clause.start]
    )
    text = source.slice(clause)
    cuts: list[int] = []
    for hit in find_wording("clause_openers", text):
        at = clause.start + hit.start
        if any(end <= at for end in ends) and _joins(text[: hit.start]) and at not in cuts:
            cuts.append(at)
    for quantity in quantities[1:]:
        if _opens_group(source, clause, quantity) and quantity.span.start not in cuts:
            cuts.append(quantity.span.start)
    edges = [clause.start, *sorted(cuts), clause.end]
    pieces = [source.trimmed(Span(start, end), _TRIM) for start, end in itertools.pairwise(edges)]
    return [_without_link(source, piece) for piece in pieces if len(piece) > 2]


def _joins(before: str) -> bool:
    return bool(re.search(r"(?:[,;]|\b(?:va|dong thoi))\s*$", _plain(before)))


def _opens_group(source: SourceText, clause: Span, quantity: Quantity) -> bool:
    """Tell whether "..., 100% trẻ em ..." begins here: a value and its group, no year behind."""
    before = _plain(source.slice(Span(clause.start, quantity.span.start)))
    if not re.search(r"(?:,|\bva)\s*(?:\w+\s){0,2}$", before):
        return False
    behind = source.folded[quantity.span.end : clause.end]
    group = re.match(
        r"\s+(?!vao\b|nam\b|den\b|trong\b|va\b|so\b|tro\b)[a-z]+\s+[a-z]+\s+[a-z]+", behind
    )
    return group is not None


def _plain(text: str) -> str:
    return fold(text)


def _without_link(source: SourceText, piece: Span) -> Span:
    """Drop a trailing "và" that led to the next piece."""
    link = re.search(r"[\s,]+(?:va|dong thoi)$", source.folded[piece.start : piece.end])
    return Span(piece.start, piece.start + link.start()) if link else piece
