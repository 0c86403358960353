"""A clause taken apart: ages, subject, telling words, mended word breaks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.ages import Age
from nlp.phrase import read_phrase
from nlp.word_breaks import mend_word_breaks

YEAR = 12


def years(low: int | None, high: int | None) -> set[Age]:
    return {Age(low * YEAR if low else None, high * YEAR if high else None)}


@pytest.mark.parametrize(
    ("text", "ages", "reason"),
    [
        ("trẻ em dưới 5 tuổi", years(None, 5), "below"),
        ("trẻ < 5 tuổi", years(None, 5), "the sign"),
        ("trẻ chưa đủ 6 tuổi", years(None, 6), "two syllables"),
        ("trẻ dưới 60 tháng tuổi", years(None, 5), "in months"),
        ("trẻ em đến 8 tuổi", years(None, 8), "up to"),
        ("trẻ từ 0-8 tuổi", years(None, 8), "from nothing"),
        ("từ 0 đến dưới 6 tuổi", years(None, 6), "both words"),
        ("trẻ em từ 07 tuổi trở lên", years(7, None), "padded, onwards"),
        ("trẻ 11 tuổi trở lên", years(11, None), "onwards without from"),
        ("từ đủ 7 đến dưới 16 tuổi", years(7, None), "no child is older"),
        ("từ 7 tuổi đến dưới 16 tuổi", years(7, None), "the unit twice"),
        ("từ 5 đến 17 tuổi", years(5, None), "no minor is older"),
        ("trẻ 3 - 5 tuổi", years(3, 5), "a range"),
        ("trẻ em 5 tuổi", years(5, 5), "one year of age"),
        ("trẻ năm tuổi", years(5, 5), "in words"),
        ("trẻ dưới một tuổi", years(None, 1), "below, in words"),
        ("duới 5 tuôi", years(None, 5), "tones misread"),
        ("trẻ ưới 5 tui", years(None, 5), "letters misread"),
        ("dưới l tuổi", years(None, 1), "a figure misread"),
        ("từ 6 đến 36 tháng tuổi", {Age(6, 36)}, "months on both sides"),
        ("trẻ em từ 0 - 18 tuổi", set(), "every child"),
        ("trẻ em dưới 16 tuổi", set(), "every child"),
        ("trong 6 tháng đầu", set(), "a duration"),
        ("đúng độ tuổi đạt 5%", set(), "no number before it"),
        ("năm 2025 tuổi thọ", set(), "a year"),
        ("60 tuổi trở lên", years(60, None), "nobody's childhood"),
    ],
)
def test_ages(text: str, ages: set[Age], reason: str) -> None:
    assert read_phrase(text).ages == ages, reason


@pytest.mark.parametrize(
    ("text", "subject", "reason"),
    [
        ("Tỷ lệ trẻ em bị xâm hại", "child", "plain"),
        ("Phấn đấu không có trường hợp trẻ em bị xâm hại", "child", "trường hợp is no school"),
        ("100% học sinh hoàn thành chương trình tiểu học", "child", "pupils are children"),
        ("100% UBND các xã, phường ban hành kế hoạch", "commune", "a short form"),
        ("100% các cơ sở giáo dục xây dựng kế hoạch", "school", "a filler before it"),
        ("79/126 xã, phường đạt tiêu chí", "commune", "of a ratio"),
        ("Xã phấn đấu 100% trẻ em được tiêm chủng", "child", "the share, not who promises"),
        ("Phường duy trì 95% trở lên trẻ em có thẻ", "child", "words between share and group"),
        ("Tỷ lệ người cao tuổi được khám", "adult", "longer than its filler"),
        ("Số hộ nghèo", "household", "one syllable as written"),
        ("Hồ sơ sức khỏe điện tử", None, "hồ sơ is no lake"),
        ("Tảo hôn và hôn nhân cận huyết thống", None, "not told"),
        ("", None, "nothing"),
    ],
)
def test_whose_rate_it_is(text: str, subject: str | None, reason: str) -> None:
    assert read_phrase(text).subject == subject, reason


@pytest.mark.parametrize(
    ("text", "telling", "reason"),
    [
        (
            "Phấn đấu giảm tỷ lệ bỏ học xuống dưới 0,1% vào năm 2030",
            "bo hoc",
            "intent and level go",
        ),
        ("Phần đâu tỷ lê bỏ học", "bo hoc", "misread tones"),
        ("Khốny chế tỷ lệ bỏ học", "bo hoc", "a misread letter"),
        ("tiêm vaccine", "tiem vac xin", "one spelling"),
        ("học sinh cấp II", "hoc sinh trung hoc co so", "one name"),
        ("hoà nhập", "hoa nhap", "either place of the tone"),
    ],
)
def test_telling_words(text: str, telling: str, reason: str) -> None:
    assert " ".join(read_phrase(text).telling()) == telling, reason


def test_what_only_explains_is_the_tail() -> None:
    phrase = read_phrase("dạy kỹ năng sống, đặc biệt là kỹ năng bơi")
    assert phrase.words[: phrase.tail] == ("day", "ky", "nang", "song")


@given(st.text(max_size=200))
def test_any_text_is_taken_apart(text: str) -> None:
    phrase = read_phrase(text)
    assert len(phrase.words) == len(phrase.accented)
    assert all(0 <= at < len(phrase.words) for at in phrase.fillers)
    assert 0 <= phrase.tail <= len(phrase.words)


@pytest.mark.parametrize(
    ("text", "mended", "reason"),
    [
        ("suydinh dưỡng", "suy dinh dưỡng", "two run together"),
        ("suydinhdưỡng", "suy dinh dưỡng", "three run together"),
        ("suy dinh dưỡ ng", "suy dinh dưỡng", "one torn"),
        ("suy dinh dưỡng", "suy dinh dưỡng", "nothing to mend"),
        ("dinh xyz", "dinh xyz", "no syllable of theirs"),
        ("dinhxyz", "dinhxyz", "half of it unknown"),
        ("x" * 500, "x" * 500, "no word at all"),
    ],
)
def test_word_breaks_are_mended(text: str, mended: str, reason: str) -> None:
    assert mend_word_breaks(text, {"suy", "dinh", "duong", "du"}) == mended, reason
