"""Finds the indicator of the catalog that a target clause is about, or says that there is none.

Three steps. Candidates: entries whose required phrases all occur, whose age and subject agree, and
against which no excluded phrase speaks. Levels: how a candidate was met (its name, a known wording,
or near one) with a score. Decision: one candidate clearly ahead, else none. Words are compared
without diacritics, and one edit in a syllable is forgiven, because pages are misread.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from corpus.messages import load_messages
from models.domain.catalog import Candidate, Catalog, Match, MatchLevel
from nlp.indicators import CatalogIndex, IndexedEntry, Pattern, Wording, index_catalog
from nlp.phrase import Phrase, cue_syllables, read_phrase
from nlp.word_breaks import mend_word_breaks

# Chosen on the examples of the catalog and on phrases of other fields; see the tests.
_ACCEPT = 0.5  # least share of the telling words that an entry must know
_ACCEPT_AGELESS = 0.6  # the same where the phrase leaves out the entry's age
_MARGIN = 0.1  # two scores nearer than this are no answer
_NEAREST = 3
_EXPLAINED, _COVERED = 0.7, 0.3
_LONE_SYLLABLE = 0.6  # a syllable known, but not beside the one that it makes a word with
_MISREAD = 0.8
_IN_TAIL = 0.3
_UNKNOWN = 0.8  # weight of a word that the catalog does not know
_AGE_LEFT_OUT = 0.95
_AGE_TOO_MANY = 0.9
_SHORTEST_MISREAD = 3  # letters
_LONG = 5  # letters of a word in which two edits are forgiven
_REMEMBERED = 4096  # words, before the memory is emptied
_TOP_FUZZY, _TOP_ALIAS = 0.98, 0.99

_Objection = tuple[str, Mapping[str, str | int]]


@dataclass(frozen=True, slots=True)
class _Sighting:
    """A phrase held against the catalog's words.

    ``near`` gives, per place, the known words that may stand there and their edits. ``required``
    gives the places of each pattern that may stand for a required phrase: a lone syllable, or
    fillers, must not be other known words. ``excluding`` are those that may speak against an
    entry: before the tail, a lone syllable only with its diacritics, a longer phrase with at most
    one edit, in no known word.
    """

    phrase: Phrase
    near: tuple[Mapping[str, int], ...]
    required: Mapping[Pattern, frozenset[int]]
    excluding: frozenset[Pattern]

    def meets(self, pattern: Pattern) -> bool:
        """Tell whether a required phrase occurs, or its age is named."""
        if pattern.ages:
            return pattern.ages <= self.phrase.ages
        return pattern in self.required


@dataclass(frozen=True, slots=True)
class _Scored:
    """How near an entry is: ``share`` of the phrase that it knows, its nearest wording."""

    indexed: IndexedEntry
    score: float
    share: float
    wording: Wording
    level: MatchLevel = MatchLevel.FUZZY


class _NearWords:
    """Finds the words of the vocabulary that a written word may be; remembers what it found."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        """Keep the vocabulary."""
        self._vocabulary = vocabulary
        self._long = np.array([len(word) >= _LONG for word in vocabulary])
        self._found: dict[str, Mapping[str, int]] = {}

    def of(self, words: Sequence[str]) -> tuple[Mapping[str, int], ...]:
        """Return, per word, the words that may be meant with the edits between.

        One edit is forgiven; in a long word two, if what is written is no known word.
        """
        found = self._found
        fresh = [word for word in dict.fromkeys(words) if word not in found]
        if fresh:
            found = {**found, **self._look_up(fresh)}
            self._found = found if len(found) <= _REMEMBERED else {}
        return tuple(found[word] for word in words)

    def _look_up(self, words: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
        edits = cdist(
            words, self._vocabulary, scorer=Levenshtein.distance, score_cutoff=2, dtype=np.uint8
        )
        unknown = ~(edits == 0).any(axis=1, keepdims=True)
        near: dict[str, dict[str, int]] = {word: {} for word in words}
        meant = (edits <= 1) | ((edits == 2) & unknown & self._long)
        for row, column in np.argwhere(meant).tolist():
            near[words[row]][self._vocabulary[column]] = int(edits[row, column])
        return near


class IndicatorMatcher:
    """Matches phrases to the entries of one catalog."""

    def __init__(self, catalog: Catalog) -> None:
        """Index the catalog; nothing is loaded later."""
        self._index = index_catalog(catalog)
        self._near = _NearWords(self._index.vocabulary)
        self._syllables = frozenset(self._index.vocabulary) | cue_syllables()
        self._say = load_messages().text

    def match(self, phrase: str) -> Match:
        """Return the indicator that a clause or a table cell is about, or none, with the reason."""
        read = read_phrase(mend_word_breaks(phrase, self._syllables))
        sighting = _look(read, self._near.of(read.words), self._index)
        objections = {one.entry.code: _objection(one, sighting) for one in self._index.entries}
        candidates = [one for one in self._index.entries if objections[one.entry.code] is None]
        levelled = [self._level(one, sighting) for one in candidates]
        accepted = [one for one in levelled if one.share >= _least_share(one.indexed, read)]
        if accepted:
            return self._decide(sorted(accepted, key=lambda one: -one.score))
        return self._none(sighting, objections)

    def _level(self, one: IndexedEntry, sighting: _Sighting) -> _Scored:
        """Name the level on which an entry was met, with its score."""
        telling, ages = sighting.phrase.telling(), sighting.phrase.ages
        for index, wording in enumerate(one.wordings):
            if telling == wording.phrase.telling() and ages == wording.phrase.ages:
                if index:
                    return _Scored(one, _TOP_ALIAS, 1.0, wording, MatchLevel.ALIAS)
                return _Scored(one, 1.0, 1.0, wording, MatchLevel.EXACT)
        return _score(one, sighting, self._index.weights)

    def _decide(self, ranked: Sequence[_Scored]) -> Match:
        """Choose the one candidate that is clearly ahead; two near each other are no answer."""
        best = ranked[0]
        near = [one for one in ranked if best.score - one.score < _MARGIN]
        if len(near) == 1:
            code, level, reason = best.indexed.entry.code, best.level, self._reason(best)
        else:
            codes = ", ".join(one.indexed.entry.code for one in near)
            reason = self._say("match_ambiguous", codes=codes)
            code, level = None, MatchLevel.AMBIGUOUS
        return Match(code, level, best.score, reason, _as_candidates(ranked[:_NEAREST]))

    def _none(self, sighting: _Sighting, objections: Mapping[str, _Objection | None]) -> Match:
        """Say what comes nearest, and why it is not that."""
        kin = sorted(_kin(self._index.entries, sighting), key=lambda pair: -pair[0])
        scored = [_score(one, sighting, self._index.weights) for _, one in kin[: 2 * _NEAREST]]
        nearest = sorted(scored, key=lambda one: -one.score)[:_NEAREST]
        if not nearest:
            return Match(None, MatchLevel.NONE, 0.0, self._say("match_none_unlike"), ())
        best = nearest[0]
        code = best.indexed.entry.code
        far: _Objection = ("match_none_far", {"code": code, "share": round(best.share * 100)})
        kind, facts = objections[code] or far
        reason = self._say(kind, **facts)
        return Match(None, MatchLevel.NONE, best.score, reason, _as_candidates(nearest))

    def _reason(self, best: _Scored) -> str:
        if best.level is MatchLevel.EXACT:
            return self._say("match_exact")
        if best.level is MatchLevel.ALIAS:
            return self._say("match_alias", wording=best.wording.text)
        return self._say(
            "match_fuzzy",
            wording=best.wording.text,
            evidence=", ".join(line[0].text for line in best.indexed.requires),
            share=round(best.share * 100),
        )


def _least_share(one: IndexedEntry, phrase: Phrase) -> float:
    return _ACCEPT_AGELESS if one.ages and not phrase.ages else _ACCEPT


def _look(phrase: Phrase, near: tuple[Mapping[str, int], ...], index: CatalogIndex) -> _Sighting:
    """Hold a phrase, with the words that it may be made of, against the catalog's patterns."""
    required: dict[Pattern, frozenset[int]] = {}
    excluding: set[Pattern] = set()
    for pattern, start, misread in _standing(near, index):
        places = range(start, start + len(pattern.words))
        alone = len(places) == 1
        known = any(0 in near[at].values() for at in misread)
        if not (known and (alone or phrase.fillers.issuperset(places))):
            required.setdefault(pattern, frozenset(places))
        as_written = not misread and phrase.accented[start] == pattern.accented[0]
        surely = as_written if alone else not known and sum(misread.values()) <= 1
        if surely and places.stop <= phrase.tail:
            excluding.add(pattern)
    return _Sighting(phrase, near, required, frozenset(excluding))


