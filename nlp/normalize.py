"""One spelling for what is written in many: Unicode form, diacritics, tone marks, abbreviations.

``fold`` keeps the length of an NFC text, so a place in the folded text is a place in the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from corpus.rules import load_rules
from models.domain.folding import fold as fold

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_SHORT = re.compile(r"\b[^\W\d_]{2,}(?:&[^\W\d_]+)?\b")
_REPAIRABLE = 4  # letters; in a shorter abbreviation one wrong letter leaves too little

# Two open vowels of which the first is a glide: the tone belongs on one of them, the two schools
# differ on which. After q the u belongs to the consonant.
_GLIDE = re.compile(r"(?<!q)(?P<glide>[ou])(?P<one>\W?)(?P<vowel>[aey])(?P<two>\W?)(?!\w)", re.I)
_GLIDES = {"oa", "oe", "uy"}


def compose(text: str) -> str:
    """Return the text in NFC, the form that every other function here expects."""
    return unicodedata.normalize("NFC", text)


def place_tones(text: str) -> str:
    """Return the text with tone marks in the places that official print prefers: hòa, khỏe, thủy.

    The result is NFC and, for NFC input, as long as the input.
    """
    return compose(_GLIDE.sub(_move_tone, unicodedata.normalize("NFD", text)))


def _move_tone(found: re.Match[str]) -> str:
    glide, one, vowel, two = found.group("glide", "one", "vowel", "two")
    tone = one or two
    if (glide + vowel).lower() not in _GLIDES or tone not in _TONES:
        return found.group()
    if one and two:
        return found.group()
    return f"{glide}{tone}{vowel}"


def expand_abbreviations(text: str) -> str:
    """Return the text with the known short forms written out (BHYT, THCS, TNTT).

    A short form of two letters counts only in capitals. In capitals of four letters or more one
    misread letter is forgiven, if only one short form is that near. Offsets do not hold.
    """
    return _SHORT.sub(_written_out, text)


def _written_out(found: re.Match[str]) -> str:
    word = found.group()
    known = _abbreviations()
    key = fold(word)
    if key in known and (len(key) > 2 or word.isupper()):
        return known[key]
    capitals = sum(letter.isupper() for letter in word)
    if capitals >= _REPAIRABLE - 1 and capitals >= len(word) - 1 and len(word) >= _REPAIRABLE:
        return _repaired(key, known) or word
    return word


def _repaired(key: str, known: Mapping[str, str]) -> str | None:
    near = {
        known[short] for short in known if len(short) >= _REPAIRABLE and one_edit_apart(short, key)
    }
    return near.pop() if len(near) == 1 else None


def one_edit_apart(first: str, second: str) -> bool:
    """Tell whether one letter put in, left out or replaced makes the words equal, or they are."""
    short, long = sorted((first, second), key=len)
    if len(long) - len(short) > 1:
        return False
    same = next((i for i, letter in enumerate(short) if letter != long[i]), len(short))
    return short[same + (len(short) == len(long)) :] == long[same + 1 :]


@cache
def _abbreviations() -> Mapping[str, str]:
    rules = load_rules("abbreviations").rules
    return {fold(phrase): rule.value for rule in rules for phrase in rule.phrases}
