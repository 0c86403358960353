"""The catalog of indicators."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from api.web.docs import refusals
from api.web.security import Reader
from api.web.shapes.catalog import CatalogOut, IndicatorOut, catalog_out, indicator_out
from corpus.catalog import load_catalog
from models.domain.service_errors import NotFoundError

router = APIRouter(prefix="/v1/catalog", tags=["catalog"])
Code = Annotated[
    str,
    Path(
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$",
        max_length=200,
        examples=["sdd-nhe-can-duoi-5-tuoi"],
    ),
]


@router.get("")
def show_catalog(_actor: Reader) -> CatalogOut:
    """Show the catalog that targets are matched to."""
    return catalog_out(load_catalog())


@router.get("/{code}", responses=refusals(404))
def show_indicator(code: Code, _actor: Reader) -> IndicatorOut:
    """Show one indicator of the catalog."""
    entry = load_catalog().find(code)
    if entry is None:
        raise NotFoundError(object="indicator")
    return indicator_out(entry)
