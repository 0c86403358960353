from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pymupdf
import pytest

from corpus.rendering.fonts import FontMissingError, load_fonts
from corpus.rendering.manuscript import ManuscriptError, parse_manuscript
from corpus.rendering.typeset import GlyphMissingError, typeset

HEAD = """@superior UBND TỈNH HƯNG YÊN
@issuer SỞ Y TẾ
@number Số:        /KH-SYT
@place Hưng Yên, ngày      tháng      năm 2026
@type KẾ HOẠCH
@title Chăm sóc trẻ em năm 2026
"""
CLOSING = """@recipients - Bộ Y tế;|- Lưu: VT.
@sign KT. GIÁM ĐỐC|PHÓ GIÁM ĐỐC
@signer Nguyễn Thị Ánh
"""
LONG = "@para " + "Tiếp tục rà soát, củng cố dịch vụ bảo vệ trẻ em. " * 30 + "\n"


@dataclasses.dataclass(frozen=True)
class Printed:
    """A word on a page and where its box lies, in points."""

    page: int
    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


def render(source: str) -> list[Printed]:
    return list(_words(typeset(parse_manuscript(source))))


def _words(pdf: bytes) -> Iterator[Printed]:
    with pymupdf.open(stream=pdf) as document:
        for page in document:
            for left, top, right, bottom, text, *_ in page.get_text("words"):
                yield Printed(page.number, text, left, top, right, bottom)


def find(words: list[Printed], text: str) -> Printed:
    return next(word for word in words if word.text == text)


def test_head_has_two_columns_on_common_lines() -> None:
    words = render(HEAD)
    page_middle = 595 / 2
    assert find(words, "SỞ").middle < page_middle < find(words, "NGHĨA").middle
    assert find(words, "Số:").middle < page_middle < find(words, "tháng").middle
    assert find(words, "UBND").bottom == pytest.approx(find(words, "CỘNG").bottom, abs=1)
    assert find(words, "Số:").bottom == pytest.approx(find(words, "tháng").bottom, abs=1)
    assert find(words, "SỞ").top > find(words, "UBND").top, "the superior stands above the issuer"


def test_blanks_for_the_pen_stay_wide() -> None:
    words = render(HEAD)
    assert find(words, "/KH-SYT").left - find(words, "Số:").right > 20


def test_title_stands_in_the_middle_of_the_text() -> None:
    words = render(HEAD)
    text_middle = (85 + 595 - 45) / 2
    kind = [word for word in words if word.text in {"KẾ", "HOẠCH"}]
    assert (kind[0].left + kind[1].right) / 2 == pytest.approx(text_middle, abs=1)


def test_recipients_and_authority_stand_at_the_same_height() -> None:
    words = render("@para Một câu.\n" + CLOSING)
    assert find(words, "Nơi").top == pytest.approx(find(words, "KT.").top, abs=4)
    assert find(words, "Nơi").left == pytest.approx(85, abs=1)
    assert find(words, "Ánh").middle > 595 / 2
    assert find(words, "Ánh").top - find(words, "PHÓ").bottom > 50, "room for the pen"


def test_closing_is_never_parted_from_the_last_paragraph() -> None:
    for count in range(1, 60, 7):
        words = render("@para Câu.\n" * count + "@para Cuối cùng.\n" + CLOSING)
        pages = {find(words, text).page for text in ("Cuối", "Nơi", "Ánh")}
        assert len(pages) == 1, count


def test_pages_are_numbered_from_the_second_and_again_in_the_appendix() -> None:
    words = render(LONG * 6 + "@appendix PHỤ LỤC\n" + LONG * 4)
    numbers = [(word.page, word.text) for word in words if word.bottom < 60]
    pages = words[-1].page + 1
    appendix = find(words, "PHỤ").page
    assert appendix >= 2
    assert pages - appendix >= 2
    expected = [(page, str(page + 1)) for page in range(1, appendix)]
    expected += [(page, str(page - appendix + 1)) for page in range(appendix + 1, pages)]
    assert numbers == expected


def test_orders_for_a_new_page_in_a_row_make_one_page() -> None:
    words = render("@para a\n@pagebreak\n@landscape\n@appendix PHỤ LỤC\n@para b")
    assert [word.page for word in words if word.text in {"a", "b"}] == [0, 1]


