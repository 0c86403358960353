from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from api.evaluation.baseline import (
    Baseline,
    Change,
    find_changes,
    load_baseline,
    save_baseline,
    updated,
)
from api.evaluation.measures import Item, Score, Stage, f1
from api.evaluation.results import CaseResult
from corpus.gold import GoldKind


def case(
    level: int, right: str = "", missed: str = "", extra: str = "", slug: str = "mau"
) -> CaseResult:
    score = f1(Stage.TARGETS, *([Item(key) for key in keys] for keys in (right, missed, extra)))
    speed = Score(Stage.READ_SECONDS, 1.0, 1.0)
    return CaseResult(slug, GoldKind.GOLD, level, 1, (score, speed))


def told(changes: Iterable[Change]) -> list[tuple[int, str, str]]:
    return [
        (c.level, "".join(i.key for i in c.gains), "".join(i.key for i in c.losses))
        for c in changes
    ]


@pytest.mark.parametrize(
    ("before", "now", "expected", "reason"),
    [
        (case(0, "ab"), case(0, "ab"), [], "nothing changed"),
        (case(0, "ab", "c"), case(0, "ac", "b"), [(0, "c", "b")], "one gained, one lost"),
        (case(0, "a"), case(0, "a", "", "x"), [(0, "", "x")], "a new extra is a loss"),
        (case(0, "a", "", "x"), case(0, "a"), [(0, "x", "")], "an extra that is gone is a gain"),
        (case(0, "a", "b"), case(0, "a"), [], "an item that left the gold is no change"),
        (case(0, "a"), case(1, "", "a"), [], "a level without baseline is not judged"),
        (case(0, "a"), case(0, "", "a", slug="khac"), [], "a document without baseline neither"),
    ],
)
def test_changes(
    before: CaseResult, now: CaseResult, expected: list[tuple[int, str, str]], reason: str
) -> None:
    baseline = updated(Baseline(), [before])
    assert told(find_changes(baseline, [now])) == expected, reason


def test_only_the_levels_of_a_run_are_replaced() -> None:
    baseline = updated(Baseline(), [case(0, "ab"), case(1, "a", "b", "x"), case(2, "a")])
    renewed = updated(baseline, [case(1, "b", "a")])
    items = renewed.documents["mau"].stages[Stage.TARGETS]
    assert renewed.documents["mau"].levels == "012"
    assert (items.right, items.extra) == ({"a": "02", "b": "01"}, {})
    assert baseline.documents["mau"].stages[Stage.TARGETS].extra == {"x": "1"}, (
        "the old one is left as it is"
    )


def test_speed_is_no_item() -> None:
    stages = updated(Baseline(), [case(0, "a")]).documents["mau"].stages
    assert set(stages) == {Stage.TARGETS}


def test_a_baseline_is_stored_one_item_a_line_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    baseline = updated(Baseline(), [case(0, "ab"), case(1, "a", "", "đ")])
    save_baseline(baseline, path)
    assert load_baseline(path) == baseline
    lines = [line.strip().rstrip(",") for line in path.read_text(encoding="utf-8").splitlines()]
    assert '"a": "01"' in lines
    assert '"đ": "1"' in lines


def test_an_absent_baseline_is_empty(tmp_path: Path) -> None:
    assert load_baseline(tmp_path / "none.json") == Baseline()
