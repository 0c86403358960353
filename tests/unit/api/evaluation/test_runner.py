from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pymupdf
import pytest

from api.evaluation.expected import ExpectedComparison, ExpectedRow
from api.evaluation.measures import Stage
from api.evaluation.runner import Case, Tools, run_case, run_cases
from corpus.gold import GoldDocument, GoldKind
from models.domain.alignment import Alignment, AlignmentRow, Status
from models.domain.errors import DamagedFileError
from models.domain.geometry import BoundingBox
from models.domain.layout import Document, Line, Page, ReadMethod, Word
from models.domain.plan import Metadata, Plan

BOX = BoundingBox(0, 0, 10, 10)
TITLE = "Thực hiện công tác mẫu"


@pytest.fixture
def gold(tmp_path: Path) -> GoldDocument:
    source = tmp_path / "mau.pdf"
    with pymupdf.open() as pdf:
        pdf.new_page().insert_text((72, 300), "one two 100")
        pdf.save(source)
    expected = tmp_path / "expected.json"
    expected.write_text(
        json.dumps({"document": "mau", "metadata": {"title": TITLE}}), encoding="utf-8"
    )
    return GoldDocument("mau", GoldKind.GOLD, tmp_path / "manuscript.txt", source, expected)


def read_as(text: str) -> Document:
    line = Line(tuple(Word(word, BOX) for word in text.split()), BOX)
    return Document("mau.pdf", "", (Page(1, 100, 100, ReadMethod.OCR, "", 1.0, (line,)),))


def understand(document: Document, slug: str) -> Plan:
    return Plan(slug, Metadata(title=TITLE))


def align(child: Plan, parent: Plan) -> Alignment:
    row = AlignmentRow("a", Status.EQUAL, None, None, core=True)
    return Alignment(child.document, parent.document, (row,))


@pytest.fixture
def tools(tmp_path: Path) -> Tools:
    return Tools(
        locate=lambda case: tmp_path / f"level-{case.level}.pdf",
        read=lambda path: read_as("one two 1O0" if path.name == "level-1.pdf" else "one two 100"),
        understand=understand,
        align=align,
    )


def test_a_case_is_read_understood_scored_and_timed(gold: GoldDocument, tools: Tools) -> None:
    result, plan = run_case(Case(gold, 1), tools)
    values = {score.stage: score.value for score in result.scores}
    assert values[Stage.CER] == pytest.approx(1 / 11)
    assert values[Stage.NUMBER_RECALL] == 0.0
    assert values[Stage.METADATA] == 1.0
    assert values[Stage.READ_SECONDS] is not None
    assert values[Stage.UNDERSTAND_SECONDS] is not None
    assert (plan.document, result.pages, result.failure) == ("mau", 1, None)


def test_a_refused_file_misses_everything_and_says_why(gold: GoldDocument, tools: Tools) -> None:
    def refuse(path: Path) -> Document:
        raise DamagedFileError()

    result, _ = run_case(Case(gold, 2), replace(tools, read=refuse))
    values = {score.stage: score.value for score in result.scores}
    assert (values[Stage.CER], values[Stage.WORD_RECALL]) == (1.0, 0.0)
    assert "damaged" in str(result.failure)
    assert [item.key for item in result.scores[3].missed] == ["title"]


def test_plans_are_compared_at_every_level_at_which_both_were_read(
    gold: GoldDocument, tools: Tools
) -> None:
    other = replace(gold, slug="cap-tren")
    cases = [
        Case(gold, 0),
        Case(gold, 1),
        Case(other, 0),
    ]
    expected = ExpectedComparison(
        child="mau", parent="cap-tren", rows=(ExpectedRow(indicator="a", status=Status.EQUAL),)
    )
    told: list[tuple[int, int, str]] = []
    results = run_cases(cases, [expected], tools, lambda *step: told.append(step))
    assert [(result.slug, result.level) for result in results[3:]] == [("mau ~ cap-tren", 0)]
    comparison = results[3].score(Stage.COMPARISON)
    assert comparison is not None
    assert comparison.value == 1.0
    assert told == [
        (0, 3, "mau level 0"),
        (1, 3, "mau level 1"),
        (2, 3, "cap-tren level 0"),
        (3, 3, ""),
    ]


def test_start_up_is_paid_before_anything_is_timed(gold: GoldDocument, tools: Tools) -> None:
    seen: list[str] = []

    def read(path: Path) -> Document:
        seen.append(path.name)
        return read_as("one")

    run_cases([Case(gold, 1)], [], replace(tools, read=read), lambda *_: None)
    assert seen == ["mau.pdf", "level-1.pdf"]


def test_a_first_document_that_is_refused_does_not_end_the_run(
    gold: GoldDocument, tools: Tools
) -> None:
    def refuse(path: Path) -> Document:
        raise DamagedFileError()

    (result,) = run_cases([Case(gold, 0)], [], replace(tools, read=refuse), lambda *_: None)
    assert result.failure is not None


def test_nothing_to_do_is_no_error(tools: Tools) -> None:
    assert run_cases([], [], tools, lambda *_: None) == ()
