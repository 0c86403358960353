"""What a person leaves on paper: a red seal and a stroke of the pen, as layers of ink."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from corpus.rendering import pages

_RED = (206, 32, 38)
_BLUE = (28, 48, 150)
_SEAL_MM = 36.0
_SHARP = 2  # drawn so many times larger, then reduced


def draw_signature(
    page: pages.Image,
    center: tuple[float, float],
    ring: str,
    dpi: int,
    rng: np.random.Generator,
    bold_file: Path,
) -> pages.Image:
    """Sign and seal a page: pen on ``center`` (pixels), the seal over its left third."""
    x, y = center
    scale = dpi / 72
    signed = _print_ink(page, _pen(page, (x, y), scale, rng), _BLUE, strength=0.9)
    middle = (
        x - 0.62 * _seal_pixels(dpi) + rng.normal(0, 3) * scale,
        y - 4 * scale + rng.normal(0, 3) * scale,
    )
    seal = _seal(ring, dpi, rng, bold_file)
    return _print_ink(signed, _placed(page, seal, middle), _RED, strength=0.82)


def _seal_pixels(dpi: int) -> int:
    return round(_SEAL_MM / 25.4 * dpi)


def _print_ink(
    page: pages.Image, ink: pages.Image, colour: tuple[int, int, int], strength: float
) -> pages.Image:
    """Lay transparent ink (0..255 coverage) over a page, so that print below stays visible."""
    cover = ink.astype(np.float32)[..., None] / 255 * strength
    tint = np.asarray(colour, dtype=np.float32) / 255
    return np.clip(page * (1 - cover * (1 - tint)), 0, 255).astype(np.uint8)


def _placed(page: pages.Image, stamp: Image.Image, middle: tuple[float, float]) -> pages.Image:
    layer = Image.new("L", (page.shape[1], page.shape[0]), 0)
    layer.paste(stamp, (round(middle[0] - stamp.width / 2), round(middle[1] - stamp.height / 2)))
    return np.asarray(layer)


def _seal(ring: str, dpi: int, rng: np.random.Generator, bold_file: Path) -> Image.Image:
    """Draw a round seal: two circles, the issuer around, a star in the middle; unevenly inked."""
    size = _seal_pixels(dpi) * _SHARP
    seal = Image.new("L", (size, size), 0)
    pen = ImageDraw.Draw(seal)
    for radius, share in ((0.49, 0.016), (0.455, 0.006), (0.30, 0.008)):
        edge = size * (0.5 - radius)
        pen.ellipse((edge, edge, size - edge, size - edge), outline=255, width=round(size * share))
    _write_around(seal, ring, 0.38 * size, bold_file)
    pen.polygon(_star(size / 2, size / 2, size * 0.2), outline=255, width=max(2, size // 70))
    pen.polygon(_star(size / 2, size / 2, size * 0.11), fill=255)
    pen.polygon(_star(size / 2, size * 0.885, size * 0.035), fill=255)
    turned = seal.rotate(float(rng.uniform(-14, 14)), resample=Image.Resampling.BICUBIC)
    small = turned.resize((size // _SHARP, size // _SHARP), Image.Resampling.LANCZOS)
    blotches = Image.fromarray(rng.integers(120, 256, (9, 9), dtype=np.uint8))
    inking = np.asarray(blotches.resize(small.size, Image.Resampling.BICUBIC), dtype=np.float32)
    return Image.fromarray((np.asarray(small) * (inking / 255)).astype(np.uint8))


def _write_around(seal: Image.Image, ring: str, radius: float, bold_file: Path) -> None:
    """Write along the circle, from the lower left over the top to the lower right."""
    size = seal.width
    font = ImageFont.truetype(str(bold_file), max(8, round(size * 0.092)))
    widths = [font.getlength(letter) for letter in ring]
    available = math.radians(290)
    step = min(1.15 / radius, available / max(sum(widths), 1.0))
    angle = -sum(widths) * step / 2
    for letter, width in zip(ring, widths, strict=True):
        angle += width * step / 2
        tile = Image.new("L", (round(size * 0.2),) * 2, 0)
        middle = tile.width / 2
        ImageDraw.Draw(tile).text((middle, middle), letter, font=font, fill=255, anchor="mm")
        turned = tile.rotate(-math.degrees(angle), resample=Image.Resampling.BICUBIC)
        left = round(size / 2 + radius * math.sin(angle) - middle)
        top = round(size / 2 - radius * math.cos(angle) - middle)
        seal.paste(255, (left, top), turned)
        angle += width * step / 2


def _star(x: float, y: float, radius: float) -> list[tuple[float, float]]:
    spikes = [
        (index * math.pi / 5, radius if index % 2 == 0 else radius * 0.4) for index in range(10)
    ]
    return [(x + length * math.sin(turn), y - length * math.cos(turn)) for turn, length in spikes]


def _pen(
    page: pages.Image, center: tuple[float, float], scale: float, rng: np.random.Generator
) -> pages.Image:
    """Draw one looping stroke of a pen through ``center``, some 110 points wide."""
    along = np.linspace(0, 1, 400)
    loops = float(rng.uniform(3.5, 5.5))
    phase = float(rng.uniform(0, math.pi))
    fade = np.where(along < 0.7, 1.0, np.clip((1 - along) / 0.3, 0, 1) * 0.6)
    x = (along - 0.45) * 110 + 9 * np.sin(2 * math.pi * loops * along + phase)
    y = 17 * fade * np.cos(2 * math.pi * loops * along) - 8 * along + 6 * along**2
    points = [(center[0] + dx * scale, center[1] + dy * scale) for dx, dy in zip(x, y, strict=True)]
    layer = Image.new("L", (page.shape[1], page.shape[0]), 0)
    ImageDraw.Draw(layer).line(points, fill=255, width=max(2, round(1.3 * scale)), joint="curve")
    return np.asarray(layer)
