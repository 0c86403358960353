"""A plan held against its parent: which target asks for more, what is missing, what is its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.catalog import load_programme
from models.domain.alignment import AlignmentRow, Status
from models.domain.plan import Metadata, Period, Plan, Target
from nlp.align import align_plans
from tests.unit.nlp.alignments import CATALOG, HIGHER, MIRROR, align, plan, target

GOLD = Path(__file__).parents[3] / "corpus" / "gold"
LOWER = "sdd-nhe-can-duoi-5-tuoi"  # lower is better


def status_of(child: Target, parent: Target) -> Status:
    (row,) = align(plan(child), plan(parent, issuer="UBND tỉnh B"))
    return row.status


def gold_plan(slug: str) -> Plan:
    gold = json.loads((GOLD / slug / "expected.json").read_text("utf-8"))
    period = gold["metadata"]["period"]
    targets = tuple(
        target(
            t["indicator"],
            t["comparator"],
            t["value"],
            t["unit"],
            t["year"],
            text=t["text"],
            core=t["core"],
            total=t.get("total"),
            value_to=t.get("value_to"),
            scope=t.get("scope"),
        )
        for t in gold["targets"]
    )
    return Plan(slug, Metadata(period=Period(period["from"], period["to"])), targets=targets)


def test_the_commune_is_compared_with_its_city_as_a_reader_would() -> None:
    expected = json.loads((GOLD / "compare-ngoc-hoi-ha-noi.json").read_text("utf-8"))
    found = align_plans(gold_plan(expected["child"]), gold_plan(expected["parent"]), CATALOG)
    rows = [
        {
            "indicator": row.indicator,
            "status": row.status.value,
            "child_value": row.child.value if row.child else None,
            "parent_value": row.parent.value if row.parent else None,
            "core": row.core,
        }
        for row in found.rows
    ]
    assert rows == [{key: row[key] for key in rows[0]} for row in expected["rows"]]
    assert (found.child, found.parent) == (expected["child"], expected["parent"])


@pytest.mark.parametrize(
    ("indicator", "child", "parent", "status", "reason"),
    [
        (LOWER, ("lt", 4), ("lt", 6.4), "stricter", "less of a bad thing"),
        (LOWER, ("lt", 7), ("lt", 6.4), "looser", "more of a bad thing"),
        (LOWER, ("lt", 4), ("le", 4), "stricter", "below asks more than at most"),
        (LOWER, ("le", 4), ("lt", 4), "looser", "and the other way round"),
        (LOWER, ("eq", 4), ("le", 4), "equal", "a figure means at most"),
        (LOWER, ("eq", 4), ("lt", 4), "looser", "and at most is not below"),
        (LOWER, ("eq", 0), ("lt", 1), "stricter", "none at all"),
        (HIGHER, ("eq", 95), ("ge", 95), "equal", "a figure means at least"),
        (HIGHER, ("gt", 95), ("ge", 95), "stricter", "above asks more than at least"),
        (HIGHER, ("gt", 95), ("eq", 95), "stricter", "more than the figure"),
        (HIGHER, ("ge", 96), ("gt", 95), "stricter", "the figure counts first"),
        (HIGHER, ("eq", 90), ("ge", 95), "looser", "less of a good thing"),
        (HIGHER, ("eq", 95.1), ("ge", 95.1), "equal", "decimals are exact"),
        (HIGHER, ("le", 95), ("ge", 90), "incomparable", "bounds a good thing from above"),
        (LOWER, ("ge", 5), ("le", 6), "incomparable", "bounds a bad thing from below"),
        (LOWER, ("ge", 5), ("ge", 5), "equal", "odd, but the same"),
    ],
)
def test_direction_and_comparator_decide(
    indicator: str, child: tuple[str, float], parent: tuple[str, float], status: str, reason: str
) -> None:
    assert status_of(target(indicator, *child), target(indicator, *parent)) == status, reason
    if status != "incomparable":
        swapped = status_of(target(indicator, *parent), target(indicator, *child))
        assert swapped == MIRROR[Status(status)], reason


@pytest.mark.parametrize(
    ("child", "parent", "status", "reason"),
    [
        (target(value=79, unit="count_of_total", total=126), target(value=65), "looser", "62.7 %"),
        (
            target(value=63, unit="count_of_total", total=126),
            target(value=50),
            "equal",
            "exactly half",
        ),
        (
            target(value=5, unit="count_of_total", total=10),
            target(value=60, unit="count_of_total", total=100),
            "looser",
            "two shares",
        ),
        (target(LOWER, value=0, unit="count"), target(LOWER, value=0), "equal", "no case is 0 %"),
        (target(LOWER, value=0, unit="count"), target(LOWER, "lt", 1), "stricter", "0 under 1 %"),
        (
            target(LOWER, value=3, unit="count"),
            target(LOWER, "lt", 1),
            "incomparable",
            "3 of how many",
        ),
        (
            target("tai-nan-thuong-tich", value=0, unit="count"),
            target("tai-nan-thuong-tich", value=500, unit="per_100000_children"),
            "stricter",
            "nothing is nothing in any unit",
        ),
        (
            target("tai-nan-thuong-tich", value=0.5),
            target("tai-nan-thuong-tich", value=500, unit="per_100000_children"),
            "equal",
            "rates convert",
        ),
        (
            target("tre-em-bi-bo-roi", "le", 2, "count"),
            target("tre-em-bi-bo-roi", "le", 10, "count"),
            "incomparable",
            "a commune's two and a province's ten",
        ),
        (
            target("tre-em-bi-bo-roi", "le", 2, "count"),
            target("tre-em-bi-bo-roi", "eq", 2, "count"),
            "equal",
            "the same number",
        ),
        (
            target("tre-em-bi-bo-roi", "eq", 0, "count"),
            target("tre-em-bi-bo-roi", "le", 10, "count"),
            "stricter",
            "none is fewer anywhere",
        ),
        (target(value=None, unit="none", comparator="none"), target(), "incomparable", "no figure"),
        (
            target(value=None, unit="none", comparator="none"),
            target(value=None, unit="none", comparator="none"),
            "equal",
            "neither has a figure",
        ),
        (target(value=79, unit="count_of_total", total=0), target(), "incomparable", "of nothing"),
        (target(value=79, unit="count_of_total"), target(), "incomparable", "of nobody knows what"),
        (target(value=float("nan")), target(), "incomparable", "no number"),
        (
            target(comparator="ge", value=85, value_to=95),
            target(value=85),
            "equal",
            "a range, its low end",
        ),
        (
            target(LOWER, "ge", 5, value_to=10),
            target(LOWER, "le", 8),
            "looser",
            "a range of a bad thing, its high end",
        ),
    ],
)
def test_units_are_converted_or_refused(
    child: Target, parent: Target, status: str, reason: str
) -> None:
    assert status_of(child, parent) == status, reason


def test_absolute_numbers_of_one_area_are_compared() -> None:
    less = target("tre-em-bi-bo-roi", "le", 2, "count")
    more = target("tre-em-bi-bo-roi", "le", 10, "count")
    (row,) = align(plan(less, issuer="UBND xã A"), plan(more, issuer="UBND xã A"))
    assert row.status is Status.STRICTER


def test_schools_are_not_communes() -> None:
    schools = target(text="100% cơ sở giáo dục xây dựng kế hoạch", value=100)
    communes = target(text="100% xã, phường ban hành kế hoạch", value=100)
    (row,) = align(plan(schools), plan(communes))
    assert row.status is Status.INCOMPARABLE
    assert row.reason is not None
    assert "trường học" in row.reason
    assert status_of(schools, schools) is Status.EQUAL
    pupils = target(text="99% học sinh biết bơi", value=99)
    children = target(text="Tỷ lệ trẻ em biết bơi đạt 99%", value=99)
    assert status_of(pupils, children) is Status.EQUAL, "pupils are children"


def test_rows_stand_in_the_parents_order_then_the_childs_own() -> None:
    child = plan(target("tao-hon", value=1), target(LOWER, value=5), target(HIGHER, value=60))
    parent = plan(
        target(HIGHER, value=50), target("lao-dong-tre-em", value=4), target(LOWER, value=5)
    )
    assert [(row.indicator, row.status.value) for row in align(child, parent)] == [
        (HIGHER, "stricter"),
        ("lao-dong-tre-em", "missing_in_child"),
        (LOWER, "equal"),
        ("tao-hon", "only_in_child"),
    ]


def test_core_targets_win_and_the_first_of_two_alike() -> None:
    child = plan(target(value=50, core=False), target(value=70), target(value=60))
    parent = plan(target(value=70), target(value=1, core=False))
    (row,) = align(child, parent)
    assert (row.status, row.core) == (Status.EQUAL, True)


def test_targets_outside_the_catalog_are_left_out() -> None:
    assert align(plan(target(None)), plan(target(None))) == ()


def test_an_unknown_indicator_has_no_direction() -> None:
    (row,) = align(plan(target("no-such")), plan(target("no-such", value=90)))
    assert row.status is Status.INCOMPARABLE


def years(rows: tuple[AlignmentRow, ...]) -> list[tuple[str, int | None, int | None]]:
    return [
        (
            row.status.value,
            row.child.year if row.child else None,
            row.parent.year if row.parent else None,
        )
        for row in rows
    ]


@pytest.mark.parametrize(
    ("child", "parent", "expected", "reason"),
    [
        (
            plan(target(year=2025), target(year=2030)),
            plan(target(year=2025), target(year=2030)),
            [("equal", 2025, 2025), ("equal", 2030, 2030)],
            "year by year",
        ),
        (
            plan(target(year=2026), period=(2026, 2026)),
            plan(target(year=2025), target(year=2030)),
            [("incomparable", 2026, 2030)],
            "the milestone ahead, not the past one",
        ),
        (
            plan(target(year=2026), period=(2026, 2026)),
            plan(target(year=2025)),
            [("incomparable", 2026, 2025)],
            "the last milestone where none is ahead",
        ),
        (
            plan(target(year=2026), period=(2026, 2026)),
            plan(target(year=2026), target(year=2030)),
            [("equal", 2026, 2026)],
            "a plan of one year owes nothing for a later one",
        ),
        (
            plan(target(LOWER, year=2026), period=(2026, 2026)),
            plan(target(year=2025), target(year=2030)),
            [("missing_in_child", None, 2030), ("only_in_child", 2026, None)],
            "silent on the indicator: one milestone is missed",
        ),
        (
            plan(target(year=2025), period=(2022, 2030)),
            plan(target(year=2025), target(year=2030)),
            [("equal", 2025, 2025), ("missing_in_child", None, 2030)],
            "inside the child's period a year is owed",
        ),
        (
            plan(target(year=2025), target(year=2030), period=(2022, 2030)),
            plan(target(year=2030)),
            [("equal", 2030, 2030), ("only_in_child", 2025, None)],
            "a year of its own",
        ),
        (
            plan(target(year=None)),
            plan(target(year=2026)),
            [("incomparable", None, 2026)],
            "a year that was not read",
        ),
    ],
)
def test_years_meet_or_are_explained(
    child: Plan, parent: Plan, expected: list[tuple[str, int | None, int | None]], reason: str
) -> None:
    assert years(align(child, parent)) == expected, reason


@pytest.mark.parametrize(
    ("value", "standing"), [(96, "vượt"), (95, "đã bằng"), (90, "còn kém"), (None, "không so sánh")]
)
def test_a_different_year_says_how_far_the_child_is(value: float | None, standing: str) -> None:
    (row,) = align(plan(target(value=value, year=2026)), plan(target(year=2030)))
    assert row.status is Status.INCOMPARABLE
    assert row.reason is not None
    assert "2026" in row.reason
    assert "2030" in row.reason
    assert standing in row.reason


def test_scopes_meet_or_are_explained() -> None:
    town, country = target(scope="Nội thành", value=90), target(scope="ngoại thành", value=80)
    same = align(plan(target(scope="nội  thành", value=91)), plan(town, country))
    assert [(row.status.value, row.scope) for row in same] == [
        ("stricter", "Nội thành"),
        ("missing_in_child", "ngoại thành"),
    ]
    whole = align(plan(target(value=85)), plan(town, country))
    assert [(row.status.value, row.scope) for row in whole] == [
        ("incomparable", "Nội thành"),
        ("incomparable", "ngoại thành"),
    ]
    assert all("toàn bộ" in (row.reason or "") for row in whole)


def test_a_plan_can_be_held_against_the_national_programme() -> None:
    found = align_plans(gold_plan("ngo-may-2022-2030"), load_programme(), CATALOG)
    verdicts = {(row.indicator, row.year): row.status for row in found.rows}
    assert verdicts["tu-vong-duoi-5-tuoi", 2025] is Status.LOOSER
    assert verdicts["tu-vong-duoi-5-tuoi", 2030] is Status.EQUAL
    assert verdicts["khai-sinh-duoi-5-tuoi", 2025] is Status.STRICTER
    assert verdicts["lay-truyen-hiv-me-con", 2030] is Status.MISSING_IN_CHILD
