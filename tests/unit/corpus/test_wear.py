from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pymupdf
import pytest
from PIL import Image as PillowImage

from corpus.rendering.__main__ import main
from corpus.rendering.demo import DEMO_DOCUMENTS
from corpus.rendering.manuscript import parse_manuscript
from corpus.rendering.pages import Image, open_rendered
from corpus.rendering.typeset import typeset
from corpus.rendering.wear import Scan, Wear, wear_file, wear_of, wear_page

CORPUS = Path(__file__).resolve().parents[3] / "corpus"
DPI = 72
SOURCE = """@issuer ỦY BAN NHÂN DÂN|XÃ AN BÌNH
@para Một câu.
@pagebreak
@para Câu cuối.
@sign CHỦ TỊCH
@signer Nguyễn Thị Ánh
"""

# level: skew, blur, light, faded, noise, specks, speck size, quality, signed, edge, copied, bleed
LEVELS = [
    (1, 0.55, 0.63, 0.05, 0.10, 3.2, 45, 1, 74, True, False, False, 0.0),
    (2, 1.10, 0.91, 0.10, 0.20, 6.4, 90, 2, 60, True, True, False, 0.0),
    (3, 1.65, 1.19, 0.15, 0.30, 9.6, 135, 3, 46, True, True, True, 0.07),
]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("rendered") / "source.pdf"
    path.write_bytes(typeset(parse_manuscript(SOURCE)))
    return path


def _pixels(scan: Scan, page: int) -> np.ndarray:
    return np.asarray(PillowImage.open(io.BytesIO(scan.pages[page].data)))


@pytest.mark.parametrize("row", LEVELS, ids=lambda row: f"level {row[0]}")
def test_levels_are_those_that_figures_are_compared_by(row: tuple[float, ...]) -> None:
    wear = wear_of(int(row[0]))
    found = (
        wear.level, wear.skew_degrees, wear.blur_sigma, wear.uneven_light, wear.faded,
        wear.noise_sigma, wear.specks, wear.speck_size, wear.quality, wear.signed,
        wear.dark_edge, wear.photocopied, wear.bleed_through,
    )  # fmt: skip
    assert found == pytest.approx(row)


@pytest.mark.parametrize("level", [-1, 4])
def test_other_levels_do_not_exist(level: int) -> None:
    with pytest.raises(ValueError, match="no level of wear"):
        wear_of(level)


def _worn(page: Image, wear: Wear, seed: int = 7) -> np.ndarray:
    return wear_page(page, wear, 200, np.random.default_rng(seed)).astype(float)


@pytest.mark.parametrize("level", [1, 2, 3])
def test_tones_of_a_blank_and_of_a_black_page(level: int) -> None:
    wear = wear_of(level)
    blank = _worn(np.full((600, 500, 3), 255, np.uint8), wear)
    black = _worn(np.zeros((600, 500, 3), np.uint8), wear)
    grey = black if black.ndim == 2 else black[..., 0]
    middle = grey[250:350, 200:300]
    lightest = 255 * wear.faded
    assert lightest * (1 - wear.uneven_light) - 2 <= np.median(middle) <= lightest + 2, (
        "faded black"
    )
    noise = np.std(middle - np.median(middle))
    assert noise == pytest.approx(wear.noise_sigma, rel=0.25)
    paper = blank if blank.ndim == 2 else blank[..., 0]
    corners = [
        np.median(part)
        for part in (paper[:60, 150:250], paper[:60, -60:], paper[-60:, 150:250], paper[-60:, -60:])
    ]
    assert max(corners) - min(corners) <= 255 * wear.uneven_light + wear.noise_sigma
    assert max(corners) - min(corners) > 255 * wear.uneven_light * 0.4, "the light is uneven"


@pytest.mark.parametrize("level", [1, 2, 3])
def test_skew_stays_within_its_bound_and_is_used(level: int) -> None:
    page = np.full((400, 1200, 3), 255, np.uint8)
    page[198:203] = 0
    wear = wear_of(level)
    angles = []
    for seed in range(12):
        worn = _worn(page, wear, seed)
        grey = worn if worn.ndim == 2 else worn[..., 0]
        left, right = (np.argmin(grey[:, x - 40 : x + 40].mean(axis=1)) for x in (150, 1050))
        angles.append(np.degrees(np.arctan((right - left) / 900)))
    assert max(np.abs(angles)) <= wear.skew_degrees + 0.1
    assert max(angles) - min(angles) > wear.skew_degrees * 0.7


@pytest.mark.parametrize(("level", "dark"), [(1, False), (2, True), (3, True)])
def test_binding_edge_is_dark_from_level_2(level: int, dark: bool) -> None:
    worn = _worn(np.full((400, 500, 3), 255, np.uint8), wear_of(level))
    grey = worn if worn.ndim == 2 else worn[..., 0]
    assert bool(np.median(grey[:, :4]) < 0.7 * np.median(grey[:, 200:300])) is dark


