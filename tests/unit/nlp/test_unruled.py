"""Tables that are printed without rules."""

from __future__ import annotations

import pytest

from models.domain.layout import Block, Table
from nlp.unruled import with_unruled_tables
from tests.factories import LEFT, RIGHT, line_of

COLUMNS = (LEFT + 4, 330.0, 400.0, 480.0)


def row(top: float, *cells: str) -> list[Block]:
    return [line_of(text, COLUMNS[i], top) for i, text in enumerate(cells) if text]


HEADER = ("Nội dung", "Đơn vị", "Năm 2026", "Năm 2027")
BODY: list[Block] = [
    *row(100, *HEADER),
    *row(125, "Trẻ em biết bơi", "%", "40", "45"),
    *row(150, "Điểm có nguy cơ đuối nước ở địa bàn được", "%", "83,2", "≥ 95"),
    *row(165, "cắm biển cảnh báo"),
    *row(190, "Trẻ em được học bơi", "em", "940", "1.500"),
]
ABOVE, BELOW = (
    line_of("Các chỉ tiêu chuyên môn của ngành như sau:", LEFT + 36, 75),
    line_of("IV. NHIỆM VỤ", LEFT + 36, 215),
)


def texts(table: Table) -> list[tuple[int, int, str]]:
    return [(c.row, c.column, " ".join(line.text for line in c.lines)) for c in table.cells]


def test_lines_below_a_header_become_a_table_in_their_place() -> None:
    above, table, below = with_unruled_tables([ABOVE, *BODY, BELOW])
    assert (above, below) == (ABOVE, BELOW)
    assert isinstance(table, Table)
    assert (table.row_count, table.column_count) == (4, 4)
    assert (2, 0, "Điểm có nguy cơ đuối nước ở địa bàn được cắm biển cảnh báo") in texts(table)
    assert (2, 3, "≥ 95") in texts(table)


def test_cells_that_come_close_are_parted_by_the_columns_of_other_rows() -> None:
    name = "Hướng dẫn viên, cứu hộ viên được tập huấn mới"
    (table,) = with_unruled_tables([*BODY, *row(215, name, "người", "164", "220")])
    assert isinstance(table, Table)
    assert texts(table)[-4:] == [(4, 0, name), (4, 1, "người"), (4, 2, "164"), (4, 3, "220")]


@pytest.mark.parametrize(
    ("blocks", "reason"),
    [
        ([ABOVE, BELOW], "running text"),
        ([*row(100, *HEADER), BELOW], "a header alone"),
        (
            [
                *row(100, "Nơi nhận:", "", "GIÁM ĐỐC"),
                *row(125, "- Sở Y tế;"),
                *row(150, "- Lưu: VT.", "", "Lê Văn An"),
            ],
            "recipients beside a signature",
        ),
        (
            [line_of("một hai ba", LEFT, 100 + 20 * i, RIGHT) for i in range(4)],
            "lines spread to the margin",
        ),
    ],
)
def test_other_lines_stay_lines(blocks: list[Block], reason: str) -> None:
    assert with_unruled_tables(blocks) == blocks, reason
