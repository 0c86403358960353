from __future__ import annotations

import pytest

from api.evaluation.options import EvaluationUsageError, parse_levels, parse_sets
from corpus.gold import GoldKind


@pytest.mark.parametrize(
    ("name", "expected"),
    [("gold", (GoldKind.GOLD,)), ("sealed", (GoldKind.SEALED,)), ("all", tuple(GoldKind))],
)
def test_sets(name: str, expected: tuple[GoldKind, ...]) -> None:
    assert parse_sets(name) == expected


@pytest.mark.parametrize(("text", "expected"), [("0", (0,)), ("2,0, 1", (0, 1, 2)), ("1,1", (1,))])
def test_levels(text: str, expected: tuple[int, ...]) -> None:
    assert parse_levels(text) == expected


@pytest.mark.parametrize("text", ["", "4", "a", "0,,1", "-1"])
def test_levels_that_do_not_exist_are_refused(text: str) -> None:
    with pytest.raises(EvaluationUsageError, match="no such levels"):
        parse_levels(text)


def test_a_set_that_does_not_exist_is_refused() -> None:
    with pytest.raises(EvaluationUsageError, match="gold, fiction, sealed, all"):
        parse_sets("silver")
