"""Targets across documents, and what a search finds."""

from __future__ import annotations

from pydantic import BaseModel, Field

from api.schemas import Number
from api.web.shapes.documents import DocumentOut
from models.domain.plan import Comparator, Unit
from models.storage.plans import StoredTarget


class StoredTargetOut(BaseModel):
    """A target with the document that sets it, corrected where people decided."""

    document: str
    item: str = Field(description="name of the part in the plan of the document")
    issuer: str | None
    province: str | None
    number: str | None
    symbol: str | None
    section: str | None
    ordinal: str | None
    text: str
    indicator: str | None = Field(description="code of the catalog")
    comparator: Comparator
    value: Number | None
    value_to: Number | None
    total: Number | None
    unit: Unit
    year: int | None
    scope: str | None
    core: bool
    responsible: tuple[str, ...]
    page: int | None = Field(description="where it begins")
    confidence: float | None
    corrected: bool = Field(description="a person decided on it")


class FoundOut(BaseModel):
    """A document in which the words stand, with the first of its targets that hold them."""

    document: DocumentOut
    targets: tuple[StoredTargetOut, ...]


def stored_target_out(target: StoredTarget) -> StoredTargetOut:
    """Return a target as it is listed."""
    return StoredTargetOut(
        document=target.document,
        item=target.item,
        issuer=target.issuer,
        province=target.province,
        number=target.number,
        symbol=target.symbol,
        section=target.section,
        ordinal=target.ordinal,
        text=target.text,
        indicator=target.indicator,
        comparator=target.comparator,
        value=target.value,
        value_to=target.value_to,
        total=target.total,
        unit=target.unit,
        year=target.year,
        scope=target.scope,
        core=target.core,
        responsible=target.responsible,
        page=target.page,
        confidence=target.confidence,
        corrected=target.corrected,
    )
