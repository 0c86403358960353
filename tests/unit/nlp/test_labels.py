"""Labels that open a paragraph, as printed and as engines misread them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.labels import (
    LabelStyle,
    opens_paragraph,
    parse_label,
    parse_misread,
    parse_unstopped,
    roman_numeral,
    roman_value,
)

READ = [
    ("I. MỤC TIÊU", "roman", "I", 1, "the usual form"),
    ("II/ CHỈ TIÊU", "roman", "II", 2, "a slash for the stop"),
    ("III- NHIỆM VỤ", "roman", "III", 3, "Party documents"),
    ("IV) KINH PHÍ", "roman", "IV", 4, "a bracket"),
    ("I, MỤC TIÊU", "roman", "I", 1, "a stop read as a comma"),
    ("V: KINH PHÍ", "roman", "V", 5, "a colon"),
    ("XIV. Nội dung", "roman", "XIV", 14, "beyond ten"),
    ("I.", "roman", "I", 1, "the cell of a group row"),
    ("A. MỤC TIÊU", "upper", "A", 1, "a capital letter"),
    ("Đ. NỘI DUNG", "upper", "Đ", 5, "Đ follows D in the alphabet"),
    ("E. NỘI DUNG", "upper", "E", 6, "E follows Đ"),
    ("C/ Nhóm chỉ tiêu", "upper", "C", 3, "C is no Roman hundred here"),
    ("1. Mục đích", "arabic", "1", 1, "the usual form"),
    ("1.Mục đích", "arabic", "1", 1, "no space behind the stop"),
    ("1 . Mục đích", "arabic", "1", 1, "a space before the stop"),
    ("1/ Mục đích", "arabic", "1", 1, "a slash"),
    ("12) Sở Y tế", "arabic", "12", 12, "two digits and a bracket"),
    ("3/ Khối MN", "arabic", "3", 3, "a slash before a name"),
    ("1. 95% trẻ em được khai sinh", "arabic", "1", 1, "a number opens the text"),
    ("(1) Tổ chức tập huấn", "arabic_paren", "1", 1, "both brackets"),
    ("2.1. Nội dung", "dotted", "2.1", 1, "two levels in one label"),
    ("2.1 Nội dung", "dotted", "2.1", 1, "no stop at the end"),
    ("2.2.10. Nội dung", "dotted", "2.2.10", 10, "three levels"),
    ("a) Nội dung", "lower", "a", 1, "the usual form"),
    ("đ) Nội dung", "lower", "đ", 5, "đ follows d"),
    ("g) Nội dung", "lower", "g", 7, "there is no f in the alphabet"),
    ("i) Nội dung", "lower", "i", 9, "a small i is a letter, no numeral"),
    ("- Tổ chức", "bullet", "-", 0, "a dash"),
    ("– Tổ chức", "bullet", "–", 0, "a long dash"),
    ("+ Tổ chức", "bullet", "+", 0, "the second level"),
    ("* Ghi chú", "bullet", "*", 0, "a star"),
    ("• Tổ chức", "bullet", "•", 0, "a dot"),
    ("-Tổ chức", "bullet", "-", 0, "no space"),
    ("- + Tổ chức", "bullet", "- +", 0, "two marks"),
    ("Chỉ tiêu 3: Giảm tỷ lệ", "target", "Chỉ tiêu 3", 3, "a numbered target"),
    ("Chỉ tiêu số 12. Tỷ lệ", "target", "Chỉ tiêu số 12", 12, "with the word for number"),
    ("Một là, tăng cường", "counted", "Một là", 1, "counted in words"),
    ("PHẦN THỨ HAI", "part", "PHẦN THỨ HAI", 2, "an ordinal"),
    ("Phần II", "part", "Phần II", 2, "a numeral"),
    ("Phần B. NỘI DUNG", "part", "Phần B", 2, "a letter"),
    ("Chương II", "chapter", "Chương II", 2, "a chapter"),
    ("Điều 1. Phê duyệt", "article", "Điều 1", 1, "an article"),
    ("PHỤ LỤC", "appendix", "PHỤ LỤC", 0, "the only appendix"),
    ("Phụ lục II", "appendix", "Phụ lục II", 2, "one of several"),
    ("Biểu số 2a", "appendix", "Biểu số 2a", 2, "a form with a letter"),
]

NO_LABELS = [
    ("IIII. Nội dung", "no Roman numeral"),
    ("VX. Nội dung", "no Roman numeral"),
    ("123. Nội dung", "no list is so long"),
    ("1.000 trẻ em", "a thousands point"),
    ("95% trẻ em được khai sinh", "a value"),
    ("10.5% trẻ em", "a value with a point"),
    ("1,2 triệu đồng", "money"),
    ("2026. Kế hoạch", "a year"),
    ("36/KH-UBND ngày 23/01/2026", "the number of a document"),
    ("1/6 hằng năm", "a day"),
    ("5 tuổi", "an age"),
    ("f) Nội dung", "no letter of the alphabet"),
    ("w) Nội dung", "no letter of the alphabet"),
    ("Chỉ tiêu 3 đạt 95%", "a target in a sentence"),
    ("Một lần nữa", "a word that begins so"),
    ("Phần lớn trẻ em", "a word that begins so"),
    ("Chương trình hành động", "a word that begins so"),
    ("Điều 5 của Luật Trẻ em", "an article of another document"),
    ("TM. ỦY BAN NHÂN DÂN", "authority"),
    ("Q. GIÁM ĐỐC", "authority"),
    ("HI. NHIỆM VỤ", "misread: for the tree to decide"),
    ("", "nothing"),
    ("   ", "nothing"),
]


@pytest.mark.parametrize(("text", "style", "printed", "number", "reason"), READ)
def test_label_is_read(text: str, style: str, printed: str, number: int, reason: str) -> None:
    label = parse_label(text)
    assert label is not None, reason
    assert (label.style, label.text, label.number) == (style, printed, number), reason
    assert printed in text[: label.length], reason


@pytest.mark.parametrize(("text", "reason"), NO_LABELS)
def test_no_label_is_seen(text: str, reason: str) -> None:
    assert parse_label(text) is None, reason


@pytest.mark.parametrize(
    ("text", "rest", "depth"),
    [
        ("I.  MỤC TIÊU", "MỤC TIÊU", 1),
        ("a)Nội dung", "Nội dung", 1),
        ("2.1. Nội dung", "Nội dung", 2),
        ("2.2.1 Nội dung", "Nội dung", 3),
        ("- + Nội dung", "Nội dung", 1),
    ],
)
def test_text_begins_behind_the_label(text: str, rest: str, depth: int) -> None:
    label = parse_label(text)
    assert label is not None
    assert text[label.length :] == rest
    assert label.depth == depth


@given(st.integers(min_value=1, max_value=39))
def test_roman_numerals_come_back(number: int) -> None:
    assert roman_value(roman_numeral(number)) == number


@given(st.text(alphabet="IVX", min_size=1, max_size=8))
def test_only_well_formed_numerals_have_a_value(numeral: str) -> None:
    value = roman_value(numeral)
    assert value is None or roman_numeral(value) == numeral


@given(st.text(max_size=40))
def test_a_label_never_reaches_beyond_its_text(text: str) -> None:
    label = parse_label(text)
    if label is not None:
        assert 0 < len(label.text) <= len(text)
        assert label.length <= len(text)


ROMAN = [
    ("HI. NHIỆM VỤ", 3, "III as HI"),
    ("IL NHIỆM VỤ", 2, "II. as IL"),
    ("Il. CHỈ TIÊU", 2, "II as Il"),
    ("M. NHIỆM VỤ", 3, "III run together"),
    ("l. MỤC TIÊU", 1, "I as l"),
    ("1. MỤC TIÊU", 1, "I as 1"),
    ("VL KINH PHÍ", 6, "VI. as VL"),
    ("Y. TỔ CHỨC THỰC HIỆN", 5, "V as Y"),
    ("VII. BÁO CÁO", 8, "an I lost"),
]

ARABIC = [
    ("l. Mục đích", 1, "1 as l"),
    ("S. Công an", 5, "5 as S"),
    ("ó. Bảo đảm", 6, "6 as ó"),
    ("1O. Sở Y tế", 10, "10 as 1O"),
    ("A. Trạm Y tế", 4, "4 as A"),
]


@pytest.mark.parametrize(("text", "number", "reason"), ROMAN)
def test_misread_numeral_is_the_expected_one(text: str, number: int, reason: str) -> None:
    label = parse_misread(text, {LabelStyle.ROMAN: number})
    assert label is not None, reason
    assert (label.style, label.text) == (LabelStyle.ROMAN, roman_numeral(number)), reason


@pytest.mark.parametrize(("text", "number", "reason"), ARABIC)
def test_misread_digit_is_the_expected_one(text: str, number: int, reason: str) -> None:
    label = parse_misread(text, {LabelStyle.ARABIC: number})
    assert label is not None, reason
    assert (label.style, label.text) == (LabelStyle.ARABIC, str(number)), reason


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    [
        ("HI. NHIỆM VỤ", {LabelStyle.ROMAN: 5}, "not the next number"),
        ("HI. NHIỆM VỤ", {}, "no row is open"),
        ("I. Nhiệm vụ của xã", {LabelStyle.ROMAN: 2}, "a letter lost, and no heading in capitals"),
        ("HI Nhiệm vụ của xã", {LabelStyle.ROMAN: 3}, "no stop, and no heading in capitals"),
        ("A. Trạm Y tế", {LabelStyle.ARABIC: 5}, "a letter that is not misread for it"),
        ("7. Sở Y tế", {LabelStyle.ARABIC: 8}, "a digit read as it stands"),
        ("TM. ỦY BAN NHÂN DÂN", {LabelStyle.ROMAN: 3}, "authority"),
    ],
)
def test_nothing_else_is_a_misread_label(
    text: str, expected: dict[LabelStyle, int], reason: str
) -> None:
    assert parse_misread(text, expected) is None, reason


@pytest.mark.parametrize(
    ("text", "style", "number", "found", "reason"),
    [
        ("4 Trợ giúp trẻ em", "arabic", 4, "4", "the stop is lost"),
        ("4, Trợ giúp trẻ em", "arabic", 4, "4", "the stop is a comma"),
        ("IV TỔ CHỨC THỰC HIỆN", "roman", 4, "IV", "a numeral"),
        ("4 Trợ giúp trẻ em", "arabic", 5, None, "not the next number"),
        ("4 trợ giúp trẻ em", "arabic", 4, None, "no capital letter"),
        ("4 trường mầm non", "arabic", 4, None, "a number of things"),
        ("100 Trẻ em", "arabic", 100, None, "no list is so long"),
    ],
)
def test_label_without_stop_counts_where_it_is_expected(
    text: str, style: str, number: int, found: str | None, reason: str
) -> None:
    label = parse_unstopped(text, {LabelStyle(style): number})
    assert (label.text if label else None) == found, reason


OPENS = [
    ("- Tổ chức tập huấn", True, True, "a bullet"),
    ("- 95% trẻ em", True, True, "a bullet before a value"),
    ("- 2030 và giai đoạn sau", True, False, "the second half of a span of years"),
    ("- tổ chức tập huấn", True, False, "a dash inside a sentence"),
    ("- 10/5/2026", True, False, "the second half of a span of days"),
    ("1. Mục đích", True, True, "a label"),
    ("1. trẻ em", True, False, "a number that falls at the margin"),
    ("2.1. Nội dung", True, True, "a dotted label"),
    ("I. MỤC TIÊU", True, True, "a numeral"),
    ("a) Nội dung", True, True, "a letter"),
    ("a) nội dung", True, False, "a letter in a sentence"),
    ("PHỤ LỤC I", True, True, "in capitals"),
    ("Phụ lục I kèm theo", True, False, "an appendix named in a sentence"),
    ("phụ lục I kèm theo", False, False, "no capital letter"),
    ("PHẦN II", True, True, "in capitals"),
    ("Phần II", True, False, "a part named in a sentence"),
    ("Một là, tăng cường", True, True, "counted in words"),
    ("một là tăng cường", False, False, "in a sentence"),
    ("2026 - 2030", False, False, "years"),
    ("trẻ em dưới 5 tuổi", False, False, "no label"),
]


@pytest.mark.parametrize(("text", "set_in", "at_margin", "reason"), OPENS)
def test_line_opens_a_paragraph(text: str, set_in: bool, at_margin: bool, reason: str) -> None:
    assert opens_paragraph(text, set_in=True) is set_in, reason
    assert opens_paragraph(text, set_in=False) is at_margin, reason
