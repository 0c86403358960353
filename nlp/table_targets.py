"""Targets that stand in tables: rows with their groups, value columns, responsible units."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from models.domain.plan import Baseline, Comparator, SectionKind, Unit
from models.domain.provenance import Span
from nlp.labels import LabelStyle, parse_label, repaired_numeral, roman_numeral
from nlp.language import Cue
from nlp.match import IndicatorMatcher
from nlp.quantities import find_quantities, rate_of
from nlp.sections import SectionNode, SectionTree
from nlp.source import SourceText
from nlp.statements import Reading, bare_value, cues_within, read_statement
from nlp.tables import (
    Column,
    ColumnRole,
    TextCell,
    TextTable,
    gather_tables,
    header_height,
    is_numbering,
    read_columns,
    repeats_header,
)
from nlp.targets import Draft, Place, TargetFinder
from nlp.wording import find_wording, first_wording

_TARGET_KINDS = frozenset({SectionKind.TARGET, SectionKind.AIM})
_BRACKETED = re.compile(r"\(([^()]+)\)")
_ITEM_MARK = re.compile(r"^\s*[-–+•*]\s*")


@dataclass(frozen=True, slots=True)
class TableRows:
    """The drafts of a table's rows, and the group rows as sections of their own."""

    drafts: tuple[Draft, ...]
    groups: tuple[SectionNode, ...]


