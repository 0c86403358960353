from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from api.evaluation.expected import ExpectedComparison, ExpectedRow
from api.evaluation.measures import Item, Stage
from api.evaluation.scoring import (
    score_assignments,
    score_catalog,
    score_comparison,
    score_kinds,
    score_parents,
    score_plan,
    score_references,
    score_reporting,
    score_roles,
    score_sections,
    score_targets,
)
from models.domain.alignment import Alignment, AlignmentRow, Status
from models.domain.plan import (
    Assignment,
    Comparator,
    Duty,
    Metadata,
    Plan,
    Reference,
    ReferenceRole,
    Section,
    SectionKind,
    Target,
    Unit,
)

TARGET = Target(
    "I.2",
    None,
    "Tỷ lệ trẻ em biết bơi đạt 40%",
    "tre-em-biet-boi",
    Comparator.EQ,
    40.0,
    Unit.PERCENT,
    2026,
)
OUTSIDE = replace(TARGET, indicator=None, text="Trồng 500 cây xanh", value=500.0, unit=Unit.COUNT)
SECTION = Section("I.2", "2", "Chỉ tiêu cụ thể", (SectionKind.TARGET,))
REFERENCE = Reference("Kế hoạch", "36", "KH-UBND", None, None, ReferenceRole.PARENT)
ASSIGNMENT = Assignment("Phòng Văn hóa - Xã hội", "IV.1", 2, ("3", "4"))


def keys(items: Iterable[Item]) -> list[str]:
    return [item.key for item in items]


@pytest.mark.parametrize(
    ("change", "is_right", "reason"),
    [
        ({}, True, "the same tuple"),
        (
            {"text": "khác hẳn", "section": "V", "responsible": ("A",), "core": False},
            True,
            "beyond the tuple",
        ),
        ({"value_to": 50.0}, True, "the end of a range is not scored"),
        ({"indicator": "mau-giao-dung-do-tuoi"}, False, "indicator"),
        ({"indicator": None}, False, "no indicator"),
        ({"comparator": Comparator.GE}, False, "comparator"),
        ({"value": 40.5}, False, "value"),
        ({"value": None}, False, "no value"),
        ({"unit": Unit.COUNT}, False, "unit"),
        ({"year": 2025}, False, "year"),
        ({"year": None}, False, "no year"),
        ({"total": 100.0}, False, "a total that is not there"),
        ({"scope": "nội thành"}, False, "a scope that is not there"),
    ],
)
def test_target_tuples_are_exact(change: dict[str, object], is_right: bool, reason: str) -> None:
    score = score_targets([TARGET], [replace(TARGET, **change)])
    assert score.value == float(is_right), reason


def test_scope_is_compared_as_free_text() -> None:
    wanted, got = replace(TARGET, scope="Nội thành"), replace(TARGET, scope="nội  thành;")
    assert score_targets([wanted], [got]).value == 1.0
    assert score_targets([wanted], [replace(TARGET, scope="ngoại thành")]).value == 0.0


@pytest.mark.parametrize(
    ("expected", "found", "right", "missed", "extra", "reason"),
    [
        ([TARGET, TARGET], [TARGET], 1, 0, 0, "an appendix row that restates the body counts once"),
        ([TARGET], [TARGET, TARGET], 1, 0, 0, "on either side"),
        ([OUTSIDE, OUTSIDE], [OUTSIDE], 1, 1, 0, "outside the catalog every one counts"),
        ([OUTSIDE], [OUTSIDE, OUTSIDE], 1, 0, 1, "and one too many is extra"),
        ([], [TARGET], 0, 0, 1, "an invented target"),
    ],
)
def test_sets_inside_the_catalog_and_multisets_outside(
    expected: list[Target], found: list[Target], right: int, missed: int, extra: int, reason: str
) -> None:
    score = score_targets(expected, found)
    assert (len(score.right), len(score.missed), len(score.extra)) == (right, missed, extra), reason


def test_target_keys_can_be_read() -> None:
    counted = replace(
        TARGET, value=79.0, total=126.0, unit=Unit.COUNT_OF_TOTAL, scope="Xã miền núi"
    )
    assert keys(score_targets([counted], [OUTSIDE]).missed) == [
        "tre-em-biet-boi eq 79/126 count_of_total 2026 [xã miền núi]"
    ]
    assert keys(score_targets([], [OUTSIDE]).extra) == ["- eq 500 count 2026"]


