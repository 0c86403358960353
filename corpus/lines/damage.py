"""What printers, copiers and scanners do to a block of lines, put together at random.

The kinds were seen on scans of offices: soft grey scans, bilevel scans with ragged edges, JPEG of
low resolution, copies of copies, light that falls off. Lengths are in pixels.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from corpus.lines.marks import bleed_through, draw_pen, draw_rules, draw_seal
from corpus.lines.setting import Block, Gray, SetLine

Tones = npt.NDArray[np.float32]

_CLEAN = 0.16  # share of blocks that stay as set
_PAPER = 255
_STEEPEST = 0.6  # degrees


@dataclass(frozen=True)
class Scanner:
    """Wears blocks; ``rng`` and ``noise`` decide everything."""

    rng: random.Random
    noise: np.random.Generator

    def scan(self, block: Block) -> Block:
        """Return the block as one of many scanners would show it."""
        rng = self.rng
        if rng.random() < _CLEAN or not block.lines:
            return block
        em = block.lines[0].em
        block = self._turned(block) if rng.random() < 0.45 else block
        image = self._printed(block.image, em)
        image = self._soiled(image, em)
        bilevel = rng.random() < 0.32
        image = self._bilevel(image, em) if bilevel else self._grey(image, em)
        image = self._handled(image, em)
        scanned = replace(block, image=image)
        return self._turned(scanned) if rng.random() < 0.3 else scanned

    def _turned(self, block: Block) -> Block:
        """Turn by a fraction of a degree; lines move with the paper, and stay level enough."""
        degrees = self.rng.gauss(0, 0.18)
        if abs(degrees) > _STEEPEST:
            return block
        height, width = block.image.shape
        matrix = np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0), float)
        how = self.rng.choice((cv2.INTER_LINEAR, cv2.INTER_CUBIC))
        image = cv2.warpAffine(block.image, matrix, (width, height), flags=how, borderValue=_PAPER)
        return Block(image.astype(np.uint8), tuple(_moved(line, matrix) for line in block.lines))

    def _printed(self, image: Gray, em: float) -> Gray:
        """Let toner spread or fail, and optics blur."""
        rng = self.rng
        if em > 22 and rng.random() < 0.2:
            kernel = np.ones((2, 2), np.uint8)
            if em >= 34 and rng.random() < 0.5:
                kernel = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3)).astype(np.uint8)
            spread = cv2.erode if rng.random() < 0.6 else cv2.dilate
            image = spread(image, kernel).astype(np.uint8)
        if rng.random() < 0.75:
            share = em / 30 if rng.random() < 0.5 else min(1.0, em / 30)
            image = _blurred(image, rng.uniform(0.25, 1.6) * share + 0.05)
        if rng.random() < 0.18:
            image = self._resampled(image, em)
        return image

    def _resampled(self, image: Gray, em: float) -> Gray:
        """Scan at a lower resolution and show it at the full one again."""
        factor = self.rng.uniform(0.4, 0.85)
        if em * factor < 12.5:
            return image
        height, width = image.shape
        small = cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        if self.rng.random() < 0.5:
            small = _as_jpeg(small.astype(np.uint8), self.rng.randint(35, 85))
        how = self.rng.choice((cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_NEAREST))
        return cv2.resize(small, (width, height), interpolation=how).astype(np.uint8)

    def _soiled(self, image: Gray, em: float) -> Gray:
        """Put on the paper what has no place on it."""
        rng = self.rng
        if rng.random() < 0.10:
            image = bleed_through(image, rng)
        if rng.random() < 0.13:
            image = draw_seal(image, em, rng)
        if rng.random() < 0.09:
            image = draw_pen(image, em, rng)
        if rng.random() < 0.05:
            image = draw_rules(image, em, rng)
        return image

    def _grey(self, image: Gray, em: float) -> Gray:
        """Fade ink and paper, let light fall off, add grain and specks."""
        rng = self.rng
        tones: Tones = image.astype(np.float32)
        if rng.random() < 0.45:
            paper, ink = rng.uniform(205, 255), rng.uniform(0, 120)
            tones = (ink + (paper - ink) * tones / _PAPER).astype(np.float32)
        if rng.random() < 0.2:
            ends = rng.uniform(-1, 1), rng.uniform(-1, 1)
            tones += np.linspace(*ends, tones.shape[1], dtype=np.float32) * rng.uniform(0, 18)
        if rng.random() < 0.65:
            tones += self._grain(tones.shape, rng.uniform(1, 16))
        worn = np.clip(tones, 0, _PAPER).astype(np.uint8)
        if rng.random() < 0.25:
            worn = self._contrast(worn)
        return self._specks(worn, em) if rng.random() < 0.3 else worn

    def _grain(self, shape: tuple[int, ...], sigma: float) -> Tones:
        """Make noise of a sensor: of single pixels, or of small patches."""
        grain: Tones = self.noise.normal(0, sigma, shape).astype(np.float32)
        if self.rng.random() < 0.35:
            return np.asarray(1.8 * cv2.GaussianBlur(grain, (0, 0), 0.7), np.float32)
        return grain

    def _contrast(self, image: Gray) -> Gray:
        """Copy hard, as photocopiers do."""
        level, factor = self.rng.uniform(110, 170), self.rng.uniform(1.3, 2.2)
        hard: Tones = (image.astype(np.float32) - level) * factor + level
        return np.clip(hard, 0, _PAPER).astype(np.uint8)

    def _bilevel(self, image: Gray, em: float) -> Gray:
        """Scan in black and white: a threshold over grain leaves ragged, broken or fat letters."""
        rng = self.rng
        tones: Tones = _blurred(image, rng.uniform(0.2, 0.75)).astype(np.float32)
        tones += self._grain(tones.shape, rng.uniform(2, 34))
        low, high = np.percentile(tones[::2, ::2], (1, 90))
        ink = tones <= low + (high - low) * rng.uniform(0.38, 0.78)
        bits = np.where(ink, 0, _PAPER).astype(np.uint8)
        if rng.random() < 0.4:
            bits = self._specks(bits, em)
        if rng.random() < 0.12:
            bits = cv2.medianBlur(bits, 3).astype(np.uint8)
        return bits

    def _specks(self, image: Gray, em: float) -> Gray:
        rng = self.rng
        height, width = image.shape
        for _ in range(int(rng.uniform(2, 60))):
            center = rng.randint(0, width), rng.randint(0, height)
            radius = rng.randint(0, max(1, int(em * 0.07)))
            cv2.circle(image, center, radius, rng.choice((0, 30, 60, 90, _PAPER)), -1)
        return image

    def _handled(self, image: Gray, em: float) -> Gray:
        """Do what files and programs do to a scan: compress, scale, filter."""
        rng = self.rng
        if rng.random() < 0.55:
            image = _as_jpeg(image, rng.randint(28, 92))
        if em > 20 and rng.random() < 0.15:
            image = cv2.medianBlur(image, 3).astype(np.uint8)
        if rng.random() < 0.12:
            image = self._resampled(image, em)
        return image


def _moved(line: SetLine, matrix: npt.NDArray[np.float64]) -> SetLine:
    middle = np.array([(line.left + line.right) / 2, line.baseline, 1.0])
    dx, dy = matrix @ middle - middle[:2]
    return replace(line, left=line.left + dx, right=line.right + dx, baseline=line.baseline + dy)


def _blurred(image: Gray, sigma: float) -> Gray:
    return cv2.GaussianBlur(image, (0, 0), sigma).astype(np.uint8)


def _as_jpeg(image: Gray, quality: int) -> Gray:
    _, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    decoded = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)
    return np.asarray(decoded, np.uint8)