class _RowReader:
    """Reads the rows of one table from top to bottom, remembering group and row label."""

    def __init__(
        self,
        source: SourceText,
        cues: Sequence[Cue],
        matcher: IndicatorMatcher,
        table: TextTable,
        owner: SectionNode | None,
        first_year: int | None = None,
    ) -> None:
        self._source = source
        self._cues = cues
        self._matcher = matcher
        self._table = table
        self._owner = owner
        self._finder = TargetFinder(source, cues, matcher)
        self._height = header_height(table)
        self._columns = read_columns(table, self._height, first_year)
        self._base = owner.path if owner else ""
        self._group = self._base
        self._label: str | None = None
        self.drafts: list[Draft] = []
        self.groups: list[SectionNode] = []
        self._read: set[tuple[int, ...]] = set()
        self._numerals: dict[int, str] = {}

    def _first(self, role: ColumnRole) -> int | None:
        return next((i for i, column in enumerate(self._columns) if column.role is role), None)

    def read(self) -> None:
        """Read all rows, if the table is one of targets."""
        indicator = self._first(ColumnRole.INDICATOR)
        if indicator is None or not self._holds_targets():
            return
        self._numerals = self._repaired_groups(indicator)
        for row in range(self._height, len(self._table.rows)):
            if is_numbering(self._table, row) or repeats_header(self._table, row, self._height):
                continue
            cell = self._table.cell(row, indicator)
            if cell is not None:
                self._read_row(row, cell)

    def _holds_targets(self) -> bool:
        in_target_part = bool(self._owner and _TARGET_KINDS & set(self._owner.kinds))
        valued = any(column.role is ColumnRole.VALUE for column in self._columns)
        named = any(
            hit.rule.id in ("target", "target-later")
            for column in self._columns
            if column.role is ColumnRole.INDICATOR
            for hit in find_wording("headings", column.header)
        )
        return in_target_part or (valued and named)

    def _read_row(self, row: int, cell: TextCell) -> None:
        key = tuple(span.start for span in cell.spans)
        label_cell = self._label_cell(row)
        label = label_cell.text.strip(" .)") if label_cell else ""
        if self._is_group(row, cell, label):
            if key not in self._read:
                self._open_group(row, label_cell, cell, label)
                self._read.add(key)
            return
        if label and label != "-":
            self._label = label
        if key in self._read:
            return
        self._read.add(key)
        self.drafts.extend(self._row_drafts(row, cell))

    def _repaired_groups(self, indicator: int) -> dict[int, str]:
        """Return the numerals of group rows by row, if they are one succession, misread or not.

        A label that was not read at all is told by its place among at least two that were.
        """
        labels: dict[int, str] = {}
        seen: set[int] = set()
        for row in range(self._height, len(self._table.rows)):
            cell, label_cell = self._table.cell(row, indicator), self._label_cell(row)
            label = label_cell.text.strip(" .)") if label_cell else ""
            if cell is None or cell.spans[0].start in seen:
                continue
            if self._is_group(row, cell, label):
                seen.add(cell.spans[0].start)
                labels[row] = label
        read = [label for label in labels.values() if label]
        if len(read) < 2 or all(label.isdigit() for label in read):
            return {}
        meant = {
            row: repaired_numeral(label, place) if label else roman_numeral(place)
            for place, (row, label) in enumerate(labels.items(), start=1)
        }
        if None in meant.values():
            return {}
        return {row: numeral for row, numeral in meant.items() if numeral}

    def _label_cell(self, row: int) -> TextCell | None:
        column = self._first(ColumnRole.ORDINAL)
        return None if column is None else self._table.cell(row, column)

    def _is_group(self, row: int, cell: TextCell, label: str) -> bool:
        others = [
            self._table.cell(row, index)
            for index, column in enumerate(self._columns)
            if column.role in (ColumnRole.VALUE, ColumnRole.UNIT, ColumnRole.RESPONSIBLE)
        ]
        empty = all(
            other is None or other is cell or not other.text.strip(" -") for other in others
        )
        if not empty:
            return False
        parsed = parse_label(f"{label}. {cell.text}") if label else None
        high = parsed is not None and parsed.style in (LabelStyle.ROMAN, LabelStyle.UPPER)
        spans_on = cell.column_span > 1
        return high or spans_on or not self._states_value(cell)

    def _states_value(self, cell: TextCell) -> bool:
        return any(self._finder.drafts_of(span, self._place(None, None)) for span in cell.spans)

    def _open_group(
        self, row: int, label_cell: TextCell | None, cell: TextCell, label: str
    ) -> None:
        self._label = None
        if label_cell is cell:
            parsed = parse_label(cell.text)
            label = parsed.text if parsed else ""
        label = self._numerals.get(row, label)
        if not label:
            return
        self._group = f"{self._base}.{label}".strip(".")
        heading = Span(cell.spans[0].start, cell.spans[-1].end)
        if label_cell is cell and (parsed := parse_label(cell.text)):
            heading = Span(heading.start + parsed.length, heading.end)
        heading = self._source.trimmed(heading, " :.\n")
        self.groups.append(
            SectionNode(
                self._group,
                label,
                LabelStyle.ROMAN,
                0,
                None,
                label_span=label_cell.spans[0] if label_cell else heading,
                heading=self._source.slice(heading).replace("\n", " "),
                heading_span=heading,
                kinds=self._owner.kinds if self._owner else (),
                parent=self._owner,
            )
        )

    def _place(self, row: int | None, year: int | None) -> Place:
        path = self._group if self._label is None else f"{self._group}.{self._label}".strip(".")
        names, spans = self._responsible(row) if row is not None else ((), ())
        return Place(
            section=path or None,
            year=year,
            core=True,
            listed=True,
            itemised=True,
            responsible=names,
            responsible_spans=spans,
        )

    def _responsible(self, row: int) -> tuple[tuple[str, ...], tuple[Span, ...]]:
        column = self._first(ColumnRole.RESPONSIBLE)
        cell = None if column is None else self._table.meant(row, column)
        if cell is None or not cell.text.strip(" -"):
            return (), ()
        return split_units(self._source, cell), cell.spans

    def _row_drafts(self, row: int, cell: TextCell) -> list[Draft]:
        values = [
            (column, found)
            for index, column in enumerate(self._columns)
            if column.role is ColumnRole.VALUE
            and (found := self._table.cell(row, index)) is not None
        ]
        year = values[0][0].year if len(values) == 1 else None
        place = self._place(row, year)
        known = self._baseline(row)
        stated = [draft for span in cell.spans for draft in self._finder.drafts_of(span, place)]
        valued = [draft for draft in stated if draft.reading.value is not None]
        if valued:
            checked = self._checked(row, cell, valued, [found for _, found in values])
            return _held([checked if draft is valued[0] else draft for draft in stated], known)
        columns = [
            draft
            for column, found in values
            for draft in self._column_drafts(row, cell, column, found, place)
        ]
        blank = bool(values) and not any(_in_words(found) for _, found in values)
        return _held(columns or ([] if blank else stated), known)

    def _baseline(self, row: int) -> tuple[Baseline, Span] | None:
        """Return the figure of the last baseline column of a row that holds one."""
        for index, column in reversed(list(enumerate(self._columns))):
            cell = self._table.cell(row, index)
            if column.role is not ColumnRole.BASELINE or cell is None:
                continue
            quantities = find_quantities(
                self._source, cell.spans[0], cues_within(self._cues, cell.spans[0]), bare=True
            )
            found = bare_value(self._source, cell.spans[0])
            place = quantities[0].number if quantities else found[0].value_span if found else None
            value = quantities[0].value if quantities else found[0].value if found else None
            if place is not None and value is not None:
                return Baseline(value, column.year), place
        return None

    def _checked(
        self, row: int, cell: TextCell, valued: Sequence[Draft], columns: Sequence[TextCell]
    ) -> Draft:
        """Hold the one value of a sentence against the one of its column.

        Where they differ, a share wins over bare digits (a misread sign), else the sentence stays;
        either way a person should look.
        """
        stated = valued[0]
        if len(valued) != 1 or len(columns) != 1:
            return stated
        clause = Span(cell.spans[0].start, cell.spans[-1].end)
        readings = [self._cell_reading(row, clause, span, "") for span in columns[0].spans]
        printed = next((reading for reading in readings if reading is not None), None)
        if printed is None or printed.value == stated.reading.value:
            return stated
        reading = replace(stated.reading, repaired=True)
        if stated.reading.unit is Unit.COUNT and printed.unit is Unit.PERCENT:
            reading = replace(reading, value=printed.value, unit=printed.unit)
        return replace(stated, reading=reading)

    def _column_drafts(
        self, row: int, cell: TextCell, column: Column, found: TextCell, place: Place
    ) -> list[Draft]:
        """Return the targets of an indicator without a value of its own: its value columns."""
        clause = Span(cell.spans[0].start, cell.spans[-1].end)
        drafts: list[Draft] = []
        for span in found.spans:
            reading = self._cell_reading(row, clause, span, column.header)
            if reading is not None:
                match = self._matcher.match(self._source.slice(clause))
                dated = replace(place, year=column.year)
                drafts.append(Draft(clause, reading, match, dated, 0, column.scope))
        return drafts

    def _cell_reading(self, row: int, clause: Span, span: Span, header: str) -> Reading | None:
        inner = cues_within(self._cues, span)
        quantities = find_quantities(self._source, span, inner, bare=True, listed=True)
        readings = read_statement(self._source, span, quantities, inner) or bare_value(
            self._source, span
        )
        if not readings or readings[0].value is None:
            return None
        reading = replace(readings[0], year=None, year_span=None)
        stated_unit = any(quantity.unit is not None for quantity in quantities)
        unit = None if stated_unit else self._unit_of(row, clause, header)
        comparator = reading.comparator
        if comparator is Comparator.EQ:
            comparator = self._comparator_of(clause) or comparator
        return replace(reading, unit=unit or reading.unit, comparator=comparator)

    def _unit_of(self, row: int, clause: Span, header: str) -> Unit | None:
        """Return the unit of bare digits: of the indicator, its unit column, its value column."""
        inner = cues_within(self._cues, clause)
        if (rate := rate_of(inner)) is not None:
            return rate
        column = self._first(ColumnRole.UNIT)
        cell = None if column is None else self._table.meant(row, column)
        bracketed = _BRACKETED.search(header)
        for text in (cell.text if cell else "", bracketed[1] if bracketed else ""):
            for hit in find_wording("table_units", text.strip()):
                return Unit(hit.rule.value)
        for cue in inner:
            if cue.table == "units":
                unit = cue.rule.value
                return Unit(unit) if unit in set(Unit) else None
        share = first_wording("clause_openers", self._source.slice(clause), "rate")
        named = share is not None and share.start == 0 and share.rule.id == "share"
        return Unit.PERCENT if named and cell is None else None

    def _comparator_of(self, clause: Span) -> Comparator | None:
        """Return the bound that the indicator's own words end with ("... xuống dưới")."""
        end = self._source.trimmed(clause, " :.\n").end
        for cue in reversed(cues_within(self._cues, clause)):
            if cue.table == "comparators" and end - cue.span.end <= 4:
                return Comparator(cue.rule.value)
        return None


