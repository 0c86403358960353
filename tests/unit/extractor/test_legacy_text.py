from __future__ import annotations

import pytest

from extractor.legacy_text import convert_page, draws_capitals, encoding_of_font
from extractor.observed import NativePage
from extractor.triage import Verdict, judge, modernize
from models.domain.geometry import BoundingBox
from models.domain.layout import ReadMethod, Word

TCVN3 = "B¸o c¸o T×nh h×nh thùc hiÖn nhiÖm vô kÕ ho¹ch n¨m 2004 vµ kÕ ho¹ch ph¸t triÓn kinh tÕ"
UNICODE = "Báo cáo Tình hình thực hiện nhiệm vụ kế hoạch năm 2004 và kế hoạch phát triển kinh tế"


def page(text: str, font: str, *more: tuple[str, str]) -> NativePage:
    pairs = [(word, font) for word in text.split()] + list(more)
    words = tuple(
        Word(word, BoundingBox(10.0 * number, 100, 10.0 * number + 9, 110))
        for number, (word, _) in enumerate(pairs)
    )
    fonts = tuple(found for _, found in pairs)
    return NativePage(600, 800, words=words, word_fonts=fonts, fonts=frozenset(fonts))


@pytest.mark.parametrize(
    ("font", "encoding", "capitals"),
    [
        (".VnTime", "tcvn3", False),
        ("ABCDEF+.VnTimeH", "tcvn3", True),
        ("VnTimeHBold", "tcvn3", True),
        (".VnArialH,Bold", "tcvn3", True),
        ("VNI-Times", "vni", False),
        ("Times New Roman", None, False),
        ("VnTimeHeavy", "tcvn3", False),
    ],
)
def test_a_font_gives_its_encoding_away(font: str, encoding: str | None, capitals: bool) -> None:
    assert encoding_of_font(font) == encoding
    assert draws_capitals(font) is capitals


def test_every_word_is_converted_and_keeps_its_box() -> None:
    before = page(TCVN3, ".VnTime")
    after = convert_page(before)
    assert after is not None
    assert " ".join(word.text for word in after.words) == UNICODE
    assert [word.box for word in after.words] == [word.box for word in before.words]


def test_a_font_of_capitals_gives_capitals_and_a_font_of_today_stays() -> None:
    mixed = page(TCVN3, ".VnTime", ("phÇn", ".VnTimeH"), ("à", "Arial"))
    after = convert_page(mixed)
    assert after is not None
    assert [word.text for word in after.words[-2:]] == ["PHẦN", "à"]


def test_the_content_tells_the_encoding_where_no_font_does() -> None:
    after = convert_page(page(f"{TCVN3} {TCVN3} {TCVN3}", "ABCDEF+TT01"))
    assert after is not None
    assert after.words[0].text == "Báo"


def test_what_is_no_older_encoding_is_not_touched() -> None:
    assert convert_page(page(UNICODE, "Arial")) is None


def test_a_page_in_an_older_encoding_is_read_from_its_layer() -> None:
    found = page(" ".join([TCVN3] * 20), ".VnTime")
    after, verdict = modernize(found, judge(found))
    assert verdict == Verdict(ReadMethod.LEGACY_TEXT_LAYER, "legacy_encoding_converted")
    assert after.words[0].text == "Báo"


def test_a_layer_that_stays_broken_after_conversion_is_left_to_the_image() -> None:
    noise = "\ue000\ue001\ue002"
    found = page(" ".join([TCVN3, *[noise] * 40]), ".VnTime")
    verdict = Verdict(ReadMethod.OCR, "legacy_encoding")
    assert modernize(found, verdict) == (found, verdict)
