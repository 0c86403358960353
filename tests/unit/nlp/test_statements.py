"""Wordings of targets, clause by clause: values with comparator, unit and year."""

from __future__ import annotations

import pytest

from models.domain.provenance import Span
from nlp.language import find_cues
from nlp.quantities import find_quantities
from nlp.statements import baseline_spans, qualitative_readings, read_statement
from tests.factories import prose

Read = tuple[str, float | None, str, int | None]


def read(text: str) -> list[Read]:
    source = prose(text)
    clause, cues = Span(0, len(source.text)), find_cues(source.text)
    quantities = find_quantities(source, clause, cues, bare=True)
    readings = read_statement(source, clause, quantities, cues)
    return [(r.comparator.value, r.value, r.unit.value, r.year) for r in readings]


def percent(comparator: str, value: float, year: int | None = None) -> Read:
    return (comparator, value, "percent", year)


ZERO: Read = ("eq", 0.0, "count", None)
BY: Read = ("none", None, "none", None)

# The wordings that plans use, in the order of their families: lt, le, ge, gt, eq, zero, relative.
WORDINGS: list[tuple[str, list[Read]]] = [
    ("Giảm tỷ lệ trẻ em béo phì xuống dưới 12% vào năm 2027", [percent("lt", 12.0, 2027)]),
    ("Tỷ lệ trẻ em béo phì dưới 10%", [percent("lt", 10.0)]),
    ("Khống chế tỷ lệ trẻ em béo phì dưới 10%", [percent("lt", 10.0)]),
    ("Không chế tỷ lệ trẻ em thừa cân xuống dưới 10%", [percent("lt", 10.0)]),
    ("Duy trì tỷ lệ trẻ em bỏ học dưới 0,1%", [percent("lt", 0.1)]),
    ("Tỷ lệ trẻ em bỏ học < 1%", [percent("lt", 1.0)]),
    (
        "Giảm tỷ lệ bỏ học xuống dưới 2% vào năm 2025 và 1% vào năm 2030",
        [percent("lt", 2.0, 2025), percent("lt", 1.0, 2030)],
    ),
    ("Duy trì khống chế tỷ lệ trẻ em nhiễm HIV ≤ 2%", [percent("le", 2.0)]),
    ("Tỷ lệ học sinh bỏ học không quá 0,5%", [percent("le", 0.5)]),
    ("Tỷ lệ bỏ học tối đa 1%", [percent("le", 1.0)]),
    ("Tỷ lệ bỏ học từ 1% trở xuống", [percent("le", 1.0)]),
    ("Tỷ lệ bỏ học không vượt quá 1,5%", [percent("le", 1.5)]),
    ("Tỷ lệ trẻ em được tiêm chủng đạt ít nhất 95,1%", [percent("ge", 95.1)]),
    ("Tỷ lệ trẻ em được tiêm chủng đạt từ 95% trở lên", [percent("ge", 95.0)]),
    ("90% trở lên trẻ em được khám sức khỏe", [percent("ge", 90.0)]),
    ("Có ít nhất 90% trẻ em được khám", [percent("ge", 90.0)]),
    ("Tỷ lệ trẻ em được khám ≥ 95%", [percent("ge", 95.0)]),
    ("Tối thiểu 95% trẻ em được khám", [percent("ge", 95.0)]),
    ("Trên 95% trẻ em được khám sức khỏe", [percent("gt", 95.0)]),
    ("Tỷ lệ trẻ em được khám đạt trên 95%", [percent("gt", 95.0)]),
    ("Duy trì trên 98% trẻ em được khai sinh", [percent("gt", 98.0)]),
    ("Tỷ lệ trẻ em được khai sinh > 99%", [percent("gt", 99.0)]),
    ("Tỷ lệ trẻ em được khám đạt 95%", [percent("eq", 95.0)]),
    ("100% trẻ em được khai sinh", [percent("eq", 100.0)]),
    ("Phấn đấu 95% trẻ em được khám", [percent("eq", 95.0)]),
    ("Phần đầu 95% trẻ em được khám", [percent("eq", 95.0)]),
    ("Duy trì 100% trẻ em được khai sinh", [percent("eq", 100.0)]),
    (
        "Phấn đấu 80% trẻ em vào năm 2025 và 90% vào năm 2030",
        [percent("eq", 80.0, 2025), percent("eq", 90.0, 2030)],
    ),
    (
        "Đạt 90% vào năm 2025 và duy trì đến năm 2030",
        [percent("eq", 90.0, 2025), percent("eq", 90.0, 2030)],
    ),
    ("Giảm tỷ lệ bỏ học xuống còn 8%", [percent("eq", 8.0)]),
    ("Giảm tỷ lệ bỏ học xuống mức 3,5%", [percent("eq", 3.5)]),
    (
        "Giảm tai nạn xuống 80/100.000 trẻ em",
        [("eq", 80.0, "per_100000_children", None)],
    ),
    ("79/126 xã, phường đạt chuẩn", [("eq", 79.0, "count_of_total", None)]),
    ("150 xã đạt tiêu chuẩn phù hợp với trẻ em", [("eq", 150.0, "count", None)]),
    ("Tăng tỷ lệ lên 40%", [percent("eq", 40.0)]),
    (
        "Tỷ lệ đạt 95% (nội thành), 90% (ngoại thành)",
        [percent("eq", 95.0), percent("eq", 90.0)],
    ),
    ("Đến năm 2027: 100% trẻ em được khai sinh", [percent("eq", 100.0, 2027)]),
    ("Không có trường hợp trẻ em bị xâm hại", [ZERO]),
    ("Không để xảy ra tai nạn đuối nước", [ZERO]),
    ("Không xảy ra tình trạng tảo hôn", [ZERO]),
    ("Duy trì không còn tình trạng trẻ em lang thang", [ZERO]),
    ("Giảm 20% số trẻ em bị tai nạn", [BY]),
    ("Hằng năm giảm ít nhất 5 - 10% số vụ", [BY]),
    ("Tăng thêm 5% so với năm 2025", [BY]),
    ("Giảm bình quân trong năm 0,4‰", [BY]),
    ("Tỷ số giới tính khi sinh từ 103 đến 107 bé trai", [("ge", 103.0, "count", None)]),
    ("Tăng 8 - 8,5%", [BY]),
    ("Giảm thiểu tối đa số trẻ em bị tai nạn so với năm 2025", []),
    ("Từng bước giảm số trẻ em bị tai nạn", []),
]


