"""How two strings are held against each other; the one place that says when they are the same."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher

SIMILAR = 0.9
TRAILING_MARKS = " .;:,"

_DASHES = re.compile(r"[-‐‑‒–—/]+")
_SPACES = re.compile(r"\s+")


def normal(text: str | None) -> str | None:
    """Return the text NFC, lower-cased, white space collapsed, trailing marks off; null stays."""
    if text is None:
        return None
    composed = unicodedata.normalize("NFC", text).lower()
    return _SPACES.sub(" ", composed).strip().rstrip(TRAILING_MARKS)


def same(expected: str | None, found: str | None) -> bool:
    """Tell whether both are the same text after normalising (null only equals null)."""
    return normal(expected) == normal(found)


def similarity(expected: str | None, found: str | None) -> float:
    """Return the difflib ratio (0..1) after normalising; two nulls are 1, one null is 0."""
    left, right = normal(expected), normal(found)
    if left is None or right is None:
        return float(left is right)
    if left == right:
        return 1.0
    return SequenceMatcher(None, left, right, autojunk=False).ratio()


def similar(expected: str | None, found: str | None, threshold: float = SIMILAR) -> bool:
    """Tell whether the similarity reaches the threshold; cheap bounds are tried first."""
    left, right = normal(expected), normal(found)
    if left is None or right is None:
        return left is right
    if left == right:
        return True
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    return (
        matcher.real_quick_ratio() >= threshold
        and matcher.quick_ratio() >= threshold
        and matcher.ratio() >= threshold
    )


def identifier(number: str | None, symbol: str | None) -> str:
    """Join number and symbol: no spaces, no difference between the dashes and the slash."""
    joined = "/".join(part for part in (number, symbol) if part)
    composed = unicodedata.normalize("NFC", joined).lower()
    return _DASHES.sub("-", _SPACES.sub("", composed)).strip("-.;:,")


def shortened(text: str | None, length: int = 60) -> str:
    """Return the start of a text on one line, for keys and lists that people read."""
    if text is None:
        return "null"
    line = _SPACES.sub(" ", text).strip()
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"
