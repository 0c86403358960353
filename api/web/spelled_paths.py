"""Paths of the description written out where a part of them can only be one of a few words.

``/plan/{kind}/{item}`` beside ``/plan/targets/{item}`` would describe one address twice, and a
reader of either would miss the methods of the other.
"""

from __future__ import annotations

import copy
from typing import Any

_REFERENCE = "#/components/schemas/"


def spell_out(schema: dict[str, Any]) -> None:
    """Replace each path with an enumerated parameter by one path for each of its values."""
    paths: dict[str, Any] = schema["paths"]
    shapes = schema.get("components", {}).get("schemas", {})
    for path in list(paths):
        found = _enumerated(paths[path], shapes)
        if found is None:
            continue
        operations = paths.pop(path)
        name, values = found
        for value in values:
            spelled = path.replace(f"{{{name}}}", value)
            for method, operation in operations.items():
                paths.setdefault(spelled, {})[method] = _for_value(operation, name, value)


def _enumerated(operations: dict[str, Any], shapes: dict[str, Any]) -> tuple[str, list[str]] | None:
    for operation in operations.values():
        for given in operation.get("parameters", ()):
            shape = given["schema"]
            resolved = shapes.get(shape.get("$ref", "").removeprefix(_REFERENCE), shape)
            if given["in"] == "path" and "enum" in resolved:
                return given["name"], resolved["enum"]
    return None


def _for_value(operation: dict[str, Any], name: str, value: str) -> dict[str, Any]:
    own = copy.deepcopy(operation)
    own["operationId"] = f"{operation['operationId']}_{value}"
    own["parameters"] = [given for given in own["parameters"] if given["name"] != name]
    return own
