"""What a line says: runs of real text, words without context, numbers, heads, table cells."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from corpus.lines.alphabet import Alphabet
from corpus.lines.grammar import Grammar
from corpus.lines.sources import Source
from corpus.lines.tones import accented, with_wrong_tone

_VOWELS = "aeiouyAEIOUY"
_BRACKETS = (("(", ")"), ("[", "]"), ("“", "”"), ('"', '"'), ("(", ")"))
_ENDINGS = ("", "", "", "", ",", ",", ";", ".", ":")


@dataclass(frozen=True)
class Writer:
    """Writes passages of a few words to a few lines; ``rng`` decides everything."""

    sources: tuple[Source, ...]
    grammar: Grammar
    alphabet: Alphabet
    rng: random.Random

    def passage(self, length: int) -> str:
        """Write about ``length`` words of running text."""
        words = self._kind()(length)
        words = self._spiced(words)
        if self.rng.random() < 0.2:
            words = [self.grammar.write("label", self.rng), *words]
        return self._clean(self._cased(words))

    def head_line(self) -> str:
        """Write a line of a document's head or foot, or a heading."""
        text = self.grammar.write("head", self.rng)
        return self._clean(text.upper() if self.rng.random() < 0.15 else text)

    def capitals(self) -> str:
        """Write a few words in capitals: of a text, or letters that bear two marks."""
        words = self._run(self.rng.randint(1, 6))
        if self.rng.random() < 0.4:
            words = [with_wrong_tone(word, self.rng) for word in words]
        return self._clean(" ".join(words).upper())

    def cell(self) -> str:
        """Write what stands alone in a table cell: a digit, a share, a unit, a few words."""
        if self.rng.random() < 0.75:
            return self._clean(self.grammar.write("cell", self.rng))
        return self._clean(" ".join(self._run(self.rng.randint(1, 3))))

    def _kind(self) -> Callable[[int], list[str]]:
        kinds = (self._run, self._wrong_run, self._syllables, self._signs, self._numbered)
        return self.rng.choices(kinds, (42, 22, 15, 5, 16))[0]

    def _run(self, length: int) -> list[str]:
        weights = [source.weight for source in self.sources]
        words = self.rng.choices(self.sources, weights)[0].words
        start = self.rng.randrange(max(1, len(words) - length))
        return list(words[start : start + length])

    def _wrong_run(self, length: int) -> list[str]:
        words = self._run(length)
        return [with_wrong_tone(w, self.rng) if self.rng.random() < 0.2 else w for w in words]

    def _syllables(self, length: int) -> list[str]:
        """Write words without any context, half of them with wrong tones."""
        words = [self.rng.choice(self._vocabulary) for _ in range(length)]
        words = [with_wrong_tone(w, self.rng) if self.rng.random() < 0.5 else w for w in words]
        words = [w.capitalize() if self.rng.random() < 0.25 else w for w in words]
        return [word + self.rng.choice(_ENDINGS) for word in words]

    def _signs(self, length: int) -> list[str]:
        """Write strings of letters, digits and signs that no language knows."""
        return [self._any_string() for _ in range(length)]

    def _any_string(self) -> str:
        count = self.rng.randint(1, 6)
        if self.rng.random() < 0.4:
            letters = accented(self.rng.choice(_VOWELS))
            return "".join(self.rng.choice(letters) for _ in range(min(count, 3)))
        return "".join(self.rng.choice(self._printed) for _ in range(count))

    def _numbered(self, length: int) -> list[str]:
        words = self._run(length)
        return [
            self.grammar.write("number", self.rng) if self.rng.random() < 0.35 else word
            for word in words
        ]

    def _spiced(self, words: list[str]) -> list[str]:
        """Add now and then a number, a pair of brackets, a sign."""
        rng = self.rng
        if not words:
            return words
        if rng.random() < 0.08:
            words[rng.randrange(len(words))] = self.grammar.write("number", rng)
        if rng.random() < 0.06:
            first = rng.randrange(len(words))
            last = min(len(words) - 1, first + rng.randint(0, 3))
            opening, closing = rng.choice(_BRACKETS)
            words[first] = opening + words[first]
            words[last] += closing
        if rng.random() < 0.05:
            words.insert(rng.randrange(len(words)), rng.choice(self._marks))
        return words

    def _cased(self, words: list[str]) -> str:
        text = " ".join(words)
        draw = self.rng.random()
        if draw < 0.13:
            return text.upper()
        return text.title() if draw < 0.17 else text

    def _clean(self, text: str) -> str:
        spelled = "".join(c for c in text if c in self.alphabet.characters)
        return self.alphabet.normalized(spelled)

    @cached_property
    def _printed(self) -> str:
        return self.alphabet.characters.replace(" ", "")

    @cached_property
    def _marks(self) -> tuple[str, ...]:
        return tuple(c for c in self._printed if not c.isalnum())

    @cached_property
    def _vocabulary(self) -> tuple[str, ...]:
        words = {word.strip(".,;:()“”\"'") for source in self.sources for word in source.words}
        return tuple(sorted(word.lower() for word in words if word.isalpha() and len(word) < 8))
