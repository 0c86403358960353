"""What a person sees: progress on stderr and tables on stdout (the only importer of rich)."""

from __future__ import annotations

import os
import sys
from types import TracebackType
from typing import TextIO

from rich import box
from rich.console import Console, Group
from rich.panel import Panel
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from api.comparison_schemas import ComparisonOut, RowOut
from api.voice import Voice, printable
from api.wording import (
    Quantity,
    say_date,
    say_file,
    say_number,
    say_number_and_symbol,
    say_parents,
    say_period,
    say_quantity,
    say_signer,
)
from models.domain.alignment import Status
from models.domain.catalog import Catalog
from models.domain.errors import Issue
from models.domain.layout import Document
from models.domain.plan import Plan, Target

_PIPE_WIDTH = 100
_STYLES = {
    Status.EQUAL: "dim",
    Status.STRICTER: "green",
    Status.LOOSER: "bold red",
    Status.MISSING_IN_CHILD: "yellow",
    Status.ONLY_IN_CHILD: "cyan",
    Status.INCOMPARABLE: "magenta",
}
_SHOWN_ISSUES = 5
_DOUBTFUL = 0.6


class BarProgress:
    """A moving bar per file on a terminal; messages appear above it."""

    def __init__(self, voice: Voice) -> None:
        """Prepare the bar; it is shown on entering."""
        self._console = Console(stderr=True, highlight=False)
        self._bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[pages]}", markup=False),
            TimeElapsedColumn(),
            console=self._console,
            transient=True,
        )
        self.voice = voice
        self._task: TaskID | None = None

    def __enter__(self) -> BarProgress:
        """Show the bar; what is written to stderr from here on goes above it."""
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the bar away."""
        self._bar.stop()

    def start_file(self, label: str, number: int, count: int) -> None:
        """Show which file is being read."""
        if self._task is not None:
            self._bar.remove_task(self._task)
        name = printable(os.path.basename(label) or label)  # noqa: PTH119
        described = f"[{number}/{count}] {name}"
        self._task = self._bar.add_task(described, total=None, completed=0, pages="")

    def page_read(self, done: int, pages: int) -> None:
        """Move the bar."""
        if self._task is not None:
            self._bar.update(self._task, total=pages, completed=done, pages=f"{done}/{pages}")


class CountBar:
    """One bar for many files; messages appear above it."""

    def __init__(self) -> None:
        """Prepare the bar."""
        self._bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.completed}/{task.total}", markup=False),
            BarColumn(bar_width=24),
            TextColumn("{task.description}", markup=False),
            console=Console(stderr=True, highlight=False),
            transient=True,
        )
        self._task = self._bar.add_task("", total=None)

    def start(self) -> None:
        """Show it; what is written to stderr from here on goes above it."""
        self._bar.start()

    def stop(self) -> None:
        """Take it away."""
        self._bar.stop()

    def move(self, done: int, total: int, described: str) -> None:
        """Show how many of how many are done, and a line beside it."""
        text = printable(described)
        self._bar.update(self._task, completed=done, total=total, description=text)


class Screen:
    """Tables on stdout: in colour, as wide as the terminal; elsewhere plain, 100 columns wide."""

    def __init__(
        self, voice: Voice, stream: TextIO | None = None, width: int | None = None
    ) -> None:
        """Look at the stream and choose width and colour by it."""
        self._voice = voice
        out = stream or sys.stdout
        live = out.isatty()
        self._console = Console(
            file=out,
            width=width or (None if live else _PIPE_WIDTH),
            no_color=not live or None,
            highlight=False,
            legacy_windows=False,
            soft_wrap=False,
        )
        self._box = box.ROUNDED if live else box.SIMPLE

    def title(self, text: str) -> None:
        """Print a heading."""
        self._console.print(_text(text, "bold"))

    def line(self, text: str = "") -> None:
        """Print one line."""
        self._console.print(_text(text))

    def head(self, plan: Plan, document: Document, issues: tuple[Issue, ...]) -> None:
        """Print the head of a plan: who issued what, when, for which years, and how it was read."""
        grid = Table.grid(padding=(0, 2))
        grid.add_column(style="cyan", no_wrap=True)
        grid.add_column(overflow="fold")
        last = ""
        for label, value in self._head_rows(plan, document, issues):
            grid.add_row(_text(self._voice.text(label) if label != last else ""), _text(value))
            last = label
        name = plan.metadata.doc_type or self._voice.text("label.blank")
        title = _text(f"{name} · {plan.document}", "bold")
        self._console.print(Panel(grid, title=title, title_align="left", box=box.ROUNDED))

    def _head_rows(
        self, plan: Plan, document: Document, issues: tuple[Issue, ...]
    ) -> list[tuple[str, str]]:
        voice, metadata = self._voice, plan.metadata
        blank = voice.text("label.blank")
        place = metadata.place or voice.text("label.blank_part")
        parents = [("label.parents", line) for line in say_parents(plan.references, voice)]
        contents = voice.text(
            "label.contents_line",
            sections=len(plan.sections),
            targets=len(plan.targets),
            assignments=len(plan.assignments),
            duties=len(plan.reporting),
            references=len(plan.references),
        )
        unread = [("label.issues", issue.message) for issue in issues[:_SHOWN_ISSUES]]
        return [
            ("label.title", metadata.title or blank),
            ("label.issuer", metadata.issuer or blank),
            ("label.number", say_number_and_symbol(metadata.number, metadata.symbol, voice)),
            ("label.place_date", f"{place}, {say_date(metadata.date, voice)}"),
            ("label.period", say_period(metadata, voice)),
            ("label.signer", say_signer(metadata, voice)),
            *parents,
            ("label.contents", contents),
            ("label.file", say_file(document, voice)),
            *unread,
        ]

    def targets(self, plan: Plan, catalog: Catalog) -> None:
        """Print every target: what, how much, when, where it stands and how sure the reader is."""
        voice = self._voice
        if not plan.targets:
            self.line(voice.text("table.no_targets"))
            return
        table = self._table(voice.text("table.targets", count=len(plan.targets)))
        self._column(table, "section", no_wrap=True)
        self._column(table, "indicator", ratio=1)
        self._column(table, "level", justify="right", no_wrap=True, style="bold")
        self._column(table, "year", no_wrap=True)
        self._column(table, "page", justify="right", no_wrap=True)
        self._column(table, "confidence", justify="right", no_wrap=True)
        for target in plan.targets:
            table.add_row(*self._target_cells(target, catalog))
        self._console.print(table)

    def _target_cells(self, target: Target, catalog: Catalog) -> list[Text]:
        entry = catalog.find(target.indicator) if target.indicator else None
        level = Quantity(
            target.comparator, target.value, target.unit, target.total, target.value_to
        )
        pages = [p.page for found in target.evidence.values() for p in found.provenance]
        sure = min((found.confidence for found in target.evidence.values()), default=None)
        return [
            _text(target.section or ""),
            _text(entry.name if entry else target.text, "" if entry else "italic"),
            _text(say_quantity(level, self._voice)),
            _text(str(target.year or "")),
            _text(str(min(pages)) if pages else ""),
            self._sure_cell(sure),
        ]

    def _sure_cell(self, sure: float | None) -> Text:
        if sure is None:
            return _text("")
        return _text(say_number(round(sure, 2), self._voice), "red" if sure < _DOUBTFUL else "")

    def comparison(self, comparison: ComparisonOut, sides: tuple[str, str] | None = None) -> None:
        """Print every indicator of both plans with its verdict, then the number of each verdict."""
        voice = self._voice
        several = len({row.year for row in comparison.rows}) > 1
        title = voice.text("table.comparison", child=comparison.child, parent=comparison.parent)
        table = self._table(title)
        self._column(table, "indicator", ratio=1)
        if several:
            self._column(table, "year", no_wrap=True)
        self._column(table, "child", justify="right", no_wrap=True)
        self._column(table, "parent", justify="right", no_wrap=True)
        self._column(table, "status", no_wrap=True)
        for row in comparison.rows:
            table.add_row(*self._row_cells(row, several))
        counted = ((s, n) for s, n in comparison.counts.items() if n)
        parts = [_text(f"{voice.word('status', s)}: {n}", _STYLES[s]) for s, n in counted]
        lines: list[Table | Text] = [table, Text("   ").join(parts)]
        if sides:
            lines.append(_text(voice.text("table.sides", child=sides[0], parent=sides[1]), "dim"))
        self._console.print(Group(*lines))

    def _row_cells(self, row: RowOut, with_year: bool) -> list[Text]:
        child = Quantity(
            row.child_comparator,
            row.child_value,
            row.child_unit,
            row.child_total,
            row.child_value_to,
        )
        parent = Quantity(
            row.parent_comparator,
            row.parent_value,
            row.parent_unit,
            row.parent_total,
            row.parent_value_to,
        )
        sides = [
            say_quantity(side, self._voice) if side.comparator else "–" for side in (child, parent)
        ]
        style = _STYLES[row.status]
        name = " · ".join(part for part in (row.name or row.indicator, row.scope) if part)
        notes = [_text(row.note, "dim italic")] if row.note else []
        described = Text("\n").join([_text(name), *notes])
        return [
            described,
            *([_text(str(row.year or ""))] if with_year else []),
            *(_text(side) for side in sides),
            _text(self._voice.word("status", row.status), style),
        ]

    def _table(self, title: str) -> Table:
        return Table(
            title=Text("\n").join([_text(""), _text(title, "bold")]),
            title_justify="left",
            box=self._box,
            expand=True,
            header_style="cyan",
        )

    def _column(self, table: Table, kind: str, **options: object) -> None:
        table.add_column(_text(self._voice.text(f"column.{kind}")), **options)  # type: ignore[arg-type]


def _text(text: str, style: str = "") -> Text:
    """Return text that cannot steer the terminal: no markup, control characters escaped."""
    return Text(printable(text), style=style)
