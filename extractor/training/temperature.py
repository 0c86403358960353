"""Makes certainty honest: the temperature at which it agrees with how often lines are right."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from extractor.recogniser.decoding import BLANK, Likely, tempered
from extractor.recogniser.recogniser import side_by_side
from extractor.recogniser.session import Session
from extractor.training.samples import Sample

_CANDIDATES = tuple(round(0.7 + 0.1 * step, 1) for step in range(24))
_SMALLEST = 1e-9


def fit_temperature(session: Session, samples: Sequence[Sample], characters: str) -> float:
    """Return the temperature under which what lines say is likeliest, peak by peak."""
    peaks = [peak for sample in samples for peak in _peaks(session, sample, characters)]
    if not peaks:
        return 1.0
    losses = [
        -float(np.mean([np.log(max(tempered(row, t)[label], _SMALLEST)) for row, label in peaks]))
        for t in _CANDIDATES
    ]
    return _CANDIDATES[int(np.argmin(losses))]


def _peaks(session: Session, sample: Sample, characters: str) -> list[tuple[Likely, int]]:
    """Return the surest column of each character and its true class; only where counts agree."""
    batch, lengths = side_by_side([sample.strip])
    likely = session.run(batch, lengths)[0][: lengths[0]]
    best = likely.argmax(axis=1)
    starts = np.flatnonzero((best != BLANK) & (best != np.concatenate([[BLANK], best[:-1]])))
    if len(starts) != len(sample.text):
        return []
    found = []
    for start, letter in zip(starts, sample.text, strict=True):
        end = start
        while end + 1 < len(best) and best[end + 1] == best[start]:
            end += 1
        peak = start + int(likely[start : end + 1, best[start]].argmax())
        found.append((likely[peak], characters.index(letter) + 1))
    return found