def test_level_3_lets_the_mirrored_page_shine_through() -> None:
    page = np.full((400, 600, 3), 255, np.uint8)
    page[150:250, 420:520] = 0
    worn = _worn(page, wear_of(3))
    above, ghost, below = (np.median(worn[y : y + 30, 100:160]) for y in (100, 185, 270))
    paper = (above + below) / 2  # the light falls off evenly, so the middle of both is right
    assert paper - ghost == pytest.approx(0.07 * 255 * 0.7, abs=5)


def test_level_0_leaves_the_page_as_it_was(source: Path) -> None:
    with open_rendered(source) as rendered:
        page = rendered.draw(0, DPI)
    assert np.array_equal(wear_page(page, wear_of(0), DPI, np.random.default_rng(1)), page)


@pytest.mark.parametrize("level", [0, 1, 2, 3])
def test_a_scan_is_images_alone_and_can_be_made_again(source: Path, level: int) -> None:
    scan = wear_file(source, "an-binh", level, DPI)
    assert wear_file(source, "an-binh", level, DPI) == scan
    with pymupdf.open(stream=scan.pdf) as document:
        assert len(document) == 2
        for page in document:
            assert page.get_text().strip() == ""
            assert len(page.get_images()) == 1
            assert (round(page.rect.width), round(page.rect.height)) == (595, 842)
    assert _pixels(scan, 0).shape[:2] == (842, 596)


def test_document_page_and_level_seed_what_is_at_random(source: Path) -> None:
    first = wear_file(source, "an-binh", 1, DPI)
    assert wear_file(source, "an-hoa", 1, DPI).pages[0] != first.pages[0]
    assert wear_file(source, "an-binh", 2, DPI).pages[0] != first.pages[0]


def test_dpi_sets_the_size_of_the_images(source: Path) -> None:
    assert _pixels(wear_file(source, "an-binh", 1, 100), 0).shape[:2] == (1170, 827)


def _red(pixels: np.ndarray) -> int:
    tones = pixels.astype(int)
    return int(np.sum((tones[..., 0] - tones[..., 1] > 30) & (tones[..., 0] - tones[..., 2] > 30)))


@pytest.mark.parametrize("level", [1, 2])
def test_seal_stands_on_the_signed_page_alone(source: Path, level: int) -> None:
    scan = wear_file(source, "an-binh", level, DPI)
    assert _red(_pixels(scan, 0)) == 0
    assert _red(_pixels(scan, 1)) > 200


def test_seal_lies_over_the_left_of_the_signature(source: Path) -> None:
    scan = wear_file(source, "an-binh", 1, DPI)
    tones = _pixels(scan, 1).astype(int)
    red = np.argwhere(tones[..., 0] - tones[..., 1] > 30)
    with open_rendered(source) as rendered:
        (place,) = rendered.signatures()
    assert place.page == 1
    middle_y, middle_x = red.mean(axis=0)
    assert abs(middle_y - place.y) < 25
    assert place.x - 90 < middle_x < place.x - 20


def test_level_3_is_grey(source: Path) -> None:
    assert _pixels(wear_file(source, "an-binh", 3, DPI), 1).ndim == 2


def test_demo_scans_are_small_images_of_whole_documents() -> None:
    paths = [CORPUS / "demo" / f"{slug}.pdf" for slug in DEMO_DOCUMENTS]
    assert sum(path.stat().st_size for path in paths) < 4_000_000
    for path in paths:
        with (
            pymupdf.open(path) as scan,
            pymupdf.open(CORPUS / "gold" / path.stem / "source.pdf") as source,
        ):
            assert len(scan) == len(source)
            assert not any(page.get_text().strip() for page in scan)
            widths = {image[2] for page in scan for image in page.get_images()}
            assert widths == {1654}, "200 dpi"


def test_commands_render_and_wear_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "an-binh"
    folder.mkdir()
    (folder / "manuscript.txt").write_text(SOURCE, encoding="utf-8")
    assert main(["render", str(folder)]) == 0
    assert (
        main(
            [
                "wear",
                str(folder),
                "--level",
                "2",
                "--dpi",
                "72",
                "--images",
                "-o",
                str(tmp_path / "out"),
            ]
        )
        == 0
    )
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["an-binh-l2-001.jpg", "an-binh-l2-002.jpg", "an-binh-l2.pdf"]


def test_a_wrong_manuscript_fails_and_the_others_are_rendered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, text in (("bad", "@nothing"), ("good", "@para a")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "manuscript.txt").write_text(text, encoding="utf-8")
    assert main(["render", str(tmp_path / "bad"), str(tmp_path / "good")]) == 1
    assert "bad: line 1: unknown directive" in capsys.readouterr().err
    assert (tmp_path / "good" / "source.pdf").is_file()
