r"""Reads the manuscript format: one block per line, ``@directive text``.

``|`` separates lines or cells (``\|`` is a bar), ``\n`` breaks a line inside a cell, ``#`` at the
start of a line is a comment. Lines that belong together (the head, type and title, the closing)
make one block, a table makes one block with its rows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path

from corpus.rendering.blocks import (
    Appendix,
    Block,
    Cell,
    Closing,
    Footnote,
    Head,
    Layout,
    Manuscript,
    Merge,
    PageBreak,
    Row,
    RowKind,
    Table,
    Text,
    TextKind,
    Title,
    Turn,
)

_BAR = re.compile(r"(?<!\\)\|")
_MERGES = {"^": Merge.ABOVE, "<": Merge.LEFT}
_ROWS = {kind.value: kind for kind in RowKind}
_TEXTS = {kind.value: kind for kind in TextKind}
_SWITCHES = {"yes": True, "1": True, "no": False, "0": False}
_GROUPS: dict[str, tuple[type[Head | Title | Closing], str]] = {
    "superior": (Head, "superior"),
    "issuer": (Head, "issuer"),
    "number": (Head, "number"),
    "place": (Head, "place"),
    "type": (Title, "doc_type"),
    "title": (Title, "subject"),
    "recipients": (Closing, "recipients"),
    "sign": (Closing, "sign"),
    "signer": (Closing, "signer"),
}


class ManuscriptError(Exception):
    """A manuscript is wrong; the message begins with the 1-based line number."""

    def __init__(self, line: int, reason: str) -> None:
        """Keep the line number and say what is wrong there."""
        super().__init__(f"line {line}: {reason}")
        self.line = line


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    directive: str
    text: str


@dataclass(slots=True)
class _Open:
    """What is being gathered from several lines: a group of lines, or a table."""

    parts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    kind: type[Head | Title | Closing] | None = None
    table: _Line | None = None
    rows: list[Row] = field(default_factory=list)


def load_manuscript(path: Path) -> Manuscript:
    """Read a manuscript file; raises ManuscriptError with the line number."""
    return parse_manuscript(path.read_text(encoding="utf-8"))


def parse_manuscript(source: str) -> Manuscript:
    """Parse the text of a manuscript; raises ManuscriptError with the line number."""
    lines = list(_read_lines(source))
    layout = Layout()
    if lines and lines[0].directive == "layout":
        layout = _layout(lines.pop(0))
    blocks: list[Block] = []
    opened = _Open()
    for line in lines:
        if opened.table is not None:
            _table_line(line, opened, blocks)
        elif line.directive in _GROUPS:
            _group_line(line, opened, blocks)
        else:
            _close_group(opened, blocks)
            _single_line(line, opened, blocks)
    if opened.table is not None:
        raise ManuscriptError(opened.table.number, "this table has no @endtable")
    _close_group(opened, blocks)
    return Manuscript(layout, tuple(blocks))


def _read_lines(source: str) -> Iterator[_Line]:
    for number, raw in enumerate(source.removeprefix("\ufeff").splitlines(), start=1):
        if not raw.strip() or raw.startswith("#"):
            continue
        if unicodedata.normalize("NFC", raw) != raw:
            raise ManuscriptError(number, "not in Unicode form NFC")
        directive, _, text = raw.partition(" ")
        if not directive.startswith("@"):
            raise ManuscriptError(number, f"no directive: {raw[:40]!r}")
        yield _Line(number, directive[1:], text.strip())


def _layout(line: _Line) -> Layout:
    known = {entry.name for entry in fields(Layout)}
    values: dict[str, float] = {}
    for key, value in _options(line).items():
        if key not in known:
            raise ManuscriptError(line.number, f"unknown measure {key!r}")
        values[key] = _measure(line, value)
    return Layout(**values)


def _options(line: _Line) -> dict[str, str]:
    pairs = (option.partition("=") for option in line.text.split())
    return {key: value for key, _, value in pairs}


def _measure(line: _Line, value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        raise ManuscriptError(line.number, f"not a number: {value!r}") from None
    if not 0 <= number <= 1000:
        raise ManuscriptError(line.number, f"out of range: {value!r}")
    return number


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip().replace("\\|", "|") for part in _BAR.split(text))


def _needed(line: _Line) -> str:
    if not line.text:
        raise ManuscriptError(line.number, f"@{line.directive} needs text")
    return line.text


def _group_line(line: _Line, opened: _Open, blocks: list[Block]) -> None:
    kind, name = _GROUPS[line.directive]
    if opened.kind is not kind or name in opened.parts:
        _close_group(opened, blocks)
        opened.kind = kind
    opened.parts[name] = _split(_needed(line))


def _close_group(opened: _Open, blocks: list[Block]) -> None:
    if opened.kind is not None:
        blocks.append(opened.kind(**opened.parts))
    opened.kind = None
    opened.parts = {}


def _single_line(line: _Line, opened: _Open, blocks: list[Block]) -> None:
    if line.directive == "table":
        opened.table = line
        opened.rows = []
    elif line.directive in _TEXTS:
        blocks.append(Text(_TEXTS[line.directive], _needed(line).replace("\\|", "|")))
    elif line.directive in _SINGLES:
        blocks.append(_SINGLES[line.directive](line))
    elif line.directive == "layout":
        raise ManuscriptError(line.number, "@layout stands first")
    else:
        raise ManuscriptError(line.number, f"unknown directive @{line.directive}")


_SINGLES: dict[str, Callable[[_Line], Block]] = {
    "appendix": lambda line: Appendix(_split(_needed(line))),
    "footnote": lambda line: Footnote(_needed(line).replace("\\|", "|"), line.number),
    "landscape": lambda _: Turn(landscape=True),
    "portrait": lambda _: Turn(landscape=False),
    "pagebreak": lambda _: PageBreak(),
}


def _table_line(line: _Line, opened: _Open, blocks: list[Block]) -> None:
    assert opened.table is not None
    widths = _widths(opened.table)
    if line.directive == "endtable":
        blocks.append(_table(opened.table, widths, tuple(opened.rows)))
        opened.table = None
    elif line.directive in _ROWS:
        opened.rows.append(_row(line, len(widths), first=not opened.rows))
    else:
        raise ManuscriptError(line.number, f"@{line.directive} inside a table")


def _widths(line: _Line) -> tuple[float, ...]:
    printed = _options(line).get("widths", "")
    widths = tuple(_measure(line, value) for value in printed.split(",") if value)
    if not widths or min(widths) <= 0 or sum(widths) > 100.5:
        raise ManuscriptError(line.number, "widths= must be percents, together at most 100")
    return widths


def _table(line: _Line, widths: tuple[float, ...], rows: tuple[Row, ...]) -> Table:
    options = _options(line)
    unknown = set(options) - {"widths", "ruled", "repeat"}
    if unknown or not rows:
        reason = f"unknown options {sorted(unknown)}" if unknown else "a table without rows"
        raise ManuscriptError(line.number, reason)
    ruled, repeat = options.get("ruled", "yes"), options.get("repeat", "no")
    if ruled not in _SWITCHES or repeat not in _SWITCHES:
        raise ManuscriptError(line.number, "ruled= and repeat= are yes, no, 1 or 0")
    return Table(widths, rows, ruled=_SWITCHES[ruled], repeat=_SWITCHES[repeat])


def _row(line: _Line, columns: int, *, first: bool) -> Row:
    kind = _ROWS[line.directive]
    cells = tuple(_cell(part) for part in _split(line.text))
    if kind is RowKind.GROUP and len(cells) <= min(2, columns):
        cells += (Cell("", Merge.LEFT),) * (columns - len(cells))
    if len(cells) != columns:
        raise ManuscriptError(line.number, f"{len(cells)} cells for {columns} columns")
    if cells[0].merge is Merge.LEFT:
        raise ManuscriptError(line.number, "nothing at the left to merge with")
    if first and any(cell.merge is Merge.ABOVE for cell in cells):
        raise ManuscriptError(line.number, "nothing above to merge with")
    return Row(kind, cells)


def _cell(text: str) -> Cell:
    if text in _MERGES:
        return Cell("", _MERGES[text])
    return Cell(text.replace("\\n", "\n"))
