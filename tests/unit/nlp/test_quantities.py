"""Numbers that are values, with comparator and unit; and the many numbers that are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.domain.provenance import Span
from nlp.language import find_cues
from nlp.quantities import Quantity, find_quantities, find_years, parse_number
from nlp.source import SourceText
from tests.factories import prose


def found(text: str, *, bare: bool = True) -> tuple[SourceText, tuple[Quantity, ...]]:
    source = prose(text)
    clause = Span(0, len(source.text))
    return source, find_quantities(source, clause, find_cues(source.text), bare=bare)


VALUES = [
    ("tỷ lệ đạt 95%", 95.0, "eq", "percent", "a level word"),
    ("100% trẻ em được khai sinh", 100.0, None, "percent", "no comparator"),
    ("tỷ lệ 99 %", 99.0, None, "percent", "a space before the sign"),
    ("đạt 95,1%", 95.1, "eq", "percent", "a decimal comma"),
    ("đạt 8.5%", 8.5, "eq", "percent", "a point for the comma"),
    ("đạt 95,0%", 95.0, "eq", "percent", "a nought behind the comma"),
    ("đạt 05%", 5.0, "eq", "percent", "padded"),
    ("đạt 95 phần trăm", 95.0, "eq", "percent", "the unit in words"),
    ("dưới 5%", 5.0, "lt", "percent", "below"),
    ("xuống dưới 12%", 12.0, "lt", "percent", "a bound wins over the level word"),
    ("thấp hơn 5%", 5.0, "lt", "percent", "lower than"),
    ("tỷ lệ < 1%", 1.0, "lt", "percent", "a sign"),
    ("trên 95%", 95.0, "gt", "percent", "above"),
    ("cao hơn 90%", 90.0, "gt", "percent", "higher than"),
    ("tỷ lệ > 99%", 99.0, "gt", "percent", "a sign"),
    ("đạt ít nhất 95,1%", 95.1, "ge", "percent", "at least"),
    ("tối thiểu 95%", 95.0, "ge", "percent", "at the minimum"),
    ("không dưới 90%", 90.0, "ge", "percent", "not below"),
    ("không thấp hơn 90%", 90.0, "ge", "percent", "not lower"),
    ("tỷ lệ ≥ 95%", 95.0, "ge", "percent", "a sign"),
    ("tỷ lệ >= 95%", 95.0, "ge", "percent", "two signs"),
    ("đạt 95% trở lên", 95.0, "ge", "percent", "behind the value"),
    ("90% trẻ em trở lên được khám", 90.0, "ge", "percent", "behind the group"),
    ("không quá 3%", 3.0, "le", "percent", "not more"),
    ("không vượt quá 2%", 2.0, "le", "percent", "not beyond"),
    ("tối đa 1%", 1.0, "le", "percent", "at the maximum"),
    ("tỷ lệ ≤ 1,5%", 1.5, "le", "percent", "a sign"),
    ("tỷ lệ <= 4%", 4.0, "le", "percent", "two signs"),
    ("từ 5% trở xuống", 5.0, "le", "percent", "behind the value"),
    ("xuống còn 8%", 8.0, "eq", "percent", "down to"),
    ("xuống mức 3,5%", 3.5, "eq", "percent", "to the level"),
    ("tăng lên 40%", 40.0, "eq", "percent", "up to"),
    ("giảm xuống 20%", 20.0, "eq", "percent", "to, not by"),
    ("xuống: 15%", 15.0, "eq", "percent", "a colon between"),
    ("xuống 80/100.000 trẻ em", 80.0, "eq", "per_100000_children", "a rate"),
    ("8/100000 trẻ em", 8.0, None, "per_100000_children", "no thousands points"),
    ("còn 16 trên 100.000 trẻ em", 16.0, "eq", "per_100000_children", "a rate in words"),
    ("dưới 3,5/1.000 trẻ đẻ sống", 3.5, "lt", "per_1000_live_births", "live births"),
    ("15/1000 trẻ sinh ra sống", 15.0, None, "per_1000_live_births", "other words"),
    ("dưới 9,5‰ (tính trên số trẻ đẻ sống)", 9.5, "lt", "per_1000_live_births", "live births"),
    ("trẻ em bị xâm hại dưới 0,5‰", 0.05, "lt", "percent", "of anything else"),
    ("tỷ suất tử vong trẻ em dưới 5 tuổi dưới 15‰", 15.0, "lt", "per_1000_live_births", "by name"),
    (
        "tỷ lệ chết vì đuối nước của trẻ dưới 5 tuổi dưới 1‰",
        0.1,
        "lt",
        "percent",
        "of anything else",
    ),
    ("khám cho ít nhất 5 vạn trẻ em", 50000.0, "ge", "count", "ten thousands"),
    ("có ít nhất 1,5 nghìn trẻ em được khám", 1500.0, "ge", "count", "thousands"),
    ("giảm tỷ lệ sinh xuống 15 ‰", 1.5, "eq", "percent", "of anything else"),
    ("có ít nhất 2 câu lạc bộ", 2.0, "ge", "count", "a number of things"),
    ("1.000 trẻ em được hỗ trợ", 1000.0, None, "count", "a thousands point"),
    ("không quá 5 trường hợp", 5.0, "le", "count", "a number of things"),
]


@pytest.mark.parametrize(("text", "value", "comparator", "unit", "reason"), VALUES)
def test_value_has_comparator_and_unit(
    text: str, value: float, comparator: str | None, unit: str, reason: str
) -> None:
    _, quantities = found(text)
    assert len(quantities) == 1, reason
    quantity = quantities[0]
    assert (quantity.value, quantity.comparator) == (value, comparator), reason
    assert (quantity.unit or "count") == unit, reason


NO_VALUES = [
    ("trẻ em dưới 5 tuổi", "an age"),
    ("trẻ em từ 07 tuổi trở lên", "an age with a bound"),
    ("trẻ em từ 5 đến 17 tuổi", "a span of ages"),
    ("trẻ em 0 - 18 tuổi", "a span of ages with a dash"),
    ("trẻ dưới 24 tháng tuổi", "an age in months"),
    ("trẻ em 5 tuổi", "a bare age"),
    ("tử vong trên 1.000 trẻ đẻ sống", "a denominator"),
    ("tai nạn trên 100.000 trẻ em", "a denominator"),
    ("bác sĩ trên 10.000 dân", "a denominator"),
    ("trên tổng số trẻ em trên địa bàn", "no number"),
    ("kinh phí 150 triệu đồng", "money"),
    ("hỗ trợ 1,5 tỷ đồng", "money with a decimal comma"),
    ("hỗ trợ 12.000.000 đồng", "money with points"),
    ("mức 500.000đ", "money in short"),
    ("trước ngày 10/05/2026", "a date"),
    ("ngày 23 tháng 01 năm 2026", "a date in words"),
    ("tháng 3/2026", "a month"),
    ("quý IV/2025", "a quarter"),
    ("ngày 1/6", "a day"),
    ("ít nhất 1 lần/năm", "a frequency"),
    ("02 lần trong năm", "a frequency in words"),
    ("6 tháng/lần", "a frequency"),
    ("trong 24 giờ", "a duration"),
    ("6 tháng đầu", "a duration"),
    ("tổng đài 111", "a telephone number"),
    ("số điện thoại 0243.2233.111", "a telephone number with points"),
    ("gọi 18006605", "a telephone number"),
    ("tiêm 8 loại vắc xin", "kinds"),
    ("đủ 5 bệnh", "kinds"),
    ("chỉ tiêu 21", "the number of a target"),
    ("lớp 5", "a class"),
    ("khoản 2 Điều 157", "a place in a law"),
    ("Kế hoạch số 593/KH-SGDĐT", "the number of a document"),
    ("Nghị định 56/2017/NĐ-CP", "the number of a document with a year"),
    ("Chỉ thị 28-CT/TW", "the number of a Party document"),
    ("phòng, chống Covid-19", "a name"),
    ("vắc xin 5 trong 1", "a name"),
    ("giai đoạn 2026 - 2030", "years"),
    ("vào năm 2027", "a year"),
    ("so với năm 2025", "the year of a baseline"),
]


@pytest.mark.parametrize(("text", "reason"), NO_VALUES)
def test_other_numbers_are_no_values(text: str, reason: str) -> None:
    _, quantities = found(text)
    assert quantities == (), reason


@pytest.mark.parametrize(("text", "reason"), NO_VALUES)
def test_a_value_beside_another_number_stays_one(text: str, reason: str) -> None:
    _, quantities = found(f"{text} thì tỷ lệ là 95,5%")
    assert [quantity.value for quantity in quantities] == [95.5], reason


@pytest.mark.parametrize(
    ("text", "value", "value_to", "unit", "reason"),
    [
        ("từ 5 đến 10%", 5.0, 10.0, "percent", "in words"),
        ("tỷ lệ 8 - 8,5%", 8.0, 8.5, "percent", "a dash"),
        ("tỷ lệ 95%-98%", 95.0, 98.0, "percent", "the sign twice"),
        ("từ 103 đến 107 bé trai", 103.0, 107.0, "count", "things"),
    ],
)
def test_range_is_one_value_with_an_end(
    text: str, value: float, value_to: float, unit: str, reason: str
) -> None:
    _, (quantity,) = found(text)
    assert (quantity.value, quantity.value_to) == (value, value_to), reason
    assert (quantity.unit or "count") == unit, reason


@pytest.mark.parametrize(
    ("text", "value", "total", "reason"),
    [
        ("79/126 xã, phường đạt chuẩn", 79.0, 126.0, "a part of all"),
        ("có 12/15 thôn đạt chuẩn", 12.0, 15.0, "a part of all"),
        ("12 / 15 thôn", 12.0, 15.0, "spaces"),
    ],
)
def test_part_of_a_whole_has_a_total(text: str, value: float, total: float, reason: str) -> None:
    _, (quantity,) = found(text)
    assert (quantity.value, quantity.total, quantity.unit) == (value, total, "count_of_total")


@pytest.mark.parametrize("text", ["học 24/7", "tỷ lệ 126/79 xã", "theo mẫu 3/5/7"])
def test_other_slashes_are_no_part_of_a_whole(text: str) -> None:
    _, quantities = found(text)
    assert all(quantity.total is None for quantity in quantities)


@pytest.mark.parametrize(
    ("text", "change", "reason"),
    [
        ("giảm 20% số trẻ em", "down", "by"),
        ("giảm ít nhất 5 - 10% số vụ", "down", "by at least a range"),
        ("giảm bình quân trong năm 0,4‰", "down", "by, on average"),
        ("giảm trên 10% số vụ", "down", "by more than"),
        ("tăng thêm 5% so với năm 2025", "up", "by"),
        ("tăng 8 - 8,5%", "up", "by a range"),
        ("giảm xuống 20%", None, "to"),
        ("giảm còn 5%", None, "to"),
        ("tăng lên 40%", None, "to"),
        ("giảm tỷ lệ bỏ học xuống dưới 1%", None, "to below"),
    ],
)
def test_change_by_is_told_from_change_to(text: str, change: str | None, reason: str) -> None:
    _, (quantity,) = found(text)
    assert quantity.change == change, reason


@pytest.mark.parametrize(
    ("text", "bare", "without", "reason"),
    [
        ("79/126 xã đạt chuẩn", 1, 1, "a part of all is a value anywhere"),
        ("đạt 95% trẻ em", 1, 1, "a share is a value anywhere"),
        ("150 xã đạt chuẩn", 1, 0, "a bare number only among targets"),
        ("ít nhất 2 câu lạc bộ", 1, 0, "a bare number only among targets"),
    ],
)
def test_bare_numbers_are_for_target_sections(
    text: str, bare: int, without: int, reason: str
) -> None:
    assert (len(found(text)[1]), len(found(text, bare=False)[1])) == (bare, without), reason


def test_places_are_those_of_number_and_value() -> None:
    source, (quantity,) = found("Tỷ lệ trẻ em được khám đạt ít nhất 95,1 % vào năm 2027")
    assert source.slice(quantity.number) == "95,1"
    assert source.slice(quantity.span).endswith("ít nhất 95,1 %")
    source, (quantity,) = found("Tỷ lệ đạt 95% trở lên")
    assert source.slice(quantity.span) == "95% trở lên"


@pytest.mark.parametrize(
    ("text", "years", "reason"),
    [
        ("vào năm 2027", [(2027, "year")], "a year"),
        ("đến hết năm 2027", [(2027, "year")], "the end of a year"),
        ("đến 2030", [(2030, "year")], "no word for year"),
        ("(2026)", [(2026, "year")], "in brackets"),
        ("giai đoạn 2026 - 2030", [(2026, "span"), (2030, "span")], "a span"),
        ("giai đoạn 2026-2030", [(2026, "span"), (2030, "span")], "no spaces"),
        ("giai đoạn 2026 – 2030", [(2026, "span"), (2030, "span")], "a long dash"),
        ("từ năm 2026 đến năm 2030", [(2026, "span"), (2030, "span")], "in words"),
        ("so với năm 2025", [(2025, "baseline")], "a baseline"),
        ("kết quả năm 2024", [(2024, "baseline")], "a result"),
        ("định hướng đến năm 2030", [(2030, "vision")], "a vision"),
        ("tầm nhìn đến năm 2045", [(2045, "vision")], "a vision"),
        ("hỗ trợ 2030 trẻ em", [], "a number of children"),
    ],
)
def test_years_are_read_with_their_roles(
    text: str, years: list[tuple[int, str]], reason: str
) -> None:
    assert [(y.year, y.role) for y in find_years(find_cues(text))] == years, reason


def printed(whole: int, decimals: str) -> str:
    """Return a number as Vietnamese offices print it."""
    grouped = f"{whole:,}".replace(",", ".")
    return f"{grouped},{decimals}" if decimals else grouped


@given(st.integers(0, 10**9), st.text(alphabet="0123456789", max_size=3))
def test_numbers_come_back_from_print(whole: int, decimals: str) -> None:
    assert parse_number(printed(whole, decimals)) == pytest.approx(
        float(f"{whole}.{decimals or 0}")
    )


@given(st.integers(0, 999), st.text(alphabet="0123456789", min_size=1, max_size=2))
def test_a_point_for_the_comma_is_forgiven(whole: int, decimals: str) -> None:
    assert parse_number(f"{whole}.{decimals}") == pytest.approx(float(f"{whole}.{decimals}"))


@given(st.integers(0, 10**6))
def test_numbers_without_points_come_back(whole: int) -> None:
    assert parse_number(str(whole)) == whole
    assert parse_number(str(whole).zfill(2)) == whole


@given(st.text(alphabet="0123456789.,%/ ‰-đạtdưới trê", max_size=40))
def test_places_of_quantities_lie_in_their_clause(text: str) -> None:
    source = prose("Tỷ lệ " + " ".join(text.split()))
    clause = Span(0, len(source.text))
    for quantity in find_quantities(source, clause, find_cues(source.text), bare=True):
        assert clause.contains(quantity.span)
        assert quantity.span.contains(quantity.number)
        assert any(map(str.isdigit, source.slice(quantity.number)))
        assert quantity.value >= 0
