"""Mends word breaks that were read wrongly: syllables run together, syllables torn in two.

Only what is no known syllable is touched, and only where the mended pieces are known ones.
"""

from __future__ import annotations

import re
from collections.abc import Container

from nlp.normalize import fold

_WORD = re.compile(r"[^\W\d_]+")
_TORN = re.compile(r"([^\W\d_]+) ([^\W\d_]+)")
_SHORTEST_RUN = 6  # letters of two syllables run together
_SHORTEST_PART = 2
_LONGEST_RUN = 40


def mend_word_breaks(text: str, known: Container[str]) -> str:
    """Return the text with its syllables apart; ``known`` holds folded syllables."""
    return _TORN.sub(lambda found: _joined(found, known), _split_runs(text, known))


def _split_runs(text: str, known: Container[str]) -> str:
    return _WORD.sub(lambda found: " ".join(_parts(found.group(), known)), text)


def _parts(word: str, known: Container[str]) -> list[str]:
    """Return the known syllables that a word is made of, or the word if it is not."""
    if not _SHORTEST_RUN <= len(word) <= _LONGEST_RUN or fold(word) in known:
        return [word]
    for at in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
        if fold(word[:at]) in known:
            rest = _parts(word[at:], known)
            if all(fold(part) in known for part in rest):
                return [word[:at], *rest]
    return [word]


def _joined(found: re.Match[str], known: Container[str]) -> str:
    first, second = found.groups()
    torn = fold(first) not in known and fold(second) not in known
    return first + second if torn and fold(first + second) in known else found.group()
