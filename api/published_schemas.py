"""The JSON Schemas that are published in ``corpus/schemas``, made from the shapes."""

from __future__ import annotations

from collections.abc import Mapping

from api.comparison_schemas import ComparisonOut
from api.outputs import json_bytes
from api.schemas import SCHEMA_VERSION, ExtractionOut, Shape

PUBLISHED: Mapping[str, type[Shape]] = {"extraction": ExtractionOut, "comparison": ComparisonOut}
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_file_name(name: str) -> str:
    """Return the name of the published file, which carries the version of the form."""
    return f"{name}-{SCHEMA_VERSION}.json"


def schema_bytes(name: str) -> bytes:
    """Return the content of a published schema; raises KeyError for an unknown name."""
    made = PUBLISHED[name].model_json_schema(by_alias=True, mode="serialization")
    head = {"$schema": _DIALECT, "$id": f"urn:kehoach:schema:{name}-{SCHEMA_VERSION}"}
    return json_bytes({**head, **made})
