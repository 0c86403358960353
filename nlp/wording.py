"""Finds the phrases and patterns of a rule table in a short text (a heading, a line, a label)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from corpus.rules import Rule, load_rules
from nlp.normalize import fold


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule found at ``start:end`` of the text, with the named groups of its pattern."""

    rule: Rule
    start: int
    end: int
    groups: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Compiled:
    rule: Rule
    pattern: re.Pattern[str]


def phrase_pattern(phrase: str) -> str:
    """Return a pattern for a phrase in folded text: any spaces or light marks between syllables."""
    syllables = (re.escape(syllable) for syllable in fold(phrase).split())
    return r"(?<!\w)" + r"[\s,\-–]+".join(syllables) + r"(?!\w)"


def fold_pattern(pattern: str) -> str:
    r"""Fold the letters of a regular expression, leaving its escapes (``\S``, ``\D``) alone."""
    parts = re.findall(r"\\.|\(\?P<\w+>|[^\\(]+|\(", pattern)
    return "".join(part if part[0] in "\\(" else fold(part) for part in parts)


@cache
def _compiled(table: str) -> tuple[_Compiled, ...]:
    rows = []
    for rule in load_rules(table).rules:
        phrases = sorted(rule.phrases, key=len, reverse=True)
        if phrases:
            rows.append(_Compiled(rule, re.compile("|".join(map(phrase_pattern, phrases)))))
        for pattern in rule.patterns:
            text = pattern if rule.diacritics else fold_pattern(pattern)
            rows.append(_Compiled(rule, re.compile(text)))
    return tuple(rows)


def find_wording(table: str, text: str) -> Iterator[Hit]:
    """Yield every hit of a table in the text, rule by rule, in table order."""
    folded, lowered = fold(text), text.lower()
    for row in _compiled(table):
        for found in row.pattern.finditer(lowered if row.rule.diacritics else folded):
            groups = {key: value for key, value in found.groupdict().items() if value}
            yield Hit(row.rule, found.start(), found.end(), groups)


def first_wording(table: str, text: str, value: str | None = None) -> Hit | None:
    """Return the leftmost, then longest, hit of a table (of one value), or None."""
    hits = (hit for hit in find_wording(table, text) if value in (None, hit.rule.value))
    return min(hits, key=lambda hit: (hit.start, -hit.end), default=None)


def opening_wording(table: str, text: str, value: str | None = None) -> Hit | None:
    """Return the longest hit that starts the text, or None."""
    hits = (
        hit
        for hit in find_wording(table, text)
        if hit.start == 0 and value in (None, hit.rule.value)
    )
    return max(hits, key=lambda hit: hit.end, default=None)


def ends_sentence(text: str) -> bool:
    """Tell whether the stop that ends a text ends a sentence, or an abbreviation ("TP.")."""
    return first_wording("dotted_words", text[-12:]) is None
