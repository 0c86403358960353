"""Two stored plans held against each other, and the plans that a plan may be held against."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.metadata import version

from api.comparison_schemas import (
    ComparisonOut,
    ComparisonVersionsOut,
    RowOut,
    comparison_to_output,
)
from api.outputs import produced_at
from api.service.exports.desk import workbook
from api.service.exports.tables import CellKind, Row, named_columns, worded
from api.service.exports.xlsx import Sheet
from api.service.office import Office
from api.service.plan_answers import from_stored
from api.service.publication import load_extraction
from api.service.review import find_document
from api.translation import plan_from_output
from corpus.catalog import load_catalog
from corpus.messages import Language, load_messages
from models.domain.archive import StoredDocument
from models.domain.plan import Plan
from models.domain.service_errors import NotComparableError, PlanNotReadyError
from models.storage import documents, plans
from models.storage.database import Session
from nlp.align import align_plans

_TEXT, _NUMBER = CellKind.TEXT, CellKind.NUMBER
_COLUMNS = (
    ("indicator_name", 44, _TEXT), ("year", 8, _NUMBER), ("scope", 18, _TEXT),
    ("status", 18, _TEXT), ("child_comparator", 12, _TEXT), ("child_value", 11, _NUMBER),
    ("child_unit", 14, _TEXT), ("parent_comparator", 12, _TEXT), ("parent_value", 11, _NUMBER),
    ("parent_unit", 14, _TEXT), ("core", 11, _TEXT), ("note", 40, _TEXT),
    ("child_text", 50, _TEXT), ("parent_text", 50, _TEXT), ("indicator", 28, _TEXT),
)  # fmt: skip


def compare_documents(office: Office, child: str, parent: str) -> ComparisonOut:
    """Hold the plan of a document, as corrected, against that of another.

    Raises NotFoundError, PlanNotReadyError, NotComparableError for a document against itself.
    """
    if child == parent:
        raise NotComparableError(detail="child = parent")
    with office.database.read() as session:
        ours, theirs = _plan(session, child), _plan(session, parent)
    catalog = load_catalog()
    versions = ComparisonVersionsOut(
        program=_program_version(), catalog=f"{catalog.name} {catalog.version}"
    )
    when = produced_at(office.settings.timestamp)
    return comparison_to_output(align_plans(ours, theirs, catalog), catalog, versions, when)


def parent_candidates(office: Office, document: str) -> tuple[StoredDocument, ...]:
    """Return the stored documents that this one cites as parents; raises NotFoundError."""
    with office.database.read() as session:
        return documents.find_cited(session, find_document(session, document))


def comparison_workbook(comparison: ComparisonOut, language: Language) -> Iterator[bytes]:
    """Return a comparison as a workbook, in pieces."""
    name = load_messages().text("export.sheet.comparison", language)
    rows = (_row(row, language) for row in comparison.rows)
    return workbook([Sheet(name, named_columns(_COLUMNS, language), rows, fixed=1)])


def _plan(session: Session, document: str) -> Plan:
    """Return the plan of a document as it stands, named by the document's identifier."""
    stored = find_document(session, document)
    found = plans.find_plan_output(session, document)
    if found is None:
        raise PlanNotReadyError(document_status=stored.status.value)
    extraction = load_extraction(session, document, found.run)
    plan = from_stored(found.output).plan.model_copy(update={"document": document})
    return plan_from_output(extraction.model_copy(update={"plan": plan}))


def _row(row: RowOut, language: Language) -> Row:
    return (
        row.name,
        row.year,
        row.scope,
        worded("status", row.status, language),
        worded("table_comparator", row.child_comparator, language),
        row.child_value,
        worded("table_unit", row.child_unit, language),
        worded("table_comparator", row.parent_comparator, language),
        row.parent_value,
        worded("table_unit", row.parent_unit, language),
        worded("table_yes", str(row.core).lower(), language),
        row.note,
        row.child_text,
        row.parent_text,
        row.indicator,
    )


@cache
def _program_version() -> str:
    return version("kehoach")
