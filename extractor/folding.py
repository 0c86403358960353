"""Words compared without diacritics, case and spaces, so that a misread accent does not matter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return lower-case text without diacritics; white space becomes single spaces."""
    parts = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    plain = "".join(character for character in parts if not unicodedata.combining(character))
    return " ".join(plain.split())


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def matches_any(patterns: Iterable[str], text: str) -> bool:
    """Tell whether any pattern occurs in the folded text."""
    folded = fold(text)
    return any(_compiled(pattern).search(folded) for pattern in patterns)
