"""What holds of every comparison, whatever the plans."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from models.domain.alignment import Alignment, Status
from models.domain.plan import Comparator, Plan, Target, Unit
from nlp.align import align_plans
from tests.unit.nlp.alignments import CATALOG, MIRROR, align, plan, target


@st.composite
def targets(draw: st.DrawFn) -> Target:
    entry = draw(st.sampled_from(CATALOG.entries[:6] + CATALOG.entries[24:27]))
    unit = draw(st.sampled_from(Unit))
    return target(
        entry.code,
        draw(st.sampled_from(Comparator)),
        draw(st.none() | st.integers(0, 100) | st.floats(0, 100)),
        unit,
        draw(st.sampled_from([2025, 2026, 2030, None])),
        text=draw(st.sampled_from(["", "100% xã, phường", "trường học", "tỷ lệ trẻ em"])),
        core=draw(st.booleans()),
        total=draw(st.none() | st.integers(0, 200)) if unit is Unit.COUNT_OF_TOTAL else None,
        value_to=draw(st.none() | st.integers(0, 100)),
        scope=draw(st.sampled_from([None, "nội thành", "ngoại thành"])),
    )


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    period = draw(st.sampled_from([None, (2026, 2026), (2021, 2030)]))
    issuer = draw(st.sampled_from(["UBND xã A", "UBND tỉnh B"]))
    return plan(*draw(st.lists(targets(), max_size=8)), period=period, issuer=issuer)


@given(plans())
def test_a_plan_equals_itself(some: Plan) -> None:
    rows = align(some, some)
    assert {row.status for row in rows} <= {Status.EQUAL}
    assert len(rows) == len({(row.indicator, row.year, row.scope) for row in rows})


@given(plans(), plans())
def test_swapping_child_and_parent_mirrors_every_verdict(one: Plan, other: Plan) -> None:
    there, back = align_plans(one, other, CATALOG), align_plans(other, one, CATALOG)
    assert met_rows(there) == {key: MIRROR[status] for key, status in met_rows(back).items()}


def met_rows(found: Alignment) -> dict[tuple[str, int | None, str | None], Status]:
    return {
        (row.indicator, row.year, row.scope): row.status
        for row in found.rows
        if row.child
        and row.parent
        and row.child.year == row.parent.year
        and row.child.scope == row.parent.scope
    }


@given(plans(), plans())
def test_every_row_is_sound(child: Plan, parent: Plan) -> None:
    for row in align(child, parent):
        assert row.child or row.parent
        assert (row.child is None) == (row.status is Status.MISSING_IN_CHILD)
        assert (row.parent is None) == (row.status is Status.ONLY_IN_CHILD)
        assert row.reason or row.status is not Status.INCOMPARABLE
