from __future__ import annotations

import pytest

from extractor.assemble import compose
from extractor.grids import find_grids
from extractor.lines import make_line
from models.domain.geometry import BoundingBox
from models.domain.layout import Line, LineRole, Table, Word
from tests.unit.extractor.builders import line, printed, rules, texts

WIDTH, HEIGHT = 595.0, 842.0

HEAD = [
    ("ỦY BAN NHÂN DÂN", 110, 60),
    ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 290, 60),
    ("XÃ CAO SƠN", 125, 76),
    ("Độc lập - Tự do - Hạnh phúc", 330, 77),
    ("Số:          /KH-UBND", 118, 106),
    ("Cao Sơn, ngày 5 tháng 3 năm 2027", 315, 107),
]
BODY = [
    ("KẾ HOẠCH", 270, 140),
    (
        "Căn cứ Luật Trẻ em và các văn bản hướng dẫn thi hành, Ủy ban nhân dân xã ban hành kế",
        85,
        180,
    ),
    ("hoạch như sau:", 85, 198),
]
FOOT = [
    ("Nơi nhận:", 85, 600),
    ("TM. ỦY BAN NHÂN DÂN", 350, 601),
    ("- Sở Y tế;", 85, 615),
    ("CHỦ TỊCH", 390, 619),
    ("- Các thôn, tổ dân phố trong toàn xã;", 85, 629),
    ("- Lưu: VT.", 85, 643),
    ("Trần Văn Minh", 380, 720),
]


def fragments(rows: list[tuple[str, float, float]]) -> list[Line]:
    return [fragment for text, left, top in rows for fragment in printed(text, left, top)]


def test_head_and_foot_are_read_column_by_column() -> None:
    blocks = compose(fragments(HEAD + BODY + FOOT), (), WIDTH, HEIGHT)
    assert texts(blocks) == [
        "ỦY BAN NHÂN DÂN",
        "XÃ CAO SƠN",
        "Số: /KH-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Cao Sơn, ngày 5 tháng 3 năm 2027",
        *(text for text, _, _ in BODY),
        "Nơi nhận:",
        "- Sở Y tế;",
        "- Các thôn, tổ dân phố trong toàn xã;",
        "- Lưu: VT.",
        "TM. ỦY BAN NHÂN DÂN",
        "CHỦ TỊCH",
        "Trần Văn Minh",
    ]


def test_rows_of_an_unruled_list_stay_rows() -> None:
    rows = [("Tiêm chủng", 85, 200), ("95%", 400, 200), ("Khai sinh", 85, 220), ("98%", 400, 220)]
    assert texts(compose(fragments(rows), (), WIDTH, HEIGHT)) == [
        "Tiêm chủng",
        "95%",
        "Khai sinh",
        "98%",
    ]


def test_stretched_words_stay_one_line() -> None:
    row = [
        make_line([Word(t, BoundingBox(x, 300, x + 30, 312))])
        for t, x in (("trẻ", 85), ("em", 145))
    ]
    assert texts(compose(row, (), WIDTH, HEIGHT)) == ["trẻ em"]


def test_a_table_stands_between_its_neighbours_with_its_cells_in_order() -> None:
    grid = find_grids(rules((80, 120, 400, 540), (300, 330, 370)))
    words = [
        *printed("Trên bảng", 85, 270),
        *printed("TT", 90, 308),
        *printed("Chỉ tiêu", 200, 308),
        *printed("Đạt", 450, 308),
        *printed("1", 95, 345),
        *printed("Tỷ lệ tiêm chủng", 130, 336),
        *printed("đầy đủ", 130, 352),
        *printed("95%", 450, 345),
        *printed("Dưới bảng", 85, 400),
    ]
    blocks = compose(words, grid, WIDTH, HEIGHT)
    assert texts(blocks) == [
        "Trên bảng",
        "TT|Chỉ tiêu|Đạt / 1|Tỷ lệ tiêm chủng đầy đủ|95%",
        "Dưới bảng",
    ]
    table = blocks[1]
    assert isinstance(table, Table)
    assert [len(cell.lines) for cell in table.cells] == [1, 1, 1, 1, 2, 1]


def test_a_grid_without_words_is_no_table() -> None:
    grid = find_grids(rules((80, 120, 400, 540), (300, 330, 370)))
    assert texts(compose(printed("Chỉ có chữ", 85, 270), grid, WIDTH, HEIGHT)) == ["Chỉ có chữ"]


ROLES = [
    ("2", 300, 30, LineRole.PAGE_NUMBER, "alone at the top"),
    ("- 3 -", 300, 800, LineRole.PAGE_NUMBER, "alone at the foot"),
    ("Trang 2/5", 480, 800, LineRole.PAGE_NUMBER, "in the corner"),
    ("2", 90, 30, LineRole.BODY, "a label at the left margin"),
    ("2", 300, 400, LineRole.BODY, "in the middle of the page"),
    ("2026", 300, 30, LineRole.BODY, "a year"),
    ("Ký bởi: Ủy ban nhân dân tỉnh", 400, 20, LineRole.STAMP, "a signature's stamp"),
    ("05.02.2025 15:35:18 +07:00", 400, 20, LineRole.STAMP, "its clock"),
    ("ngày 05 tháng 02 năm 2025", 400, 20, LineRole.BODY, "the document's own date"),
]


@pytest.mark.parametrize(("text", "left", "top", "role", "why"), ROLES)
def test_lines_of_the_sheet_are_told_from_the_text(
    text: str, left: float, top: float, role: LineRole, why: str
) -> None:
    body = [
        line("Căn cứ Luật Trẻ em và các văn bản hướng dẫn thi hành", 85, 180 + 18 * n)
        for n in range(4)
    ]
    blocks = compose([*body, line(text, left, top)], (), WIDTH, HEIGHT)
    (found,) = [block for block in blocks if isinstance(block, Line) and block.text == text]
    assert found.role is role, why


def test_small_lines_around_a_stamp_belong_to_it() -> None:
    body = [
        line("Căn cứ Luật Trẻ em và các văn bản hướng dẫn thi hành", 85, 180 + 18 * n)
        for n in range(4)
    ]
    stamp = [
        line("TRUNG TÂM CÔNG BÁO", 400, 10, 6),
        line("VÀ TIN HỌC", 400, 17, 6),
        line("05.02.2025 15:35:18", 400, 24, 6),
        line("+07:00", 400, 31, 6),
    ]
    blocks = compose([*body, *stamp], (), WIDTH, HEIGHT)
    assert [b.role for b in blocks if isinstance(b, Line)] == [LineRole.STAMP] * 4 + [
        LineRole.BODY
    ] * 4


SPECKS = [
    (Word("'", BoundingBox(300, 300, 303, 305), 0.3), False),
    (Word("i", BoundingBox(300, 300, 303, 305), 0.1), False),
    (Word("—", BoundingBox(300, 300, 380, 303), 0.9), False),
    (Word("95%", BoundingBox(300, 300, 320, 312), 0.1), True),
    (Word("5", BoundingBox(300, 300, 306, 312), 0.8), True),
]


@pytest.mark.parametrize(("word", "kept"), SPECKS)
def test_dirt_is_dropped_and_doubtful_words_are_kept(word: Word, kept: bool) -> None:
    blocks = compose(
        [*printed("Căn cứ Luật Trẻ em", 85, 200), make_line([word])], (), WIDTH, HEIGHT
    )
    assert (word.text in texts(blocks)) is kept
