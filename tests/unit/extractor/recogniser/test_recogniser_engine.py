from __future__ import annotations

import numpy as np
import pytest

from corpus.lines.faces import installed_faces
from corpus.lines.setting import set_line
from extractor.engine import EngineWord, NullEngine, Segmentation
from extractor.engines import make_engine
from extractor.recogniser.artifact import load_artifact
from extractor.recogniser.engine import RecogniserEngine
from extractor.recogniser.recogniser import Recogniser
from extractor.recogniser.strips import Place, cut_strip
from models.settings import EngineName, OcrSettings

USUAL = next(face for face in installed_faces() if face.family == "Liberation Serif")
TEXT = "Căn cứ Kế hoạch số 46/KH-UBND ngày 18/03/2022"


class SecondOpinion(NullEngine):
    def __init__(self) -> None:
        self.asked = 0

    def recognize(
        self, image: np.ndarray, dpi: int, segmentation: Segmentation
    ) -> tuple[EngineWord, ...]:
        self.asked += 1
        return (EngineWord("rõ", 1, 2, 3, 4, 0.99, 0),)


@pytest.fixture(scope="module")
def engine() -> RecogniserEngine:
    return RecogniserEngine()


def strip_of(text: str, em: int = 40) -> np.ndarray:
    block = set_line(text, USUAL, em)
    (line,) = block.lines
    return cut_strip(block.image, Place(line.left, line.right, line.baseline, line.em))


def test_a_printed_line_is_read_with_its_words_in_place(engine: RecogniserEngine) -> None:
    block = set_line(TEXT, USUAL, 40)
    words = engine.recognize(block.image, 300, Segmentation.LINE)
    assert " ".join(word.text for word in words) == TEXT
    font = USUAL.at(40)
    for number, word in enumerate(words):
        before = " ".join([*TEXT.split()[:number], ""]) if number else ""
        assert abs(word.left - (80 + font.getlength(before))) < 4
        assert word.left < word.right and word.top < word.bottom
        assert 0.5 < word.confidence <= 1.0


def test_a_page_is_read_line_by_line(engine: RecogniserEngine) -> None:
    one, other = set_line("Mục tiêu chung", USUAL, 58), set_line("Thực hiện", USUAL, 58)
    width = max(one.image.shape[1], other.image.shape[1])
    rows = [
        np.pad(b.image, ((0, 0), (0, width - b.image.shape[1])), constant_values=255)
        for b in (one, other)
    ]
    words = engine.recognize(np.vstack(rows), 300, Segmentation.PAGE)
    lines = [" ".join(w.text for w in words if w.line == number) for number in (0, 1)]
    assert sorted(lines) == ["Mục tiêu chung", "Thực hiện"]


def test_blank_paper_says_nothing(engine: RecogniserEngine) -> None:
    blank = np.full((60, 400), 255, np.uint8)
    assert engine.recognize(blank, 300, Segmentation.LINE) == ()
    assert engine.recognize(blank, 300, Segmentation.PAGE) == ()


def test_the_second_engine_is_asked_about_doubtful_lines_alone() -> None:
    second = SecondOpinion()
    engine = RecogniserEngine(second)
    engine.recognize(set_line(TEXT, USUAL, 40).image, 300, Segmentation.LINE)
    assert second.asked == 0
    noise = np.random.default_rng(1).integers(0, 2, (40, 300)).astype(np.uint8) * 255
    words = engine.recognize(noise, 300, Segmentation.LINE)
    assert second.asked == 1
    assert [word.text for word in words] == ["rõ"]


def test_the_same_strip_says_the_same_alone_and_beside_others() -> None:
    recogniser = Recogniser(load_artifact())
    strips = [strip_of(text) for text in ("95%", TEXT, "Trẻ em", TEXT * 4)]
    together = recogniser.read(strips)
    alone = [recogniser.read([strip])[0] for strip in strips]
    assert [line.text for line in together] == [line.text for line in alone]
    assert recogniser.read(strips) == together
    assert len(together[3].text) > 3 * len(TEXT), "a long line is not squeezed"
    assert recogniser.read([]) == ()


def test_the_engine_can_be_asked_for_by_name() -> None:
    engine = make_engine(OcrSettings(engine=EngineName.KEHOACH))
    card = load_artifact().card
    assert (engine.name, engine.version) == ("kehoach", card.version)
    assert card.sha256.startswith(engine.data_version)
