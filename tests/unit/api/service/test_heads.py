# ruff: noqa: ANN401 - the values of JSON
"""Heads of plans: year and province only where the document tells them plainly."""

from __future__ import annotations

from typing import Any

import pytest

from api.schemas import DateOut
from api.service.heads import iso_date, province_of, year_of
from tests.unit.api.service.plans import head, plan, reference

PROVINCES: list[tuple[str, str | None, str | None, str | None]] = [
    ("UBND tỉnh Quảng Trị", "Quảng Trị", None, "Quảng Trị"),
    ("UBND thành phố Hà Nội", "Hà Nội", None, "Hà Nội"),
    ("Sở Y tế", "Cà Mau", None, "Cà Mau"),
    ("UBND xã Đông Hòa", "Đông Hòa", "UBND tỉnh Nghệ An", "Nghệ An"),
    ("UBND xã Đông Hòa", "Đông Hòa", "UBND Thành phố", None),
    ("UBND phường Quảng Trị", "Quảng Trị", None, None),
    ("UBND xã Hòa Bình", "Hòa Bình", "UBND thị xã An Khê", None),
    ("UBND phường Lạc Đình", "Lạc Đình", "UBND thành phố Bắc Giang", None),
    ("UBND quận 1, TP.HCM", None, None, "Hồ Chí Minh"),
    ("UBND huyện Tu Mơ Rông, tỉnh Kon Tum", None, "UBND tỉnh Quảng Ngãi", "Kon Tum"),
]


@pytest.mark.parametrize(("issuer", "place", "parent", "province"), PROVINCES)
def test_a_province_is_named_or_unknown(
    issuer: str, place: str | None, parent: str | None, province: str | None
) -> None:
    cited = [reference(issuer=parent)] if parent else []
    read = plan(metadata=head(issuer=issuer, place=place), references=cited)
    assert province_of(read) == province


def test_parents_of_two_provinces_tell_nothing() -> None:
    cited = [reference("1", issuer="UBND tỉnh Nghệ An"), reference("2", issuer="UBND tỉnh Cà Mau")]
    assert province_of(plan(references=cited)) is None


YEARS: list[tuple[Any, Any, int | None]] = [
    ({"from": 2027, "to": 2027}, 2026, 2027),
    ({"from": 2026, "to": 2030}, 2025, 2025),
    ({"from": 2026, "to": 2030}, None, 2026),
    (None, 2026, 2026),
    (None, None, None),
]


@pytest.mark.parametrize(("period", "dated", "year"), YEARS)
def test_a_plan_has_one_year_to_be_listed_by(period: Any, dated: Any, year: int | None) -> None:
    date = {"day": None, "month": None, "year": dated}
    assert year_of(plan(metadata=head(period=period, date=date)).metadata) == year


@pytest.mark.parametrize(
    ("date", "written"),
    [((5, 3, 2026), "2026-03-05"), ((None, 3, 2026), "2026-03"), ((5, None, 2026), "2026"),
     ((5, 3, None), None)],
)  # fmt: skip
def test_a_date_is_written_as_far_as_it_is_known(date: tuple[Any, Any, Any], written: str) -> None:
    day, month, year = date
    assert iso_date(DateOut(day=day, month=month, year=year)) == written
