"""Exports that are texts, made piece by piece: JSON, lines of JSON, CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator

from api.service.exports.plans import ExportedPlan
from api.service.exports.tables import Cell, Row, target_columns, target_rows
from corpus.messages import Language

_BOM = "\ufeff"
# What a spreadsheet takes for a formula, in narrow and in wide letters, blanks before it or not.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_BREAKS = ("\t", "\r", "\n")


def json_array(plans: Iterable[bytes]) -> Iterator[bytes]:
    """Yield an array of the plans."""
    before = b"["
    for plan in plans:
        yield before + plan.strip()
        before = b",\n"
    yield b"]\n" if before != b"[" else b"[]\n"


def json_lines(plans: Iterable[bytes]) -> Iterator[bytes]:
    """Yield each plan on one line."""
    for plan in plans:
        compact = json.dumps(json.loads(plan), ensure_ascii=False, separators=(",", ":"))
        yield compact.encode("utf-8") + b"\n"


def csv_lines(plans: Iterable[ExportedPlan], language: Language) -> Iterator[bytes]:
    """Yield the table of targets as CSV (RFC 4180) in UTF-8, with the mark that Excel asks for."""
    heads = [column.head for column in target_columns(language)]
    yield (_BOM + _line(heads)).encode("utf-8")
    for plan in plans:
        rows = target_rows(plan, language)
        yield "".join(map(_line, rows)).encode("utf-8")


def harmless(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet takes for a formula: such a text gets an apostrophe."""
    if not isinstance(cell, str):
        return cell
    bare = cell.lstrip()
    if bare.startswith(_FORMULA) or cell.startswith(_BREAKS):
        return f"'{cell}"
    return cell


def _line(row: Row) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(map(harmless, row))
    return line.getvalue()