@pytest.mark.parametrize(("text", "expected"), WORDINGS)
def test_wording_is_understood(text: str, expected: list[Read]) -> None:
    assert read(text) == expected


YEARS: list[tuple[str, list[Read], str]] = [
    (
        "Đến năm 2025 đạt 80%, năm 2030 đạt 90%",
        [percent("eq", 80.0, 2025), percent("eq", 90.0, 2030)],
        "each year stands before its value",
    ),
    (
        "Đạt 95% vào năm 2026, 97% năm 2028 và 98% năm 2030",
        [percent("eq", 95.0, 2026), percent("eq", 97.0, 2028), percent("eq", 98.0, 2030)],
        "three pairs",
    ),
    (
        "90% trở lên vào năm 2026 và trên 95% vào năm 2030",
        [percent("ge", 90.0, 2026), percent("gt", 95.0, 2030)],
        "a comparator of its own does not carry over",
    ),
    (
        "Giai đoạn 2026 - 2030 đạt 90%",
        [percent("eq", 90.0, 2026), percent("eq", 90.0, 2030)],
        "a span gives its first and its last year",
    ),
    (
        "Duy trì 100% vào năm 2025 và duy trì 100% đến năm 2030",
        [percent("eq", 100.0, 2025), percent("eq", 100.0, 2030)],
        "the value is said twice",
    ),
    (
        "Đạt 95% vào năm 2027 và 97%",
        [percent("eq", 95.0, 2027), percent("eq", 97.0)],
        "a year left out stays open",
    ),
    (
        "Phấn đấu năm 2027 không còn trẻ em lang thang",
        [("eq", 0.0, "count", 2027)],
        "a zero promise has a year",
    ),
    ("Đến năm 2027 đạt 95%, định hướng đến năm 2030", [percent("eq", 95.0, 2027)], "a vision"),
    ("Đạt 95% so với 90% năm 2025", [percent("eq", 95.0)], "a baseline with its year"),
    ("Tăng lên 95% so với năm 2025", [percent("eq", 95.0)], "the year of a baseline"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), YEARS)
