"""The shapes of a published comparison (``comparison-1.json``), and their translator."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.schemas import SCHEMA_VERSION, Number, Shape, Text, is_absent
from models.domain.alignment import Alignment, AlignmentRow, Status
from models.domain.catalog import Catalog
from models.domain.plan import Comparator, Target, Unit


class RowOut(Shape):
    """One indicator held against the parent; stricter means more ambitious."""

    indicator: Text
    name: Text | None = Field(description="name of the indicator in the catalog")
    status: Status
    year: int | None
    scope: Text | None = Field(None, exclude_if=is_absent)
    child_value: Number | None
    child_comparator: Comparator | None
    child_unit: Unit | None
    child_total: Number | None = Field(None, exclude_if=is_absent)
    child_value_to: Number | None = Field(None, exclude_if=is_absent)
    child_text: Text | None
    parent_value: Number | None
    parent_comparator: Comparator | None
    parent_unit: Unit | None
    parent_total: Number | None = Field(None, exclude_if=is_absent)
    parent_value_to: Number | None = Field(None, exclude_if=is_absent)
    parent_text: Text | None
    core: bool
    note: Text | None = Field(description="why, where the status is not plain")


class ComparisonVersionsOut(Shape):
    """What made this comparison."""

    program: Text
    catalog: Text


class ComparisonOut(Shape):
    """A child plan held against its parent plan."""

    schema_version: Literal["1"]
    produced_at: str | None = Field(description="UTC, ISO 8601; null where switched off")
    versions: ComparisonVersionsOut
    child: Text
    parent: Text
    counts: dict[Status, int] = Field(description="number of rows by status")
    rows: tuple[RowOut, ...]


def comparison_to_output(
    alignment: Alignment,
    catalog: Catalog,
    versions: ComparisonVersionsOut,
    produced_at: str | None = None,
) -> ComparisonOut:
    """Return the published form of a comparison."""
    statuses = [row.status for row in alignment.rows]
    return ComparisonOut(
        schema_version=SCHEMA_VERSION,
        produced_at=produced_at,
        versions=versions,
        child=alignment.child,
        parent=alignment.parent,
        counts={status: statuses.count(status) for status in Status},
        rows=tuple(_row(row, catalog) for row in alignment.rows),
    )


def _row(row: AlignmentRow, catalog: Catalog) -> RowOut:
    entry = catalog.find(row.indicator)
    child, parent = row.child, row.parent
    return RowOut(
        indicator=row.indicator,
        name=entry.name if entry else None,
        status=row.status,
        year=row.year,
        scope=row.scope,
        child_value=child.value if child else None,
        child_comparator=child.comparator if child else None,
        child_unit=child.unit if child else None,
        child_total=child.total if child else None,
        child_value_to=child.value_to if child else None,
        child_text=_text(child),
        parent_value=parent.value if parent else None,
        parent_comparator=parent.comparator if parent else None,
        parent_unit=parent.unit if parent else None,
        parent_total=parent.total if parent else None,
        parent_value_to=parent.value_to if parent else None,
        parent_text=_text(parent),
        core=row.core,
        note=row.reason,
    )


def _text(target: Target | None) -> str | None:
    return target.text if target else None
