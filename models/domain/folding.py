"""Text without marks and case: what is searched and what is asked for are compared in this form."""

from __future__ import annotations

import unicodedata
from functools import cache


@cache
def _fold_letter(letter: str) -> str:
    if letter in "đĐ":
        return "d"
    base = unicodedata.normalize("NFD", letter)[0]
    return base.lower()[0]


def fold(text: str) -> str:
    """Return the text without diacritics and case, character for character (đ becomes d)."""
    return "".join(map(_fold_letter, text))
