from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.evaluation.texts import identifier, normal, same, shortened, similar, similarity


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    [
        (None, None, "null stays null"),
        ("  Mục  tiêu\n chung: ", "mục tiêu chung", "white space, case, closing colon"),
        ("Sở Y tế;", "sở y tế", "trailing marks are not scored"),
        ("Mu\u0323c tie\u0302u", "mục tiêu", "composed and decomposed letters are the same"),
        ("I.2", "i.2", "a mark inside stays"),
        ("...", "", "marks alone are an empty text"),
    ],
)
def test_normal(text: str | None, expected: str | None, reason: str) -> None:
    assert normal(text) == expected, reason


@pytest.mark.parametrize(
    ("left", "right", "expected", "reason"),
    [
        (("28", "CT-TW"), ("28", "CT/TW"), True, "dash and slash are the same"),
        (("28", "CT – TW"), ("28", "CT/TW"), True, "spaces and the long dash as well"),
        (("56/2017", "NĐ-CP"), ("56", "2017/NĐ-CP"), True, "only the joined string counts"),
        (("56/2017", "NĐ-CP"), ("56", "NĐ-CP"), False, "a year belongs to the number"),
        (("36", "KH-UBND"), ("38", "KH-UBND"), False, "another number"),
        (("36", "QĐ-UBND"), ("36", "QD-UBND"), False, "letters count"),
        (("36", None), ("36", ""), True, "no symbol"),
    ],
)
def test_identifier(
    left: tuple[str, str | None], right: tuple[str, str | None], expected: bool, reason: str
) -> None:
    assert (identifier(*left) == identifier(*right)) is expected, reason


@pytest.mark.parametrize(
    ("left", "right", "expected", "reason"),
    [
        (None, None, True, "null equals null"),
        (None, "", False, "an empty text is not null"),
        ("Kinh phí thực hiện", None, False, "a missing heading"),
        ("KINH PHÍ THỰC HIỆN", "Kinh phí thực hiện.", True, "case and stop"),
        ("0123456789", "012345678x", True, "nine of ten is enough"),
        ("012345678", "01234567x", False, "eight of nine is not"),
    ],
)
def test_similar(left: str | None, right: str | None, expected: bool, reason: str) -> None:
    assert similar(left, right) is expected, reason


@given(st.text(max_size=40) | st.none(), st.text(max_size=40) | st.none())
def test_similar_is_similarity_over_the_threshold(left: str | None, right: str | None) -> None:
    assert similar(left, right) is (similarity(left, right) >= 0.9)


@given(st.text(max_size=300))
def test_a_long_text_is_the_same_as_itself(text: str) -> None:
    assert same(text, text)
    assert similarity(text, text) == 1.0


def test_a_long_text_with_one_slip_is_similar() -> None:
    text = "trẻ em được chăm sóc và bảo vệ " * 20
    assert similar(text, text.replace("bảo", "bao", 1))


@pytest.mark.parametrize(
    ("text", "expected"), [(None, "null"), ("a\nb", "a b"), ("123456", "1234…"), ("12345", "12345")]
)
def test_shortened(text: str | None, expected: str) -> None:
    assert shortened(text, 5) == expected
