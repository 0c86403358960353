"""How exactly lines were read: edits, whole lines, numbers."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

_NUMBER = re.compile(r"\d+(?:[.,/]\d+)*(?:/[A-ZĐ][\w–-]*)*%?")
# Signs that print alike: which of them an engine writes is no matter of reading.
_ALIKE = str.maketrans(
    {"—": "-", "–": "-", "−": "-", "“": '"', "”": '"', "‘": "'", "’": "'", "•": "·"}
)


@dataclass(frozen=True, slots=True)
class LineScore:
    """Sums over lines; ``edits`` per ``characters`` is the character error rate."""

    lines: int
    exact: int
    edits: int
    characters: int
    numbers: int
    numbers_right: int

    @property
    def error_rate(self) -> float:
        """Edits per true character, in percent."""
        return 100 * self.edits / max(self.characters, 1)

    @property
    def exact_share(self) -> float:
        """Share of lines without any error, in percent."""
        return 100 * self.exact / max(self.lines, 1)

    @property
    def number_share(self) -> float:
        """Share of numbers and document numbers that were read exactly, in percent."""
        return 100 * self.numbers_right / max(self.numbers, 1)


def score_lines(truths: Sequence[str], readings: Sequence[str]) -> LineScore:
    """Hold readings against truths, line by line; signs that print alike are equal."""
    pairs = [(comparable(t), comparable(r)) for t, r in zip(truths, readings, strict=True)]
    found = [_numbers(truth, reading) for truth, reading in pairs]
    return LineScore(
        lines=len(pairs),
        exact=sum(truth == reading for truth, reading in pairs),
        edits=sum(Levenshtein.distance(truth, reading) for truth, reading in pairs),
        characters=sum(len(truth) for truth, _ in pairs),
        numbers=sum(wanted for wanted, _ in found),
        numbers_right=sum(right for _, right in found),
    )


def comparable(text: str) -> str:
    """Return text as it is compared: composed, single spaces, one sign for those alike."""
    composed = unicodedata.normalize("NFC", text).replace("…", "...").translate(_ALIKE)
    return " ".join(composed.split())


def edits(truth: str, reading: str) -> int:
    """Return how many characters must be changed."""
    return int(Levenshtein.distance(comparable(truth), comparable(reading)))


def _numbers(truth: str, reading: str) -> tuple[int, int]:
    wanted, read = Counter(_NUMBER.findall(truth)), Counter(_NUMBER.findall(reading))
    return wanted.total(), (wanted & read).total()
