"""Text layers in an encoding older than Unicode (TCVN3, VNI, VPS), turned into Unicode.

The one module that knows the conversion library. Word by word, so that every word keeps its box;
a word in a font of today is left as it is.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from corpus.rules import load_rules
from extractor.folding import matches_any
from extractor.observed import NativePage
from models.domain.layout import Word


def convert_page(page: NativePage) -> NativePage | None:
    """Return the page with its words in Unicode, or None where the encoding cannot be told."""
    spoken = _encoding_of_text(" ".join(word.text for word in page.words))
    named = [encoding_of_font(font) for font in page.word_fonts]
    if spoken is None and not any(named):
        return None
    known = any(named)
    words = tuple(
        _converted(word, encoding if known else spoken, font)
        for word, encoding, font in zip(page.words, named, page.word_fonts, strict=True)
    )
    return replace(page, words=words, fonts=frozenset(), word_fonts=("",) * len(words))


@cache
def encoding_of_font(font: str) -> str | None:
    """Return the encoding that a font's name gives away, or None."""
    for rule in load_rules("text_layer_encodings").rules:
        if matches_any(rule.patterns, font):
            return str(rule.value)
    return None


@cache
def draws_capitals(font: str) -> bool:
    """Tell whether a font draws small letters as capitals."""
    return any(matches_any(rule.patterns, font) for rule in load_rules("text_layer_capitals").rules)


def _converted(word: Word, encoding: str | None, font: str) -> Word:
    if encoding is None:
        return word
    # imported here: only pages of this kind need it, and it loads much
    import viparse

    text = viparse.fix(word.text, encoding=encoding)
    return replace(word, text=text.upper() if draws_capitals(font) else text)


def _encoding_of_text(text: str) -> str | None:
    import viparse

    found: str | None = viparse.detect_text_encoding(text)
    return found