def test_years_find_their_values(text: str, expected: list[Read], reason: str) -> None:
    assert read(text) == expected, reason


BASELINES: list[tuple[str, list[Read], str, str]] = [
    ("Từ 6,8% năm 2025 xuống dưới 5% năm 2027", [percent("lt", 5.0, 2027)], "6,8%", "from"),
    ("Giảm từ 15% xuống 10%", [percent("eq", 10.0)], "15%", "from, no year"),
    ("Nâng tỷ lệ từ 80% lên 90%", [percent("eq", 90.0)], "80%", "from, upwards"),
    ("Giảm số vụ (năm 2025 là 455) xuống 400", [("eq", 400.0, "count", None)], "455", "aside"),
    ("Đạt 95% so với 90% năm 2025", [percent("eq", 95.0)], "90%", "compared with"),
]


@pytest.mark.parametrize(("text", "expected", "figure", "reason"), BASELINES)
def test_baseline_is_left_out(text: str, expected: list[Read], figure: str, reason: str) -> None:
    assert read(text) == expected, reason
    source = prose(text)
    aside = baseline_spans(source, Span(0, len(source.text)))
    assert any(figure in source.slice(span) for span in aside), reason


@pytest.mark.parametrize(
    "text", ["Tỷ lệ đạt từ 95% trở lên", "Đạt từ 5 đến 10%", "Trẻ em từ 7 tuổi trở lên đạt 40%"]
)
def test_other_words_for_from_are_no_baseline(text: str) -> None:
    source = prose(text)
    assert baseline_spans(source, Span(0, len(source.text))) == []


def test_parts_of_a_whole_and_ranges_keep_their_second_number() -> None:
    source = prose("Có 79/126 xã đạt chuẩn, từ 5 đến 10% trẻ em được hỗ trợ")
    clause, cues = Span(0, len(source.text)), find_cues(source.text)
    readings = read_statement(
        source, clause, find_quantities(source, clause, cues, bare=True), cues
    )
    assert [(r.value, r.total, r.value_to) for r in readings] == [
        (79.0, 126.0, None),
        (5.0, None, 10.0),
    ]


def test_a_value_and_a_year_lead_back_to_their_words() -> None:
    source = prose("Giảm tỷ lệ bỏ học xuống dưới 2% vào năm 2025 và 1% vào năm 2030")
    clause, cues = Span(0, len(source.text)), find_cues(source.text)
    first, second = read_statement(
        source, clause, find_quantities(source, clause, cues, bare=True), cues
    )
    assert first.value_span is not None
    assert second.value_span is not None
    assert second.year_span is not None
    assert source.slice(first.value_span).endswith("dưới 2%")
    assert source.slice(second.value_span) == "1%"
    assert source.slice(second.year_span).endswith("năm 2030")


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("Giảm thiểu số trẻ em bị tai nạn so với năm 2025", [None]),
        ("Giảm thiểu số trẻ em bị tai nạn vào năm 2027", [2027]),
        ("Giảm thiểu số trẻ em bị tai nạn giai đoạn 2026 - 2030", [2026, 2030]),
    ],
)
def test_a_clause_without_value_has_its_years_alone(text: str, years: list[int | None]) -> None:
    readings = qualitative_readings(find_cues(text))
    assert [reading.year for reading in readings] == years
    assert {(r.comparator.value, r.value, r.unit.value) for r in readings} == {BY[:3]}
