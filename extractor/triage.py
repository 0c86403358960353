"""What to do with a page: use its text layer, read its image, or leave it as blank.

A text layer is used only if it is sound: that a page has text does not mean that it has the
document's text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.rules import load_rules
from extractor.folding import matches_any
from extractor.legacy_text import convert_page
from extractor.observed import NativePage
from models.domain.layout import ReadMethod, Word

_SCAN_SHARE = 0.5  # of the page under images: then the page is an image
_FEW_WORDS = 40
_ENOUGH_LETTERS = 150
_LEAST_DIACRITICS = 0.06  # of letters; Vietnamese prose has about 0.25
_MOST_ODD = 0.02  # of characters
_MOST_VOWELLESS = 0.35  # of words
_MANY_PATHS = 400
_BANDS = 12
_VOWELS = frozenset("aeiouy")
_LEGACY = "legacy_encoding"


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a page is to be read, and why (a stable code)."""

    method: ReadMethod
    reason: str


def judge(page: NativePage) -> Verdict:
    """Decide by what the file says about the page; the image is not looked at."""
    is_scan = page.image_share >= _SCAN_SHARE
    if not page.words:
        if not page.image_boxes and page.image_share == 0 and page.paths == 0:
            return Verdict(ReadMethod.BLANK, "no_content")
        return Verdict(ReadMethod.OCR, "hidden_layer" if page.hidden else "no_text_layer")
    fault = find_fault(page, is_scan=is_scan)
    if fault is not None:
        return Verdict(ReadMethod.OCR, fault)
    return Verdict(ReadMethod.TEXT_LAYER, "sound_text_layer")


def modernize(page: NativePage, verdict: Verdict) -> tuple[NativePage, Verdict]:
    """Turn a layer of an older encoding into Unicode where that gives sound text; else keep it."""
    if verdict.reason != _LEGACY:
        return page, verdict
    converted = convert_page(page)
    is_scan = page.image_share >= _SCAN_SHARE
    if converted is None or find_fault(converted, is_scan=is_scan) is not None:
        return page, verdict
    return converted, Verdict(ReadMethod.LEGACY_TEXT_LAYER, "legacy_encoding_converted")


def find_fault(page: NativePage, *, is_scan: bool) -> str | None:
    """Return the code of the first thing that is wrong with a text layer, or None."""
    text = "".join(word.text for word in page.words)
    letters = [character for character in text if character.isalpha()]
    if is_legacy(page.fonts, page.words):
        return _LEGACY
    if odd_share(text) > _MOST_ODD:
        return "garbled_layer"
    if is_scan and (len(page.words) < _FEW_WORDS or bands_with_words(page) < _BANDS // 3):
        return "stamp_only_layer"
    lacks_marks = diacritics_share(letters) < _LEAST_DIACRITICS
    if is_scan and lacks_marks:
        return "layer_without_diacritics"
    if len(letters) >= _ENOUGH_LETTERS and lacks_marks and _vowelless(page.words) > _MOST_VOWELLESS:
        return "broken_words"
    if len(page.words) < _FEW_WORDS and page.paths > _MANY_PATHS:
        return "text_drawn_as_shapes"
    return None


def is_legacy(fonts: frozenset[str], words: Sequence[Word]) -> bool:
    """Tell whether the words are in an encoding older than Unicode."""
    patterns = [
        pattern for rule in load_rules("text_layer_encodings").rules for pattern in rule.patterns
    ]
    named = any(matches_any(patterns, font) for font in fonts)
    text = "".join(word.text for word in words)
    letters = [character for character in text if character.isalpha() or ord(character) > 0xA0]
    if not letters:
        return False
    # TCVN3 spells with signs and letters that no Vietnamese text in Unicode holds
    foreign = sum(1 for character in letters if _is_foreign(character)) / len(letters)
    vietnamese = diacritics_share(letters)
    return foreign > 0.08 or (named and foreign > 0.02 and foreign > vietnamese / 4)


def _is_foreign(character: str) -> bool:
    """Tell whether a character beyond ASCII is no Vietnamese letter nor usual punctuation."""
    if not 0xA1 <= ord(character) <= 0xFF:
        return False
    if _is_marked(character):
        plain = unicodedata.normalize("NFD", character)
        return plain[0].lower() not in _VOWELS or plain[1] not in "\u0300\u0301\u0302\u0303"
    return character not in "°±²³·×÷«»§½¼¾"


def _is_marked(character: str) -> bool:
    if character in "đĐ":
        return True
    return character.isalpha() and len(unicodedata.normalize("NFD", character)) > 1


def diacritics_share(letters: Sequence[str]) -> float:
    """Return the share of letters that carry a Vietnamese mark; 0 where there are none."""
    marked = sum(1 for character in letters if _is_marked(character))
    return marked / len(letters) if letters else 0.0


def odd_share(text: str) -> float:
    """Return the share of characters that stand for a glyph without a known meaning."""
    odd = sum(1 for character in text if unicodedata.category(character) in ("Co", "Cc", "Cn"))
    return (odd + text.count("\ufffd")) / max(len(text), 1)


def bands_with_words(page: NativePage) -> int:
    """Return in how many of twelve bands of the page's height words stand."""
    return len({int(word.box.center_y / page.height * _BANDS) for word in page.words})


def _vowelless(words: Sequence[Word]) -> float:
    spelled = [word.text.lower() for word in words if word.text.isalpha() and len(word.text) > 1]
    without = sum(1 for text in spelled if not _has_vowel(text))
    return without / len(spelled) if spelled else 0.0


def _has_vowel(text: str) -> bool:
    return any(character in _VOWELS for character in unicodedata.normalize("NFD", text))
