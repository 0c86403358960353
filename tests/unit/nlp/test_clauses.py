"""Paragraphs are cut into clauses of one indicator each; what a clause leaves out is filled in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.domain.provenance import Span
from nlp.clauses import split_at_indicators, split_clauses
from nlp.ellipsis import completed_phrase, part_of_group
from nlp.language import find_cues
from nlp.quantities import find_quantities
from nlp.source import SourceText
from nlp.statements import cues_within
from tests.factories import prose


def whole(source: SourceText) -> Span:
    return Span(0, len(source.text))


def pieces(text: str) -> list[str]:
    source = prose(text)
    cues = find_cues(source.text)
    found: list[str] = []
    for clause in split_clauses(source, whole(source)):
        inner = cues_within(cues, clause)
        quantities = find_quantities(source, clause, inner, bare=True)
        cut = split_at_indicators(source, clause, quantities, inner)
        found.extend(source.slice(piece) for piece in cut)
    return found


CUTS = [
    (
        "Giảm tỷ lệ bỏ học xuống dưới 5%; giảm tỷ lệ tảo hôn xuống dưới 3%.",
        ["Giảm tỷ lệ bỏ học xuống dưới 5%", "giảm tỷ lệ tảo hôn xuống dưới 3%"],
        "a semicolon",
    ),
    (
        "Trẻ em được khám đạt 95%; học sinh biết bơi đạt 60%",
        ["Trẻ em được khám đạt 95%", "học sinh biết bơi đạt 60%"],
        "a semicolon, no word that opens an indicator",
    ),
    (
        "100% trẻ em được khai sinh. Phấn đấu 95% trẻ em được khám.",
        ["100% trẻ em được khai sinh", "Phấn đấu 95% trẻ em được khám"],
        "the end of a sentence",
    ),
    (
        "Tỷ lệ trẻ em được khám đạt 95,5%. Tỷ lệ bỏ học còn 8.5%.",
        ["Tỷ lệ trẻ em được khám đạt 95,5%", "Tỷ lệ bỏ học còn 8.5%"],
        "points inside numbers cut nothing",
    ),
    (
        "Tỷ lệ trẻ em tiểu học đạt 99%, trung học cơ sở đạt 95%.",
        ["Tỷ lệ trẻ em tiểu học đạt 99%", "trung học cơ sở đạt 95%"],
        "a comma between values of different groups",
    ),
    (
        "Phấn đấu 98% trẻ em dưới 6 tuổi có thẻ BHYT, 100% trẻ em khuyết tật được trợ giúp",
        [
            "Phấn đấu 98% trẻ em dưới 6 tuổi có thẻ BHYT",
            "100% trẻ em khuyết tật được trợ giúp",
        ],
        "a value and its group behind a comma",
    ),
    (
        "Giảm tỷ lệ thể nhẹ cân xuống dưới 5% và tỷ lệ thể thấp còi xuống dưới 8%",
        ["Giảm tỷ lệ thể nhẹ cân xuống dưới 5%", "tỷ lệ thể thấp còi xuống dưới 8%"],
        "a second rate",
    ),
    (
        "Giảm số vụ xâm hại 10% so với năm 2025 và không có trẻ em tử vong",
        ["Giảm số vụ xâm hại 10% so với năm 2025", "không có trẻ em tử vong"],
        "a zero promise behind a value",
    ),
    (
        "Không có trường hợp tử vong, không để xảy ra tai nạn",
        ["Không có trường hợp tử vong", "không để xảy ra tai nạn"],
        "two zero promises",
    ),
    (
        "Tỷ lệ bị xâm hại giảm 5%, đồng thời 100% trẻ em bị xâm hại được hỗ trợ",
        ["Tỷ lệ bị xâm hại giảm 5%", "100% trẻ em bị xâm hại được hỗ trợ"],
        "a link between them belongs to none",
    ),
    (
        "Tỷ lệ đạt từ 95 % trở lên, trong đó vùng dân tộc thiểu số đạt ít nhất 92 %",
        ["Tỷ lệ đạt từ 95 % trở lên", "trong đó vùng dân tộc thiểu số đạt ít nhất 92 %"],
        "a part of the group",
    ),
]

WHOLE = [
    ("Giảm tỷ lệ bỏ học xuống dưới 2% vào năm 2025 và 1% vào năm 2030", "two years"),
    ("Phấn đấu 80% trẻ em được khám vào năm 2025 và duy trì đến năm 2030", "one value, two years"),
    ("Mục tiêu 1: Về phát triển toàn diện", "a colon behind the number of an aim"),
    ("Đến năm 2027: 100% trẻ em được khai sinh", "a colon behind a year"),
    ("Tỷ lệ trẻ em, học sinh, sinh viên được khám đạt 95%", "commas inside the group"),
    ("Tỷ lệ đạt 95% (nội thành), 90% (ngoại thành)", "parts in brackets"),
    ("Giảm tỷ lệ trẻ em bị xâm hại, bạo lực và tai nạn xuống dưới 1%", "a list inside the group"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), CUTS)
def test_clause_states_one_indicator(text: str, expected: list[str], reason: str) -> None:
    assert pieces(text) == expected, reason


@pytest.mark.parametrize(("text", "reason"), WHOLE)
def test_one_indicator_is_not_cut(text: str, reason: str) -> None:
    assert pieces(text) == [text], reason


@given(
    st.lists(
        st.sampled_from(["Tỷ lệ", "đạt", "95%", ",", ";", "và", "giảm", ". ", "2027", "số vụ"])
    )
)
def test_pieces_lie_in_order_within_their_clause(words: list[str]) -> None:
    source = prose("Trẻ em " + " ".join(" ".join(words).split()))
    cues = find_cues(source.text)
    last = 0
    for clause in split_clauses(source, whole(source)):
        assert last <= clause.start < clause.end
        last = clause.end
        inner = cues_within(cues, clause)
        quantities = find_quantities(source, clause, inner, bare=True)
        at = clause.start
        for piece in split_at_indicators(source, clause, quantities, inner):
            assert clause.contains(piece)
            assert at <= piece.start
            at = piece.end


@pytest.mark.parametrize(
    ("context", "fragment", "expected", "reason"),
    [
        (
            "tỷ lệ trẻ em hoàn thành cấp tiểu học",
            "cấp trung học cơ sở",
            "tỷ lệ trẻ em hoàn thành cấp trung học cơ sở",
            "the fragment takes the place of the same word",
        ),
        (
            "giảm tỷ lệ suy dinh dưỡng thể nhẹ cân",
            "thể thấp còi xuống dưới 5%",
            "giảm tỷ lệ suy dinh dưỡng thể thấp còi xuống dưới 5%",
            "with the value",
        ),
        (
            "Giảm tỷ lệ suy dinh dưỡng ở trẻ em dưới 5 tuổi:",
            "Thể thấp còi dưới 10%",
            "Giảm tỷ lệ suy dinh dưỡng ở trẻ em dưới 5 tuổi: Thể thấp còi dưới 10%",
            "no word in common: the lead goes before",
        ),
        ("tỷ lệ trẻ em", "", "tỷ lệ trẻ em", "nothing to add"),
        ("", "trẻ em được khám", "trẻ em được khám", "no context"),
    ],
)
def test_left_out_words_are_filled_in(
    context: str, fragment: str, expected: str, reason: str
) -> None:
    assert completed_phrase(context, fragment) == expected, reason


@pytest.mark.parametrize(
    ("text", "part", "reason"),
    [
        ("trong đó vùng dân tộc thiểu số đạt ít nhất 92 %", "vùng dân tộc thiểu số", "of which"),
        ("Trong đó, khu vực miền núi đạt 90%", "khu vực miền núi", "with a comma"),
        ("riêng khu vực nông thôn dưới 5%", "khu vực nông thôn", "alone"),
        ("trong đó 50% là trẻ em gái", None, "the part is not named before the value"),
        ("vùng núi đạt 90%", None, "no word that singles out"),
        ("trong đó", None, "nothing is named"),
    ],
)
def test_part_of_the_group_is_named(text: str, part: str | None, reason: str) -> None:
    source = prose(text)
    assert part_of_group(source, whole(source), find_cues(source.text)) == part, reason
