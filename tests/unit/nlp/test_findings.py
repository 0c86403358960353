"""What a document itself leaves open, said to the officer."""

from __future__ import annotations

import pytest

from tests.factories import OPENING, Item, analyst, document_of, head

BIRTH = "trẻ em dưới 5 tuổi được đăng ký khai sinh"
DO = "- Nội dung công việc."


def kinds(*body: Item) -> list[str]:
    issues = analyst().analyze(document_of(*head(), OPENING, *body), "plan").issues
    about = ("label_inferred", "numbering", "two_values", "year_outside", "due_outside")
    assert all(issue.message.strip() and issue.page for issue in issues if issue.kind in about)
    return [issue.kind for issue in issues if issue.kind in about]


FINDINGS: list[tuple[tuple[Item, ...], list[str], str]] = [
    (("I. MỤC TIÊU", DO, "II. NHIỆM VỤ", DO), [], "a plan in order"),
    (("I. MỤC TIÊU", DO, "III. NHIỆM VỤ", DO), ["numbering"], "a numeral left out"),
    (
        ("I. MỤC TIÊU", DO, "II. NHIỆM VỤ", DO, "II. KINH PHÍ", DO),
        ["numbering"],
        "a numeral printed twice",
    ),
    (
        ("I. MỤC TIÊU", DO, "II. NHIỆM VỤ", DO, "IL KINH PHÍ", DO, "IV. TỔ CHỨC THỰC HIỆN", DO),
        ["label_inferred"],
        "a numeral misread",
    ),
    (
        ("I. CHỈ TIÊU", f"- Tỷ lệ {BIRTH} đạt 95%.", f"- Tỷ lệ {BIRTH} đạt 98%."),
        ["two_values"],
        "one indicator twice",
    ),
    (
        ("I. CHỈ TIÊU", f"- Tỷ lệ {BIRTH} đạt 95% vào năm 2030."),
        ["year_outside"],
        "a year behind the plan's",
    ),
    (
        ("I. CHẾ ĐỘ BÁO CÁO", "- Trạm Y tế gửi báo cáo trước ngày 10/12/2030."),
        ["due_outside"],
        "a date behind the plan's",
    ),
]


@pytest.mark.parametrize(("body", "expected", "reason"), FINDINGS)
def test_what_the_document_leaves_open_is_said(
    body: tuple[Item, ...], expected: list[str], reason: str
) -> None:
    assert kinds(*body) == expected, reason