def _standing(
    near: Sequence[Mapping[str, int]], index: CatalogIndex
) -> Iterator[tuple[Pattern, int, Mapping[int, int]]]:
    """Yield every pattern that stands somewhere: its first place, its misread places and edits."""
    for start, words in enumerate(near):
        after = near[start + 1] if start + 1 < len(near) else {}
        for first in words:
            for pattern in index.patterns.get(first, ()):
                if len(pattern.words) == 1 or pattern.words[1] in after:
                    misread = _misread(pattern, start, near)
                    if misread is not None:
                        yield pattern, start, misread


def _misread(
    pattern: Pattern, start: int, near: Sequence[Mapping[str, int]]
) -> Mapping[int, int] | None:
    """Return where a pattern stands misread, and by how many edits; null where it does not stand.

    At most half of its syllables may be; a short one only where no known word is written.
    """
    size = len(pattern.words)
    if start + size > len(near):
        return None
    misread = {}
    for at, word in enumerate(pattern.words, start):
        edits = near[at].get(word)
        if edits is None:
            return None
        if edits:
            if len(word) < _SHORTEST_MISREAD and (size == 1 or 0 in near[at].values()):
                return None
            misread[at] = edits
    return misread if len(misread) <= max(1, size // 2) else None


def _objection(one: IndexedEntry, sighting: _Sighting) -> _Objection | None:
    """Return why an entry is no candidate (message and facts), or None."""
    phrase, code = sighting.phrase, one.entry.code
    lacking = [line[0].text for line in one.requires if not any(map(sighting.meets, line))]
    if lacking:
        return "match_none_lacking", {"code": code, "lacking": ", ".join(lacking)}
    against = [pattern.text for pattern in one.excludes if pattern in sighting.excluding]
    if against:
        return "match_none_against", {"code": code, "against": ", ".join(against)}
    if one.ages and phrase.ages and one.ages.isdisjoint(phrase.ages):
        return "match_none_age", {"code": code}
    if phrase.subject and one.subjects and phrase.subject not in one.subjects:
        return "match_none_subject", {"code": code}
    return None


def _kin(
    entries: Iterable[IndexedEntry], sighting: _Sighting
) -> Iterator[tuple[float, IndexedEntry]]:
    """Yield the entries that know a telling word of the phrase, and roughly how well."""
    telling = set(sighting.phrase.telling())
    for one in entries:
        shared = len(telling & one.words)
        if shared:
            met = sum(any(map(sighting.meets, line)) for line in one.requires)
            yield shared / len(telling) + met / len(one.requires), one


def _score(one: IndexedEntry, sighting: _Sighting, weights: Mapping[str, float]) -> _Scored:
    """Score an entry by what it knows of the phrase and what the phrase holds of a wording."""
    share = _explained(one, sighting, weights)
    covered, wording = _covered(one, sighting, weights)
    score = _EXPLAINED * share + _COVERED * covered
    if one.ages and not sighting.phrase.ages:
        score *= _AGE_LEFT_OUT
    elif sighting.phrase.ages and not one.ages:
        score *= _AGE_TOO_MANY
    return _Scored(one, min(score, _TOP_FUZZY), share, wording)


def _explained(one: IndexedEntry, sighting: _Sighting, weights: Mapping[str, float]) -> float:
    """Return the share of the phrase's telling words, by weight, that the entry knows.

    Words of a required phrase count even if they are fillers elsewhere.
    """
    phrase = sighting.phrase
    evidence: set[int] = set()
    for line in one.requires:
        evidence.update(*(sighting.required.get(pattern, ()) for pattern in line))
    total = found = 0.0
    for at, word in enumerate(phrase.words):
        if at in evidence:
            total += weights.get(word, _UNKNOWN)
            found += weights.get(word, _UNKNOWN)
        elif at not in phrase.fillers:
            degree = _degree(one, sighting, at)
            weight = weights.get(word, _UNKNOWN)
            if at >= phrase.tail and degree < 1:
                weight *= _IN_TAIL
            total += weight
            found += weight * degree
    return found / total if total else 0.0


def _degree(one: IndexedEntry, sighting: _Sighting, at: int) -> float:
    """Return how well the entry knows the word at a place: beside a known neighbour, or alone."""
    words = sighting.phrase.words
    word, degree = words[at], 1.0
    if word not in one.words:
        if word in sighting.near[at]:
            return 0.0
        word = next((near for near in sighting.near[at] if near in one.words), "")
        if not word:
            return 0.0
        degree = _MISREAD
    before = at > 0 and (words[at - 1], word) in one.pairs
    behind = at + 1 < len(words) and (word, words[at + 1]) in one.pairs
    return degree if before or behind else degree * _LONE_SYLLABLE


def _covered(
    one: IndexedEntry, sighting: _Sighting, weights: Mapping[str, float]
) -> tuple[float, Wording]:
    """Return how much of its best wording the phrase holds, and that wording."""
    exact = set(sighting.phrase.words)
    nearly = {word for near in sighting.near for word in near} - exact

    def share(wording: Wording) -> float:
        met = sum(weights[word] for word in wording.telling if word in exact)
        close = sum(weights[word] for word in wording.telling if word in nearly)
        return (met + _MISREAD * close) / wording.weight

    best = max(one.wordings, key=share)
    return share(best), best


def _as_candidates(scored: Iterable[_Scored]) -> tuple[Candidate, ...]:
    return tuple(Candidate(one.indexed.entry.code, round(one.score, 4)) for one in scored)
