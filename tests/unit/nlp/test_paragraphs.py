"""Printed lines become paragraphs of flowing text, and no word loses its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.domain.layout import Document, Line, LineRole, Page, ReadMethod, Table
from models.domain.provenance import Span
from nlp.paragraphs import compose_text
from nlp.source import ParagraphKind, SourceText
from tests.factories import (
    HEIGHT,
    INDENT,
    LEFT,
    RIGHT,
    WIDTH,
    Centred,
    Closing,
    Exact,
    Grid,
    Item,
    NewPage,
    Para,
    document_of,
    head,
    line_of,
    source_of,
)

LONG = (
    "Nâng cao hiệu quả quản lý Nhà nước về trẻ em của các cơ sở giáo dục trên địa bàn thành phố "
    "gắn với ứng dụng công nghệ và chuyển đổi số; thực hiện hiệu quả chính sách về trẻ em."
)
HANGING = LONG.removesuffix(" chính sách về trẻ em.")
FULL = "Căn cứ Kế hoạch của Ủy ban nhân dân tỉnh về công tác trẻ em trong"


def paragraphs(source: SourceText) -> list[str]:
    return [source.slice(paragraph.span) for paragraph in source.paragraphs]


def broken(first: str, second: str) -> str:
    """Return the text of two lines of one paragraph, the first one full."""
    lines = (Exact(f"{FULL} {first}", LEFT + INDENT, RIGHT), Exact(second, LEFT))
    return source_of(*lines).text.removeprefix(f"{FULL} ")


@pytest.mark.parametrize(
    ("first", "second", "joined", "reason"),
    [
        ("Kế hoạch số 593/KH-", "SGDĐT ngày", "Kế hoạch số 593/KH-SGDĐT ngày", "inside a symbol"),
        ("Kế hoạch số 593/", "KH-SGDĐT", "Kế hoạch số 593/KH-SGDĐT", "behind the number"),
        ("ngày 23/01/", "2026 của Sở", "ngày 23/01/2026 của Sở", "inside a date"),
        ("giai đoạn 2021-", "2030 của Sở", "giai đoạn 2021-2030 của Sở", "inside a span of years"),
        ("giai đoạn 2021 -", "2030", "giai đoạn 2021 - 2030", "a dash with spaces"),
        ("giai đoạn 2021", "- 2030 của Sở", "giai đoạn 2021 - 2030 của Sở", "no bullet"),
        ("Phòng Văn hóa-", "Xã hội", "Phòng Văn hóa- Xã hội", "a dash between words"),
        ("đạt ít nhất", "95% trẻ em", "đạt ít nhất 95% trẻ em", "a value at the margin"),
    ],
)
def test_lines_of_a_paragraph_are_joined(first: str, second: str, joined: str, reason: str) -> None:
    assert broken(first, second) == joined, reason


def test_a_number_that_falls_at_the_margin_opens_nothing_where_labels_are_set_in() -> None:
    lines = (Exact(f"{FULL} được chia làm", LEFT + INDENT, RIGHT), Exact("2. Các nhóm", LEFT))
    assert paragraphs(source_of("1. Nội dung", LONG, *lines, "3. Khác")) == [
        "1. Nội dung",
        LONG,
        f"{FULL} được chia làm 2. Các nhóm",
        "3. Khác",
    ]


SPLITS: list[tuple[tuple[Item, ...], list[str], str]] = [
    ((LONG, LONG), [LONG, LONG], "the first line of each is set in"),
    ((Para("- " + LONG, 0, 12), Para("- " + LONG, 0, 12)), ["- " + LONG] * 2, "hanging bullets"),
    (
        (Para("- " + HANGING, 20, 36), Para("+ " + LONG, 36, 52), LONG),
        ["- " + HANGING, "+ " + LONG, LONG],
        "set in and hanging",
    ),
    (
        (Exact(FULL, LEFT, RIGHT), Exact("kết thúc ở đây.", LEFT), Exact("Đoạn mới ở lề.", LEFT)),
        [FULL + " kết thúc ở đây.", "Đoạn mới ở lề."],
        "a short last line, the next one at the margin",
    ),
    (
        (Para("I. MỤC TIÊU", 0), Para("1. Mục tiêu chung", 0), Para(LONG, 0), Para("2. Khác", 0)),
        ["I. MỤC TIÊU", "1. Mục tiêu chung", LONG, "2. Khác"],
        "labels at the margin, where no label is set in",
    ),
    (
        (Centred("PHẦN I"), Centred("MỤC TIÊU"), LONG),
        ["PHẦN I", "MỤC TIÊU", LONG],
        "centred lines stand alone",
    ),
    (
        (
            Exact("Phòng Văn hóa - Xã hội", LEFT + INDENT),
            Exact("Trạm Y tế xã", LEFT + INDENT),
            LONG,
        ),
        ["Phòng Văn hóa - Xã hội", "Trạm Y tế xã", LONG],
        "short lines without a label",
    ),
    (("I. MỤC TIÊU", Exact("-", 300), Exact("Hai", LEFT)), ["I. MỤC TIÊU", "Hai"], "dirt"),
    (
        ("I. MỤC TIÊU", Exact("Ký bởi: Sở Y tế", 400, role=LineRole.STAMP), "II. CHỈ TIÊU"),
        ["I. MỤC TIÊU", "II. CHỈ TIÊU"],
        "a stamp is no text of the document",
    ),
]


@pytest.mark.parametrize(("items", "expected", "reason"), SPLITS)
def test_paragraphs_are_parted(items: tuple[Item, ...], expected: list[str], reason: str) -> None:
    assert paragraphs(source_of(*items)) == expected, reason


def test_a_paragraph_runs_on_over_the_page_number() -> None:
    document = document_of(*["Dòng ngắn."] * 29, LONG, "I. MỤC TIÊU")
    assert len(document.pages) == 2
    assert [line.text for line in document.pages[1].blocks if line.role is not LineRole.BODY] == [
        "2"
    ]
    source = compose_text(document)
    assert paragraphs(source)[-2:] == [LONG, "I. MỤC TIÊU"]
    crossing = source.paragraphs[-2]
    assert crossing.page == 1
    assert [place.page for place in source.provenance(crossing.span)] == [1, 2]


def test_head_and_foot_keep_their_columns_apart() -> None:
    closing = Closing(
        "Nơi nhận:|- Sở Y tế;|- Lưu: VT.", "TM. ỦY BAN NHÂN DÂN|CHỦ TỊCH", "Lê Văn An"
    )
    source = source_of(*head(), LONG, closing)
    texts = paragraphs(source)
    assert texts[:3] == ["ỦY BAN NHÂN DÂN", "XÃ CAO SƠN", "Số: 12/KH-UBND"]
    assert texts[-6:] == [
        "Nơi nhận:",
        "- Sở Y tế;",
        "- Lưu: VT.",
        "TM. ỦY BAN NHÂN DÂN",
        "CHỦ TỊCH",
        "Lê Văn An",
    ]
    columns = {source.slice(p.span): p.column for p in source.paragraphs}
    assert columns["Cao Sơn, ngày 05 tháng 3 năm 2027"] == 1
    assert columns["CHỦ TỊCH"] == 1
    centred = {source.slice(p.span): p.centered for p in source.paragraphs}
    assert centred["KẾ HOẠCH"]
    assert not centred[LONG]


def test_cells_are_paragraphs_with_their_places() -> None:
    grid = Grid(
        ["TT|Chỉ tiêu|Năm 2027", "I|Về sức khỏe|<", "1|Tỷ lệ A\n- dưới 1 tuổi\n- dưới 5 tuổi|90%"],
        [1, 5, 2],
    )
    source = source_of("I. MỤC TIÊU", grid, "Sau bảng.")
    assert paragraphs(source)[0] == "I. MỤC TIÊU"
    assert paragraphs(source)[-1] == "Sau bảng."
    cells = [
        (source.slice(p.span), p.cell.row, p.cell.column, p.cell.column_span)
        for p in source.paragraphs
        if p.kind is ParagraphKind.CELL and p.cell is not None
    ]
    assert cells == [
        ("TT", 0, 0, 1),
        ("Chỉ tiêu", 0, 1, 1),
        ("Năm 2027", 0, 2, 1),
        ("I", 1, 0, 1),
        ("Về sức khỏe", 1, 1, 2),
        ("1", 2, 0, 1),
        ("Tỷ lệ A", 2, 1, 1),
        ("- dưới 1 tuổi", 2, 1, 1),
        ("- dưới 5 tuổi", 2, 1, 1),
        ("90%", 2, 2, 1),
    ]


def test_an_empty_document_is_an_empty_text() -> None:
    source = compose_text(Document("empty.pdf", "0" * 64, ()))
    assert (source.text, source.words, source.paragraphs) == ("", (), ())
    assert source.evidence(Span(0, 0)).provenance == ()


# -- properties ------------------------------------------------------------------------------------

SYLLABLE = st.text(alphabet="abcđêôơưáạốKHSĐ1290-/.,;:%()", min_size=1, max_size=7)
LINES = st.builds(
    lambda words, left, full: Exact(" ".join(words), left, RIGHT if full else None),
    st.lists(SYLLABLE, min_size=1, max_size=8),
    st.sampled_from([LEFT, LEFT + 12, LEFT + INDENT, 250.0, 330.0]),
    st.booleans(),
)
GRIDS = st.lists(st.tuples(SYLLABLE, SYLLABLE).map(" | ".join), min_size=1, max_size=3).map(Grid)
PROSE = st.lists(SYLLABLE, min_size=1, max_size=40).map(" ".join)
ITEMS = st.lists(st.one_of(LINES, PROSE, GRIDS, st.just(NewPage())), max_size=8)


def body_lines(document: Document) -> list[tuple[int, Line]]:
    """Return every line of the flow with its page, in order; dirt and page numbers are none."""
    found: list[tuple[int, Line]] = []
    for page in document.pages:
        for block in page.blocks:
            if isinstance(block, Table):
                found.extend((page.number, line) for cell in block.cells for line in cell.lines)
            elif block.role is LineRole.BODY and (
                sum(map(str.isalpha, block.text)) > 1 or any(map(str.isdigit, block.text))
            ):
                found.append((page.number, block))
    return found


@given(ITEMS)
def test_every_word_stands_once_and_in_its_place(items: list[Item]) -> None:
    document = document_of(*items)
    source = compose_text(document)
    printed = [(page, word) for page, line in body_lines(document) for word in line.words]
    assert [(placed.page, placed.word) for placed in source.words] == printed
    assert all(source.slice(placed.span) == placed.word.text for placed in source.words)
    assert len(source.folded) == len(source.text)


@given(ITEMS)
def test_paragraphs_cover_the_text_in_order(items: list[Item]) -> None:
    source = compose_text(document_of(*items))
    assert "\n".join(paragraphs(source)) == source.text
    for paragraph in source.paragraphs:
        assert "\n" not in source.slice(paragraph.span)
        assert paragraph.lines
        assert (paragraph.lines[0].start, paragraph.lines[-1].end) == (
            paragraph.span.start,
            paragraph.span.end,
        )


@given(ITEMS, st.data())
def test_any_span_leads_to_its_words_on_their_own_pages(
    items: list[Item], data: st.DataObject
) -> None:
    source = compose_text(document_of(*items))
    start = data.draw(st.integers(0, len(source.text)))
    span = Span(start, data.draw(st.integers(start, len(source.text))))
    within = [placed for placed in source.words if placed.span.overlaps(span)]
    places = source.provenance(span)
    assert [place.page for place in places] == sorted({placed.page for placed in within})
    for place in places:
        words = [placed.word for placed in within if placed.page == place.page]
        assert place.text == " ".join(word.text for word in words)
        for word in words:
            assert any(
                box.contains_point(word.box.left, word.box.top)
                and box.contains_point(word.box.right, word.box.bottom)
                for box in place.boxes
            )
        assert sum(box.width * box.height for box in place.boxes) <= WIDTH * HEIGHT


def test_confidence_is_that_of_the_weakest_counted_twice() -> None:
    sure = line_of("Tỷ lệ", LEFT, 60)
    unsure = line_of("95%", LEFT + 40, 60)
    words = (*sure.words, *(type(w)(w.text, w.box, 0.4) for w in unsure.words))
    page = Page(1, WIDTH, HEIGHT, ReadMethod.OCR, "scan", 0.8, (Line(words, sure.box),))
    source = compose_text(Document("scan.pdf", "0" * 64, (page,)))
    assert source.confidence(Span(0, 5)) == pytest.approx(1.0)
    assert source.confidence(Span(0, 9)) == pytest.approx((1 + 1 + 0.4 + 0.4) / 4)
    assert source.evidence(Span(0, 5), Span(6, 9), certainty=0.5).confidence == pytest.approx(0.2)
