"""Parameters that a route does not know are refused: a misspelt filter must not look obeyed."""

from __future__ import annotations

from fastapi import Request
from fastapi.exceptions import RequestValidationError


async def refuse_unknown_parameters(request: Request) -> None:
    """Raise RequestValidationError where the query holds a name that the route does not declare."""
    if not request.query_params:
        return
    known = _known(request.scope.get("route"))
    errors = [
        {"type": "extra_forbidden", "loc": ("query", name[:100]), "msg": "Unknown parameter"}
        for name in request.query_params
        if name not in known
    ]
    if errors:
        raise RequestValidationError(errors)


def _known(route: object) -> frozenset[str]:
    dependant = getattr(route, "dependant", None)
    return frozenset(_names(dependant)) if dependant is not None else frozenset()


def _names(dependant: object) -> list[str]:
    own = [str(field.alias) for field in getattr(dependant, "query_params", ())]
    for inner in getattr(dependant, "dependencies", ()):
        own += _names(inner)
    return own
