"""Calendars of reports: tables whose rows are duties with their dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from models.domain.plan import Duty, Metadata
from nlp.source import SourceText
from nlp.tables import TextCell, TextTable, gather_tables, is_numbering
from nlp.wording import find_wording, opening_wording

_DATE = re.compile(r"(?<!\d)(\d{1,2})\s?[/.-]\s?(\d{1,2})(?:\s?[/.-]\s?(20\d\d))?(?![\d/])")


def scheduled_duties(source: SourceText, metadata: Metadata) -> Iterator[Duty]:
    """Yield the duties of the calendars of reports, row by row; a row without a date is none."""
    year = metadata.period.end if metadata.period else None
    for table in gather_tables(source):
        columns = _columns(table)
        if not {"what", "due"} <= columns.keys():
            continue
        for row in range(1, len(table.rows)):
            if not is_numbering(table, row):
                yield from _duties(source, table, row, columns, year)


def _columns(table: TextTable) -> Mapping[str, int]:
    """Return where the header names what is reported, when, by whom and to whom."""
    found: dict[str, int] = {}
    for column in range(table.column_count):
        cell = table.cell(0, column)
        hit = None if cell is None else opening_wording("schedule_columns", cell.text.strip())
        if hit is not None:
            found.setdefault(hit.rule.value, column)
    return found


def _duties(
    source: SourceText, table: TextTable, row: int, columns: Mapping[str, int], year: int | None
) -> Iterator[Duty]:
    cells = {name: table.meant(row, column) for name, column in columns.items()}
    what, due = cells["what"], cells["due"]
    if what is None or due is None or not what.text.strip():
        return
    spans = {"what": what, "due": due, "from": cells.get("sender"), "to": cells.get("receiver")}
    evidence = {
        name: source.evidence(*cell.spans)
        for name, cell in spans.items()
        if cell is not None and cell.text.strip()
    }
    for found in _DATE.finditer(due.text):
        when = _iso(found, year)
        if when is not None:
            yield Duty(
                what=_named(what),
                sender=_said(spans["from"]),
                receiver=_said(spans["to"]),
                due=when,
                evidence=evidence,
            )


def _named(cell: TextCell) -> str:
    named = (
        hit.rule.value
        for hit in find_wording("reports", cell.text)
        if hit.rule.position in ("period", "occasion")
    )
    return next(named, " ".join(cell.text.split()))


def _said(cell: TextCell | None) -> str | None:
    return (" ".join(cell.text.split()) or None) if cell is not None else None


def _iso(found: re.Match[str], default_year: int | None) -> str | None:
    try:
        return date(int(found[3] or default_year or 0), int(found[2]), int(found[1])).isoformat()
    except ValueError:
        return None
