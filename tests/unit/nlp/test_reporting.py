"""Duties with a date or a named period: what, from whom, to whom, by when."""

from __future__ import annotations

import pytest

from models.domain.plan import Duty
from tests.factories import Item, plan_with

PART = "II. CHẾ ĐỘ BÁO CÁO"


def duties(*items: Item) -> tuple[Duty, ...]:
    return plan_with("I. MỤC TIÊU", "- Nội dung công việc.", *items).reporting


def rows(text: str) -> list[tuple[str, str | None]]:
    return [(duty.what, duty.due) for duty in duties(PART, text)]


HALF, YEAR, REPORT = "báo cáo 6 tháng", "báo cáo năm", "báo cáo"

DATED = [
    ("gửi báo cáo trước ngày 10/05/2027.", [(REPORT, "2027-05-10")], "slashes"),
    ("gửi báo cáo trước ngày 10/5/2027.", [(REPORT, "2027-05-10")], "not padded"),
    ("gửi báo cáo chậm nhất ngày 25-11-2027.", [(REPORT, "2027-11-25")], "dashes"),
    ("gửi báo cáo chậm nhất là ngày 25.11.2027.", [(REPORT, "2027-11-25")], "stops"),
    ("gửi báo cáo trước ngày 15 tháng 6 năm 2027.", [(REPORT, "2027-06-15")], "in words"),
    ("gửi báo cáo trước ngày 20/11.", [(REPORT, "2027-11-20")], "the year of the plan"),
    ("gửi báo cáo trước ngày 05 tháng 12 hằng năm.", [(REPORT, "2027-12-05")], "every year"),
    (
        "gửi báo cáo trước ngày 15/6 và 15/11 hằng năm.",
        [(REPORT, "2027-06-15"), (REPORT, "2027-11-15")],
        "two days of one word",
    ),
    (
        "gửi báo cáo 6 tháng trước ngày 10/5/2027, báo cáo năm trước ngày 10/11/2027.",
        [(HALF, "2027-05-10"), (YEAR, "2027-11-10")],
        "two periods in one sentence",
    ),
    (
        "gửi báo cáo sơ kết trước ngày 30/6/2027; báo cáo tổng kết trước ngày 30/11/2027.",
        [("báo cáo sơ kết", "2027-06-30"), ("báo cáo tổng kết", "2027-11-30")],
        "occasions",
    ),
    (
        "xây dựng kế hoạch triển khai thực hiện trước ngày 28/02/2027.",
        [("xây dựng kế hoạch", "2027-02-28")],
        "a plan to be issued",
    ),
    (
        "gửi báo cáo định kỳ 6 tháng, năm theo yêu cầu.",
        [(HALF, None), (YEAR, None)],
        "named periods without a day",
    ),
    (
        "gửi báo cáo 6 tháng (trước 15/6), năm (trước 15/12) về xã.",
        [(HALF, "2027-06-15"), (YEAR, "2027-12-15")],
        "days in brackets behind their periods",
    ),
    ("gửi báo cáo hằng quý.", [("báo cáo quý", None)], "every quarter"),
    ("báo cáo kết quả theo quy định.", [], "neither date nor period"),
    ("tổ chức Tháng hành động từ ngày 01/6 đến ngày 30/6/2027.", [], "nothing is reported"),
    (
        "thực hiện Kế hoạch số 138/KH-SYT ngày 03/6/2027 và báo cáo theo quy định.",
        [],
        "the date of a cited document",
    ),
    (
        "thực hiện Kế hoạch số 138/KH-SYT ngày 03/6/2027 và báo cáo trước ngày 20/11/2027.",
        [(REPORT, "2027-11-20")],
        "a cited document and a day",
    ),
]


@pytest.mark.parametrize(("text", "expected", "reason"), DATED)
def test_duty_has_its_day(text: str, expected: list[tuple[str, str | None]], reason: str) -> None:
    assert rows(f"Các đơn vị {text}") == expected, reason


def test_a_day_that_does_not_exist_is_no_day() -> None:
    for day in ("45/13/2027", "31/02/2027", "29/02/2027"):
        assert all(due is None for _, due in rows(f"Gửi báo cáo trước ngày {day} về xã.")), day


@pytest.mark.parametrize(
    ("behind", "receiver"),
    [
        ("về Phòng Văn hóa - Xã hội để tổng hợp", "Phòng Văn hóa - Xã hội"),
        ("về Phòng Văn hóa - Xã hội trước ngày 10/5", "Phòng Văn hóa - Xã hội"),
        ("về UBND xã, chậm nhất ngày 10/5", "UBND xã"),
        ("cho Sở Y tế (qua Chi cục Dân số)", "Sở Y tế"),
        ("theo mẫu", None),
    ],
)
def test_receiver_is_named(behind: str, receiver: str | None) -> None:
    found = duties(PART, f"Trước ngày 15/6/2027, gửi báo cáo {behind}.")
    assert {duty.receiver for duty in found} == {receiver}


def test_the_unit_of_a_section_sends() -> None:
    found = duties(
        "II. TỔ CHỨC THỰC HIỆN",
        "1. Trạm Y tế xã",
        "- Xây dựng kế hoạch trước ngày 10/3/2027.",
        "- Báo cáo kết quả về UBND xã trước ngày 15/11/2027.",
    )
    assert [(d.what, d.sender, d.receiver, d.due) for d in found] == [
        ("xây dựng kế hoạch", "Trạm Y tế xã", None, "2027-03-10"),
        ("báo cáo", "Trạm Y tế xã", "UBND xã", "2027-11-15"),
    ]


def test_the_named_unit_sends() -> None:
    (found,) = duties(PART, "Các trường xây dựng kế hoạch trước ngày 28/02/2027.")
    assert found.sender == "Các trường"


def test_dates_of_other_parts_are_no_duties() -> None:
    assert duties("II. NHIỆM VỤ", "- Gửi báo cáo trước ngày 10/5/2027.") == ()


def test_a_duty_of_a_named_unit_counts_in_other_parts_too() -> None:
    (found,) = duties("II. NHIỆM VỤ", "- Trạm Y tế gửi báo cáo trước ngày 10/5/2027.")
    assert (found.sender, found.due) == ("Trạm Y tế", "2027-05-10")


def test_a_duty_leads_back_to_its_words() -> None:
    (found,) = duties(PART, "Các trường gửi báo cáo về UBND xã trước ngày 28/02/2027.")
    assert "28/02/2027." in found.evidence["due"].provenance[0].text
    assert found.evidence["to"].provenance[0].text == "UBND xã"
    assert all(0 < item.confidence <= 1 for item in found.evidence.values())