@pytest.mark.parametrize(
    ("source", "sizes", "reason"),
    [
        ("@para a", [(595, 842)], "A4 upright"),
        ("@landscape\n@para a", [(842, 595)], "a document may begin lying"),
        (
            "@para a\n@landscape\n@para b\n@portrait\n@para c",
            [(595, 842), (842, 595), (595, 842)],
            "turns there and back",
        ),
    ],
)
def test_sheets(source: str, sizes: list[tuple[int, int]], reason: str) -> None:
    with pymupdf.open(stream=typeset(parse_manuscript(source))) as document:
        assert [(round(page.rect.width), round(page.rect.height)) for page in document] == sizes, (
            reason
        )


def test_a_heading_is_never_the_last_line_of_a_page() -> None:
    for count in range(20, 40):
        words = render("@para Câu.\n" * count + "@heading I. MỤC TIÊU\n@para Nội dung.")
        assert find(words, "MỤC").page == find(words, "Nội").page, count


def test_merged_cells_and_repeated_header() -> None:
    rows = "".join(f"@row {index}|Chỉ tiêu số {index}\n@row ^|Tiếp theo\n" for index in range(30))
    words = render(f"@table widths=10,90 repeat=1\n@header TT|Nội dung\n{rows}@endtable")
    headers = [word for word in words if word.text == "TT"]
    assert len(headers) == words[-1].page + 1 > 1, "the header stands on every page"
    first, second = find(words, "0"), find(words, "Tiếp")
    assert first.top < second.top < first.bottom + 20, (
        "a merged cell is set in the middle of its rows"
    )


def test_group_row_stays_with_its_first_row() -> None:
    for count in range(22, 40):
        rows = "@row 1|Một\n" * count
        words = render(f"@table widths=10,90\n{rows}@group II|Nhóm\n@row 2|Cuối\n@endtable")
        assert find(words, "Nhóm").page == find(words, "Cuối").page, count


def test_ruled_and_unruled_tables() -> None:
    def rules(ruled: str) -> int:
        source = f"@table widths=50,50 ruled={ruled}\n@row a|b\n@endtable"
        with pymupdf.open(stream=typeset(parse_manuscript(source))) as document:
            return len(document[0].get_drawings())

    assert rules("no") == 0 < rules("yes")


def test_footnote_stands_in_the_bottom_margin_of_its_page() -> None:
    words = render(LONG * 3 + "@para Cuối.\n@footnote (1) Theo báo cáo.\n")
    note = find(words, "(1)")
    assert note.page == find(words, "Cuối.").page
    assert note.top > 842 - 60


def test_footnotes_longer_than_the_margin_are_refused_with_their_line() -> None:
    with pytest.raises(ManuscriptError, match="line 2: footnotes exceed"):
        typeset(parse_manuscript("@para a\n@footnote " + "rất dài " * 200))


def test_letters_without_a_glyph_are_refused() -> None:
    with pytest.raises(GlyphMissingError, match=r"U\+4E2D"):
        typeset(parse_manuscript("@para 中"))


def test_missing_font_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(FontMissingError, match="fonts-liberation2"):
        load_fonts((tmp_path,))


def test_a_font_without_vietnamese_letters_does_not_count(tmp_path: Path) -> None:
    good = load_fonts().bold_file.parent
    for cut in ("Regular", "Bold", "Italic", "BoldItalic"):
        name = f"LiberationSerif-{cut}.ttf"
        (tmp_path / name).write_bytes(
            b"not a font" if cut == "Italic" else (good / name).read_bytes()
        )
    with pytest.raises(FontMissingError):
        load_fonts((tmp_path,))


def test_the_same_manuscript_gives_the_same_bytes() -> None:
    manuscript = parse_manuscript(HEAD + LONG + CLOSING)
    assert typeset(manuscript) == typeset(manuscript)


def test_text_layer_is_sound() -> None:
    source = (
        "@para " + "".join(chr(code) for code in range(0x1EA0, 0x1EFA)) + " ăâđêôơư ≤ ≥ ‰ • – …"
    )
    text = "".join(word.text for word in render(source))
    assert text == unicodedata.normalize("NFC", source.removeprefix("@para ").replace(" ", ""))
