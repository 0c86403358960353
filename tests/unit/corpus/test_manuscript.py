from __future__ import annotations

import dataclasses
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.rendering.blocks import (
    Appendix,
    Block,
    Cell,
    Closing,
    Footnote,
    Head,
    Layout,
    Merge,
    PageBreak,
    RowKind,
    Table,
    Text,
    TextKind,
    Title,
    Turn,
)
from corpus.rendering.manuscript import ManuscriptError, parse_manuscript

BLOCKS: list[tuple[str, tuple[Block, ...], str]] = [
    ("@para Một câu.", (Text(TextKind.PARAGRAPH, "Một câu."),), "one line, one paragraph"),
    (
        "# lời ghi\n\n@heading I. MỤC TIÊU",
        (Text(TextKind.HEADING, "I. MỤC TIÊU"),),
        "comments and empty lines print nothing",
    ),
    (
        "@para C# và #1",
        (Text(TextKind.PARAGRAPH, "C# và #1"),),
        "a hash is a comment only at the start of the line",
    ),
    (
        "@center PHẦN I\n@italic (Kèm theo)",
        (Text(TextKind.CENTER, "PHẦN I"), Text(TextKind.ITALIC, "(Kèm theo)")),
        "centred lines",
    ),
    (
        "@issuer ỦY BAN NHÂN DÂN|XÃ A\n@number Số:      /KH-UBND\n@place A, ngày     tháng",
        (Head((), ("ỦY BAN NHÂN DÂN", "XÃ A"), ("Số:      /KH-UBND",), ("A, ngày     tháng",)),),
        "head lines make one head, blanks kept",
    ),
    (
        "@type KẾ HOẠCH\n# lời ghi\n@title Một|Hai",
        (Title(("KẾ HOẠCH",), ("Một", "Hai")),),
        "a comment does not part a group",
    ),
    (
        "@recipients - A;|- Lưu.\n@sign TM. ỦY BAN|CHỦ TỊCH\n@signer Tên",
        (Closing(("- A;", "- Lưu."), ("TM. ỦY BAN", "CHỦ TỊCH"), ("Tên",)),),
        "the closing stands together",
    ),
    (
        "@sign A\n@signer B\n@sign C\n@signer D",
        (Closing((), ("A",), ("B",)), Closing((), ("C",), ("D",))),
        "a line that comes again begins a second group",
    ),
    (
        "@issuer A\n@type B",
        (Head(issuer=("A",)), Title(doc_type=("B",))),
        "head and title are two blocks",
    ),
    ("@signer A \\| B", (Closing(signer=("A | B",)),), "an escaped bar is a bar"),
    (
        "@appendix PHỤ LỤC\n@pagebreak\n@landscape\n@portrait",
        (Appendix(("PHỤ LỤC",)), PageBreak(), Turn(landscape=True), Turn(landscape=False)),
        "pages",
    ),
    (
        "@para a\n@footnote (1) b",
        (Text(TextKind.PARAGRAPH, "a"), Footnote("(1) b", 2)),
        "a footnote knows its line",
    ),
]


@pytest.mark.parametrize(("source", "expected", "reason"), BLOCKS, ids=[row[2] for row in BLOCKS])
def test_lines_become_blocks(source: str, expected: tuple[Block, ...], reason: str) -> None:
    assert parse_manuscript(source).blocks == expected, reason


def _table(source: str) -> Table:
    (block,) = parse_manuscript(source).blocks
    assert isinstance(block, Table)
    return block


def test_table_rows_keep_kinds_cells_and_merges() -> None:
    table = _table(
        "@table widths=10,50,40 repeat=1\n"
        "@header TT|Chỉ tiêu|<\n"
        "@group I|Nhóm\n"
        "@row 1|a \\| b|x\\ny\n"
        "@row ^|c|\n"
        "@endtable"
    )
    assert table.widths == (10, 50, 40)
    assert (table.ruled, table.repeat) == (True, True)
    assert [row.kind for row in table.rows] == [
        RowKind.HEADER,
        RowKind.GROUP,
        RowKind.BODY,
        RowKind.BODY,
    ]
    assert table.rows[0].cells[2] == Cell("", Merge.LEFT)
    assert table.rows[1].cells == (Cell("I"), Cell("Nhóm"), Cell("", Merge.LEFT)), (
        "the group's text crosses the rest"
    )
    assert table.rows[2].cells == (Cell("1"), Cell("a | b"), Cell("x\ny"))
    assert table.rows[3].cells == (Cell("", Merge.ABOVE), Cell("c"), Cell(""))


def test_unruled_table() -> None:
    assert not _table("@table widths=100 ruled=no\n@row a\n@endtable").ruled


def test_layout_changes_only_what_it_names() -> None:
    layout = parse_manuscript("@layout size=13 indent=0\n@para a").layout
    assert layout == dataclasses.replace(Layout(), size=13, indent=0)


ERRORS = [
    ("@para a\nb", 2, "no directive"),
    ("@para a\n@nothing b", 2, "unknown directive"),
    ("\n\n@para", 3, "needs text"),
    ("@para a\n@layout size=1", 2, "stands first"),
    ("@layout width=1", 1, "unknown measure"),
    ("@layout size=big", 1, "not a number"),
    ("@layout left=-5", 1, "out of range"),
    ("@para a\n@table widths=50,50\n@row a|b", 2, "no @endtable"),
    ("@table widths=50,50\n@row a|b|c\n@endtable", 2, "3 cells for 2 columns"),
    ("@table widths=50,50\n@row a\n@endtable", 2, "1 cells for 2 columns"),
    ("@table widths=50,50\n@row <|b\n@endtable", 2, "nothing at the left"),
    ("@table widths=50,50\n@row a|^\n@endtable", 2, "nothing above"),
    ("@table widths=50,50\n@para a\n@endtable", 2, "inside a table"),
    ("@table widths=50,60\n@row a|b\n@endtable", 1, "widths"),
    ("@table ruled=yes\n@row a|b\n@endtable", 1, "widths"),
    ("@table widths=50,50\n@endtable", 1, "without rows"),
    ("@table widths=100 colour=red\n@row a\n@endtable", 1, "unknown options"),
    ("@table widths=100 ruled=maybe\n@row a\n@endtable", 1, "ruled="),
    ("@para " + unicodedata.normalize("NFD", "ế"), 1, "NFC"),
]


@pytest.mark.parametrize(
    ("source", "line", "reason"), ERRORS, ids=[f"{row[2]}-{i}" for i, row in enumerate(ERRORS)]
)
def test_errors_name_line_and_reason(source: str, line: int, reason: str) -> None:
    with pytest.raises(ManuscriptError, match=reason) as caught:
        parse_manuscript(source)
    assert caught.value.line == line


@given(st.text())
def test_any_text_parses_or_is_refused_with_a_line(source: str) -> None:
    try:
        parse_manuscript(source)
    except ManuscriptError as error:
        assert 1 <= error.line <= len(source.splitlines())
