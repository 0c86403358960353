from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from api.evaluation.goals import RealRules
from api.evaluation.measures import Stage
from api.evaluation.real import Outcome, RealResult, find_failures, judge, run_real
from api.evaluation.real_truth import RealTruth, Transcript
from models.domain.errors import PasswordError
from models.domain.geometry import BoundingBox
from models.domain.layout import Document, Line, LineRole, Page, ReadMethod, Word
from models.domain.plan import Comparator, DateParts, Metadata, Plan, Signer, Target, Unit
from models.domain.provenance import Evidence

RULES = RealRules(plan_symbols=("KH",), sure_above=0.5)
BOX = BoundingBox(0, 0, 10, 10)
TRUTH = RealTruth(
    "575",
    "UBND-KTTH",
    DateParts(4, 2, 2025),
    "CÔNG VĂN",
    "Về việc tham gia ý kiến",
    "Hà Thị Lê Vân",
)
RIGHT = Metadata(
    doc_type="Công văn",
    number="575",
    symbol="UBND–KTTH",
    date=DateParts(4, 2, 2025),
    title="về việc tham gia ý kiến",
    signer=Signer("Hà Thị Lê Vân", None),
)
TARGET = Target(None, None, "100% trẻ em", None, Comparator.EQ, 100.0, Unit.PERCENT, 2025)


def document(text: str = "", method: ReadMethod = ReadMethod.OCR) -> Document:
    stamp = Line((Word("dấu", BOX),), BOX, LineRole.STAMP)
    body = Line(tuple(Word(word, BOX) for word in text.split()), BOX)
    return Document("x", "", (Page(1, 100, 100, method, "", 1.0, (stamp, body)),))


def judged(metadata: Metadata, truth: RealTruth = TRUTH, *targets: Target) -> RealResult:
    return judge("x.pdf", document(), Plan("x", metadata, targets=targets), truth, RULES)


@pytest.mark.parametrize(
    ("change", "field", "outcome", "reason"),
    [
        ({}, "number", Outcome.RIGHT, "as written"),
        ({"number": None}, "number", Outcome.NULL, "not read is honest"),
        ({"number": "515"}, "number", Outcome.WRONG, "a plausible misreading"),
        ({}, "symbol", Outcome.RIGHT, "dashes aside"),
        ({}, "date", Outcome.RIGHT, "all three parts"),
        ({"date": DateParts(None, 2, 2025)}, "date", Outcome.NULL, "a part not read"),
        ({"date": DateParts(None, 3, 2025)}, "date", Outcome.WRONG, "a part wrong"),
        ({"doc_type": None}, "doc_type", Outcome.NULL, "type not recognised"),
        ({"doc_type": "Kế hoạch"}, "doc_type", Outcome.WRONG, "type mistaken"),
        ({}, "title", Outcome.RIGHT, "case aside"),
        ({"signer": None}, "signer", Outcome.NULL, "no signer"),
    ],
)
def test_outcomes(change: dict[str, object], field: str, outcome: Outcome, reason: str) -> None:
    verdict = judged(replace(RIGHT, **change)).verdict(field)
    assert verdict is not None
    assert verdict.outcome is outcome, reason


def test_what_is_not_known_is_not_judged() -> None:
    assert judged(RIGHT, RealTruth()).verdicts == ()


@pytest.mark.parametrize(
    ("confidence", "number", "is_failure", "reason"),
    [
        (0.51, "515", True, "wrong and sure"),
        (0.5, "515", False, "wrong, and said to be doubtful"),
        (None, "515", True, "wrong without any certainty counts as sure"),
        (0.9, "575", False, "right"),
        (0.9, None, False, "null"),
    ],
)
def test_a_wrong_number_is_a_failure_where_it_was_sure(
    confidence: float | None, number: str | None, is_failure: bool, reason: str
) -> None:
    evidence = {} if confidence is None else {"number": Evidence((), confidence)}
    result = judged(replace(RIGHT, number=number, evidence=evidence))
    assert bool(find_failures([result], RULES)) is is_failure, reason


def test_the_least_certain_part_speaks_for_a_date() -> None:
    evidence = {"date.day": Evidence((), 0.2), "date.year": Evidence((), 0.9)}
    result = judged(replace(RIGHT, date=DateParts(9, 2, 2025), evidence=evidence))
    assert find_failures([result], RULES) == ()


@pytest.mark.parametrize(
    ("symbol", "invented"), [("UBND-KTTH", ("100% trẻ em",)), ("KH-UBND", ()), (None, ())]
)
def test_a_target_is_invented_where_the_document_is_known_to_be_no_plan(
    symbol: str | None, invented: tuple[str, ...]
) -> None:
    result = judged(RIGHT, replace(TRUTH, symbol=symbol), TARGET)
    assert (result.targets, result.invented) == (1, invented)
    assert len(find_failures([replace(result, verdicts=())], RULES)) == len(invented)


@pytest.mark.parametrize(
    ("transcript", "method", "cer", "reason"),
    [
        (Transcript("Một hai"), ReadMethod.OCR, 0.0, "the whole text, stamps aside"),
        (Transcript("dấu Một hai", 1), ReadMethod.OCR, 0.0, "a page is typed with its stamps"),
        (Transcript("một hai"), ReadMethod.OCR, 1 / 7, "case counts"),
        (Transcript("một hai"), ReadMethod.LEGACY_TEXT_LAYER, 0.0, "but not in legacy encodings"),
    ],
)
def test_readings(transcript: Transcript, method: ReadMethod, cer: float, reason: str) -> None:
    truth = RealTruth(transcripts=(transcript,))
    result = judge("x.pdf", document("Một hai", method), Plan("x", Metadata()), truth, RULES)
    figures = {score.stage: score.value for score in result.readings}
    assert figures[Stage.CER] == pytest.approx(cer), reason


def test_a_refused_scan_never_stops_the_others(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        (tmp_path / name).write_bytes(b"%PDF-1.4")

    def read(path: Path) -> Document:
        if path.name == "a.pdf":
            raise PasswordError()
        return document("Một")

    told: list[str] = []
    results = run_real(
        tmp_path,
        read,
        lambda _, slug: Plan(slug, Metadata(doc_type="Thông báo")),
        RULES,
        lambda done, count, label: told.append(f"{done}/{count} {label}"),
    )
    assert [(result.name, result.doc_type) for result in results] == [
        ("a.pdf", None),
        ("b.pdf", "Thông báo"),
    ]
    assert find_failures(results, RULES) == ("a.pdf: password: {}",)
    assert told == ["0/2 a.pdf", "1/2 b.pdf", "2/2 "]
