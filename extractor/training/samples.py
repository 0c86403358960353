"""Lines to learn from: cut out of worn blocks, shown a few times, each time a little otherwise."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from corpus.lines.generator import worn_blocks
from corpus.lines.setting import SetLine
from corpus.lines.sources import Source
from extractor.recogniser.recogniser import side_by_side
from extractor.recogniser.strips import (
    HEIGHT,
    LINE_BOTTOM,
    LINE_TOP,
    STEP,
    Place,
    Strip,
    cut_strip,
)

Labels = npt.NDArray[np.int64]

_POOL = 3000  # lines in memory
_SHOWINGS = 3  # of each line
_CHUNK = 1500  # lines sorted by width at a time
_AREA, _LARGEST = 36 * 1500, 96  # columns and lines of a batch
_WIDEST = 2600  # columns: wider lines are left out
_NOISE = (3, 5, 8, 11, 14)


@dataclass(frozen=True, slots=True)
class Sample:
    """A strip and what it says."""

    strip: Strip
    text: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Strips side by side: (lines x HEIGHT x columns x STEP), widths in columns, texts."""

    strips: npt.NDArray[np.uint8]
    lengths: Labels
    texts: tuple[str, ...]


def cut_lines(sources: Sequence[Source], seed: int, count: int) -> list[Sample]:
    """Generate ``count`` lines, cut about as a line finder would."""
    rng = random.Random(seed)
    found: list[Sample] = []
    for block in worn_blocks(sources, seed):
        for line in block.lines:
            sample = Sample(cut_strip(block.image, _about(line, rng)), line.text)
            if is_legible(sample):
                found.append(sample)
        if len(found) >= count:
            return found[:count]
    return found


def is_legible(sample: Sample) -> bool:
    """Tell whether there are columns enough for every character of a line."""
    text = sample.text
    doubled = sum(one == other for one, other in pairwise(text))
    columns = sample.strip.shape[1] // STEP
    return bool(text) and columns >= len(text) + doubled + 2 and sample.strip.shape[1] <= _WIDEST


def _about(line: SetLine, rng: random.Random) -> Place:
    """Place a line as exactly as a line finder does."""
    em = line.em * max(rng.gauss(1, 0.05), 0.8)
    return Place(
        left=line.left - abs(rng.gauss(0, 0.06)) * line.em,
        right=line.right + abs(rng.gauss(0, 0.07)) * line.em,
        baseline=line.baseline + rng.gauss(0, 0.035) * line.em,
        em=em,
    )


class Rounds:
    """Rounds of batches; a line stays for a few rounds. The same seed gives the same rounds."""

    def __init__(self, sources: Sequence[Source], seed: int, first: int = 0) -> None:
        """Begin with round ``first``."""
        self._sources = sources
        self._seed = seed
        self.number = first
        self._shares: list[list[Sample]] = []

    def next_round(self) -> Iterator[Batch]:
        """Yield the batches of a round, and go on to the next."""
        while len(self._shares) < _SHOWINGS - 1:
            earlier = len(self._shares) - _SHOWINGS + 1
            self._shares.append(self._share(self.number + earlier))
        self._shares = [*self._shares[-_SHOWINGS + 1 :], self._share(self.number)]
        rng = random.Random(f"{self._seed}/{self.number}")
        pool = [sample for share in self._shares for sample in share]
        rng.shuffle(pool)
        yield from _batches(pool, rng)
        self.number += 1

    def _share(self, number: int) -> list[Sample]:
        seed = (self._seed + 1) * 1_000_003 + number
        return cut_lines(self._sources, seed, _POOL // _SHOWINGS)


class Retoucher:
    """Shows a strip a little otherwise each time."""

    def __init__(self, rng: random.Random) -> None:
        """Prepare grain to draw from."""
        self._rng = rng
        noise = np.random.default_rng(rng.getrandbits(32))
        shape = (HEIGHT + 200, _WIDEST + 800)
        self._grain = [noise.normal(0, sigma, shape).astype(np.int16) for sigma in _NOISE]

    def retouch(self, sample: Sample) -> Sample:
        """Stretch, shift, fade, add grain, wipe the neighbours away: each now and then."""
        rng = self._rng
        strip = self._stretched(sample).strip
        if rng.random() < 0.5:
            strip = np.roll(strip, rng.randint(-4, 4), 0)
        if rng.random() < 0.35:
            strip = strip.copy()
            strip[: LINE_TOP + rng.randint(-10, 4)] = 0
            strip[LINE_BOTTOM + rng.randint(0, 10) :] = 0
        if rng.random() < 0.4:
            beta = rng.choice((0.0, 0.0, rng.uniform(0, 30)))
            faded = cv2.convertScaleAbs(strip, alpha=rng.uniform(0.55, 1.0), beta=beta)
            strip = np.asarray(faded, np.uint8)
        if rng.random() < 0.25:
            strip = self._grained(strip)
        return Sample(strip, sample.text)

    def _stretched(self, sample: Sample) -> Sample:
        if self._rng.random() < 0.5:
            return sample
        width = round(sample.strip.shape[1] * self._rng.uniform(0.92, 1.12))
        strip = cv2.resize(sample.strip, (width, HEIGHT), interpolation=cv2.INTER_LINEAR)
        stretched = replace(sample, strip=np.asarray(strip, np.uint8))
        return stretched if is_legible(stretched) else sample

    def _grained(self, strip: Strip) -> Strip:
        grain = self._rng.choice(self._grain)
        top, left = self._rng.randrange(200), self._rng.randrange(800)
        piece = grain[top : top + HEIGHT, left : left + strip.shape[1]]
        return np.asarray(cv2.add(strip, piece, dtype=cv2.CV_8U), np.uint8)


def _batches(pool: list[Sample], rng: random.Random) -> Iterator[Batch]:
    retoucher = Retoucher(rng)
    for start in range(0, len(pool), _CHUNK):
        chunk = sorted(pool[start : start + _CHUNK], key=lambda sample: sample.strip.shape[1])
        groups = grouped(chunk)
        rng.shuffle(groups)
        for group in groups:
            yield make_batch([retoucher.retouch(sample) for sample in group])


def grouped(samples: Sequence[Sample]) -> list[list[Sample]]:
    """Group lines, sorted by width, into batches of bounded area."""
    groups: list[list[Sample]] = [[]]
    for sample in samples:
        full = (len(groups[-1]) + 1) * sample.strip.shape[1] > _AREA
        if groups[-1] and (full or len(groups[-1]) >= _LARGEST):
            groups.append([])
        groups[-1].append(sample)
    return groups


def make_batch(samples: Sequence[Sample]) -> Batch:
    """Put lines side by side, each with paper behind it."""
    strips, lengths = side_by_side([sample.strip for sample in samples])
    shape = (len(samples), HEIGHT, strips.shape[2] // STEP, STEP)
    return Batch(strips.reshape(shape), lengths, tuple(sample.text for sample in samples))
