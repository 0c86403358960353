"""Numbers in words, and letters that stand for digits."""

from __future__ import annotations

import pytest

from nlp.numerals import digits_meant, numbers_in_words

WORDS = [
    ("chín mươi", 90.0, "tens"),
    ("chín mươi lăm", 95.0, "tens and ones"),
    ("tám mươi mốt", 81.0, "another word for one"),
    ("mười", 10.0, "ten alone"),
    ("mười lăm", 15.0, "ten and ones"),
    ("một trăm", 100.0, "hundreds"),
    ("một trăm linh năm", 105.0, "an empty place"),
    ("chín mươi chín phẩy năm", 99.5, "decimals"),
    ("không phẩy không bảy", 0.07, "small decimals"),
    ("trẻ em đạt ba", 3.0, "words before a number are none"),
    ("tỷ lệ", None, "a word that only looks like one without its marks"),
    ("lẻ", None, "an empty place is no number"),
    ("phẩy năm", None, "decimals need a number before them"),
    ("năm phẩy không không không một", None, "too many decimals"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), WORDS)
def test_numbers_in_words(text: str, expected: float | None, reason: str) -> None:
    found = [value for _, _, value in numbers_in_words(f"{text} phần trăm", [len(text) + 1])]
    assert found == ([] if expected is None else [expected]), reason


def test_a_number_in_words_has_its_place() -> None:
    text = "phấn đấu chín mươi phần trăm"
    ((start, end, _),) = numbers_in_words(text, [text.index("phần trăm")])
    assert text[start:end] == "chín mươi"


DIGITS = [
    ("l00 % trẻ em", "100 % trẻ em", "l for one"),
    ("đạt I00%", "đạt 100%", "I for one"),
    ("10O%", "100%", "O for zero"),
    ("lOO%", "100%", "all but the sign"),
    ("lớp 10 có 5%", "lớp 10 có 5%", "a word that begins with l"),
    ("1O học sinh", "1O học sinh", "no share"),
    ("loại 90%", "loại 90%", "letters of words stay"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), DIGITS)
def test_letters_that_stand_for_digits(text: str, expected: str, reason: str) -> None:
    assert digits_meant(text) == expected, reason
