"""Tables on the screen: readable when piped, in colour on a terminal, and never steered by text."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from api.comparison_schemas import ComparisonVersionsOut, comparison_to_output
from api.terminal import BarProgress, Screen
from api.voice import Voice
from corpus.messages import Language
from models.domain.alignment import Alignment, AlignmentRow, Status
from models.domain.catalog import Better, Catalog, CatalogEntry
from models.domain.errors import Issue
from models.domain.layout import Document
from models.domain.plan import Plan, Unit

CATALOG = Catalog(
    "tre-em",
    1,
    (CatalogEntry("xa-phuong-phu-hop-tre-em", "Tỷ lệ xã phù hợp", 1, Unit.PERCENT, Better.HIGHER),),
)
VI = Voice(Language.VI)


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def shown(stream: io.StringIO) -> str:
    """What was printed, with line breaks and padding closed up."""
    return " ".join(stream.getvalue().split())


def test_the_head_says_who_what_when_and_what_is_missing(
    plan: Plan, document: Document, issues: tuple[Issue, ...]
) -> None:
    stream = io.StringIO()
    Screen(VI, stream).head(plan, document, issues)
    for part in (
        "Công tác trẻ em năm 2027",
        "UBND xã Cao Sơn",
        "12/KH-UBND",
        "ngày 3 tháng … năm 2027",
        "Kế hoạch 8/KH-UBND (UBND tỉnh)",
        "Trần Văn Minh, Chủ tịch",
        "Trang 2 không đọc được.",
    ):
        assert part in shown(stream)


def test_every_target_is_a_row(plan: Plan) -> None:
    stream = io.StringIO()
    Screen(VI, stream).targets(plan, CATALOG)
    for part in ("Tỷ lệ xã phù hợp", "79/126", "0,95", "Giảm còn từ 4,5 đến 5%", "4,5–5 %"):
        assert part in shown(stream)


def test_a_plan_without_targets_says_so(plan: Plan) -> None:
    stream = io.StringIO()
    Screen(VI, stream).targets(replace(plan, targets=()), CATALOG)
    assert shown(stream) == "Không có chỉ tiêu nào."


@pytest.fixture
def rows(plan: Plan) -> tuple[AlignmentRow, ...]:
    first, second = plan.targets
    code = "xa-phuong-phu-hop-tre-em"
    return (
        AlignmentRow(code, Status.STRICTER, first, second, True, 2027),
        AlignmentRow("khac", Status.MISSING_IN_CHILD, None, second, True, 2027, "miền núi"),
        AlignmentRow("la", Status.INCOMPARABLE, first, second, True, 2027, reason="khác đơn vị"),
    )


def compared(rows: tuple[AlignmentRow, ...], stream: io.StringIO) -> None:
    versions = ComparisonVersionsOut(program="1", catalog="1")
    comparison = comparison_to_output(Alignment("con", "me", rows), CATALOG, versions)
    Screen(VI, stream, 100).comparison(comparison, ("UBND xã", "UBND tỉnh"))


def test_a_comparison_shows_both_sides_the_verdict_and_the_counts(
    rows: tuple[AlignmentRow, ...],
) -> None:
    stream = io.StringIO()
    compared(rows, stream)
    for part in (
        "Tỷ lệ xã phù hợp 79/126 4,5–5 % vượt mức",
        "khac · miền núi – 4,5–5 % thiếu ở cấp dưới",
        "không so được khác đơn vị",
        "vượt mức: 1 thiếu ở cấp dưới: 1 không so được: 1",
        "Cấp dưới: UBND xã. Cấp trên: UBND tỉnh.",
    ):
        assert part in shown(stream)


@pytest.mark.parametrize(("years", "has_column"), [((2027, 2027), False), ((2027, 2030), True)])
def test_the_year_has_a_column_only_where_there_are_several(
    rows: tuple[AlignmentRow, ...], years: tuple[int, int], has_column: bool
) -> None:
    stream = io.StringIO()
    compared(tuple(replace(row, year=year) for row, year in zip(rows, years, strict=False)), stream)
    assert ("Năm" in stream.getvalue()) is has_column


def test_colour_is_for_terminals_only(
    rows: tuple[AlignmentRow, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    plain, live = io.StringIO(), Terminal()
    compared(rows, plain)
    compared(rows, live)
    assert "\x1b[" not in plain.getvalue()
    assert "\x1b[" in live.getvalue()


def test_no_line_is_wider_than_a_page_when_piped(
    plan: Plan, document: Document, rows: tuple[AlignmentRow, ...]
) -> None:
    stream = io.StringIO()
    Screen(VI, stream).head(plan, document, ())
    Screen(VI, stream).targets(plan, CATALOG)
    compared(rows, stream)
    assert max(len(line) for line in stream.getvalue().splitlines()) <= 100


def test_text_of_a_document_cannot_steer_the_terminal(plan: Plan, document: Document) -> None:
    evil = replace(plan.metadata, title="\x1b[2J[red]xin chào[/red]", place="a\nb")
    stream = io.StringIO()
    Screen(VI, stream).head(replace(plan, metadata=evil), document, ())
    assert "\x1b" not in stream.getvalue()
    assert "\\x1b[2J[red]xin chào[/red]" in stream.getvalue()
    assert "a\\nb" in stream.getvalue()


def test_the_bar_gives_the_terminal_back(capsys: pytest.CaptureFixture[str]) -> None:
    with BarProgress(VI) as progress:
        progress.start_file("thu-muc/a\x1b.pdf", 1, 2)
        progress.page_read(1, 3)
        progress.start_file("b.pdf", 2, 2)
        progress.voice.warn("run.interrupted")
    captured = capsys.readouterr()
    assert "Đã ngắt" in captured.err
    assert captured.out == ""
