"""From probabilities at every column to characters, each with its certainty and the runner-up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import numpy.typing as npt

Likely = npt.NDArray[np.float32]
"""Columns x classes; class 0 is the blank, class n the n-th character."""

BLANK = 0
_SMALLEST = 1e-12


@dataclass(frozen=True, slots=True)
class Character:
    """One character as read: its certainty 0..1, its columns, and what else it could be.

    ``second`` is empty where nothing else but a blank comes near.
    """

    text: str
    confidence: float
    first: int
    last: int
    second: str = ""
    second_confidence: float = 0.0


def collapse(classes: Sequence[int], characters: str) -> str:
    """Return the text of the best classes of columns: repeats are one, blanks are none."""
    return "".join(characters[label - 1] for label, _ in groupby(classes) if label != BLANK)


def decode(likely: Likely, characters: str, temperature: float = 1.0) -> tuple[Character, ...]:
    """Read the columns of one line; ``temperature`` above 1 makes certainty more modest."""
    return tuple(
        _character(likely, label, first, last, characters, temperature)
        for label, first, last in _runs(likely.argmax(axis=1).tolist())
    )


def _runs(best: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Yield label, first and last column of every run that is no blank."""
    column = 0
    for label, run in groupby(best):
        width = sum(1 for _ in run)
        if label != BLANK:
            yield label, column, column + width - 1
        column += width


def _character(
    likely: Likely, label: int, first: int, last: int, characters: str, temperature: float
) -> Character:
    """Judge a run by its surest column."""
    peak = first + int(likely[first : last + 1, label].argmax())
    modest = tempered(likely[peak], temperature)
    others = modest.copy()
    others[[BLANK, label]] = 0
    second = int(others.argmax())
    return Character(
        text=characters[label - 1],
        confidence=float(modest[label]),
        first=first,
        last=last,
        second=characters[second - 1] if others[second] > 0 else "",
        second_confidence=float(others[second]),
    )


def tempered(likely: Likely, temperature: float) -> Likely:
    """Return probabilities as they would be were the scores divided by ``temperature``."""
    if temperature == 1.0:
        return likely
    raised = np.power(np.maximum(likely, _SMALLEST), 1 / temperature)
    return np.asarray(raised / raised.sum(), np.float32)
