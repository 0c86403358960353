"""Calendars of reports in tables."""

from __future__ import annotations

from tests.factories import Centred, Grid, NewPage, plan_with

HEADER = "STT|Loại báo cáo|Đơn vị gửi|Nơi nhận|Thời hạn"


def dues(*rows: str) -> list[tuple[str, str | None, str | None, str | None]]:
    calendar = (NewPage(), Centred("PHỤ LỤC II"), Centred("LỊCH GỬI BÁO CÁO"), Grid(rows))
    plan = plan_with("I. MỤC TIÊU", "- Nội dung công việc.", *calendar)
    return [(duty.what, duty.sender, duty.receiver, duty.due) for duty in plan.reporting]


def test_each_row_with_a_date_is_a_duty() -> None:
    assert dues(
        HEADER,
        "1|Báo cáo 6 tháng|Các trường|Sở Y tế|12/6/2027",
        "2|Báo cáo năm|nt|nt|Trước ngày 05/12",
    ) == [
        ("báo cáo 6 tháng", "Các trường", "Sở Y tế", "2027-06-12"),
        ("báo cáo năm", "Các trường", "Sở Y tế", "2027-12-05"),
    ]


def test_a_row_without_a_date_and_a_date_that_is_none_are_no_duties() -> None:
    assert dues(HEADER, "1|Báo cáo năm|Các trường|Sở|Hằng năm", "2|Báo cáo|A|B|31/02/2027") == []


def test_a_calendar_of_activities_holds_no_duties() -> None:
    assert dues("TT|Hoạt động|Thời gian|Địa điểm", "1|Lễ phát động|19/5/2027|Quảng trường") == []