@pytest.mark.parametrize(
    ("change", "is_right", "reason"),
    [
        ({"heading": "CHỈ TIÊU CỤ THỂ:"}, True, "case and colon"),
        (
            {"heading": "Chi tiêu cụ thể", "kinds": ()},
            True,
            "one letter misread; kinds are another figure",
        ),
        ({"heading": "Nhiệm vụ"}, False, "another heading"),
        ({"heading": None}, False, "no heading"),
        ({"path": "I.3"}, False, "another place"),
        ({"label": "2."}, True, "the label is part of the path"),
    ],
)
def test_sections_by_path_and_heading(
    change: dict[str, object], is_right: bool, reason: str
) -> None:
    assert score_sections([SECTION], [replace(SECTION, **change)]).value == float(is_right), reason


def test_a_null_heading_is_right_where_the_gold_has_none() -> None:
    plain = replace(SECTION, heading=None)
    assert score_sections([plain], [plain]).value == 1.0
    assert score_sections([plain], [replace(SECTION, heading="Chỉ tiêu")]).value == 0.0


def test_kinds_are_sets_and_asked_of_paths_that_were_found() -> None:
    both = replace(SECTION, kinds=(SectionKind.AIM, SectionKind.TARGET))
    turned = replace(SECTION, kinds=(SectionKind.TARGET, SectionKind.AIM), heading="Khác")
    lost = replace(SECTION, path="II")
    assert score_kinds([both, lost], [turned]).value == 1.0
    wrong = score_kinds([both], [SECTION])
    assert wrong.value == 0.0
    assert wrong.missed[0].detail == "expected muc_tieu+chi_tieu, found chi_tieu"


def test_references_by_identifier_each_once() -> None:
    slip = replace(REFERENCE, symbol="KH–UBND", doc_type=None, date="2026-01-23")
    other = replace(REFERENCE, number="37")
    score = score_references([REFERENCE, other], [slip, slip])
    assert (keys(score.right), keys(score.missed), keys(score.extra)) == (
        ["36-kh-ubnd"],
        ["37-kh-ubnd"],
        [],
    )


def test_roles_are_asked_of_references_that_were_found() -> None:
    other = replace(REFERENCE, number="37")
    as_basis = replace(REFERENCE, role=ReferenceRole.BASIS)
    score = score_roles([REFERENCE, other], [as_basis])
    assert (score.possible, score.value) == (1.0, 0.0)
    assert score.missed[0].detail == "expected parent, found basis"


def test_parents_are_missed_and_invented() -> None:
    other = replace(REFERENCE, number="37")
    score = score_parents(
        [REFERENCE, replace(other, role=ReferenceRole.BASIS)],
        [replace(REFERENCE, role=ReferenceRole.MENTIONED), other],
    )
    assert (keys(score.missed), keys(score.extra)) == (["36-kh-ubnd"], ["37-kh-ubnd"])


@pytest.mark.parametrize(
    ("change", "is_right", "reason"),
    [
        (
            {"unit": "Phòng Văn hóa – Xã hội.", "tasks": 5},
            True,
            "similar unit; tasks are not scored",
        ),
        ({"target_refs": ("4", "3")}, True, "the targets named are a set"),
        ({"target_refs": ("3",)}, False, "a target less"),
        ({"section": "IV.2"}, False, "another section"),
        ({"unit": "Công an phường"}, False, "another unit"),
    ],
)
def test_assignments(change: dict[str, object], is_right: bool, reason: str) -> None:
    assert score_assignments([ASSIGNMENT], [replace(ASSIGNMENT, **change)]).value == float(
        is_right
    ), reason


def test_reporting_by_due_date_as_a_multiset() -> None:
    duties = tuple(Duty("báo cáo", None, None, due) for due in ("2026-05-10", "2026-05-10", None))
    expected = Plan("x", Metadata(), reporting=duties)
    found = Plan(
        "x", Metadata(), reporting=(duties[0], duties[2], Duty("khác", None, None, "2026-12-01"))
    )
    score = score_reporting(expected, found)
    assert keys(score.right) == ["due 2026-05-10", "due None"]
    assert keys(score.missed) == ["due 2026-05-10 (2)"]
    assert keys(score.extra) == ["due 2026-12-01"]


