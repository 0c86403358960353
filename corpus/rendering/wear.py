"""Wears a clean page as scanners and copiers do, in levels 1 to 3 (level 0 leaves it clean).

Everything at random hangs on document, page and level alone, so a scan can be made again.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as PillowImage

from corpus.rendering.fonts import load_fonts
from corpus.rendering.ink import draw_signature
from corpus.rendering.pages import Image, Jpeg, RenderedFile, bind_scan, open_rendered

LEVELS = (0, 1, 2, 3)
_REFERENCE_DPI = 200
_MODULES = ("wear.py", "ink.py", "pages.py")
_CLEAN_QUALITY = 95
_COPY_CONTRAST = 1.6
_EDGE_DARKNESS = 0.6

Tones = NDArray[np.float32]  # height x width x 3, 0..255 while a page is worn


@dataclass(frozen=True, slots=True)
class Wear:
    """What a level does to a page; lengths in pixels at 200 dpi, tones in grey values or shares."""

    level: int
    skew_degrees: float
    blur_sigma: float
    uneven_light: float
    faded: float
    noise_sigma: float
    specks: int
    speck_size: int
    quality: int
    signed: bool
    dark_edge: bool
    photocopied: bool
    bleed_through: float


@dataclass(frozen=True, slots=True)
class Scan:
    """A worn document: the image-only PDF and its page images."""

    pdf: bytes
    pages: tuple[Jpeg, ...]


@cache
def wear_version() -> str:
    """Return a short hash of the code that wears pages: other code, other scans."""
    digest = hashlib.sha256()
    for module in _MODULES:
        digest.update((files("corpus.rendering") / module).read_bytes())
    return digest.hexdigest()[:12]


def wear_of(level: int) -> Wear:
    """Define a level; raises ValueError for any but 0 to 3."""
    if level not in LEVELS:
        raise ValueError(f"no level of wear {level}; there are {LEVELS}")
    k = level
    return Wear(
        level=k,
        skew_degrees=0.55 * k,
        blur_sigma=0.35 + 0.28 * k if k else 0.0,
        uneven_light=0.05 * k,
        faded=0.10 * k,
        noise_sigma=3.2 * k,
        specks=45 * k,
        speck_size=k,
        quality=88 - 14 * k if k else _CLEAN_QUALITY,
        signed=k >= 1,
        dark_edge=k >= 2,
        photocopied=k >= 3,
        bleed_through=0.07 if k >= 3 else 0.0,
    )


def wear_file(path: Path, document: str, level: int, dpi: int = _REFERENCE_DPI) -> Scan:
    """Make a scan of a rendered PDF; ``document`` (its slug) seeds what is at random."""
    wear = wear_of(level)
    with open_rendered(path) as rendered:
        worn = worn_pages(rendered, document, wear, dpi)
        jpegs = tuple(
            encode(image, rendered.sheet(number), wear.quality, dpi)
            for number, image in enumerate(worn)
        )
    return Scan(bind_scan(jpegs), jpegs)


def worn_pages(rendered: RenderedFile, document: str, wear: Wear, dpi: int) -> Iterator[Image]:
    """Yield the worn pages in order: RGB, or grey where the level is photocopied."""
    for number in range(rendered.page_count):
        rng = _random(document, number, wear.level)
        page = rendered.draw(number, dpi)
        if wear.signed:
            page = _signed(page, rendered, number, dpi, rng)
        yield wear_page(page, wear, dpi, rng)


def encode(
    image: Image, sheet: tuple[float, float], quality: int, dpi: int, *, small: bool = False
) -> Jpeg:
    """Encode a page image as JPEG for a sheet of that size in points; ``small`` takes longer."""
    buffer = io.BytesIO()
    PillowImage.fromarray(image).save(
        buffer, "JPEG", quality=quality, dpi=(dpi, dpi), optimize=small, progressive=small
    )
    return Jpeg(buffer.getvalue(), *sheet)


def _random(document: str, page: int, level: int) -> np.random.Generator:
    seed = hashlib.sha256(f"{document}/{page}/{level}".encode()).digest()
    return np.random.default_rng(int.from_bytes(seed[:8], "big"))


def _signed(
    page: Image, rendered: RenderedFile, number: int, dpi: int, rng: np.random.Generator
) -> Image:
    bold_file = load_fonts().bold_file
    for place in rendered.signatures():
        if place.page == number:
            center = (place.x * dpi / 72, place.y * dpi / 72)
            page = draw_signature(page, center, rendered.issuer, dpi, rng, bold_file)
    return page


def wear_page(page: Image, wear: Wear, dpi: int, rng: np.random.Generator) -> Image:
    """Wear one page image (RGB); its size stays the same."""
    if wear.level == 0:
        return page
    scale = dpi / _REFERENCE_DPI
    tones = page.astype(np.float32)
    if wear.photocopied:
        tones = _photocopy(tones, wear.bleed_through)
    tones = _skew(tones, float(rng.uniform(-wear.skew_degrees, wear.skew_degrees)))
    tones = cv2.GaussianBlur(tones, (0, 0), wear.blur_sigma * scale).astype(np.float32)
    tones = 255 - (255 - tones) * (1 - wear.faded)
    tones = _specks(tones, wear, scale, rng)
    if wear.dark_edge:
        tones = _dark_edge(tones, scale, rng)
    tones *= _light(tones.shape[:2], wear.uneven_light, rng)[..., None]
    grain = rng.normal(0, wear.noise_sigma, tones.shape[:2]).astype(np.float32)
    worn = np.clip(tones + grain[..., None], 0, 255).astype(np.uint8)
    return np.ascontiguousarray(worn[..., 0]) if wear.photocopied else worn


def _photocopy(tones: Tones, bleed_through: float) -> Tones:
    """Turn to grey, harden the contrast and let the mirrored page shine through."""
    grey = cv2.cvtColor(tones, cv2.COLOR_RGB2GRAY)
    hard = np.clip((grey - 140) * _COPY_CONTRAST + 140, 0, 255)
    copied = np.maximum(hard - bleed_through * (255 - hard[:, ::-1]), 0)
    return np.repeat(copied[..., None], 3, axis=2).astype(np.float32)


def _skew(tones: Tones, degrees: float) -> Tones:
    height, width = tones.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    turned = cv2.warpAffine(
        tones, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=(255, 255, 255)
    )
    return turned.astype(np.float32)


def _specks(tones: Tones, wear: Wear, scale: float, rng: np.random.Generator) -> Tones:
    height, width = tones.shape[:2]
    for _ in range(wear.specks):
        size = max(1, round(int(rng.integers(1, wear.speck_size + 1)) * scale))
        x, y = int(rng.integers(0, width)), int(rng.integers(0, height))
        tones[y : y + size, x : x + size] *= float(rng.uniform(0.1, 0.6))
    return tones


def _dark_edge(tones: Tones, scale: float, rng: np.random.Generator) -> Tones:
    """Darken the left edge, where the sheet bends into the binding."""
    reach = float(rng.uniform(14, 26)) * scale
    shade = 1 - _EDGE_DARKNESS * np.exp(-np.arange(tones.shape[1], dtype=np.float32) / reach)
    shaded: Tones = tones * shade[None, :, None].astype(np.float32)
    return shaded


def _light(shape: tuple[int, int], share: float, rng: np.random.Generator) -> Tones:
    """Make a smooth field from 1 down to 1 - ``share``, brightest at one side."""
    angle = float(rng.uniform(0, 2 * np.pi))
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    slope = x / shape[1] * np.cos(angle) + y / shape[0] * np.sin(angle)
    slope = (slope - slope.min()) / (slope.max() - slope.min())
    light: Tones = 1 - share * slope
    return light
