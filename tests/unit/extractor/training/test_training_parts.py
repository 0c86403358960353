from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpus.lines.sources import Source
from extractor.recogniser.strips import HEIGHT, STEP
from extractor.training import samples
from extractor.training.plan import TrainingPlan, learning_rate, progress
from extractor.training.samples import Rounds, Sample, cut_lines, grouped, is_legible, make_batch

SOURCE = Source(
    "plan",
    (
        "trẻ",
        "em",
        "được",
        "bảo",
        "vệ",
        "và",
        "chăm",
        "sóc",
        "năm",
        "2026",
        "đạt",
        "95%",
        "trở",
        "lên",
    ),
)


def plan(lines: int = 1000, hours: float = 2.0) -> TrainingPlan:
    return TrainingPlan(folder=Path("run"), lines=lines, hours=hours)


@pytest.mark.parametrize(
    ("lines", "hours", "expected"),
    [(0, 0.0, 0.0), (500, 0.1, 0.5), (10, 1.5, 0.75), (2000, 0.0, 1.0), (0, 9.0, 1.0)],
)
def test_a_run_ends_by_lines_or_hours(lines: int, hours: float, expected: float) -> None:
    assert progress(plan(), lines, hours) == expected


def test_the_rate_rises_for_a_few_steps_and_falls_to_nearly_nothing() -> None:
    rates = [learning_rate(plan(), step, 0.0) for step in range(0, 200, 10)]
    assert rates == sorted(rates) and rates[-1] == plan().peak
    falling = [learning_rate(plan(), 10_000, done / 20) for done in range(21)]
    assert falling == sorted(falling, reverse=True)
    assert 0 < falling[-1] < 0.02 * plan().peak


@pytest.fixture
def small_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(samples, "_POOL", 60)


def test_rounds_are_the_same_again_and_go_on_where_they_were_left(small_pool: None) -> None:
    first = Rounds([SOURCE], seed=3)
    early = [batch.texts for batch in first.next_round()]
    later = [batch.texts for batch in first.next_round()]
    assert first.number == 2
    resumed = [batch.texts for batch in Rounds([SOURCE], seed=3, first=1).next_round()]
    assert sorted(resumed) == sorted(later)
    assert early != later
    shared = {text for texts in early for text in texts} & {t for texts in later for t in texts}
    assert shared, "a line is shown for a few rounds"


def test_batches_hold_whole_strips_and_their_texts(small_pool: None) -> None:
    seen = 0
    for batch in Rounds([SOURCE], seed=5).next_round():
        lines, height, columns, step = batch.strips.shape
        assert (height, step) == (HEIGHT, STEP)
        assert lines == len(batch.texts) == len(batch.lengths)
        assert batch.lengths.max() < columns
        for strip, length in zip(batch.strips, batch.lengths, strict=True):
            assert not strip[:, length:].any()
        seen += lines
    assert seen == 60


@pytest.mark.parametrize(
    ("text", "columns", "expected"),
    [("abc", 5, True), ("abc", 4, False), ("aab", 5, False), ("aab", 6, True), ("", 9, False)],
)
def test_a_line_needs_columns_for_its_characters(text: str, columns: int, expected: bool) -> None:
    strip = np.zeros((HEIGHT, columns * STEP), np.uint8)
    assert is_legible(Sample(strip, text)) is expected


def test_batches_are_bounded_in_area() -> None:
    strips = [
        Sample(np.zeros((HEIGHT, width), np.uint8), "a") for width in [100] * 200 + [2500] * 50
    ]
    groups = grouped(strips)
    assert sum(len(group) for group in groups) == 250
    assert max(len(group) for group in groups) == 96
    assert all(len(group) * group[-1].strip.shape[1] <= 36 * 1500 for group in groups)
    assert make_batch(groups[0]).strips.shape[0] == 96


def test_lines_are_generated_by_seed() -> None:
    one, same, other = (cut_lines([SOURCE], seed, 8) for seed in (1, 1, 2))
    assert [sample.text for sample in one] == [sample.text for sample in same]
    assert all(np.array_equal(a.strip, b.strip) for a, b in zip(one, same, strict=True))
    assert [sample.text for sample in one] != [sample.text for sample in other]