def test_catalog_accuracy_is_asked_of_clauses_that_were_found() -> None:
    wrong = replace(
        TARGET, indicator="mau-giao-dung-do-tuoi", text="Tỷ lệ trẻ em biết bơi đạt 40 %"
    )
    invented = replace(OUTSIDE, indicator="tre-em-biet-boi")
    lost = replace(TARGET, text="Một câu không ai tìm thấy")
    inside, outside = score_catalog([TARGET, lost, OUTSIDE], [wrong, invented])
    assert (inside.stage, inside.possible, inside.value) == (Stage.CATALOG, 1.0, 0.0)
    assert (outside.stage, outside.possible, outside.value) == (Stage.OUTSIDE_CATALOG, 1.0, 0.0)
    assert outside.missed[0].detail == "expected None, found tre-em-biet-boi"


def test_clauses_of_one_text_are_aligned_by_place_and_value() -> None:
    first = replace(TARGET, section="I.1", value=10.0, indicator="a")
    second = replace(TARGET, section="I.2", value=20.0, indicator="b")
    inside, _ = score_catalog([first, second], [second, first])
    assert inside.value == 1.0


def row(
    indicator: str, status: Status, year: int | None = None, scope: str | None = None
) -> AlignmentRow:
    return AlignmentRow(indicator, status, None, None, core=True, year=year, scope=scope)


def expected_row(indicator: str, status: str, **more: object) -> ExpectedRow:
    return ExpectedRow(indicator=indicator, status=status, **more)


@pytest.mark.parametrize(
    ("expected", "found", "right", "missed", "extra", "reason"),
    [
        (
            [expected_row("a", "equal")],
            [row("a", Status.EQUAL, 2026)],
            ["a"],
            [],
            [],
            "the year only where stated",
        ),
        (
            [expected_row("a", "equal", year=2025)],
            [row("a", Status.EQUAL, 2026)],
            [],
            ["a 2025"],
            ["a 2026 equal"],
            "another year",
        ),
        (
            [expected_row("a", "equal")],
            [row("a", Status.LOOSER)],
            [],
            ["a"],
            ["a looser"],
            "another verdict",
        ),
        ([expected_row("a", "equal")], [], [], ["a"], [], "no row"),
        ([], [row("a", Status.EQUAL)], [], [], ["a equal"], "an invented row"),
        (
            [expected_row("a", "incomparable", scored=False)],
            [row("a", Status.EQUAL)],
            [],
            [],
            [],
            "left out on both sides",
        ),
        (
            [
                expected_row("a", "equal", scope="nội thành"),
                expected_row("a", "looser", scope="ngoại thành"),
            ],
            [
                row("a", Status.LOOSER, 2026, "Ngoại thành"),
                row("a", Status.EQUAL, 2026, "Nội thành"),
            ],
            ["a nội thành", "a ngoại thành"],
            [],
            [],
            "by scope",
        ),
    ],
)
def test_comparison(
    expected: list[ExpectedRow],
    found: list[AlignmentRow],
    right: list[str],
    missed: list[str],
    extra: list[str],
    reason: str,
) -> None:
    comparison = ExpectedComparison(child="x", parent="y", rows=tuple(expected))
    score = score_comparison(comparison, Alignment("x", "y", tuple(found)))
    assert (keys(score.right), keys(score.missed), keys(score.extra)) == (right, missed, extra), (
        reason
    )


def test_a_plan_is_right_against_itself_and_wrong_against_nothing() -> None:
    plan = Plan(
        "x",
        Metadata(title="Một"),
        (REFERENCE,),
        (SECTION,),
        (TARGET, OUTSIDE),
        (ASSIGNMENT,),
        (Duty("a", None, None, None),),
    )
    against_itself = score_plan(plan, plan)
    assert {score.value for score in against_itself} == {1.0}
    assert len({score.stage for score in against_itself}) == len(against_itself)
    against_nothing = {score.stage: score for score in score_plan(plan, Plan("x", Metadata()))}
    assert against_nothing[Stage.TARGETS].value == 0.0
    assert keys(against_nothing[Stage.METADATA].missed) == ["title"]
