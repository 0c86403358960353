from __future__ import annotations

import pytest

from api.evaluation.measures import Stage
from api.evaluation.reading_scores import document_text, page_text, score_reading
from models.domain.geometry import BoundingBox
from models.domain.layout import Cell, Document, Line, LineRole, Page, ReadMethod, Table, Word

BOX = BoundingBox(0, 0, 10, 10)


def line(text: str, role: LineRole = LineRole.BODY) -> Line:
    return Line(tuple(Word(word, BOX) for word in text.split()), BOX, role)


def page(*blocks: Line | Table) -> Page:
    return Page(1, 100, 100, ReadMethod.OCR, "", 1.0, blocks)


@pytest.mark.parametrize(
    ("truth", "read", "cer", "words", "numbers", "reason"),
    [
        ("một hai 95,1%", "một  hai\n95,1%", 0, 1, 1, "white space is one"),
        ("abcd", "abxd", 0.25, 0, None, "one letter of four; no number at all"),
        ("hai một", "một hai", 6 / 7, 1, None, "order counts for letters, not for words"),
        ("100% và 100%", "100% và", 5 / 12, 2 / 3, 0.5, "each token as often as it is there"),
        ("0,1 12/2026", "0.1 12/2026", 1 / 11, 0.5, 0.5, "a number is exact"),
        ("chữ", "", 1, 0, None, "nothing read"),
        ("mu\u0323c", "mục", 0, 1, None, "composed letters"),
    ],
)
def test_score_reading(
    truth: str, read: str, cer: float, words: float, numbers: float | None, reason: str
) -> None:
    by_stage = {score.stage: score.value for score in score_reading(truth, read)}
    assert by_stage[Stage.CER] == pytest.approx(cer), reason
    assert by_stage[Stage.WORD_RECALL] == pytest.approx(words), reason
    assert by_stage[Stage.NUMBER_RECALL] == (
        numbers if numbers is None else pytest.approx(numbers)
    ), reason


def test_missed_numbers_are_named() -> None:
    *_, numbers = score_reading("80 80 12", "80")
    assert [(item.key, item.detail) for item in numbers.missed] == [
        ("80", "1 of 2"),
        ("12", "1 of 1"),
    ]


def test_the_text_of_a_page_is_its_lines_and_cells_in_order() -> None:
    table = Table(
        BOX,
        1,
        2,
        (Cell(0, 0, BOX, (line("TT"),)), Cell(0, 1, BOX, (line("Chỉ tiêu"), line("năm")))),
    )
    read = page(
        line("2", LineRole.PAGE_NUMBER),
        line("Trên"),
        table,
        line("dấu", LineRole.STAMP),
        line("Dưới"),
    )
    assert page_text(read) == "Trên\nTT\nChỉ tiêu\nnăm\nDưới"
    assert page_text(read, whole=True).splitlines() == [
        "2",
        "Trên",
        "TT",
        "Chỉ tiêu",
        "năm",
        "dấu",
        "Dưới",
    ]
    assert document_text(Document("x", "", (read, page(line("Sau"))))) == f"{page_text(read)}\nSau"
