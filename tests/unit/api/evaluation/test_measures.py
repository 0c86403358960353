from __future__ import annotations

import pytest

from api.evaluation.measures import Item, Score, Stage, f1, pair, share, total


def items(*keys: str) -> list[Item]:
    return [Item(key) for key in keys]


@pytest.mark.parametrize(
    ("right", "missed", "extra", "expected"),
    [
        ("ab", "", "", 1.0),
        ("ab", "cd", "", 2 * 1 * 0.5 / 1.5),
        ("ab", "", "cd", 2 * 1 * 0.5 / 1.5),
        ("", "a", "b", 0.0),
        ("", "", "", None),
    ],
)
def test_f1(right: str, missed: str, extra: str, expected: float | None) -> None:
    score = f1(Stage.TARGETS, items(*right), items(*missed), items(*extra))
    assert score.value == (expected if expected is None else pytest.approx(expected))


def test_a_total_is_the_micro_average_not_the_mean_of_means() -> None:
    scores = [
        share(Stage.KINDS, items("a"), []),
        share(Stage.KINDS, [], items("a", "b", "c")),
        share(Stage.ROLES, [], items("a")),
    ]
    assert total(Stage.KINDS, scores).value == 0.25


def test_pair_uses_each_found_thing_once() -> None:
    pairing = pair("aab", "abz", lambda left, right: left == right)
    assert pairing.matched == (("a", "a"), ("b", "b"))
    assert pairing.missed == ("a",)
    assert pairing.extra == ("z",)


def test_items_of_one_key_are_told_apart_over_right_and_missed() -> None:
    score = f1(Stage.REPORTING, items("a", "a"), items("a", "b"), items("a", "a"))
    assert [item.key for item in score.right] == ["a", "a (2)"]
    assert [item.key for item in score.missed] == ["a (3)", "b"]
    assert [item.key for item in score.extra] == ["a", "a (2)"]


def test_nothing_possible_has_no_value() -> None:
    assert Score(Stage.CER, 0.0, 0.0).value is None
