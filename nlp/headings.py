"""Headings: which part of a labelled paragraph is one, and what it says the section is about."""

from __future__ import annotations

import re

from models.domain.plan import SectionKind
from models.domain.provenance import Span
from nlp.source import SourceText
from nlp.wording import Hit, find_wording, opening_wording

_RUN_IN_WORDS = 6
"""The colon of a run-in heading counts only after at most this many words."""
_SENTENCE_END = re.compile(r"[.!?;]\s+(?=[^\W\d_a-zà-ỹđ])")
_CLAUSE_WORDS = 70
"""A heading longer than this many words is a paragraph."""
_ABBREVIATION = re.compile(r"(?:^|[\s(])(?:[A-ZĐ]{1,3}|[A-ZĐ][a-z]|tp|\d{1,2})$")


def heading_of(source: SourceText, content: Span, *, followed: bool) -> Span | None:
    """Return the heading within the text behind a label, or None where it is a plain paragraph.

    ``followed`` tells whether content or sub-sections come below: a lower-case sentence that
    nothing follows is itself the content.
    """
    content = source.trimmed(content)
    text = source.slice(content)
    if not text:
        return None
    colon = text.find(":")
    run_in = 0 < colon < len(text) - 1 and len(text[:colon].split()) <= _RUN_IN_WORDS
    if run_in and not _names_an_ordinal(text[:colon]):
        return source.trimmed(Span(content.start, content.start + colon))
    whole = source.trimmed(content, " :\n")
    if text.isupper() or _mostly_capitals(text):
        return whole
    if _sentences(text) > 1 or len(text.split()) > _CLAUSE_WORDS:
        return None
    return whole if followed else None


def _names_an_ordinal(text: str) -> bool:
    """A numbered name ("Mục tiêu 1: Về ...") is the beginning of the heading, not the whole."""
    return bool(re.search(r"\s\d+$", text))


def _mostly_capitals(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return bool(letters) and sum(letter.isupper() for letter in letters) > 0.85 * len(letters)


def _sentences(text: str) -> int:
    count = 1
    for found in _SENTENCE_END.finditer(text):
        if not _ABBREVIATION.search(text[: found.start()]):
            count += 1
    return count


def kinds_of(
    heading: str | None,
    inherited: tuple[SectionKind, ...],
    *,
    top: bool,
    appendix: bool = False,
) -> tuple[SectionKind, ...]:
    """Return the kinds of a section: those its heading names, else its parent's, else other."""
    own = _named_kinds(heading, nested=not top) if heading else ()
    if appendix:
        return (SectionKind.APPENDIX, *(kind for kind in own if kind is not SectionKind.OTHER))
    if SectionKind.APPENDIX in inherited:
        return inherited + tuple(kind for kind in own if kind not in inherited)
    if inherited and (not own or not (top or _may_change(inherited, own))):
        return inherited
    return own or inherited or (SectionKind.OTHER,)


def _may_change(inherited: tuple[SectionKind, ...], own: tuple[SectionKind, ...]) -> bool:
    """A task or a unit may speak of aims, money or reports without leaving its part."""
    if set(own) <= set(inherited):
        return True
    fixed = {SectionKind.TASK, SectionKind.BUDGET, SectionKind.REPORTING, SectionKind.SCOPE}
    if fixed & set(inherited):
        return False
    if SectionKind.ORGANISATION in inherited:
        return set(own) <= {SectionKind.REPORTING, SectionKind.BUDGET}
    return True


def _named_kinds(heading: str, *, nested: bool) -> tuple[SectionKind, ...]:
    """Return the kinds that a heading names; of two phrases that open it the longer one counts."""
    while opener := opening_wording("heading_openers", heading):
        heading = heading[opener.end :]
    hits = sorted(find_wording("headings", heading), key=lambda hit: hit.start)
    opened = max((hit.end for hit in hits if hit.start == 0), default=0)
    kinds: list[SectionKind] = []
    lone = False
    for hit in hits:
        if hit.start == 0 and hit.end < opened:
            continue
        kind = SectionKind(hit.rule.value)
        if kind not in kinds and _counts(hit, heading, nested=nested):
            kinds.append(kind)
            lone = lone or hit.rule.position == "lone"
    if lone and len(kinds) > 1:
        kinds.remove(SectionKind.OTHER)
    return tuple(kinds)


def _counts(hit: Hit, heading: str, *, nested: bool) -> bool:
    words = len(heading.partition(":")[0].split())
    if hit.rule.position in ("whole", "lone") and nested:
        return False
    if hit.rule.position == "whole":
        rest = re.sub(r"[\d\s:,.\-–]+", "", heading[: hit.start] + heading[hit.end :])
        return hit.start == 0 and len(rest) < 4
    if hit.rule.position == "later":
        aside = nested and "(" in heading[: hit.start]
        return hit.start > 0 and not aside and words <= (8 if nested else 20)
    if nested and words > 8:
        return False
    return hit.start == 0


def tells_results(heading: str | None) -> bool:
    """Tell whether a heading opens an account of what was, whose figures are no targets."""
    if heading is None:
        return False
    return any(
        hit.rule.id == "results" and hit.start == 0 for hit in find_wording("headings", heading)
    )
