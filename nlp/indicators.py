"""The catalog made ready for matching: what each entry's wordings say, and what it demands."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import log

from models.domain.catalog import Catalog, CatalogEntry
from nlp.ages import Age
from nlp.phrase import Phrase, read_phrase


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """A required or excluded phrase: folded syllables, or ages that must be named.

    Of one text there is one pattern, so identity tells them apart.
    """

    text: str
    words: tuple[str, ...]
    accented: tuple[str, ...]
    ages: frozenset[Age]


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to word an indicator; ``weight`` is what all its telling words weigh together."""

    text: str
    phrase: Phrase
    telling: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class IndexedEntry:
    """A catalog entry made ready; the first wording is the entry's name."""

    entry: CatalogEntry
    wordings: tuple[Wording, ...]
    words: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    ages: frozenset[Age]
    subjects: frozenset[str]
    requires: tuple[tuple[Pattern, ...], ...]
    excludes: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class CatalogIndex:
    """All entries; ``weights`` tell how rare a word of their wordings is, 0..1.

    ``vocabulary`` holds every word of wordings and patterns, ``patterns`` those by first word.
    """

    entries: tuple[IndexedEntry, ...]
    weights: Mapping[str, float]
    vocabulary: tuple[str, ...]
    patterns: Mapping[str, tuple[Pattern, ...]]


def index_catalog(catalog: Catalog) -> CatalogIndex:
    """Read every wording and phrase of the catalog once."""
    weights = _weights(catalog)
    entries = tuple(_index(entry, weights) for entry in catalog.entries)
    patterns = {pattern for one in entries for pattern in _patterns_of(one)}
    by_first: dict[str, list[Pattern]] = {}
    for pattern in sorted(patterns, key=lambda pattern: pattern.text):
        if pattern.words:
            by_first.setdefault(pattern.words[0], []).append(pattern)
    vocabulary = {*weights, *(word for pattern in patterns for word in pattern.words)}
    return CatalogIndex(
        entries=entries,
        weights=weights,
        vocabulary=tuple(sorted(vocabulary)),
        patterns={word: tuple(found) for word, found in by_first.items()},
    )


def _patterns_of(one: IndexedEntry) -> Iterable[Pattern]:
    yield from one.excludes
    for line in one.requires:
        yield from line


def _weights(catalog: Catalog) -> dict[str, float]:
    """Weigh each word by how few entries use it: the fewer, the more it tells."""
    users: dict[str, int] = {}
    for entry in catalog.entries:
        said = {word for text in (entry.name, *entry.aliases) for word in read_phrase(text).words}
        for word in said:
            users[word] = users.get(word, 0) + 1
    entries = len(catalog.entries) + 1
    return {word: log(entries / count) / log(entries) for word, count in users.items()}


def _index(entry: CatalogEntry, weights: Mapping[str, float]) -> IndexedEntry:
    wordings = tuple(_wording(text, weights) for text in (entry.name, *entry.aliases))
    phrases = [wording.phrase for wording in wordings]
    return IndexedEntry(
        entry=entry,
        wordings=wordings,
        words=frozenset(word for phrase in phrases for word in phrase.words),
        pairs=frozenset(pair for phrase in phrases for pair in _pairs(phrase.words)),
        ages=_ages(phrases),
        subjects=frozenset(phrase.subject for phrase in phrases if phrase.subject),
        requires=tuple(tuple(map(_pattern, line)) for line in entry.requires),
        excludes=tuple(map(_pattern, entry.excludes)),
    )


def _ages(phrases: Sequence[Phrase]) -> frozenset[Age]:
    """Return the ages that an entry is for: none unless its name has one."""
    if not phrases[0].ages:
        return frozenset()
    return frozenset(age for phrase in phrases for age in phrase.ages)


def _pairs(words: Sequence[str]) -> Iterable[tuple[str, str]]:
    return itertools.pairwise(words)


def _wording(text: str, weights: Mapping[str, float]) -> Wording:
    phrase = read_phrase(text)
    telling = tuple(dict.fromkeys(phrase.telling()))
    return Wording(text, phrase, telling, sum(weights[word] for word in telling) or 1.0)


@cache
def _pattern(text: str) -> Pattern:
    phrase = read_phrase(text)
    ages = frozenset() if phrase.words else phrase.ages
    return Pattern(text, phrase.words, phrase.accented, ages)
