from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pymupdf
import pytest

from extractor.reader import PdfSource
from extractor.source import PageError
from models.domain.errors import DamagedFileError, PasswordError, TooManyPagesError
from models.settings import Limits

Draw = Callable[[pymupdf.Page], object]


def saved(path: Path, *pages: Draw, **options: object) -> Path:
    with pymupdf.open() as document:
        for draw in pages:
            draw(document.new_page(width=595, height=842))
        document.save(path, **options)
    return path


def says(page: pymupdf.Page, text: str, **how: object) -> None:
    page.insert_text((60, 100), text, fontsize=12)
    page.insert_text((60, 200), "unseen", **{"fontsize": 12, **how})


def covered(page: pymupdf.Page) -> None:
    page.insert_text((60, 200), "unseen", fontsize=12)
    page.insert_image(page.rect, pixmap=pymupdf.Pixmap(pymupdf.csGRAY, (0, 0, 60, 80), False))
    page.insert_text((60, 100), "plan", fontsize=12)


def white_on_black(page: pymupdf.Page) -> None:
    page.draw_rect((50, 180, 300, 220), fill=(0, 0, 0))
    page.insert_text((60, 200), "heading", color=(1, 1, 1))


def cropped(page: pymupdf.Page) -> None:
    says(page, "plan")
    page.set_cropbox(pymupdf.Rect(0, 0, 595, 150))


HIDDEN = [
    (lambda page: says(page, "plan", render_mode=3), "drawn invisibly"),
    (lambda page: says(page, "plan", color=(1, 1, 1)), "white on white"),
    (lambda page: says(page, "plan", fontsize=1), "one point high"),
    (lambda page: says(page, "plan", fill_opacity=0), "transparent"),
    (covered, "under an image"),
    (cropped, "outside the page"),
]


@pytest.mark.parametrize(("draw", "why"), HIDDEN)
def test_words_that_nobody_sees_do_not_count(tmp_path: Path, draw: Draw, why: str) -> None:
    page = PdfSource(saved(tmp_path / "a.pdf", draw), Limits()).native(0)
    assert [word.text for word in page.words] == ["plan"], why


def test_white_words_on_dark_ground_count(tmp_path: Path) -> None:
    page = PdfSource(saved(tmp_path / "a.pdf", white_on_black), Limits()).native(0)
    assert [word.text for word in page.words] == ["heading"]


@pytest.mark.parametrize("rotation", (0, 90, 180, 270))
def test_boxes_are_those_of_the_page_as_displayed(tmp_path: Path, rotation: int) -> None:
    def draw(page: pymupdf.Page) -> None:
        page.insert_text((60, 100), "plan", fontsize=12)
        page.set_rotation(rotation)

    source = PdfSource(saved(tmp_path / "a.pdf", draw), Limits())
    page = source.native(0)
    (word,) = page.words
    assert (page.width, page.height) == ((842, 595) if rotation in (90, 270) else (595, 842))
    assert page.turned == (360 - rotation) % 360
    pixels = source.image(0, 72).pixels
    box = word.box
    ink = pixels[int(box.top) : int(box.bottom) + 1, int(box.left) : int(box.right) + 1]
    assert ink.min() < 128, "the box lies on the printed word"
    assert (pixels < 128).sum() == (ink < 128).sum(), "and there is ink nowhere else"


def test_rules_of_drawings_are_found(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        page.draw_line((60, 100), (300, 100))
        page.draw_rect((60, 200, 300, 201), fill=(0, 0, 0))
        page.draw_rect((60, 300, 300, 340))
        page.draw_line((60, 400), (300, 500))

    segments = PdfSource(saved(tmp_path / "a.pdf", draw), Limits()).native(0).segments
    assert sorted(round(s.at) for s in segments if s.horizontal) == [100, 200, 300, 340]
    assert sorted(round(s.at) for s in segments if not s.horizontal) == [60, 300]


def test_a_users_password_is_asked_for_and_an_owners_is_not(tmp_path: Path) -> None:
    aes = {"encryption": pymupdf.PDF_ENCRYPT_AES_256, "owner_pw": "owner"}
    says_plan: Draw = lambda page: page.insert_text((60, 100), "plan")  # noqa: E731
    owned = saved(tmp_path / "owned.pdf", says_plan, **aes, user_pw="")
    locked = saved(tmp_path / "locked.pdf", says_plan, **aes, user_pw="user")
    assert PdfSource(owned, Limits()).native(0).words[0].text == "plan"
    with pytest.raises(PasswordError):
        PdfSource(locked, Limits())


def test_limits_of_pages_and_pixels(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.pdf", covered, covered, covered)
    with pytest.raises(TooManyPagesError) as caught:
        PdfSource(path, Limits(max_pages=2))
    assert caught.value.facts == {"pages": 3, "limit": 2}
    with pytest.raises(PageError) as failed:
        PdfSource(path, Limits(max_page_pixels=4000)).image(0, 200)
    assert failed.value.kind == "page_too_large"


def test_a_huge_sheet_is_drawn_within_the_pixel_limit(tmp_path: Path) -> None:
    with pymupdf.open() as document:
        document.new_page(width=14_000, height=14_000)
        document.save(tmp_path / "a.pdf")
    image = PdfSource(tmp_path / "a.pdf", Limits(max_page_pixels=1_000_000)).image(0, 300)
    assert image.pixels.shape[0] * image.pixels.shape[1] <= 1_010_000
    assert image.dpi < 300


def test_a_cut_file_is_saved_as_far_as_it_goes_or_refused(tmp_path: Path) -> None:
    sound = saved(tmp_path / "a.pdf", covered, covered).read_bytes()
    cut = tmp_path / "cut.pdf"
    cut.write_bytes(sound[:-200])
    assert PdfSource(cut, Limits()).repaired
    cut.write_bytes(sound[:60])
    with pytest.raises(DamagedFileError):
        PdfSource(cut, Limits())
