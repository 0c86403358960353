"""Plans as they stand now, and their targets across all documents."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan

from sqlalchemy import ColumnElement, and_, delete, false, insert, or_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from models.domain.plan import Comparator, Plan, Unit
from models.domain.review import ItemKind
from models.storage.documents import about_document, in_year, lock_document
from models.storage.paging import DEFAULT_LIMIT, Slice, bounded, cut, decode_cursor
from models.storage.plan_rows import plan_rows
from models.storage.search import folded, save_words
from models.storage.tables import DocumentRow, PlanRow, TargetRow

_LIST = "targets"


@dataclass(frozen=True, slots=True)
class Projection:
    """A plan to be stored: its typed form, its published form and the words of the document.

    ``items`` are the identifiers of the parts in the order of the plan; ``corrected`` those that a
    correction touches. ``search_text`` is null where the words are those of before.
    """

    plan: Plan
    items: Mapping[ItemKind, tuple[str, ...]]
    corrected: frozenset[str]
    output: bytes
    search_text: str | None


@dataclass(frozen=True, slots=True)
class PlanOnFile:
    """The published plan of a document; ``revision`` rises with each change."""

    run: str
    revision: int
    output: bytes


@dataclass(frozen=True, slots=True)
class TargetQuery:
    """What is asked for; everything that is given must hold.

    ``issuer`` and ``text`` are parts of the issuer and of the target's words, whatever their marks
    and case; ``value_min`` and ``value_max`` are both included.
    """

    indicator: str | None = None
    unit: Unit | None = None
    year: int | None = None
    comparator: Comparator | None = None
    value_min: float | None = None
    value_max: float | None = None
    document: str | None = None
    issuer: str | None = None
    province: str | None = None
    core: bool | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class StoredTarget:
    """A target with the document that sets it; ``page`` is where it begins.

    ``item`` is its identifier in the plan, ``position`` its 0-based place there.
    """

    document: str
    run: str
    item: str
    position: int
    section: str | None
    ordinal: str | None
    text: str
    indicator: str | None
    comparator: Comparator
    value: float | None
    value_to: float | None
    total: float | None
    unit: Unit
    year: int | None
    scope: str | None
    core: bool
    responsible: tuple[str, ...]
    page: int | None
    confidence: float | None
    corrected: bool
    issuer: str | None
    province: str | None
    number: str | None
    symbol: str | None


def save_plan(session: Session, document_id: str, run: str, projection: Projection) -> int:
    """Store a plan in the place of the one before; return its revision."""
    lock_document(session, document_id)
    asked = select(PlanRow).where(col(PlanRow.document) == document_id)
    row = session.scalars(asked.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        row = PlanRow(document=document_id, run=run, revision=0, output=b"")
        session.add(row)
    _fill(row, run, projection)
    session.flush()
    parts = plan_rows(projection.plan, projection.items, projection.corrected)
    for table, rows in parts.items():
        session.execute(delete(table).where(col(table.plan) == row.id))
        belonging = [{"plan": row.id, "document": document_id, **part} for part in rows]
        if belonging:
            session.execute(insert(table), belonging)
    if projection.search_text is not None:
        save_words(session, document_id, projection.search_text)
    return row.revision


def find_plan_output(session: Session, document_id: str) -> PlanOnFile | None:
    """Return the published plan of a document."""
    asked = select(col(PlanRow.run), col(PlanRow.revision), col(PlanRow.output))
    row = session.execute(asked.where(col(PlanRow.document) == document_id)).one_or_none()
    return None if row is None else PlanOnFile(row.run, row.revision, zlib.decompress(row.output))


def list_targets(
    session: Session, query: TargetQuery, cursor: str | None = None, limit: int = DEFAULT_LIMIT
) -> Slice[StoredTarget]:
    """Return the targets that are asked for: newest document first, then in its order.

    Raises BadCursorError.
    """
    limit = bounded(limit)
    document, position = col(TargetRow.document), col(TargetRow.position)
    asked = (
        select(TargetRow, DocumentRow, col(PlanRow.run))
        .join(DocumentRow, col(DocumentRow.id) == document)
        .join(PlanRow, col(PlanRow.id) == col(TargetRow.plan))
        .where(*_conditions(query))
    )
    after = decode_cursor(_LIST, (str, int), cursor)
    if after is not None:
        rest = and_(document == after[0], position > after[1])
        asked = asked.where(or_(document < after[0], rest))
    asked = asked.order_by(document.desc(), position).limit(limit + 1)
    found = [_as_target(target, head, run) for target, head, run in session.execute(asked)]
    return cut(found, limit, _LIST, lambda target: (target.document, target.position))


def _conditions(query: TargetQuery) -> list[ColumnElement[bool]]:
    conditions = about_document(query.issuer, query.province)
    for column, wanted in (
        (col(TargetRow.indicator), query.indicator),
        (col(TargetRow.unit), query.unit),
        (col(TargetRow.comparator), query.comparator),
        (col(TargetRow.document), query.document),
        (col(TargetRow.core), query.core),
    ):
        if wanted is not None:
            conditions.append(column == wanted)
    if query.year is not None:
        conditions.append(in_year(col(TargetRow.year), query.year))
    if query.value_min is not None:
        conditions.append(col(TargetRow.value) >= query.value_min)
    if query.value_max is not None:
        conditions.append(col(TargetRow.value) <= query.value_max)
    if any(bound is not None and isnan(bound) for bound in (query.value_min, query.value_max)):
        conditions.append(false())  # to PostgreSQL it is a number, larger than any other
    if query.text is not None:
        text = col(TargetRow.text_folded)
        conditions.append(text.contains(folded(query.text), autoescape=True))
    return conditions


def _fill(row: PlanRow, run: str, projection: Projection) -> None:
    metadata = projection.plan.metadata
    row.run = run
    row.revision += 1
    row.period_start = None if metadata.period is None else metadata.period.start
    row.period_end = None if metadata.period is None else metadata.period.end
    row.signer = None if metadata.signer is None else metadata.signer.name
    row.output = zlib.compress(projection.output)


def _as_target(row: TargetRow, document: DocumentRow, run: str) -> StoredTarget:
    return StoredTarget(
        document=row.document,
        run=run,
        item=row.item,
        position=row.position,
        section=row.section,
        ordinal=row.ordinal,
        text=row.text,
        indicator=row.indicator,
        comparator=Comparator(row.comparator),
        value=row.value,
        value_to=row.value_to,
        total=row.total,
        unit=Unit(row.unit),
        year=row.year,
        scope=row.scope,
        core=row.core,
        responsible=tuple(row.responsible),
        page=row.page,
        confidence=row.confidence,
        corrected=row.corrected,
        issuer=document.issuer,
        province=document.province,
        number=document.number,
        symbol=document.symbol,
    )
