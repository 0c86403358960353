from __future__ import annotations

import pytest

from api.evaluation.goals import Goal, Goals, RealRules, find_shortfalls, is_reached, load_goals
from api.evaluation.measures import Score, Stage
from api.evaluation.results import CaseResult, Results
from corpus.gold import GoldKind

REAL = RealRules(plan_symbols=("KH",), sure_above=0.5)


def goal(stage: Stage, **levels: float) -> Goal:
    return Goal(stage=stage, set=GoldKind.GOLD, levels={int(k[1:]): v for k, v in levels.items()})


def results(
    stage: Stage, points: float, level: int = 0, chosen: GoldKind = GoldKind.GOLD
) -> Results:
    return Results((CaseResult("mau", chosen, level, 1, (Score(stage, points, 100.0),)),))


@pytest.mark.parametrize(
    ("measured", "expected", "reason"),
    [
        (results(Stage.TARGETS, 98.0), [], "the floor itself is enough"),
        (results(Stage.TARGETS, 97.9), [0.98], "under the floor"),
        (results(Stage.TARGETS, 0.0, level=3), [], "no floor at this level"),
        (results(Stage.TARGETS, 0.0, chosen=GoldKind.SEALED), [], "nor for this set"),
        (results(Stage.CER, 2.0), [0.01], "of errors fewer are better"),
        (results(Stage.CER, 0.5), [], "few errors"),
        (results(Stage.SECTIONS, 60.0), [], "a floor stands in for its goal"),
        (results(Stage.SECTIONS, 40.0), [0.5], "and holds"),
    ],
)
def test_shortfalls(measured: Results, expected: list[float], reason: str) -> None:
    goals = Goals(
        goals=(
            goal(Stage.TARGETS, l0=0.98, l1=0.95),
            goal(Stage.CER, l0=0.01),
            goal(Stage.SECTIONS, l0=0.97),
        ),
        floors=(goal(Stage.SECTIONS, l0=0.5),),
        real=REAL,
    )
    assert [shortfall.floor for shortfall in find_shortfalls(goals, measured)] == expected, reason


def test_the_stored_goals_name_the_main_figures() -> None:
    goals = load_goals()
    for stage in (
        Stage.TARGETS,
        Stage.METADATA,
        Stage.SECTIONS,
        Stage.REFERENCES,
        Stage.COMPARISON,
    ):
        by_level = [goals.goal(stage, GoldKind.GOLD, level) for level in (0, 1, 2)]
        assert None not in by_level
        assert by_level == sorted(by_level, reverse=True), "wear never makes a goal harder"


@pytest.mark.parametrize(
    ("stage", "value", "expected"),
    [
        (Stage.TARGETS, 0.9, True),
        (Stage.TARGETS, 0.8, False),
        (Stage.READ_SECONDS, 0.8, True),
        (Stage.READ_SECONDS, 1.0, False),
    ],
)
def test_is_reached(stage: Stage, value: float, expected: bool) -> None:
    assert is_reached(stage, value, 0.9) is expected
