"""The catalog of indicators as it is shown."""

from __future__ import annotations

from pydantic import BaseModel, Field

from models.domain.catalog import Better, Catalog, CatalogEntry
from models.domain.plan import Unit


class IndicatorOut(BaseModel):
    """One canonical indicator."""

    code: str
    name: str
    group: int
    unit: Unit
    better: Better = Field(description="which way is an improvement")
    aliases: tuple[str, ...] = Field(description="other wordings that are known")


class CatalogOut(BaseModel):
    """All indicators of one field."""

    name: str
    version: int
    indicators: tuple[IndicatorOut, ...]


def indicator_out(entry: CatalogEntry) -> IndicatorOut:
    """Return an indicator as it is shown."""
    return IndicatorOut(
        code=entry.code,
        name=entry.name,
        group=entry.group,
        unit=entry.unit,
        better=entry.better,
        aliases=entry.aliases,
    )


def catalog_out(catalog: Catalog) -> CatalogOut:
    """Return a catalog as it is shown."""
    entries = tuple(map(indicator_out, catalog.entries))
    return CatalogOut(name=catalog.name, version=catalog.version, indicators=entries)
