"""Whole files through the pool: what is read is what was printed, in the order of the document."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pymupdf
import pytest

from corpus.rendering.manuscript import parse_manuscript
from corpus.rendering.typeset import typeset
from corpus.rendering.wear import wear_file
from extractor.pipeline import Reading, file_hash, read_file
from extractor.workers import ReadingPool
from models.domain.errors import DamagedFileError, NoTextError, PasswordError, WrongTypeError
from models.domain.layout import Document, Line, LineRole, Page, ReadMethod, Table
from models.settings import EngineName, Limits, OcrSettings, Settings

PLAN = """\
@superior UBND TỈNH AN LẠC
@issuer SỞ Y TẾ
@number Số: 52/KH-SYT
@place An Lạc, ngày 05 tháng 3 năm 2027
@type KẾ HOẠCH
@title Bảo vệ, chăm sóc trẻ em năm 2027
@para Căn cứ Kế hoạch số 36/KH-UBND ngày 23/01/2027 của UBND tỉnh, Sở Y tế ban hành kế hoạch như sau:
@heading I. MỤC TIÊU
@para - Giảm tỷ suất tử vong của trẻ em dưới 5 tuổi xuống dưới 18,5‰; tỷ lệ trẻ em suy dinh dưỡng thể nhẹ cân còn 6,2%.
@heading III. TỔ CHỨC THỰC HIỆN
@para Các đơn vị báo cáo về Sở Y tế trước ngày 10/12/2027./.
@recipients - UBND tỉnh;|- Các đơn vị trực thuộc;|- Trung tâm Y tế các khu vực;|- Lưu: VT, NVY.
@sign KT. GIÁM ĐỐC|PHÓ GIÁM ĐỐC
@signer Lê Thị Hà
@appendix PHỤ LỤC
@table widths=10,50,20,20
@header TT|Chỉ tiêu|Kế hoạch 2027|Phụ trách
@group II|Về chăm sóc sức khỏe
@row 1|Tỷ lệ trẻ em dưới 1 tuổi được tiêm chủng đầy đủ|≥ 95%|Trạm Y tế
@row 2|Tỷ suất trẻ em bị tai nạn thương tích|80/100.000|Khoa Nhi
@endtable
"""
SETTINGS = Settings(jobs=2)

ORDER = [
    "UBND TỈNH AN LẠC",
    "SỞ Y TẾ",
    "Số: 52/KH-SYT",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "An Lạc, ngày 05 tháng 3 năm 2027",
    "KẾ HOẠCH",
    "Bảo vệ, chăm sóc trẻ em năm 2027",
    "I. MỤC TIÊU",
    "III. TỔ CHỨC THỰC HIỆN",
    "Nơi nhận:",
    "- UBND tỉnh;",
    "- Trung tâm Y tế các khu vực;",
    "- Lưu: VT, NVY.",
    "KT. GIÁM ĐỐC",
    "PHÓ GIÁM ĐỐC",
    "Lê Thị Hà",
    "PHỤ LỤC",
]
CELLS = [
    (0, 0, 1, "TT"),
    (0, 1, 1, "Chỉ tiêu"),
    (0, 2, 1, "Kế hoạch 2027"),
    (0, 3, 1, "Phụ trách"),
    (1, 0, 1, "II"),
    (1, 1, 3, "Về chăm sóc sức khỏe"),
    (2, 0, 1, "1"),
    (2, 1, 1, "Tỷ lệ trẻ em dưới 1 tuổi được tiêm chủng đầy đủ"),
    (2, 2, 1, "≥ 95%"),
    (2, 3, 1, "Trạm Y tế"),
    (3, 0, 1, "2"),
    (3, 1, 1, "Tỷ suất trẻ em bị tai nạn thương tích"),
    (3, 2, 1, "80/100.000"),
    (3, 3, 1, "Khoa Nhi"),
]


@pytest.fixture(scope="module")
def pool() -> Iterator[ReadingPool]:
    with ReadingPool(SETTINGS) as made:
        yield made


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plan") / "plan.pdf"
    path.write_bytes(typeset(parse_manuscript(PLAN)))
    return path


@pytest.fixture(scope="module")
def born(plan: Path, pool: ReadingPool) -> Document:
    return read_file(plan, SETTINGS, pool).document


def scanned(plan: Path, folder: Path, level: int) -> Path:
    path = folder / f"scan-{level}.pdf"
    path.write_bytes(wear_file(plan, "plan", level).pdf)
    return path


def body(document: Document) -> list[str]:
    lines = (block for page in document.pages for block in page.blocks if isinstance(block, Line))
    return [line.text for line in lines if line.role is LineRole.BODY]


def tables(document: Document) -> list[Table]:
    return [block for page in document.pages for block in page.blocks if isinstance(block, Table)]


def cells(document: Document) -> list[tuple[int, int, int, str]]:
    (table,) = tables(document)
    return [(cell.row, cell.column, cell.column_span, cell.text) for cell in table.cells]


def words(document: Document) -> list[str]:
    return " ".join([*body(document), *(cell[3] for cell in cells(document))]).split()


def test_a_text_layer_is_read_as_it_was_printed(born: Document, plan: Path) -> None:
    lines = body(born)
    assert [line for line in lines if line in ORDER] == ORDER
    assert cells(born) == CELLS
    assert {page.method for page in born.pages} == {ReadMethod.TEXT_LAYER}
    assert born.sha256 == file_hash(plan)
    assert born.name == "plan.pdf"


@pytest.mark.parametrize("level", (0, 1, 2))
def test_a_scan_says_what_its_print_said(
    level: int, plan: Path, born: Document, pool: ReadingPool, tmp_path: Path
) -> None:
    reading = read_file(scanned(plan, tmp_path, level), SETTINGS, pool)
    assert reading.issues == ()
    assert {page.method for page in reading.document.pages} == {ReadMethod.OCR}
    lines = body(reading.document)
    anchors = [line for line in ORDER if line in lines]
    assert len(anchors) >= len(ORDER) - 3, "nearly every short line is exact"
    assert [line for line in lines if line in ORDER] == anchors, "and in its place"
    assert [cell[:3] for cell in cells(reading.document)] == [cell[:3] for cell in CELLS]
    expected, found = words(born), words(reading.document)
    lost = [word for word in expected if word not in found]
    assert len(lost) <= 0.04 * len(expected), lost
    for number in ("52/KH-SYT", "36/KH-UBND", "23/01/2027", "6,2%.", "80/100.000", "10/12/2027./."):
        assert number in found


def test_words_of_a_skewed_scan_lie_where_they_are_printed(
    plan: Path, born: Document, pool: ReadingPool, tmp_path: Path
) -> None:
    with pymupdf.open(plan) as printed, pymupdf.open() as skewed:
        pixels = printed[0].get_pixmap(dpi=200, colorspace=pymupdf.csGRAY)
        page = np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.width)
        lean = cv2.getRotationMatrix2D((pixels.width / 2, pixels.height / 2), 3.0, 1.0)
        leaning = cv2.warpAffine(page, lean, page.shape[::-1], borderValue=(255,))
        data = cv2.imencode(".png", leaning)[1].tobytes()
        sheet = skewed.new_page(width=printed[0].rect.width, height=printed[0].rect.height)
        sheet.insert_image(sheet.rect, stream=data)
        skewed.save(tmp_path / "skewed.pdf")
    found = read_file(tmp_path / "skewed.pdf", SETTINGS, pool).document.pages[0]
    centers = {word.text: word.box for word in _page_words(found)}
    scale = 72 / 200
    for word in _page_words(born.pages[0]):
        if word.text in ("52/KH-SYT", "36/KH-UBND", "10/12/2027./."):
            x, y = lean @ (word.box.center_x / scale, word.box.center_y / scale, 1.0) * scale
            assert centers[word.text].center_x == pytest.approx(x, abs=4)
            assert centers[word.text].center_y == pytest.approx(y, abs=4)


def _page_words(page: Page) -> list:  # type: ignore[type-arg]
    return [word for block in page.blocks if isinstance(block, Line) for word in block.words]


@pytest.mark.parametrize("turned", (90, 180, 270))
def test_a_page_fed_in_sideways_is_turned_upright(
    turned: int, plan: Path, pool: ReadingPool, tmp_path: Path
) -> None:
    with pymupdf.open(scanned(plan, tmp_path, 1)) as scan:
        pixels = scan[0].get_pixmap(dpi=200)
    image = np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.width, 3)
    cv2.imwrite(str(tmp_path / "fed.png"), np.rot90(image, turned // 90))
    (page,) = read_file(tmp_path / "fed.png", SETTINGS, pool).document.pages
    assert page.turned == turned
    assert (page.width > page.height) == (turned != 180)
    assert "SỞ Y TẾ" in [block.text for block in page.blocks if isinstance(block, Line)]


def test_a_mixed_file_is_read_page_by_page(plan: Path, pool: ReadingPool, tmp_path: Path) -> None:
    with pymupdf.open(plan) as mixed, pymupdf.open(scanned(plan, tmp_path, 1)) as scan:
        mixed.insert_pdf(scan, from_page=0, to_page=0)
        mixed.new_page(width=595, height=842)
        mixed.save(tmp_path / "mixed.pdf")
    seen: list[tuple[int, int]] = []
    reading = read_file(
        tmp_path / "mixed.pdf", SETTINGS, pool, lambda done, total, _: seen.append((done, total))
    )
    assert [page.method for page in reading.document.pages] == [
        ReadMethod.TEXT_LAYER,
        ReadMethod.TEXT_LAYER,
        ReadMethod.OCR,
        ReadMethod.BLANK,
    ]
    assert [page.number for page in reading.document.pages] == [1, 2, 3, 4]
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_every_frame_of_a_fax_is_read(plan: Path, pool: ReadingPool, tmp_path: Path) -> None:
    pages = []
    with pymupdf.open(plan) as printed:
        for sheet in printed:
            pixels = sheet.get_pixmap(dpi=200, colorspace=pymupdf.csGRAY)
            gray = np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.width)
            pages.append((gray > 140).astype(np.uint8) * 255)
    assert cv2.imwritemulti(str(tmp_path / "fax.tif"), pages)
    document = read_file(tmp_path / "fax.tif", SETTINGS, pool).document
    assert len(document.pages) == 2
    assert "80/100.000" in words(document)


def test_a_red_seal_does_not_hide_what_it_covers(
    plan: Path, pool: ReadingPool, tmp_path: Path
) -> None:
    with pymupdf.open(plan) as printed:
        pixels = printed[0].get_pixmap(dpi=200)
    page = np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.width, 3).copy()
    seal = np.full_like(page, 255)
    for radius in range(20, 160, 12):
        cv2.circle(seal, (700, 880), radius, (220, 40, 50), 4)
    cv2.imwrite(
        str(tmp_path / "sealed.png"), cv2.cvtColor(np.minimum(page, seal), cv2.COLOR_RGB2BGR)
    )
    found = body(read_file(tmp_path / "sealed.png", SETTINGS, pool).document)
    assert "I. MỤC TIÊU" in found
    assert any("18,5" in line for line in found)


def test_a_lying_layer_is_not_believed(plan: Path, pool: ReadingPool, tmp_path: Path) -> None:
    with pymupdf.open(scanned(plan, tmp_path, 1)) as scan:
        scan[0].insert_text((60, 700), "KE HOACH 99 " * 60, fontsize=4, render_mode=3)
        scan.save(tmp_path / "lying.pdf")
    page = read_file(tmp_path / "lying.pdf", SETTINGS, pool).document.pages[0]
    assert (page.method, page.reason) == (ReadMethod.OCR, "hidden_layer")
    assert "99" not in " ".join(block.text for block in page.blocks if isinstance(block, Line))


def test_hidden_words_behind_a_sound_layer_are_said_and_do_not_count(
    plan: Path, pool: ReadingPool, tmp_path: Path
) -> None:
    with pymupdf.open(plan) as printed:
        printed[0].insert_text((60, 820), "muc tieu 99", fontsize=4, render_mode=3)
        printed.save(tmp_path / "hidden.pdf")
    reading = read_file(tmp_path / "hidden.pdf", SETTINGS, pool)
    assert reading.document.pages[0].remarks == ("hidden_text",)
    assert [(issue.kind, issue.page) for issue in reading.issues] == [("page_hidden_text", 1)]
    assert "99" not in words(reading.document)


def test_words_typed_onto_a_scan_count(plan: Path, pool: ReadingPool, tmp_path: Path) -> None:
    with pymupdf.open(scanned(plan, tmp_path, 1)) as scan:
        scan[0].insert_text((300, 20), "05.03.2027 15:35:18 +07:00", fontsize=6)
        scan[0].insert_text((60, 800), "LH-2027", fontsize=12)
        scan.save(tmp_path / "typed.pdf")
    page = read_file(tmp_path / "typed.pdf", SETTINGS, pool).document.pages[0]
    roles = {block.text: block.role for block in page.blocks if isinstance(block, Line)}
    assert roles["05.03.2027 15:35:18 +07:00"] is LineRole.STAMP
    assert roles["LH-2027"] is LineRole.BODY


def _locked(plan: Path, path: Path) -> None:
    with pymupdf.open(plan) as sound:
        sound.save(path, encryption=pymupdf.PDF_ENCRYPT_AES_256, owner_pw="a", user_pw="b")


def _white(_: Path, path: Path) -> None:
    with pymupdf.open() as blank:
        blank.new_page()
        blank.save(path)


REFUSED: list[tuple[Callable[[Path, Path], object], type[Exception]]] = [
    (lambda plan, path: path.write_bytes(plan.read_bytes()[:300]), DamagedFileError),
    (lambda _, path: path.write_text("Kế hoạch", encoding="utf-8"), WrongTypeError),
    (_locked, PasswordError),
    (_white, NoTextError),
]


@pytest.mark.parametrize(("make", "kind"), REFUSED)
def test_what_cannot_be_read_is_refused_by_kind(
    make: Callable[[Path, Path], object],
    kind: type[Exception],
    plan: Path,
    pool: ReadingPool,
    tmp_path: Path,
) -> None:
    make(plan, tmp_path / "a.pdf")
    with pytest.raises(kind):
        read_file(tmp_path / "a.pdf", SETTINGS, pool)


def test_a_bad_page_is_reported_and_the_rest_is_read(plan: Path, tmp_path: Path) -> None:
    path = scanned(plan, tmp_path, 0)
    with pymupdf.open(plan) as mixed, pymupdf.open(path) as scan:
        mixed.insert_pdf(scan, from_page=0, to_page=0)
        mixed.save(tmp_path / "mixed.pdf")
    small = Settings(
        jobs=1, limits=Limits(max_page_pixels=1_000_000), ocr=OcrSettings(engine=EngineName.NULL)
    )
    with ReadingPool(small) as pool:
        reading = read_file(tmp_path / "mixed.pdf", small, pool)
    assert [(issue.kind, issue.page) for issue in reading.issues] == [("page_too_large", 3)]
    assert "3" in reading.issues[0].message
    assert reading.document.pages[2].method is ReadMethod.FAILED
    assert "SỞ Y TẾ" in body(reading.document)


def test_a_cut_file_says_that_pages_may_be_missing(
    plan: Path, pool: ReadingPool, tmp_path: Path
) -> None:
    (tmp_path / "cut.pdf").write_bytes(plan.read_bytes()[:-150])
    reading: Reading = read_file(tmp_path / "cut.pdf", SETTINGS, pool)
    assert [issue.kind for issue in reading.issues] == ["file_repaired"]
    assert "SỞ Y TẾ" in body(reading.document)
