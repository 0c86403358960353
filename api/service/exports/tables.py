"""Plans as flat tables: one row per target, with where it stands and who corrected it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from api.schemas import TargetOut
from api.service.exports.plans import ExportedPlan
from api.service.plan_answers import MarkOut
from corpus.catalog import load_catalog
from corpus.messages import Language, load_messages
from models.domain.archive import StoredDocument
from models.domain.review import ItemKind

Cell = str | int | float | None
Row = Sequence[Cell]


class CellKind(StrEnum):
    """How a column is shown."""

    TEXT = "text"
    NUMBER = "number"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, its width in characters, and how its cells are shown."""

    head: str
    width: int
    kind: CellKind = CellKind.TEXT


_TARGET_COLUMNS = (
    ("number", 16, CellKind.TEXT), ("issuer", 24, CellKind.TEXT), ("province", 14, CellKind.TEXT),
    ("date", 12, CellKind.TEXT), ("section", 9, CellKind.TEXT), ("ordinal", 10, CellKind.TEXT),
    ("text", 60, CellKind.TEXT), ("indicator_name", 36, CellKind.TEXT),
    ("comparator", 11, CellKind.TEXT), ("value", 10, CellKind.NUMBER),
    ("value_to", 8, CellKind.NUMBER), ("total", 9, CellKind.NUMBER), ("unit", 14, CellKind.TEXT),
    ("year", 8, CellKind.NUMBER), ("scope", 20, CellKind.TEXT),
    ("responsible", 28, CellKind.TEXT), ("core", 11, CellKind.TEXT),
    ("page", 8, CellKind.NUMBER), ("box", 24, CellKind.TEXT), ("read_text", 40, CellKind.TEXT),
    ("confidence", 11, CellKind.SHARE), ("corrected_fields", 20, CellKind.TEXT),
    ("readings", 24, CellKind.TEXT), ("corrected_by", 18, CellKind.TEXT),
    ("corrected_at", 20, CellKind.TEXT), ("indicator", 28, CellKind.TEXT),
    ("file", 28, CellKind.TEXT), ("document", 34, CellKind.TEXT), ("item", 20, CellKind.TEXT),
)  # fmt: skip
_DOCUMENT_COLUMNS = (
    ("number", 16, CellKind.TEXT), ("issuer", 28, CellKind.TEXT), ("province", 16, CellKind.TEXT),
    ("date", 12, CellKind.TEXT), ("doc_type", 14, CellKind.TEXT), ("title", 60, CellKind.TEXT),
    ("plan_year", 10, CellKind.NUMBER), ("targets", 11, CellKind.NUMBER),
    ("conflicts", 11, CellKind.NUMBER), ("file", 30, CellKind.TEXT),
    ("document", 34, CellKind.TEXT),
)  # fmt: skip


def target_columns(language: Language) -> tuple[Column, ...]:
    """Return the columns of the table of targets."""
    return named_columns(_TARGET_COLUMNS, language)


def document_columns(language: Language) -> tuple[Column, ...]:
    """Return the columns of the table of documents."""
    return named_columns(_DOCUMENT_COLUMNS, language)


def named_columns(
    columns: Iterable[tuple[str, int, CellKind]], language: Language
) -> tuple[Column, ...]:
    """Return columns with their heads in a language."""
    say = load_messages().text
    return tuple(
        Column(say(f"export.column.{name}", language), width, kind) for name, width, kind in columns
    )


def target_rows(plan: ExportedPlan, language: Language) -> Iterator[Row]:
    """Yield one row per target of a plan."""
    document = plan.document
    head = (number_of(document), document.issuer, document.province, document.date)
    marks: dict[str, list[MarkOut]] = {}
    for mark in plan.answer.corrected:
        if mark.kind is ItemKind.TARGET:
            marks.setdefault(mark.item, []).append(mark)
    for target, part in zip(plan.answer.plan.targets, plan.answer.items.targets, strict=True):
        named = (target.indicator, document.name, document.id, part.item)
        decided = _decided(marks.get(part.item, ()))
        yield (*head, *_said(target, language), *_place(target), *decided, *named)


def document_row(plan: ExportedPlan) -> Row:
    """Return the row of a document."""
    document = plan.document
    return (
        number_of(document),
        document.issuer,
        document.province,
        document.date,
        document.doc_type,
        document.title,
        document.year,
        len(plan.answer.plan.targets),
        len(plan.answer.conflicts),
        document.name,
        document.id,
    )


def number_of(document: StoredDocument) -> str | None:
    """Return number and symbol as they are printed, or null."""
    known = [part for part in (document.number, document.symbol) if part]
    return "/".join(known) or None


def worded(fact: str, code: str | None, language: Language) -> str | None:
    """Return a code in words; null stays null."""
    return None if code is None else load_messages().word(fact, code, language)


def indicator_name(code: str | None) -> str | None:
    """Return the name of an indicator of the catalog."""
    entry = load_catalog().find(code) if code else None
    return entry.name if entry else None


def _said(target: TargetOut, language: Language) -> Row:
    return (
        target.section,
        target.ordinal,
        target.text,
        indicator_name(target.indicator),
        worded("table_comparator", target.comparator, language),
        target.value,
        target.value_to,
        target.total,
        worded("table_unit", target.unit, language),
        target.year,
        target.scope,
        "; ".join(target.responsible) or None,
        worded("table_yes", str(target.core).lower(), language),
    )


def _place(target: TargetOut) -> Row:
    place = next(iter(target.provenance.get("text", ())), None)
    sure = min(target.confidence.values(), default=None)
    if place is None or not place.boxes:
        return (place.page if place else None, None, place.text if place else None, sure)
    edges = [list(map(float, box)) for box in place.boxes]
    left, top = (min(box[edge] for box in edges) for edge in (0, 1))
    right, bottom = (max(box[edge] for box in edges) for edge in (2, 3))
    return (place.page, f"{left:g}, {top:g}, {right:g}, {bottom:g}", place.text, sure)


def _decided(marks: Sequence[MarkOut]) -> Row:
    """Return which fields people decided on, what was read there, who did, and when last."""
    if not marks:
        return (None, None, None, None)
    fields = dict.fromkeys(mark.field or mark.operation.value for mark in marks)
    readings = (f"{mark.field}: {_plain(mark.reading)}" for mark in marks if mark.field)
    authors = dict.fromkeys(mark.author for mark in marks)
    last = max(mark.at for mark in marks)
    return (
        ", ".join(fields),
        "; ".join(readings) or None,
        ", ".join(authors),
        last.strftime("%Y-%m-%d %H:%M:%S"),
    )


def _plain(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(_plain, value))
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_plain(entry)}" for key, entry in value.items())
    return "–" if value is None else str(value)
