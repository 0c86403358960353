"""The JSON Schemas of what is published."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from fastapi import APIRouter, Response

from api.published_schemas import schema_bytes
from api.web.security import Reader

router = APIRouter(prefix="/v1/schemas", tags=["schemas"])
_MEDIA_TYPE = "application/schema+json"
_JSON: dict[int | str, dict[str, Any]] = {
    200: {"content": {_MEDIA_TYPE: {"schema": {"type": "object"}}}}
}


class SchemaName(StrEnum):
    """What has a published form."""

    EXTRACTION = "extraction"
    COMPARISON = "comparison"


class SchemaResponse(Response):
    """A JSON Schema."""

    media_type = _MEDIA_TYPE


@router.get("/{name}", response_class=SchemaResponse, responses=_JSON)
def show_schema(name: SchemaName, _actor: Reader) -> Response:
    """Hand out the JSON Schema of a published form."""
    return SchemaResponse(schema_bytes(name.value))
