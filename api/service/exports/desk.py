"""Exports as they are asked for: of one document or of many, in one of four forms."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import BinaryIO

from api.service.exports.plans import (
    ExportedPlan,
    load_json,
    load_plan,
    many_documents,
    one_document,
)
from api.service.exports.tables import (
    Row,
    document_columns,
    document_row,
    target_columns,
    target_rows,
)
from api.service.exports.texts import csv_lines, json_array, json_lines
from api.service.exports.xlsx import Sheet, write_workbook
from api.service.office import Office
from corpus.messages import Language, load_messages
from models.domain.archive import StoredDocument
from models.storage.documents import DocumentQuery

_PIECE = 256 * 1024
_FIXED_COLUMNS = 2


class ExportForm(StrEnum):
    """The forms of an export."""

    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class Wish:
    """How an export is wanted; ``raw`` without the corrections of people."""

    form: ExportForm
    raw: bool = False
    language: Language = Language.VI


def export_one(office: Office, document: str, wish: Wish) -> Iterator[bytes]:
    """Return the export of one document; raises NotFoundError, PlanNotReadyError."""
    found = one_document(office, document)
    if wish.form is ExportForm.JSON:
        content = load_json(office, found, raw=wish.raw)
        return iter((content or b"null",))
    return _pieces(office, [found], wish)


def export_many(office: Office, query: DocumentQuery, wish: Wish) -> Iterator[bytes]:
    """Return the export of all documents that are asked for and have a plan, newest first.

    Raises ExportTooLargeError before the first piece.
    """
    return _pieces(office, many_documents(office, query), wish)


def workbook(sheets: Iterable[Sheet]) -> Iterator[bytes]:
    """Return a workbook of these sheets in pieces; it is whole before the first one.

    Nothing is left on the disk, whether the pieces are taken or not.
    """
    with tempfile.TemporaryDirectory(prefix="kehoach-") as folder:
        path = Path(folder) / "export.xlsx"
        write_workbook(path, sheets)
        file = path.open("rb")
    return _read(file)


def _read(file: BinaryIO) -> Iterator[bytes]:
    with file:
        yield from iter(partial(file.read, _PIECE), b"")


def _pieces(office: Office, found: Iterable[StoredDocument], wish: Wish) -> Iterator[bytes]:
    if wish.form in (ExportForm.JSON, ExportForm.JSONL):
        contents = (load_json(office, document, raw=wish.raw) for document in found)
        plans = (content for content in contents if content is not None)
        return json_array(plans) if wish.form is ExportForm.JSON else json_lines(plans)
    loaded = (load_plan(office, document, raw=wish.raw) for document in found)
    exported = (plan for plan in loaded if plan is not None)
    if wish.form is ExportForm.CSV:
        return csv_lines(exported, wish.language)
    return workbook(_sheets(exported, wish.language))


def _sheets(plans: Iterable[ExportedPlan], language: Language) -> Iterator[Sheet]:
    """Yield the sheets: all targets, then the documents that they came from."""
    say = load_messages().text
    documents: list[Row] = []

    def rows() -> Iterator[Row]:
        for plan in plans:
            documents.append(document_row(plan))
            yield from target_rows(plan, language)

    name = say("export.sheet.targets", language)
    yield Sheet(name, target_columns(language), rows(), _FIXED_COLUMNS)
    yield Sheet(say("export.sheet.documents", language), document_columns(language), documents)
