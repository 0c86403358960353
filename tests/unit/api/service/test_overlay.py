"""Corrections over extractions: what holds, what clashes, and that nothing depends on chance."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.schemas import PlanOut
from api.service.overlay import apply
from api.service.reviewed import ConflictReason, Reviewed
from models.domain.review import Correction, CorrectionState, ItemKind, Operation
from tests.unit.api.service.plans import add, correct, correction, names, plan, remove, target

OTHER = "Tỷ lệ trẻ em được tiêm chủng đạt 90%"


def values(reviewed: Reviewed) -> list[float | None]:
    return [part.value for part in reviewed.plan.targets]


def reasons(reviewed: Reviewed) -> list[ConflictReason]:
    return [conflict.reason for conflict in reviewed.conflicts]


def taken_back(one: Correction) -> Correction:
    return replace(one, state=CorrectionState.REVERTED)


def test_a_plan_without_corrections_stays_as_it_is() -> None:
    read = plan(target(), target(OTHER, 90, top=200.0))
    reviewed = apply(read, [])
    assert reviewed.plan == read
    assert (reviewed.marks, reviewed.conflicts, reviewed.touches) == ((), (), {})


def test_a_set_field_is_sure_and_tells_who_and_what_was_read() -> None:
    read = plan(target(value=95))
    reviewed = apply(read, [correct(read, 0, "value", 85)])
    (mark,) = reviewed.marks
    assert values(reviewed) == [85]
    assert reviewed.plan.targets[0].confidence["value"] == 1
    assert (mark.author, mark.field, mark.reading, mark.satisfied) == ("lan", "value", 95, False)


def test_the_choice_of_a_person_has_no_reason_of_the_reader() -> None:
    read = plan(target(indicator="a", match_reason="vì gần"))
    reviewed = apply(read, [correct(read, 0, "indicator", "b")])
    assert reviewed.plan.targets[0].indicator == "b"
    assert reviewed.plan.targets[0].match_reason is None


AGAIN: list[tuple[str, dict[str, Any], list[float], list[ConflictReason], bool]] = [
    ("the same reading", {}, [85], [], False),
    ("reads what the person decided", {"value": 85}, [85], [], True),
    ("reads a third value", {"value": 75}, [75], [ConflictReason.READS_OTHERWISE], False),
    ("moved a little, as after straightening", {"top": 103.0, "spot": 302.0}, [85], [], False),
    ("moved to another page, same words", {"page": 2}, [85], [], False),
    ("another clause at another place", {"text": OTHER, "page": 3, "year": 2030}, [95],
     [ConflictReason.PART_LOST], False),
]  # fmt: skip


@pytest.mark.parametrize(("why", "change", "shown", "clash", "satisfied"), AGAIN)
def test_a_new_extraction(
    why: str,
    change: dict[str, Any],
    shown: list[float],
    clash: list[ConflictReason],
    satisfied: bool,
) -> None:
    first = plan(target(value=95))
    decided = correct(first, 0, "value", 85)
    reviewed = apply(plan(target(**{"value": 95, **change})), [decided])
    assert values(reviewed) == shown, why
    assert reasons(reviewed) == clash, why
    assert any(mark.satisfied for mark in reviewed.marks) is satisfied, why
    expected = CorrectionState.CONFLICT if clash else CorrectionState.ACTIVE
    assert reviewed.states == {decided.id: expected}, why


def test_a_conflict_shows_the_three_values() -> None:
    decided = correct(plan(target(value=95)), 0, "value", 85)
    (conflict,) = apply(plan(target(value=75)), [decided]).conflicts
    assert (conflict.before, conflict.after, conflict.reading) == (95, 85, 75)


def test_two_years_in_one_sentence_are_told_apart_when_one_is_read_anew() -> None:
    text = "xuống dưới 2% năm 2025 và 1% năm 2030"
    first = plan(target(text, 2, 2025, spot=200.0), target(text, 1, 2030, spot=350.0))
    decided = [correct(first, 0, "value", 3, 1), correct(first, 1, "core", False, 2)]
    again = plan(target(text, 1, 2030, spot=352.0), target(text, 7, 2025, spot=201.0))
    reviewed = apply(again, decided)
    assert values(reviewed) == [1, 7]
    assert [part.core for part in reviewed.plan.targets] == [False, True]
    assert reasons(reviewed) == [ConflictReason.READS_OTHERWISE]
    only_one = apply(plan(target(text, 1, 2030, spot=350.0)), decided)
    assert values(only_one) == [1]
    assert reasons(only_one) == [ConflictReason.PART_LOST]


def test_two_parts_that_could_be_meant_are_a_conflict_and_never_a_guess() -> None:
    first = plan(target(value=95))
    decided = correct(first, 0, "year", 2027)
    twice = plan(target(value=95, top=101.0), target(value=95, top=101.0))
    assert reasons(apply(twice, [decided])) == [ConflictReason.PART_LOST]


def test_a_later_decision_about_a_conflict_settles_it_for_good() -> None:
    first, second = plan(target(value=95)), plan(target(value=75))
    old = correct(first, 0, "value", 85, 1, run="run-1")
    new = correct(second, 0, "value", 85, 2, run="run-2")
    for read in (first, second):
        reviewed = apply(read, [old, new])
        assert (values(reviewed), reasons(reviewed)) == ([85], [])


def test_removed_and_added_parts() -> None:
    read = plan(target(), target(OTHER, 90, top=200.0))
    missed = target("Tỷ lệ trẻ em có thẻ bảo hiểm y tế đạt 99%", 99, top=150.0)
    reviewed = apply(read, [remove(read, 0, 1), add(missed, 2)])
    assert values(reviewed) == [99, 90]
    assert reviewed.items[ItemKind.TARGET] == ("added-2", names(read)[1])
    assert reviewed.corrected >= {"added-2", names(read)[0]}


def test_an_added_part_that_the_reader_finds_now_is_there_once() -> None:
    missed = target("Tỷ lệ trẻ em có thẻ bảo hiểm y tế đạt 99%", 99, top=150.0)
    later = correction(add(missed, 1).anchor, Operation.SET, "core", 2, before=True, after=False)
    reviewed = apply(plan(target(), missed), [add(missed, 1), later])
    assert values(reviewed) == [95, 99]
    assert [part.core for part in reviewed.plan.targets] == [True, False]
    assert [mark.satisfied for mark in reviewed.marks] == [True, False]


def test_another_value_read_at_the_place_of_an_addition_is_a_conflict() -> None:
    missed = target("Tỷ lệ trẻ em có thẻ bảo hiểm y tế đạt 99%", 99, top=150.0)
    reviewed = apply(plan(target(), {**missed, "value": 98}), [add(missed, 1)])
    assert values(reviewed) == [95, 98]
    assert reasons(reviewed) == [ConflictReason.READ_BESIDE]


def test_what_was_decided_about_an_addition_sleeps_while_it_is_taken_back() -> None:
    read, missed = plan(target()), target("Tỷ lệ thẻ bảo hiểm 99%", 99, top=150.0)
    one = add(missed, 1)
    later = correction(one.anchor, Operation.SET, "value", 2, before=99, after=98)
    asleep = apply(read, [taken_back(one), later])
    assert (values(asleep), asleep.conflicts, asleep.states) == ([95], (), {})
    assert values(apply(read, [one, later])) == [95, 98]


def test_a_removed_part_that_reads_otherwise_now_comes_back_as_a_conflict() -> None:
    first = plan(target(value=95))
    reviewed = apply(plan(target(value=75)), [remove(first, 0)])
    assert values(reviewed) == [75]
    assert reasons(reviewed) == [ConflictReason.READS_OTHERWISE]


def test_a_removed_part_that_is_not_read_any_more_needs_nothing() -> None:
    first = plan(target(), target(OTHER, 90, page=2))
    reviewed = apply(plan(target(OTHER, 90, page=2)), [remove(first, 0)])
    assert (values(reviewed), reviewed.conflicts) == ([90], ())


def test_touches_only_grow_so_that_no_version_comes_twice() -> None:
    read = plan(target())
    one, two = correct(read, 0, "value", 85, 1), correct(read, 0, "value", 75, 2)
    histories = [[], [one], [taken_back(one)], [taken_back(one), two], [one, two]]
    touches = [apply(read, made).touches.get(names(read)[0], 0) for made in histories]
    assert touches == [0, 1, 2, 3, 2]


# -- whatever people decide ----------------------------------------------------------------------

FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "value": st.one_of(st.none(), st.integers(0, 100)),
    "year": st.integers(2020, 2030),
    "core": st.booleans(),
    "text": st.sampled_from(["một", "hai", "ba"]),
    "responsible": st.lists(st.sampled_from(["Sở Y tế", "Công an"]), max_size=2),
}
READ = plan(
    *(
        target(f"Tỷ lệ thứ {n} đạt {90 + n}%", 90 + n, page=1 + n // 3, top=100.0 + 40 * (n % 3))
        for n in range(6)
    )
)


@st.composite
def decisions(draw: st.DrawFn) -> list[Correction]:
    """Decisions as people make them: each sees the plan with all earlier ones laid over."""
    made: list[Correction] = []
    for number in range(draw(st.integers(1, 8))):
        current = apply(READ, made)
        kept = [n for n in current.items[ItemKind.TARGET] if n in current.readings]
        kind = draw(st.sampled_from(["set", "set", "set", "add", "remove", "revert"]))
        if kind == "add":
            made.append(
                add(target(f"Thêm {number}", number, page=9, top=40.0 + 60 * number), number)
            )
        elif kind == "revert" and made:
            at = draw(st.integers(0, len(made) - 1))
            made[at] = taken_back(made[at])
        elif kept:
            position = current.items[ItemKind.TARGET].index(draw(st.sampled_from(kept)))
            made.append(
                _one(draw, current.plan, current, position, number, remove_it=kind == "remove")
            )
    return made


def _one(
    draw: st.DrawFn,
    shown: PlanOut,
    current: Reviewed,
    position: int,
    number: int,
    *,
    remove_it: bool,
) -> Correction:
    item = current.items[ItemKind.TARGET][position]
    anchored = names(READ).index(item)
    if remove_it:
        return replace(remove(READ, anchored, number), before=_shown(shown, position))
    field = draw(st.sampled_from(list(FIELDS)))
    one = correct(READ, anchored, field, draw(FIELDS[field]), number)
    return replace(one, before=_shown(shown, position).get(field))


def _shown(shown: PlanOut, position: int) -> dict[str, Any]:
    return shown.targets[position].model_dump(mode="json", by_alias=True)


@given(decisions())
def test_the_same_decisions_over_the_same_extraction_give_the_same(made: list[Correction]) -> None:
    once = apply(READ, made)
    assert apply(READ, made) == once
    settled = [replace(one, state=once.states.get(one.id, one.state)) for one in made]
    assert apply(READ, settled) == once


@given(decisions())
def test_an_equal_extraction_takes_every_decision_again(made: list[Correction]) -> None:
    again = PlanOut.model_validate_json(READ.model_dump_json(by_alias=True))
    reviewed = apply(again, made)
    valid = [one for one in made if one.state is not CorrectionState.REVERTED]
    assert reviewed.conflicts == ()
    assert set(reviewed.states) <= {one.id for one in valid}
    assert all(state is CorrectionState.ACTIVE for state in reviewed.states.values())


@given(decisions())
def test_the_last_decision_about_a_field_is_the_one_that_shows(made: list[Correction]) -> None:
    reviewed = apply(READ, made)
    valid = [one for one in made if one.state is not CorrectionState.REVERTED]
    last = {
        (one.anchor.item, one.field): one.after for one in valid if one.operation is Operation.SET
    }
    for (item, field), after in last.items():
        part = reviewed.part(ItemKind.TARGET, item)
        if part is not None:
            assert part.model_dump(mode="json", by_alias=True).get(str(field)) == after


@given(decisions())
def test_taking_everything_back_restores_the_extraction(made: list[Correction]) -> None:
    assert apply(READ, [taken_back(one) for one in made]).plan == READ
