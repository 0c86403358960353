"""Targets of running text: from paragraph to clause to indicator, value, unit, year and place."""

from __future__ import annotations

import pytest

from models.domain.plan import Target
from tests.factories import Item, analyst, document_of, head, plan_of, plan_with

CARD = "trẻ em dưới 6 tuổi được cấp thẻ bảo hiểm y tế"


def targets(*lines: Item) -> tuple[Target, ...]:
    return plan_with("I. MỤC TIÊU", "1. Chỉ tiêu", *lines).targets


def values(*lines: Item) -> list[tuple[str | None, str, float | None, int | None]]:
    return [(t.indicator, t.comparator.value, t.value, t.year) for t in targets(*lines)]


def test_a_clause_becomes_a_target() -> None:
    (target,) = targets(f"- Phấn đấu 98% {CARD}.")
    assert target.section == "I.1"
    assert target.text == f"Phấn đấu 98% {CARD}"
    assert target.indicator == "the-bhyt-duoi-6-tuoi"
    assert (target.comparator, target.value, target.unit) == ("eq", 98.0, "percent")
    assert (target.year, target.core, target.ordinal) == (2027, True, None)
    assert target.candidates[0][0] == target.indicator
    assert target.match_reason


def test_numbered_targets_have_their_ordinals() -> None:
    first, second = targets(
        f"Chỉ tiêu 1: Tỷ lệ {CARD} đạt 98%.", "Chỉ tiêu số 2. Không có trẻ em tử vong do đuối nước."
    )
    assert (first.ordinal, second.ordinal) == ("1", "2")
    assert first.text == f"Tỷ lệ {CARD} đạt 98%"
    assert first.evidence["ordinal"].provenance[0].text.startswith("Chỉ tiêu 1")
    assert (second.comparator, second.value, second.unit) == ("eq", 0.0, "count")


def test_labelled_paragraphs_are_targets_of_their_sections() -> None:
    plan = plan_with(
        "I. MỤC TIÊU",
        "1. Giảm tỷ lệ suy dinh dưỡng thể thấp còi ở trẻ em dưới 5 tuổi xuống dưới 12%.",
        f"2. 95% {CARD}.",
    )
    assert [(t.section, t.comparator.value, t.value) for t in plan.targets] == [
        ("I.1", "lt", 12.0),
        ("I.2", "eq", 95.0),
    ]


def test_items_of_a_list_go_on_with_its_lead() -> None:
    assert values(
        "- Giảm tỷ lệ suy dinh dưỡng ở trẻ em dưới 5 tuổi:",
        "+ Thể nhẹ cân xuống dưới 8%;",
        "+ Thể thấp còi xuống dưới 12%.",
    ) == [
        ("sdd-nhe-can-duoi-5-tuoi", "lt", 8.0, 2027),
        ("sdd-thap-coi-duoi-5-tuoi", "lt", 12.0, 2027),
    ]


def test_a_part_of_the_group_is_its_scope() -> None:
    whole, part = targets(f"- Tỷ lệ {CARD} đạt 98%, trong đó trẻ em dân tộc thiểu số đạt 95%.")
    assert (whole.indicator, whole.scope) == ("the-bhyt-duoi-6-tuoi", None)
    assert (part.indicator, part.scope) == ("the-bhyt-duoi-6-tuoi", "trẻ em dân tộc thiểu số")
    assert (whole.value, part.value) == (98.0, 95.0)


def test_two_years_are_two_targets_of_one_clause() -> None:
    assert values("- Giảm tỷ lệ lao động trẻ em xuống dưới 5% vào năm 2027 và 4% năm 2030.") == [
        ("lao-dong-tre-em", "lt", 5.0, 2027),
        ("lao-dong-tre-em", "lt", 4.0, 2030),
    ]


def test_a_year_left_out_of_a_pair_is_that_of_the_other_targets() -> None:
    found = values(
        "- Giảm tỷ lệ lao động trẻ em xuống dưới 5% vào năm 2028 và 4% vào năm 2030.",
        f"- Tỷ lệ {CARD} đạt 96% vào năm 2028 và 98% vào năm 2030.",
        "- Tỷ lệ trẻ em 5 tuổi được đi học mẫu giáo đạt 98% và 99% vào năm 2030.",
    )
    assert [(value, year) for _, _, value, year in found[-2:]] == [(98.0, 2028), (99.0, 2030)]


def test_a_clause_without_year_is_for_the_last_year_of_the_plan() -> None:
    title = "Thực hiện Chương trình vì trẻ em giai đoạn 2026 - 2030"
    plan = plan_of(*head(title=title), "I. CHỈ TIÊU", f"- 98% {CARD}.")
    assert [target.year for target in plan.targets] == [2030]


