"""Pages of lines handed to an engine at once, and what a second engine is asked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from corpus.lines.faces import installed_faces
from corpus.lines.setting import set_line
from extractor.engine import EngineWord, LinesEngine, NullEngine, OcrEngine, Segmentation
from extractor.line_finder import FoundLines, find_lines
from extractor.line_reading import read_lines

USUAL = next(face for face in installed_faces() if face.family == "Liberation Serif")
DPI = 144.0
RUNNER_UP = "35%"


def found_lines() -> FoundLines:
    """Two lines, at 144 dots per inch: two pixels to the point."""
    images = [set_line(text, USUAL, 40).image for text in ("mong rang", "canh chung")]
    width = max(image.shape[1] for image in images)
    rows = [np.pad(i, ((0, 0), (0, width - i.shape[1])), constant_values=255) for i in images]
    return find_lines(np.vstack(rows), DPI)


class Second(NullEngine):
    def __init__(self, text: str, confidence: float) -> None:
        self.asked = 0
        self._word = EngineWord(text, 5, 5, 60, 30, confidence, 0)

    def recognize(
        self, image: np.ndarray, dpi: int, segmentation: Segmentation
    ) -> tuple[EngineWord, ...]:
        self.asked += 1
        return (self._word,)


class Sure(NullEngine):
    """Answers for each line by its number, as sure as it is told to be."""

    def __init__(
        self, answers: Sequence[tuple[str, float]], second: OcrEngine | None = None
    ) -> None:
        self._answers = answers
        self.second = second
        self.asked: list[int] = []

    def recognize_lines(
        self, lines: FoundLines, numbers: Sequence[int]
    ) -> tuple[tuple[EngineWord, ...], ...]:
        self.asked += numbers
        return tuple(
            (
                EngineWord(
                    text,
                    int(lines.boxes[n].left),
                    0,
                    int(lines.boxes[n].right),
                    9,
                    sure,
                    n,
                    RUNNER_UP,
                ),
            )
            for n, (text, sure) in zip(numbers, [self._answers[n] for n in numbers], strict=True)
        )


def test_all_lines_are_read_at_once_and_placed_in_points() -> None:
    lines = found_lines()
    engine = Sure([("một", 0.9), ("hai", 0.9)])
    assert isinstance(engine, LinesEngine)
    read = read_lines(lines, DPI, engine)
    assert engine.asked == [0, 1]
    assert [line.text for line in read] == ["một", "hai"]
    for line, box in zip(read, lines.boxes, strict=True):
        assert line.box.left == pytest.approx(int(box.left) / 2, abs=0.51)
        assert line.box.right == pytest.approx(int(box.right) / 2, abs=0.51)
        assert (line.box.top, line.box.bottom) == (box.top / 2, box.bottom / 2)


def test_some_lines_by_number() -> None:
    engine = Sure([("một", 0.9), ("hai", 0.9)])
    assert [line.text for line in read_lines(found_lines(), DPI, engine, [1])] == ["hai"]


@pytest.mark.parametrize(
    ("own", "other", "expected", "reason"),
    [
        (("đây", 0.9), ("kia", 0.95), "đây", "a sure line is not asked about"),
        (("đây", 0.3), ("kia", 0.95), "kia", "the surer reading of a doubtful line"),
        (("đây", 0.6), ("kia", 0.2), "đây", "the surer reading is our own"),
        (("95%", 0.8), ("35%", 0.9), "35%", "the second engine says what was the runner-up"),
        (("95%", 0.8), ("96%", 0.9), "95%", "the second engine says something else altogether"),
    ],
)
def test_a_second_engine_is_asked_where_in_doubt(
    own: tuple[str, float], other: tuple[str, float], expected: str, reason: str
) -> None:
    second = Second(*other)
    read = read_lines(found_lines(), DPI, Sure([own, ("rõ", 0.99)], second), [0])
    assert [line.text for line in read] == [expected], reason


def test_a_word_that_two_engines_read_alike_is_sure() -> None:
    engine = Sure([("95%", 0.75), ("rõ", 0.99)], Second("95%", 0.6))
    (line,) = read_lines(found_lines(), DPI, engine, [0])
    assert line.text == "95%"
    assert line.words[0].confidence >= 0.9


def test_a_number_that_two_engines_read_otherwise_is_not_sure() -> None:
    engine = Sure([("95%", 0.8), ("rõ", 0.99)], Second("96%", 0.7))
    (line,) = read_lines(found_lines(), DPI, engine, [0])
    assert line.text == "95%"
    assert line.words[0].confidence < 0.5


def test_a_line_that_says_nothing_is_no_line() -> None:
    class Mute(Sure):
        def recognize_lines(
            self, lines: FoundLines, numbers: Sequence[int]
        ) -> tuple[tuple[EngineWord, ...], ...]:
            return tuple(() for _ in numbers)

    assert read_lines(found_lines(), DPI, Mute([])) == []
