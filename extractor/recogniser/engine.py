"""The recogniser as an engine: finds where print stands, cuts strips, gives words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from extractor.engine import EngineWord, OcrEngine, Segmentation
from extractor.line_finder import FoundLines, find_lines
from extractor.observed import GrayImage
from extractor.recogniser.artifact import Artifact, load_artifact
from extractor.recogniser.decoding import Character
from extractor.recogniser.found import places_of, strip_alone
from extractor.recogniser.placing import find_places
from extractor.recogniser.recogniser import ReadLine, Recogniser
from extractor.recogniser.strips import (
    LINE_BOTTOM,
    LINE_TOP,
    STEP,
    Place,
    Strip,
    cut_strip,
    strip_left,
    strip_scale,
)

_DOUBTFUL = 0.75  # certainty of a line below which a second engine is asked
_SPACE = " "
_INK = 110  # of a strip


@dataclass(frozen=True, slots=True)
class Cut:
    """One way to cut a line out: the number of the line, its place, its strip."""

    number: int
    place: Place
    strip: Strip


class RecogniserEngine:
    """Our own reader of lines; ``second`` is asked about lines that it is not sure of."""

    name = "kehoach"

    def __init__(self, second: OcrEngine | None = None, artifact: Artifact | None = None) -> None:
        """Load the recogniser that ships; raises EngineMissingError."""
        self._recogniser = Recogniser(artifact or load_artifact())
        self.second = second
        self.version = self._recogniser.card.version
        self.data_version = self._recogniser.card.sha256[:12]

    def recognize(
        self, image: GrayImage, dpi: int, segmentation: Segmentation
    ) -> tuple[EngineWord, ...]:
        """Read one line, or the lines that are found in an image."""
        if segmentation is Segmentation.LINE:
            return self._line(image, dpi)
        lines = find_lines(image, dpi)
        found = self.recognize_lines(lines, range(len(lines.boxes)))
        return tuple(word for words in found for word in words)

    def recognize_lines(
        self, lines: FoundLines, numbers: Sequence[int]
    ) -> tuple[tuple[EngineWord, ...], ...]:
        """Read lines of a page, each without the ink of the others."""
        cuts = [
            Cut(number, place, strip_alone(lines, number, place))
            for number in numbers
            for place in places_of(lines, number)
        ]
        best = self._best(cuts)
        return tuple(best.get(number, ()) for number in numbers)

    def _best(self, cuts: Sequence[Cut]) -> dict[int, tuple[EngineWord, ...]]:
        """Read every cut; of those of one line keep the surest."""
        read = self._recogniser.read([cut.strip for cut in cuts])
        found: dict[int, tuple[EngineWord, ...]] = {}
        sure: dict[int, float] = {}
        for cut, line in zip(cuts, read, strict=True):
            if line.certainty > sure.get(cut.number, 0.0):
                sure[cut.number] = line.certainty
                found[cut.number] = tuple(words_of(line, cut))
        return found

    def _line(self, image: GrayImage, dpi: int) -> tuple[EngineWord, ...]:
        cuts = [Cut(0, place, cut_strip(image, place)) for place in find_places(image)]
        words = self._best(cuts).get(0, ())
        if self.second is None or not cuts or _certainty(words) >= _DOUBTFUL:
            return words
        other = self.second.recognize(image, dpi, Segmentation.LINE)
        return other if _certainty(other) > _certainty(words) else words


def words_of(line: ReadLine, cut: Cut) -> Iterator[EngineWord]:
    """Yield the words of a line with their boxes in the image that it was cut from.

    A word is as sure as that all its characters are right.
    """
    place, strip = cut.place, cut.strip
    scale, left = strip_scale(place), strip_left(place)
    top, bottom = round(place.baseline - 0.72 * place.em), round(place.baseline + 0.2 * place.em)
    inked = strip[LINE_TOP:LINE_BOTTOM].max(axis=0) >= _INK
    begin = 0
    for characters, end in _parted(line.characters, len(inked)):
        ink = np.flatnonzero(inked[begin:end])
        first, last = (ink[0], ink[-1] + 1) if ink.size else (0, end - begin)
        yield EngineWord(
            text="".join(character.text for character in characters),
            left=round(left + (begin + first) / scale),
            top=top,
            right=round(left + (begin + last) / scale),
            bottom=bottom,
            confidence=prod(character.confidence for character in characters),
            line=cut.number,
            alternative=_alternative(characters),
        )
        begin = end


def _parted(
    characters: Sequence[Character], width: int
) -> Iterator[tuple[tuple[Character, ...], int]]:
    """Yield the characters of each word, and the column of pixels where its space ends it."""
    word: list[Character] = []
    for character in characters:
        if character.text != _SPACE:
            word.append(character)
        elif word:
            yield tuple(word), (character.first + character.last + 1) * STEP // 2
            word = []
    if word:
        yield tuple(word), width


def _alternative(characters: Sequence[Character]) -> str:
    """Return the word with the runner-up in the place of its least sure character."""
    least = min(range(len(characters)), key=lambda place: characters[place].confidence)
    return "".join(
        character.second if place == least else character.text
        for place, character in enumerate(characters)
    )


def _certainty(words: Sequence[EngineWord]) -> float:
    letters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / letters if letters else 0.0
