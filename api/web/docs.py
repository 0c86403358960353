"""The description of the API (OpenAPI) and a page that shows it, without the internet."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.responses import HTMLResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from api.web.problems import MEDIA_TYPE
from api.web.shapes.problems import ProblemOut
from api.web.spelled_paths import spell_out

ASSETS = "/docs/assets"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'none'"
)
_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>kehoach API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="/docs/assets/favicon.png">
<link rel="stylesheet" href="/docs/assets/swagger-ui.css">
</head><body><div id="page"></div>
<script src="/docs/assets/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script>
</body></html>
"""
_START = """SwaggerUIBundle({url: "/openapi.json", dom_id: "#page", deepLinking: true,
  validatorUrl: null, presets: [SwaggerUIBundle.presets.apis]});
"""
_CACHED = {"Cache-Control": "public, max-age=3600"}
_EVERYWHERE = ("422", "500", "503")
_CLOSED = ("401", "403", "429")
_REQUEST_HEADER = {
    "X-Request-ID": {
        "description": "the name of the request in the logs",
        "schema": {"type": "string"},
    }
}
_METHODS = {"get", "post", "put", "patch", "delete"}
_PROBLEM = {"$ref": "#/components/schemas/ProblemOut"}
_WORDS = {
    "400": "The request breaks the rules of its format",
    "401": "Nobody is signed in, or the credentials are wrong",
    "403": "The role does not allow this",
    "404": "There is nothing of that identifier",
    "409": "The state of things does not allow this",
    "412": "It was changed meanwhile",
    "413": "Too large",
    "415": "Of the wrong type",
    "422": "Parameters or body do not fit",
    "428": "If-Match is missing",
    "429": "Too many requests",
    "500": "An unexpected error",
    "503": "No room or no database now; Retry-After says when to come again",
}


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the ``responses`` of a route for problems beyond those that every route may give."""
    return {status: {"model": ProblemOut} for status in statuses}


def install(app: FastAPI, version: str) -> None:
    """Add the description, the page, and what the page needs."""

    def describe() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = description(app, version)
        return app.openapi_schema

    app.openapi = describe  # type: ignore[method-assign]
    app.add_api_route("/docs", _page, include_in_schema=False)
    app.add_api_route("/docs/start.js", _start, include_in_schema=False)
    static = files("fastapi_offline") / "static"
    app.router.routes.append(Mount(ASSETS, StaticFiles(directory=str(static)), name="assets"))


def description(app: FastAPI, version: str) -> dict[str, Any]:
    """Return the OpenAPI description, with every refusal that a route may give."""
    schema = get_openapi(
        title="kehoach",
        version=version,
        summary="Reads scanned Vietnamese policy plans into structured, comparable data.",
        description=(
            "Every refusal is a problem (RFC 9457) of a stable type, with a Vietnamese `detail`; "
            "`Accept-Language: en` gives English. "
            "Lists are `{items, next}`: send `next` as `cursor`."
        ),
        routes=app.routes,
        license_info={"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
    )
    schemas = schema.setdefault("components", {}).setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for shape in _problem_shapes():
        schemas.setdefault(shape[0], shape[1])
    spell_out(schema)
    for path in schema["paths"].values():
        for method, operation in path.items():
            if method in _METHODS:
                _complete(operation)
    return schema


def _problem_shapes() -> Iterator[tuple[str, dict[str, Any]]]:
    own = ProblemOut.model_json_schema(ref_template="#/components/schemas/{model}")
    yield from own.pop("$defs", {}).items()
    yield ProblemOut.__name__, own


def _complete(operation: dict[str, Any]) -> None:
    """Declare the refusals of one operation, all in one form."""
    responses = operation.setdefault("responses", {})
    always = (*_EVERYWHERE, *_CLOSED) if operation.get("security") else _EVERYWHERE
    if any(given["name"] == "cursor" for given in operation.get("parameters", ())):
        always = (*always, "404")
    if "requestBody" in operation:
        always = (*always, "400", "413")
    declared = {status for status in responses if status >= "400"} | set(always)
    for status in sorted(declared):
        own = responses.get(status, {})
        if operation.get("x-own-statuses") and status in operation["x-own-statuses"]:
            continue
        responses[status] = {
            "description": _WORDS.get(status, own.get("description", "Refused")),
            "content": {MEDIA_TYPE: {"schema": _PROBLEM}},
        }
        if status in ("429", "503"):
            responses[status]["headers"] = {
                "Retry-After": {"description": "seconds", "schema": {"type": "string"}}
            }
    operation.pop("x-own-statuses", None)
    for response in responses.values():
        response.setdefault("headers", {}).update(_REQUEST_HEADER)


async def _page() -> Response:
    return HTMLResponse(_PAGE, headers={"Content-Security-Policy": _POLICY, **_CACHED})


async def _start() -> Response:
    return Response(_START, media_type="text/javascript", headers=_CACHED)
