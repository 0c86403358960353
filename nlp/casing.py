"""Capitals back to the usual spelling, as the document itself writes the name elsewhere."""

from __future__ import annotations

import re
from collections import Counter

from nlp.normalize import fold
from nlp.source import SourceText
from nlp.wording import opening_wording


def spelled_as_in(source: SourceText, text: str, *, proper: bool = False) -> str:
    """Return the text in mixed case.

    The commonest mixed-case spelling in the document wins; a ``proper`` name that is nowhere else
    gets a capital on every syllable, any other text keeps capitals only on its first word.
    """
    text = re.sub(r"\s+", " ", text).strip()
    if not text.isupper():
        return text
    found = _spellings(source, text)
    if found:
        return found.most_common(1)[0][0]
    if proper:
        return " ".join(word[:1].upper() + word[1:].lower() for word in text.split())
    return _with_names(text)


def _spellings(source: SourceText, text: str) -> Counter[str]:
    pattern = r"(?<!\w)" + r"\s+".join(re.escape(word) for word in fold(text).split()) + r"(?!\w)"
    spellings: Counter[str] = Counter()
    for found in re.finditer(pattern, source.folded):
        written = re.sub(r"\s+", " ", source.text[found.start() : found.end()])
        if not written.isupper() and written.lower() == text.lower():
            spellings[written] += 1
    return spellings


def _with_names(text: str) -> str:
    """Return an office in usual spelling: its first word and its field with a capital."""
    hit = opening_wording("organisations", text)
    if hit is None or hit.end >= len(text):
        return text.capitalize()
    rest = text[hit.end :].strip()
    return f"{text[: hit.end].capitalize()} {rest[:1].upper()}{rest[1:].lower()}"