def test_what_was_before_the_plan_is_no_target() -> None:
    assert values(f"- Năm 2025, 91% {CARD}; phấn đấu năm 2027 đạt 98% {CARD}.") == [
        ("the-bhyt-duoi-6-tuoi", "eq", 98.0, 2027)
    ]
    plan = plan_with("I. KẾT QUẢ NĂM 2026", f"- 91% {CARD}.", "II. CHỈ TIÊU", f"- 98% {CARD}.")
    assert [target.value for target in plan.targets] == [98.0]


def test_figures_of_the_budget_are_no_targets() -> None:
    plan = plan_with("I. CHỈ TIÊU", f"- 98% {CARD}.", "II. KINH PHÍ", "- Ngân sách bảo đảm 70%.")
    assert [target.section for target in plan.targets] == ["I"]


OUTSIDE = [
    (f"- Rà soát, bảo đảm 98% {CARD}.", [98.0], "a share is a promise anywhere"),
    ("- Bảo đảm không có trẻ em tử vong do đuối nước.", [0.0], "restates an indicator"),
    ("- Không có đơn vị nào chậm tiến độ.", [], "a zero promise outside the catalog"),
    ("- Tổ chức 02 lớp tập huấn cho cán bộ.", [], "a number of things"),
    ("- Toàn bộ trẻ em đều được quan tâm.", [], "rhetoric"),
]


@pytest.mark.parametrize(("line", "expected", "reason"), OUTSIDE)
def test_promises_outside_the_target_part_are_not_core(
    line: str, expected: list[float], reason: str
) -> None:
    plan = plan_with("I. MỤC TIÊU", "- Nội dung chung.", "II. NHIỆM VỤ", line)
    assert [target.value for target in plan.targets] == expected, reason
    assert all(not target.core for target in plan.targets), reason


def test_qualitative_targets_count_where_they_name_an_indicator() -> None:
    assert values(
        "- Giảm thiểu số trẻ em tử vong do đuối nước so với năm 2026.",
        "- Bảo đảm trẻ em được sống trong môi trường an toàn.",
    ) == [("tu-vong-duoi-nuoc", "none", None, 2027)]


def test_what_is_said_twice_in_one_section_counts_once() -> None:
    assert len(values(f"- 98% {CARD}.", f"- 98% {CARD}.")) == 1


def test_a_target_outside_the_catalog_is_kept_and_said() -> None:
    items = (*head(), "I. CHỈ TIÊU", "- Có 12 mô hình điểm về trồng cây xanh.")
    analysis = analyst().analyze(document_of(*items), "x")
    (target,) = analysis.plan.targets
    assert (target.indicator, target.value, target.unit) == (None, 12.0, "count")
    (issue,) = [issue for issue in analysis.issues if issue.kind == "target_unmatched"]
    assert (issue.field, issue.page) == ("targets.0.indicator", 1)


def test_every_field_leads_back_to_its_words() -> None:
    (target,) = targets(f"- Tỷ lệ {CARD} đạt ít nhất 98,5% vào năm 2027.")
    texts = {name: item.provenance[0].text for name, item in target.evidence.items()}
    assert texts["value"].endswith("ít nhất 98,5%")
    assert texts["year"].endswith("năm 2027.")
    assert texts["text"].startswith("Tỷ lệ")
    assert all(0 < item.confidence <= 1 for item in target.evidence.values())
    assert set(texts) >= {"text", "indicator", "comparator", "value", "unit", "year"}


BIRTH = "trẻ em dưới 5 tuổi được đăng ký khai sinh"

AMENDED = [
    (f"- Tỷ lệ {BIRTH} từ 90% thành 95%.", "old to new"),
    (f"- Tỷ lệ {BIRTH} đã giao 90%, nay điều chỉnh thành 95%.", "what was, and what is now"),
    (f'- Sửa "Tỷ lệ {BIRTH} đạt 90%" thành "Tỷ lệ {BIRTH} đạt 95%".', "whole sentences"),
    (f"- Tỷ lệ {BIRTH} đạt 95% thay vì 90%.", "instead of"),
    (f"- Tỷ lệ {BIRTH} đạt 95% (trước đây là 90%).", "the old figure in brackets"),
    (f"- Tỷ lệ {BIRTH} đạt 95% (Kế hoạch số 12/KH-UBND giao 90%).", "that of a document"),
    (f"- Tỷ lệ {BIRTH} từ 90% điều chỉnh lên 95%.", "raised"),
]


