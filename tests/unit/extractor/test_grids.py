from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.grids import find_grids
from extractor.observed import Segment
from tests.unit.extractor.builders import rules

XS, YS = (80.0, 120.0, 400.0, 540.0), (100.0, 130.0, 160.0, 190.0)


def spans(segments: list[Segment]) -> list[tuple[int, int, int, int]]:
    (grid,) = find_grids(segments)
    return [(c.row, c.column, c.row_span, c.column_span) for c in grid.cells]


@given(st.integers(2, 8), st.integers(2, 6))
def test_a_plain_grid_has_all_its_cells(rows: int, columns: int) -> None:
    ys = [100.0 + 20 * n for n in range(rows + 1)]
    xs = [80.0 + 60 * n for n in range(columns + 1)]
    assert spans(rules(xs, ys)) == [(r, c, 1, 1) for r in range(rows) for c in range(columns)]


def test_a_missing_rule_merges_cells() -> None:
    across = [Segment(True, y, 80, 540) for y in (100, 130, 190)]
    across.append(Segment(True, 160, 120, 540))  # not under the first column
    down = [Segment(False, x, 100, 190) for x in (80, 120, 540)]
    down.append(Segment(False, 400, 130, 190))  # not in the first row
    assert spans(across + down) == [
        (0, 0, 1, 1),
        (0, 1, 1, 2),
        (1, 0, 2, 1),
        (1, 1, 1, 1),
        (1, 2, 1, 1),
        (2, 1, 1, 1),
        (2, 2, 1, 1),
    ]


def test_an_area_that_is_no_rectangle_falls_apart() -> None:
    segments = rules((80, 200, 320), (100, 150, 200))
    segments = [s for s in segments if s != Segment(False, 200, 100, 200)]
    segments = [s for s in segments if s != Segment(True, 150, 80, 320)]
    segments += [Segment(False, 200, 150, 200), Segment(True, 150, 200, 320)]
    assert all(cell[2:] == (1, 1) for cell in spans(segments))


def test_broken_and_double_rules_are_one() -> None:
    segments = rules(XS, YS)
    segments.remove(Segment(True, 130.0, 80.0, 540.0))
    segments += [Segment(True, 130.0, 80.0, 300.0), Segment(True, 130.4, 305.0, 540.0)]
    segments.append(Segment(True, 101.5, 80.0, 540.0))
    (grid,) = find_grids(segments)
    assert (grid.row_count, grid.column_count) == (3, 3)


def test_open_sides_are_closed() -> None:
    across = [Segment(True, y, 80, 540) for y in YS]
    inner = [Segment(False, x, 100, 190) for x in XS[1:-1]]
    (grid,) = find_grids(across + inner)
    assert grid.column_count == 3


NO_TABLES = [
    ([], "nothing"),
    ([Segment(True, 100, 200, 300)], "an underline"),
    ([Segment(True, 100, 80, 540), Segment(True, 120, 80, 540)], "two rules without columns"),
    (rules((80, 540), (100, 300)), "a frame around one text"),
    ([Segment(True, n, 0, 9) for n in range(4000)], "a drawing of thousands of strokes"),
]


@pytest.mark.parametrize(("segments", "why"), NO_TABLES)
def test_what_is_no_table(segments: list[Segment], why: str) -> None:
    assert find_grids(segments) == (), why


def test_two_tables_are_two() -> None:
    below = rules(XS, (400, 430, 460))
    assert [grid.box.top for grid in find_grids(below + rules(XS, YS))] == [100, 400]
