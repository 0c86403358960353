"""What a target clause is about, taken apart: its ages, whose rate it is, its telling words.

Numbers, ages and marks leave the words; words of intent and measure stay, marked as fillers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from corpus.rules import RuleTable, load_rules
from nlp.ages import Age, find_ages
from nlp.normalize import compose, expand_abbreviations, fold, one_edit_apart, place_tones

_PIECE = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|[%‰<≤/–-]")
_SHORTEST_MISREAD = 3  # letters
_SHARE = frozenset("%‰/")
_NOBODY = "nobody"
_CONTAINERS = frozenset({"commune", "district", "agency", "school"})
"""Groups that may only be the promising side of a clause ("the commune keeps 95 % of ...")."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A clause taken apart.

    ``words`` are its syllables, folded and lower-case, ``fillers`` the indices of those that do
    not tell an indicator; from index ``tail`` on the words only explain. ``accented`` are the same
    syllables as written. ``subject`` is the group (``corpus/rules/subjects.yaml``) whose rate it
    is, null where it cannot be told.
    """

    words: tuple[str, ...]
    accented: tuple[str, ...]
    fillers: frozenset[int]
    tail: int
    ages: frozenset[Age]
    subject: str | None

    def telling(self) -> tuple[str, ...]:
        """Return the words that are no fillers, in order."""
        return tuple(word for i, word in enumerate(self.words) if i not in self.fillers)


def read_phrase(text: str) -> Phrase:
    """Take a clause or a table cell apart; anything can be read, an empty text too."""
    spelled = _respell(expand_abbreviations(compose(text)))
    pieces = _PIECE.findall(place_tones(spelled).lower())
    ages, rest = find_ages([fold(piece) for piece in pieces])
    kept = [(i, pieces[i]) for i in rest if pieces[i][0].isalpha()]
    syllables = _Syllables.of([piece for _, piece in kept])
    spans = tuple(_filler_spans(syllables))
    shares = _behind_share(pieces, [i for i, _ in kept])
    return Phrase(
        words=syllables.folded,
        accented=syllables.accented,
        fillers=frozenset(i for start, end, _ in spans for i in range(start, end)),
        tail=min((start for start, _, kind in spans if kind == "tail"), default=len(kept)),
        ages=ages,
        subject=_subject(syllables, {start: end for start, end, _ in spans}, shares),
    )


@dataclass(frozen=True, slots=True)
class _Syllables:
    folded: tuple[str, ...]
    accented: tuple[str, ...]
    plain: bool

    @classmethod
    def of(cls, accented: Sequence[str]) -> _Syllables:
        folded = tuple(map(fold, accented))
        return cls(folded, tuple(accented), folded == tuple(accented))

    def longest(self, lexicon: _Lexicon, at: int) -> tuple[int, str] | None:
        """Return end and value of the longest phrase that starts here.

        A phrase of one syllable needs its diacritics, or too many words would be taken for it; a
        longer one may have one misread letter.
        """
        for size in range(min(lexicon.longest, len(self.folded) - at), 1, -1):
            value = lexicon.find(self.folded[at : at + size])
            if value:
                return at + size, value
        value = lexicon.accented.get(self.accented[at])
        if value is None and self.plain:
            value = lexicon.folded.get((self.folded[at],))
        return (at + 1, value) if value else None


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """Phrases of a rule table: by folded syllables, with one left out, and lone ones as written."""

    folded: Mapping[tuple[str, ...], str]
    gapped: Mapping[tuple[int, tuple[str, ...]], tuple[tuple[str, str], ...]]
    accented: Mapping[str, str]
    longest: int

    def find(self, syllables: tuple[str, ...]) -> str | None:
        """Return the value of a phrase of several syllables, one misread letter forgiven."""
        value = self.folded.get(syllables)
        if value:
            return value
        for gap, syllable in enumerate(syllables):
            if syllable not in cue_syllables():
                rest = (gap, syllables[:gap] + syllables[gap + 1 :])
                for known, meaning in self.gapped.get(rest, ()):
                    if one_edit_apart(known, syllable):
                        return meaning
        return None


@cache
def _lexicon(table: str) -> _Lexicon:
    folded: dict[tuple[str, ...], str] = {}
    gapped: dict[tuple[int, tuple[str, ...]], tuple[tuple[str, str], ...]] = {}
    accented: dict[str, str] = {}
    for phrase, value in _phrases(load_rules(table)):
        syllables = tuple(fold(phrase).split())
        folded.setdefault(syllables, value)
        if len(syllables) == 1:
            accented[phrase.lower()] = value
        for gap, syllable in enumerate(syllables):
            if len(syllables) > (1 if len(syllable) >= _SHORTEST_MISREAD else 2):
                rest = (gap, syllables[:gap] + syllables[gap + 1 :])
                gapped[rest] = (*gapped.get(rest, ()), (syllable, value))
    return _Lexicon(folded, gapped, accented, max(map(len, folded)))


@cache
def cue_syllables() -> frozenset[str]:
    """Return every syllable of the cues: what is one of these was not misread for another."""
    tables = (load_rules("phrase_fillers"), load_rules("subjects"))
    phrases = (phrase for table in tables for phrase, _ in _phrases(table))
    return frozenset(syllable for phrase in phrases for syllable in fold(phrase).split())


def _phrases(table: RuleTable) -> Iterator[tuple[str, str]]:
    for rule in table.rules:
        for phrase in rule.phrases:
            yield place_tones(phrase), rule.value


def _filler_spans(syllables: _Syllables) -> Iterator[tuple[int, int, str]]:
    at = 0
    while at < len(syllables.folded):
        found = syllables.longest(_lexicon("phrase_fillers"), at)
        if found:
            yield at, found[0], found[1]
        at = found[0] if found else at + 1


def _subject(
    syllables: _Syllables, fillers: Mapping[int, int], shares: Iterable[int]
) -> str | None:
    """Tell whose rate it is: what opens the clause, or what a share is taken of."""
    head = _subject_from(syllables, fillers, 0)
    if head and head not in _CONTAINERS:
        return head
    parts = (_subject_from(syllables, fillers, at) for at in shares)
    return next((part for part in parts if part), head)


def _subject_from(syllables: _Syllables, fillers: Mapping[int, int], at: int) -> str | None:
    while at < len(syllables.folded):
        found = syllables.longest(_lexicon("subjects"), at)
        filler_end = fillers.get(at, at)
        if found and found[0] >= filler_end:
            return None if found[1] == _NOBODY else found[1]
        if filler_end == at:
            return None
        at = filler_end
    return None


def _behind_share(pieces: Sequence[str], kept: Sequence[int]) -> tuple[int, ...]:
    """Return the indices of kept words that stand right behind a share (95%, 79/126)."""
    found = []
    for index, place in enumerate(kept):
        before = pieces[kept[index - 1] + 1 : place] if index else pieces[:place]
        if any(piece in _SHARE for piece in before) and any(p[0].isdigit() for p in before):
            found.append(index)
    return tuple(found)


@cache
def _spellings() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(rf"(?<!\w){re.escape(fold(phrase))}(?!\w)"), value)
        for phrase, value in _phrases(load_rules("spellings"))
    )


def _respell(text: str) -> str:
    folded = fold(text)
    for pattern, value in _spellings():
        if pattern.search(folded):
            text = _replace(text, pattern, value)
            folded = fold(text)
    return text


def _replace(text: str, pattern: re.Pattern[str], value: str) -> str:
    """Replace in the text what the pattern finds in its folded form."""
    parts, at = [], 0
    for found in pattern.finditer(fold(text)):
        parts += [text[at : found.start()], value]
        at = found.end()
    return "".join([*parts, text[at:]])