def _held(drafts: Sequence[Draft], known: tuple[Baseline, Span] | None) -> list[Draft]:
    """Return the drafts of a row with its baseline, where they state none themselves."""
    if known is None:
        return list(drafts)
    return [
        draft
        if draft.reading.baseline is not None
        else replace(
            draft, reading=replace(draft.reading, baseline=known[0], baseline_span=known[1])
        )
        for draft in drafts
    ]


def _in_words(cell: TextCell) -> bool:
    """Tell whether a value cell says in words what a number does not ("Duy trì")."""
    return sum(letter.isalpha() for letter in cell.text) > 2


def split_units(source: SourceText, cell: TextCell) -> tuple[str, ...]:
    """Return the units of a responsible cell: one a line, or parted by commas and semicolons."""
    items: list[str] = []
    for line in cell.lines:
        text = source.slice(line)
        marked = bool(_ITEM_MARK.match(text))
        wrapped = (
            bool(items) and not marked and (text[:1].islower() or items[-1].endswith((",", "-")))
        )
        if wrapped:
            items[-1] = f"{items[-1]} {text}"
        else:
            items.append(text)
    parts = [part for item in items for part in re.split(r"\s*[;,]\s*", item)]
    tidy = (_ITEM_MARK.sub("", part).strip(" .;,") for part in parts)
    return tuple(part for part in tidy if part)


def table_rows(
    source: SourceText,
    cues: Sequence[Cue],
    matcher: IndicatorMatcher,
    tree: SectionTree,
    first_year: int | None = None,
) -> TableRows:
    """Read all tables of targets of a document; ``first_year`` is that of the plan, if known."""
    drafts: list[Draft] = []
    groups: list[SectionNode] = []
    for table in gather_tables(source):
        owner = tree.owner.get(table.first_paragraph)
        reader = _RowReader(source, cues, matcher, table, owner, first_year)
        reader.read()
        drafts.extend(reader.drafts)
        groups.extend(reader.groups)
    return TableRows(tuple(drafts), tuple(groups))
