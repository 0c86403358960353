"""One spelling for what is written in many."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.normalize import compose, expand_abbreviations, fold, place_tones

LETTERS = (
    "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
)


def test_every_vietnamese_letter_folds_to_its_base() -> None:
    assert set(fold(LETTERS + LETTERS.upper())) == set("abcdeghiklmnopqrstuvxy")


@given(st.text(alphabet=LETTERS + LETTERS.upper() + " .,%0123456789≤≥–“”"))
def test_folding_holds_every_offset_and_is_done_once(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_folding_holds_every_offset_of_any_text(text: str) -> None:
    assert len(fold(compose(text))) == len(compose(text))


@pytest.mark.parametrize(
    ("written", "placed", "reason"),
    [
        ("hoà nhập", "hòa nhập", "oa"),
        ("sức khoẻ", "sức khỏe", "oe"),
        ("thuỷ", "thủy", "uy"),
        ("UỶ BAN", "ỦY BAN", "capitals"),
        ("hòa", "hòa", "already in place"),
        ("quý", "quý", "u belongs to q"),
        ("Quỹ", "Quỹ", "u belongs to capital Q"),
        ("hoàn thành", "hoàn thành", "a closed syllable has one place only"),
        ("toà án", "tòa án", "vowel of the next word stays out of it"),
        ("to á", "to á", "two words"),
        ("thu ý kiến", "thu ý kiến", "two words"),
    ],
)
def test_tone_marks_get_one_place(written: str, placed: str, reason: str) -> None:
    assert place_tones(written) == placed, reason
    assert place_tones(unicodedata.normalize("NFD", written)) == placed, reason


@given(st.text(alphabet=LETTERS + LETTERS.upper() + " "))
def test_placing_tones_holds_length_and_letters(text: str) -> None:
    placed = place_tones(text)
    assert len(placed) == len(text)
    assert fold(placed) == fold(text)
    assert place_tones(placed) == placed


@pytest.mark.parametrize(
    ("written", "expanded", "reason"),
    [
        ("cấp thẻ BHYT", "cấp thẻ bảo hiểm y tế", "plain"),
        ("cấp thẻ bhyt", "cấp thẻ bảo hiểm y tế", "small letters"),
        ("trẻ em có HCĐB", "trẻ em có hoàn cảnh đặc biệt", "đ kept"),
        ("trẻ em có HCDB", "trẻ em có hoàn cảnh đặc biệt", "đ lost in reading"),
        ("học sinh TH", "học sinh tiểu học", "two capitals"),
        ("th 5", "th 5", "two small letters are no short form"),
        ("HS THCS, THPT", "học sinh trung học cơ sở, trung học phổ thông", "several"),
        ("thẻ BHYI", "thẻ bảo hiểm y tế", "one letter misread in a long one"),
        ("thẻ bhyi", "thẻ bhyi", "small letters are not repaired"),
        ("học sinh THPS", "học sinh THPS", "two short forms are as near: left alone"),
        ("Phòng GD&ĐT", "Phòng giáo dục và đào tạo", "with an ampersand"),
        ("tổ chức THI", "tổ chức THI", "a word in capitals"),
    ],
)
def test_short_forms_are_written_out(written: str, expanded: str, reason: str) -> None:
    assert expand_abbreviations(written) == expanded, reason
