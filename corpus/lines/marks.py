"""What lies over printed lines: seals, strokes of a pen, rules, the other side of the paper."""

from __future__ import annotations

import random

import cv2
import numpy as np
import numpy.typing as npt

from corpus.lines.setting import Gray

_PAPER = 255
_FONT = cv2.FONT_HERSHEY_SIMPLEX
_RING = "UBND XA HUYEN TINH CONG HOA XA HOI CHU NGHIA VIET NAM *"


def bleed_through(image: Gray, rng: random.Random) -> Gray:
    """Let the mirrored page shine through."""
    back = _PAPER - image[::-1, ::-1].astype(np.float32)
    worn = image.astype(np.float32) - back * rng.uniform(0.03, 0.15)
    return np.clip(worn, 0, _PAPER).astype(np.uint8)


def draw_seal(image: Gray, em: float, rng: random.Random) -> Gray:
    """Put a part of a round seal over the lines, as grey as red ink becomes."""
    height, width = image.shape
    cover = np.zeros(image.shape, np.uint8)
    center = rng.randint(0, width), rng.randint(0, height)
    radius = rng.uniform(2.2, 4.5) * em
    for share, weight in ((1.0, 0.10), (0.92, 0.04), (0.6, 0.05)):
        thickness = max(1, round(weight * em))
        cv2.circle(cover, center, round(share * radius), 255, thickness, cv2.LINE_AA)
    start = rng.uniform(0, 2 * np.pi)
    for number, letter in enumerate(_RING):
        angle = start + number * 2 * np.pi / len(_RING)
        place = (
            round(center[0] + 0.72 * radius * np.cos(angle)),
            round(center[1] + 0.72 * radius * np.sin(angle)),
        )
        cv2.putText(cover, letter, place, _FONT, em / 48, 255, max(1, round(em / 14)), cv2.LINE_AA)
    return _inked(image, cover, ink=rng.uniform(70, 235))


def draw_pen(image: Gray, em: float, rng: random.Random) -> Gray:
    """Sign across the lines with one looping stroke."""
    height, width = image.shape
    along = np.linspace(0, 1, 240)
    x = rng.uniform(0, width) + (along - 0.5) * rng.uniform(4, 12) * em
    y = rng.uniform(0, height) + rng.uniform(-2, 2) * em * along
    loops, phase = rng.uniform(1, 6), rng.uniform(0, 2 * np.pi)
    x = x + 0.6 * em * np.sin(2 * np.pi * loops * along + phase)
    y = y + rng.uniform(0.4, 1.6) * em * np.cos(2 * np.pi * loops * along)
    cover = np.zeros(image.shape, np.uint8)
    points = np.stack([x, y], axis=1).round().astype(np.int32).reshape(-1, 1, 2)
    weight = max(1, round(rng.uniform(0.03, 0.09) * em))
    cv2.polylines(cover, [points], False, (255,), weight, cv2.LINE_AA)
    return _inked(image, cover, ink=rng.uniform(0, 150))


def draw_rules(image: Gray, em: float, rng: random.Random) -> Gray:
    """Draw a rule across, and one down beside the lines."""
    height, width = image.shape
    weight = max(1, round(em / 18))
    ruled = image.copy()
    level = rng.randint(0, height - 1)
    cv2.line(ruled, (0, level), (width, level), rng.choice((0, 100, 160)), weight)
    if rng.random() < 0.5:
        aside = rng.choice((round(em), width - round(em)))
        cv2.line(ruled, (aside, 0), (aside, height), rng.choice((0, 100)), weight)
    return ruled


def _inked(image: Gray, cover: npt.NDArray[np.uint8], ink: float) -> Gray:
    """Lay transparent ink over print, which stays visible below."""
    share = cover.astype(np.float32) / 255
    print_ = image.astype(np.float32)
    over = print_ * (1 - share) + share * np.minimum(print_, ink) * (0.55 + 0.45 * print_ / _PAPER)
    return np.clip(np.minimum(print_, over), 0, _PAPER).astype(np.uint8)
