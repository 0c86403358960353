from __future__ import annotations

import json
from dataclasses import replace

import pytest

from api.evaluation.baseline import Change
from api.evaluation.goals import Goal, Goals, RealRules, Shortfall
from api.evaluation.measures import Item, Score, Stage, f1
from api.evaluation.real import FieldVerdict, Outcome, RealResult
from api.evaluation.report import Report, figure_text, render_text
from api.evaluation.report_json import render_json
from api.evaluation.results import CaseResult, Results
from corpus.gold import GoldKind
from models.domain.errors import ExitStatus

LONG = "mot-xa-co-ten-rat-dai-o-mot-tinh-mien-nui-2026"


def case(slug: str, level: int) -> CaseResult:
    scores = (
        Score(Stage.CER, 12.0, 1000.0),
        f1(Stage.TARGETS, [Item("a"), Item("b")], [Item("c", "clause " * 30)], [Item("x")]),
        Score(Stage.READ_SECONDS, 3.0, 2.0),
    )
    return CaseResult(slug, GoldKind.GOLD, level, 2, scores)


REPORT = Report(
    results=Results(
        (
            *(case(slug, level) for slug in ("mau", LONG) for level in (0, 1, 2, 3)),
            CaseResult(
                "hong", GoldKind.FICTION, 0, 1, (Score(Stage.CER, 5.0, 5.0),), "damaged: {}"
            ),
        )
    ),
    goals=Goals(
        goals=(
            Goal(stage=Stage.TARGETS, set=GoldKind.GOLD, levels={0: 0.98, 1: 0.5}),
            Goal(stage=Stage.CER, set=GoldKind.GOLD, levels={1: 0.02}),
        ),
        floors=(),
        real=RealRules(plan_symbols=("KH",), sure_above=0.5),
    ),
    changes=(
        Change("mau", 1, Stage.TARGETS, gains=(Item("won"),), losses=(Item("lost", "now " * 40),)),
    ),
    shortfalls=(Shortfall(Stage.TARGETS, GoldKind.GOLD, 0, 0.667, 0.98),),
    real=(
        RealResult(
            f"{LONG}.pdf",
            2,
            "Công văn",
            1,
            verdicts=(
                FieldVerdict("number", Outcome.WRONG, "299", "899", 0.4),
                FieldVerdict("symbol", Outcome.RIGHT, "UBND-KT", "UBND-KT", 0.9),
                FieldVerdict("date", Outcome.NULL, "1/2/2025", "?/?/2025", 0.0),
            ),
            readings=(Score(Stage.CER, 1.0, 200.0),),
            invented=("100% trẻ em",),
            seconds=5.0,
        ),
    ),
    real_failures=(f"{LONG}.pdf: invented target",),
    configuration="engine auto" + ", one more setting" * 8,
    has_baseline=True,
    exit_status=ExitStatus.BELOW_BASELINE,
)


def line_with(text: str, *parts: str) -> str:
    return next(line for line in text.splitlines() if all(part in line for part in parts))


@pytest.mark.parametrize("verbose", [False, True])
def test_no_line_is_wider_than_the_terminal(verbose: bool) -> None:
    assert max(map(len, render_text(REPORT, verbose=verbose).splitlines())) <= 100


def test_totals_carry_their_goals_with_a_mark() -> None:
    text = render_text(REPORT)
    totals = text[text.index("gold: totals") :]
    assert line_with(totals, "targets").split() == [
        "targets",
        "0.667/0.980",
        "✗",
        "0.667/0.500",
        "✓",
        "0.667",
        "0.667",
    ]
    assert line_with(totals, "cer").split() == [
        "cer",
        "%",
        "1.20",
        "1.20/2.00",
        "✓",
        "1.20",
        "1.20",
    ]
    assert line_with(totals, "read s/page", "1.500")


def test_every_document_has_its_figures_by_level() -> None:
    text = render_text(REPORT)
    tables = text[: text.index("gold: totals")]
    assert line_with(tables, "born", "L1", "L2", "L3")
    assert line_with(tables, "mau ").split()[1:5] == ["1.20"] * 4


def test_gains_losses_failures_and_shortfalls_are_named() -> None:
    text = render_text(REPORT)
    assert "1 gained, 1 lost" in text
    assert line_with(text, "+ mau L1 targets: won")
    assert line_with(text, "- mau L1 targets: lost")
    assert "hong born: damaged: {}" in text
    assert "gold born targets 0.667 is under its floor 0.980" in text
    assert "engine auto" in text


def test_misses_are_listed_only_where_asked_for() -> None:
    assert "  - c: clause" not in render_text(REPORT)
    text = render_text(REPORT, verbose=True)
    assert line_with(text, "  - c: clause")
    assert line_with(text, "  + x")


def test_without_a_baseline_nothing_is_said_to_be_gained() -> None:
    text = render_text(replace(REPORT, has_baseline=False, changes=(), shortfalls=()))
    assert "gained" not in text.replace("gains and losses are not known", "")
    assert "no measured figure is under its floor" in text


def test_real_scans_show_marks_tallies_readings_and_doubts() -> None:
    text = render_text(REPORT)
    scans = text[text.index("real scans") :]
    marks = line_with(scans, LONG[:30], "✗").split()
    assert marks[1:] == ["✓", "✗", "null", "1"]
    assert line_with(scans, "right of known").split()[3:] == [
        "1/1",
        "0/1",
        "0/1",
        "0/0",
        "0/0",
        "0/0",
    ]
    assert line_with(scans, "2.50", "0.50%")
    assert line_with(scans, "number: 899 (0.40) for 299")
    assert line_with(scans, "✗", "invented target")


@pytest.mark.parametrize(
    ("stage", "value", "expected"),
    [
        (Stage.CER, 0.01234, "1.23"),
        (Stage.NUMBER_RECALL, 1.0, "100.00"),
        (Stage.TARGETS, 0.98765, "0.988"),
        (Stage.READ_SECONDS, 1.5, "1.500"),
        (Stage.TARGETS, None, "-"),
    ],
)
def test_figures_as_people_read_them(stage: Stage, value: float | None, expected: str) -> None:
    assert figure_text(stage, value) == expected


def test_the_json_holds_totals_items_changes_and_real_scans() -> None:
    content = json.loads(render_json(REPORT))
    assert content["exit_status"] == 5
    total = next(t for t in content["totals"] if (t["stage"], t["level"]) == ("targets", 0))
    assert (total["set"], total["value"], total["goal"]) == ("gold", 0.66667, 0.98)
    targets = next(f for f in content["cases"][0]["figures"] if f["stage"] == "targets")
    assert (targets["right"], targets["extra"]) == (2, ["x"])
    assert content["changes"][0]["gains"] == ["won"]
    assert content["real"][0]["fields"]["number"]["outcome"] == "wrong"
    assert content["real"][0]["figures"][0]["value"] == 0.005
