from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from extractor import tasks
from extractor.viewing import Box, draw_page
from models.domain.service_errors import BadBoxError, PageNotDrawableError
from models.settings import EngineName, OcrSettings, Settings


@pytest.fixture(autouse=True)
def prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be a worker process, without its limits."""
    monkeypatch.setattr(tasks, "resource", None)
    tasks.start(Settings(ocr=OcrSettings(engine=EngineName.NULL)))


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A page of 8 x 11 inches at 144 dots per inch: left half black, right half white."""
    image = Image.new("RGB", (1152, 1584), "white")
    image.paste("black", (0, 0, 576, 1584))
    path = tmp_path / "page.png"
    image.save(path, dpi=(144, 144))
    return path


def drawn(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    assert image.format == "PNG"
    return image.convert("RGB")


def test_a_whole_page_is_drawn(picture: Path) -> None:
    image = drawn(draw_page(picture, 1, 144, None))
    assert image.size == (1152, 1584)
    assert image.getpixel((10, 10)) == (0, 0, 0)
    assert image.getpixel((1100, 10)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("box", "size", "color", "reason"),
    [
        ((0, 0, 36, 36), (72, 72), (0, 0, 0), "a part of the black half, two dots a point"),
        ((400, 10, 420, 30), (40, 40), (255, 255, 255), "a part of the white half"),
        ((476, -50, 900, 900), (200, 1584), (255, 255, 255), "what lies outside is left out"),
    ],
)
def test_a_box_is_cut_out(
    picture: Path, box: Box, size: tuple[int, int], color: tuple[int, int, int], reason: str
) -> None:
    image = drawn(draw_page(picture, 1, 144, box))
    assert image.size == size, reason
    assert image.getpixel((5, 5)) == color, reason


@pytest.mark.parametrize(
    "box", [(50, 50, 50, 60), (60, 50, 50, 60), (600, 0, 700, 50), (-20, 0, -10, 50)]
)
def test_a_box_beside_the_page_or_without_area_is_refused(picture: Path, box: Box) -> None:
    with pytest.raises(BadBoxError):
        draw_page(picture, 1, 144, box)


@pytest.mark.parametrize("number", [0, 2, -1])
def test_a_page_that_is_not_there_is_refused(picture: Path, number: int) -> None:
    with pytest.raises(PageNotDrawableError):
        draw_page(picture, number, 72, None)