@pytest.mark.parametrize(("line", "reason"), AMENDED)
def test_of_an_amendment_only_the_new_figure_is_a_target(line: str, reason: str) -> None:
    (target,) = targets(line)
    assert (target.indicator, target.value) == ("khai-sinh-duoi-5-tuoi", 95.0), reason


def test_what_is_given_up_or_was_before_is_no_target() -> None:
    assert values(f"- Bãi bỏ chỉ tiêu: 100% {BIRTH}.", f"- Chỉ tiêu cũ: 90% {BIRTH}.") == []


CHANGES = [
    ("- Giảm tỷ lệ tảo hôn 2%/năm.", "a year's share"),
    ("- Mỗi năm giảm 3 - 4% số cặp tảo hôn.", "a range"),
    (f"- Nâng tỷ lệ {BIRTH} 3 điểm phần trăm so với năm 2026.", "points, an age between"),
]


@pytest.mark.parametrize(("line", "reason"), CHANGES)
def test_a_change_by_an_amount_is_no_level(line: str, reason: str) -> None:
    (target,) = targets(line)
    assert (target.comparator, target.value, target.unit) == ("none", None, "none"), reason


def test_the_lead_of_a_list_gives_its_rate_to_the_items() -> None:
    first, second, other = targets(
        "Chỉ tiêu 1: Giảm tỷ suất tử vong trẻ em trên 1.000 trẻ đẻ sống, cụ thể:",
        "+ Trẻ em dưới 1 tuổi: xuống 11,5‰ vào năm 2027;",
        "+ Trẻ em dưới 5 tuổi: dưới 17 vào năm 2027.",
        "Chỉ tiêu 2: Khống chế tỷ lệ trẻ em bị xâm hại trên tổng số trẻ em dưới 0,4‰.",
    )
    assert (first.indicator, first.value) == ("tu-vong-duoi-1-tuoi", 11.5)
    assert (second.indicator, second.value) == ("tu-vong-duoi-5-tuoi", 17.0)
    assert {first.unit, second.unit} == {"per_1000_live_births"}
    assert (other.value, other.unit) == (0.04, "percent")


def test_a_number_of_a_target_behind_a_bullet_is_no_part_of_the_clause() -> None:
    (target,) = targets(f"- Chỉ tiêu 1: Tỷ lệ {BIRTH} đạt 95%.")
    assert (target.ordinal, target.text) == ("1", f"Tỷ lệ {BIRTH} đạt 95%")


def test_the_stop_of_an_abbreviation_ends_no_clause() -> None:
    (target,) = targets(f"- Tỷ lệ {BIRTH} trên địa bàn TP. Cao Sơn đạt 95%.")
    assert target.text.endswith("TP. Cao Sơn đạt 95%")


BASELINES = [
    (f"- Nâng tỷ lệ {BIRTH} từ 90% năm 2026 lên 95%.", (90.0, 2026), "a level with its year"),
    (f"- Nâng tỷ lệ {BIRTH} từ 90% lên 95%.", (90.0, None), "no year"),
    ("- Giảm số vụ xâm hại xuống còn 3 vụ (năm 2026 có 5 vụ).", (5.0, 2026), "in brackets"),
    (f"- Tỷ lệ {BIRTH} đạt 95%.", None, "none"),
]


@pytest.mark.parametrize(("line", "expected", "reason"), BASELINES)
def test_a_target_tells_what_the_figure_was(
    line: str, expected: tuple[float, int | None] | None, reason: str
) -> None:
    (target,) = targets(line)
    known = target.baseline
    assert (known and (known.value, known.year)) == expected, reason
    assert ("baseline" in target.evidence) == (expected is not None)


SHIFTS = [
    ("- Giảm 10% số vụ xâm hại so với năm 2026.", ("down", 10.0, "percent", 2026), "a share"),
    (
        f"- Tăng 3 điểm phần trăm tỷ lệ {BIRTH} so với năm 2026.",
        ("up", 3.0, "percentage_points", 2026),
        "points",
    ),
    (
        "- Mỗi năm giảm 0,4 điểm % tỷ lệ tảo hôn, đến năm 2027 còn dưới 0,9%.",
        ("down", 0.4, "percentage_points", None),
        "beside a level",
    ),
]


@pytest.mark.parametrize(("line", "expected", "reason"), SHIFTS)
def test_a_relative_target_tells_its_change(
    line: str, expected: tuple[str, float, str, int | None], reason: str
) -> None:
    (target,) = targets(line)
    change = target.change
    assert change is not None
    assert (change.direction, change.value, change.unit, change.base_year) == expected, reason
    assert target.evidence["change"].provenance
