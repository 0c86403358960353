"""Labels that open a paragraph: "I.", "1.", "2.1.", "a)", "Phần I", "-", "Chỉ tiêu 3:".

Letters and digits are grammar and live here; words are data (``corpus/rules/labels.yaml``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from corpus.rules import load_rules
from nlp.normalize import fold


class LabelStyle(StrEnum):
    """The form of a label; labels of one form at one place are one level of the tree."""

    APPENDIX = "appendix"
    PART = "part"
    CHAPTER = "chapter"
    ARTICLE = "article"
    SECTION = "section"
    UPPER = "upper"
    ROMAN = "roman"
    ARABIC = "arabic"
    ARABIC_PAREN = "arabic_paren"
    DOTTED = "dotted"
    LOWER = "lower"
    TARGET = "target"
    COUNTED = "counted"
    BULLET = "bullet"


@dataclass(frozen=True, slots=True)
class Label:
    """A label as printed without brackets and stops; ``length`` counts all it takes of the text."""

    style: LabelStyle
    text: str
    number: int
    length: int
    depth: int = 1


_BULLET = re.compile(r"[-–—+*•●◦▪■○➢✓«»~]+\s*(?:[+-]\s+)?(?=\S)")
_ROMAN = re.compile(r"([IVX]{1,6})\s?[./)\-:,]+\s*(?=\S|$)")
_UPPER = re.compile(r"([A-EGHKLMNĐ])\s?[./)\-]+\s*(?=\S|$)")
_DOTTED = re.compile(r"((?:\d{1,2}|[IVX]{1,5}|[A-EGH])(?:\.\d{1,2}){1,3})\s?[./):,]*\s+(?=\S)")
_ARABIC = re.compile(
    r"(\d{1,2})\s?(?:[./)]+\s*(?=\D|$)(?![A-ZĐ]{1,6}\s?[-–/]\s?[A-ZĐ])|[-–]\s*(?=[A-ZĐÀ-Ỹ][^\W\d]))"
)
_STOPS = re.compile(r"[\s.:,–-]*")
_ARABIC_PAREN = re.compile(r"\((\d{1,2})\)\s*(?=\S)")
_LOWER = re.compile(r"([a-eghiđk-v])\s?[).]\s*(?=\S|$)")
_SPAN_END = re.compile(r"(?:19|20)\d\d\b|\d{1,2}/\d|[a-zà-ỹđ]")
_ALPHABET = "abcdđeghiklmnopqrstuv"
_UPPER_ALPHABET = "ABCDĐEGHIKLMN"
_ANY_LABEL = re.compile(r"([^\W_]{1,5}|[|!\[\]§&?]{1,2})\s?[./):,]\s*(?=[A-ZĐÀ-Ỹ])")
_UNSTOPPED = re.compile(
    r"([IVX]{1,5}(?=\s+[A-ZĐÀ-Ỹ]{2})|\d{1,2}(?=[,;:]?\s+[A-ZĐÀ-Ỹ][^\W\d_]))[,;:]?\s+"
)
_ORDINALS = ("mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam")
_NAMED_STYLES = (LabelStyle.ARTICLE, LabelStyle.SECTION)
_PART_ORDINALS = ("nhat", "hai", "ba", "tu", "nam")


def roman_value(numeral: str) -> int | None:
    """Return the number of a well-formed Roman numeral up to 39, or None."""
    values = {"I": 1, "V": 5, "X": 10}
    if not set(numeral) <= values.keys():
        return None
    total = 0
    for index, letter in enumerate(numeral):
        value = values[letter]
        follower = values[numeral[index + 1]] if index + 1 < len(numeral) else 0
        total += -value if value < follower else value
    return total if roman_numeral(total) == numeral else None


def roman_numeral(number: int) -> str:
    """Return the Roman numeral of 1..39; empty for anything below 1."""
    units = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    return "X" * (number // 10) + units[number % 10] if number > 0 else ""


def number_of(text: str) -> int:
    """Return the number that the folded text of a label stands for, 0 where it is none."""
    word = text.removeprefix("thu ").strip()
    if word.isdigit():
        return int(word)
    if word in _PART_ORDINALS and text.startswith("thu "):
        return _PART_ORDINALS.index(word) + 1
    roman = roman_value(word.upper()) if set(word.upper()) <= set("IVX") else None
    if roman is not None:
        return roman
    digits = re.match(r"\d+", word)
    if digits:
        return int(digits.group())
    if word in _ORDINALS:
        return _ORDINALS.index(word) + 1
    return _UPPER_ALPHABET.find(word.upper()) + 1


@cache
def _word_labels() -> tuple[tuple[LabelStyle, bool, re.Pattern[str]], ...]:
    rows = load_rules("labels").rules
    return tuple(
        (LabelStyle(rule.value), rule.diacritics, re.compile(pattern))
        for rule in rows
        for pattern in rule.patterns
    )


def _word_label(text: str) -> Label | None:
    folded, lowered = fold(text), text.lower()
    for style, diacritics, pattern in _word_labels():
        found = pattern.match(lowered if diacritics else folded)
        if found:
            number = number_of(found["n"]) if found["n"] else 0
            behind = _STOPS.match(text, found.end())
            length = behind.end() if behind else found.end()
            return Label(style, text[: found.end("label")], number, length)
    return None


def parse_label(text: str) -> Label | None:
    """Return the label that opens the text, or None.

    A Roman numeral wins over a capital letter; which of the two was meant for I, V and X is for
    the tree to decide by what came before.
    """
    found = _word_label(text)
    if found:
        return found
    if dotted := _DOTTED.match(text):
        parts = dotted[1].split(".")
        return Label(LabelStyle.DOTTED, dotted[1], int(parts[-1]), dotted.end(), len(parts))
    if roman := _ROMAN.match(text):
        value = roman_value(roman[1])
        if value:
            return Label(LabelStyle.ROMAN, roman[1], value, roman.end())
    if upper := _UPPER.match(text):
        return Label(LabelStyle.UPPER, upper[1], _UPPER_ALPHABET.find(upper[1]) + 1, upper.end())
    if arabic := _ARABIC.match(text):
        return Label(LabelStyle.ARABIC, arabic[1], int(arabic[1]), arabic.end())
    if paren := _ARABIC_PAREN.match(text):
        return Label(LabelStyle.ARABIC_PAREN, paren[1], int(paren[1]), paren.end())
    if lower := _LOWER.match(text):
        return Label(LabelStyle.LOWER, lower[1], _ALPHABET.index(lower[1]) + 1, lower.end())
    if bullet := _BULLET.match(text):
        return Label(LabelStyle.BULLET, text[: bullet.end()].strip(), 0, bullet.end())
    return None


def parse_misread(text: str, expected: Mapping[LabelStyle, int]) -> Label | None:
    """Return a label whose letters or digits were misread ("HI. NHIỆM VỤ", "ó. Bảo đảm").

    Only the next number of a row is taken, and only where its misreading is known; before a heading
    in capitals one letter of the numeral may be lost or doubled too.
    """
    like = _roman_like().match(text)
    roman = expected.get(LabelStyle.ROMAN)
    if like and roman:
        numeral = roman_numeral(roman)
        in_capitals = is_capitals(text[like.end() :])
        stopped = text[like.end(1) : like.end()].strip() != ""
        sure = stopped and numeral in _meant(like[1], "roman")
        if sure or (in_capitals and _could_be(like[1], numeral, "roman")):
            return Label(LabelStyle.ROMAN, numeral, roman, like.end())
    found = _ANY_LABEL.match(text)
    arabic = expected.get(LabelStyle.ARABIC)
    if found and arabic and not found[1].isdigit() and _could_be(found[1], str(arabic), "arabic"):
        return Label(LabelStyle.ARABIC, str(arabic), arabic, found.end())
    return None


@cache
def _roman_like() -> re.Pattern[str]:
    """Return what a Roman label may look like when its letters are misread."""
    rules = [rule for rule in load_rules("misread_labels").rules if rule.position == "roman"]
    letters = "".join(
        sorted({letter for rule in rules for text in rule.phrases for letter in text})
    )
    return re.compile(
        rf"([IVX{re.escape(letters)}]{{1,6}})(?:\s?[./):,]\s*|\s+)(?=[A-ZĐÀ-Ỹ][^\W\d])"
    )


def repaired_numeral(read: str, expected: int) -> str | None:
    """Return the Roman numeral that a misread label of a row of groups stands for, or None."""
    numeral = roman_numeral(expected)
    return numeral if _could_be(read, numeral, "roman") else None


def is_capitals(text: str) -> bool:
    """Tell whether a text is set in capitals, but for a word of it."""
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) > 3 and sum(map(str.isupper, letters)) > 0.8 * len(letters)


def _meant(read: str, row: str) -> set[str]:
    """Return what a misread label may stand for, by the table."""
    return {
        read.replace(phrase, rule.value)
        for rule in load_rules("misread_labels").rules
        if rule.position == row
        for phrase in rule.phrases
        if phrase in read
    }


def _could_be(read: str, printed: str, row: str) -> bool:
    known = {read} | _meant(read, row)
    if row == "arabic":
        return printed in known - {read}
    return any(_numerals_near(form, printed) for form in known)


def _numerals_near(form: str, printed: str) -> bool:
    """Tell whether two numerals are equal but for one I lost or doubled."""
    if not set(form) <= set("IVX"):
        return False
    lengths_near = abs(len(form) - len(printed)) <= 1
    return lengths_near and form.replace("I", "") == printed.replace("I", "") and bool(form)


def parse_unstopped(text: str, expected: Mapping[LabelStyle, int]) -> Label | None:
    """Return a label without its stop ("4 Trợ giúp", "IV TỔ CHỨC"), if it is the one expected.

    ``expected`` gives the next number of each row that is open.
    """
    found = _UNSTOPPED.match(text)
    if found is None:
        return None
    style = LabelStyle.ARABIC if found[1].isdigit() else LabelStyle.ROMAN
    number = int(found[1]) if found[1].isdigit() else roman_value(found[1])
    if number is None or expected.get(style) != number:
        return None
    return Label(style, found[1], number, found.end())


def opens_paragraph(text: str, *, set_in: bool) -> bool:
    """Tell whether a printed line that starts so begins a paragraph of its own.

    A line that is not set in may start with the second half of a span ("- 2030") or with a number
    that happens to fall there, so it needs a capital letter behind its label.
    """
    label = parse_label(text)
    if label is None:
        return False
    rest = text[label.length :]
    if label.style is LabelStyle.BULLET:
        return set_in or not _SPAN_END.match(rest)
    if label.style in (LabelStyle.APPENDIX, LabelStyle.PART, LabelStyle.CHAPTER):
        return text[:1].isupper() and (set_in or text[: label.length].isupper())
    if label.style in (*_NAMED_STYLES, LabelStyle.COUNTED, LabelStyle.TARGET):
        return text[:1].isupper()
    return set_in or rest[:1].isupper()
