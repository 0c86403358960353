"""Capitals back to the usual spelling, as the document itself writes the name elsewhere."""

from __future__ import annotations

import re
from collections import Counter

from nlp.normalize import expand_abbreviations, fold
from nlp.source import SourceText
from nlp.wording import opening_wording

_VOWELS = frozenset("aeiouy")
"""A word without any is an abbreviation."""
_KIND_OF_SCHOOL = 2
"""Words of the kind of a school; its own name comes behind them."""


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
    """Return an office in usual spelling: first word, field and proper names with a capital."""
    hit = opening_wording("organisations", text)
    if hit is None or hit.end >= len(text):
        return text.capitalize()
    rest = _cased(text[hit.end :].split(), school=hit.rule.id == "truong")
    return f"{text[: hit.end].capitalize()} {rest}"


def _cased(words: list[str], *, school: bool) -> str:
    """Return the words behind the kind of an office; a name goes on to the end of the text."""
    cased: list[str] = []
    named = False
    for at, word in enumerate(words):
        opens = at == 0 or _joins(cased[-1])
        hit = opening_wording("organisations", " ".join(words[at:]))
        level = hit is not None and hit.rule.position == "level" and not opens
        if _is_short_form(word):
            cased.append(word)
        elif level and not named:
            cased.append(word.lower())
            named = True
        elif named or opens or (school and at >= _KIND_OF_SCHOOL):
            cased.append(word.capitalize())
        else:
            cased.append(word.lower())
    return " ".join(cased)


def _joins(word: str) -> bool:
    """Tell whether a new field of an office begins behind the word."""
    return word in "-–" or opening_wording("name_joiners", word) is not None


def _is_short_form(word: str) -> bool:
    """Tell whether a word in capitals is an abbreviation: known, or not to be spoken."""
    plain = fold(word) == word.lower().replace("đ", "d")
    known = len(word) > 2 and expand_abbreviations(word) != word
    return plain and (known or "&" in word or not set(fold(word)) & _VOWELS)
