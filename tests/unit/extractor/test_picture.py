from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from extractor.picture import PictureSource
from extractor.source import PageError
from models.domain.errors import DamagedFileError, ImageTooLargeError, TooManyPagesError
from models.settings import Limits


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    """Close what a test has opened."""
    yield
    while OPEN:
        OPEN.pop().close()


def opened(path: Path, limits: Limits) -> PictureSource:
    OPEN.append(PictureSource(path, limits))
    return OPEN[-1]


OPEN: list[PictureSource] = []
SHADE = Image.fromarray(np.linspace(0, 255, 200 * 100).reshape(200, 100).astype(np.uint8))
PORTRAIT = (100, 200)

FORMATS = [
    ("a.png", "1", "one bit"),
    ("a.png", "L", "grey"),
    ("a.png", "RGBA", "with transparency"),
    ("a.png", "P", "with a palette"),
    ("a.jpg", "RGB", "colour"),
    ("a.jpg", "CMYK", "print colours"),
    ("a.tif", "1", "fax"),
    ("a.tif", "I;16", "sixteen bits"),
]


@pytest.mark.parametrize(("name", "mode", "why"), FORMATS)
def test_every_kind_of_pixel_becomes_grey_or_colour(
    tmp_path: Path, name: str, mode: str, why: str
) -> None:
    path = tmp_path / name
    SHADE.convert(mode).save(path)
    pixels = opened(path, Limits()).image(0, 600).pixels
    assert pixels.dtype == np.uint8, why
    assert pixels.shape[:2] == (200, 100)
    assert pixels[:20].mean() < 70
    assert pixels[-20:].mean() > 180


def test_transparent_is_paper(tmp_path: Path) -> None:
    Image.new("RGBA", PORTRAIT, (0, 0, 0, 0)).save(tmp_path / "a.png")
    assert opened(tmp_path / "a.png", Limits()).image(0, 600).pixels.min() == 255


@pytest.mark.parametrize(("turn", "shape"), [(1, (200, 100)), (6, (100, 200)), (3, (200, 100))])
def test_the_camera_tells_which_way_is_up(
    tmp_path: Path, turn: int, shape: tuple[int, int]
) -> None:
    exif = Image.Exif()
    exif[0x0112] = turn
    SHADE.save(tmp_path / "a.jpg", exif=exif)
    source = opened(tmp_path / "a.jpg", Limits())
    assert source.image(0, 600).pixels.shape[:2] == shape
    page = source.native(0)
    assert (page.height > page.width) == (shape[0] > shape[1])


RESOLUTIONS = [
    ((1654, 2339), 200, 200.0, "as told"),
    ((1654, 2339), 72, 200.0, "a camera's habit: as if it were one A4 page"),
    ((1654, 2339), None, 200.0, "not told"),
    ((1654, 2339), 1200, 200.0, "no page is so small"),
    ((3308, 2339), 200, 200.0, "A3"),
]


@pytest.mark.parametrize(("size", "told", "dpi", "why"), RESOLUTIONS)
def test_resolution_is_believed_if_the_sheet_is_one(
    tmp_path: Path, size: tuple[int, int], told: int | None, dpi: float, why: str
) -> None:
    Image.new("1", size, 1).save(tmp_path / "a.png", **({"dpi": (told, told)} if told else {}))
    assert opened(tmp_path / "a.png", Limits()).native(0).image_dpi == pytest.approx(
        dpi, rel=0.01
    ), why


def test_every_frame_of_a_tiff_is_a_page(tmp_path: Path) -> None:
    frames = [Image.new("L", PORTRAIT, shade) for shade in (10, 20, 30)]
    frames[0].save(tmp_path / "a.tif", save_all=True, append_images=frames[1:])
    source = opened(tmp_path / "a.tif", Limits())
    assert source.page_count == 3
    assert [int(source.image(n, 600).pixels[0, 0]) for n in (2, 0, 1)] == [30, 10, 20]
    with pytest.raises(TooManyPagesError):
        opened(tmp_path / "a.tif", Limits(max_pages=2))


def test_size_is_refused_before_decoding(tmp_path: Path) -> None:
    Image.new("1", (2000, 2000)).save(tmp_path / "a.png")
    with pytest.raises(ImageTooLargeError) as caught:
        opened(tmp_path / "a.png", Limits(max_page_pixels=1_000_000))
    assert caught.value.facts == {"pixels": 4_000_000, "limit": 1_000_000}


def test_one_large_frame_costs_that_page_only(tmp_path: Path) -> None:
    small, large = Image.new("L", (10, 10)), Image.new("L", (2000, 2000))
    small.save(tmp_path / "a.tif", save_all=True, append_images=[large])
    source = opened(tmp_path / "a.tif", Limits(max_page_pixels=1_000_000))
    assert source.image(0, 100).pixels.size > 0
    with pytest.raises(PageError):
        source.image(1, 100)


def test_a_cut_image_gives_what_is_there(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (400, 300), dtype=np.uint8)
    Image.fromarray(noise).save(tmp_path / "a.jpg")
    whole = (tmp_path / "a.jpg").read_bytes()
    (tmp_path / "cut.jpg").write_bytes(whole[: len(whole) // 2])
    assert opened(tmp_path / "cut.jpg", Limits()).image(0, 600).partial
    (tmp_path / "head.jpg").write_bytes(whole[:20])
    with pytest.raises(DamagedFileError):
        opened(tmp_path / "head.jpg", Limits())


def test_a_finer_image_is_shrunk_to_what_is_asked_for(tmp_path: Path) -> None:
    Image.new("L", (2480, 3508), 255).save(tmp_path / "a.png", dpi=(300, 300))
    image = opened(tmp_path / "a.png", Limits()).image(0, 150)
    assert (image.dpi, image.pixels.shape) == (150, (1754, 1240))
