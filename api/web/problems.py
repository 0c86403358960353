"""Refusals as RFC 9457 problems: stable type, status, words in the language of the client."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import Match

from api.web.deps import language_of
from api.web.shapes.problems import FieldErrorOut, ProblemOut
from corpus.messages import Language, load_messages
from models.domain.errors import KehoachError
from models.domain.service_errors import (
    BadJsonError,
    BadRequestError,
    BodyTooLargeError,
    InvalidRequestError,
    MethodNotAllowedError,
    NotFoundError,
    ServiceError,
)

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:kehoach:problem:"
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_MOST_ERRORS = 50
_SERVER_ERROR = 500
_UNAUTHENTICATED = 401


class ProblemResponse(JSONResponse):
    """An answer of the type of problems."""

    media_type = MEDIA_TYPE


def problem_of(error: KehoachError, language: Language, request_id: str) -> ProblemOut:
    """Return what is said about an error; nothing of the inside of the service is in it."""
    status = HTTPStatus(error.http_status)
    members = error.members if isinstance(error, ServiceError) else {}
    return ProblemOut(
        type=TYPE_PREFIX + error.kind,
        title=status.phrase,
        status=status.value,
        detail=words_of(error, language, request_id),
        instance=f"urn:kehoach:request:{request_id}",
        **members,
    )


def words_of(error: KehoachError, language: Language, request_id: str = "") -> str:
    """Return the sentence for an error; one without a sentence is named by the request alone."""
    messages = load_messages()
    if error.kind != KehoachError.kind and error.kind in messages:
        try:
            return messages.text(error.kind, language, **error.facts)
        except KeyError:
            pass
    return messages.text(KehoachError.kind, language, detail=request_id)


def answer(error: KehoachError, request: Request) -> ProblemResponse:
    """Return the answer to a request that is refused."""
    problem = problem_of(error, language_of(request), request.state.request_id)
    request.state.problem = error.kind
    content = problem.model_dump(mode="json", exclude_none=True)
    return ProblemResponse(content, problem.status, _headers(error))


def _headers(error: KehoachError) -> dict[str, str]:
    headers = dict(error.headers) if isinstance(error, ServiceError) else {}
    if "seconds" in error.facts:
        headers["Retry-After"] = str(error.facts["seconds"])
    if error.http_status == _UNAUTHENTICATED:
        headers["WWW-Authenticate"] = 'Bearer realm="kehoach", Basic realm="kehoach"'
    return headers


def install(app: FastAPI) -> None:
    """Let every refusal of the application be a problem; its words are read now, not then."""
    load_messages()
    app.add_exception_handler(KehoachError, _own)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


async def _own(request: Request, error: Exception) -> ProblemResponse:
    if not isinstance(error, KehoachError):
        raise error
    return answer(error, request)


async def _invalid(request: Request, error: Exception) -> ProblemResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    errors = field_errors(error.errors())
    if errors and errors[0].type == "json_invalid":
        return answer(BadJsonError(), request)
    refusal = InvalidRequestError(count=len(errors))
    return answer(refusal.saying({"errors": errors}), request)


def field_errors(errors: Sequence[Any]) -> tuple[FieldErrorOut, ...]:
    """Return validation errors without the values that were sent."""
    return tuple(
        FieldErrorOut(
            place=".".join(str(step) for step in found["loc"]),
            message=found["msg"],
            type=found["type"],
        )
        for found in errors[:_MOST_ERRORS]
    )


async def _http(request: Request, error: Exception) -> ProblemResponse:
    if not isinstance(error, HTTPException):
        raise error
    if isinstance(error.__cause__, KehoachError):
        return answer(error.__cause__, request)
    refusals: dict[int, ServiceError] = {
        HTTPStatus.NOT_FOUND: NotFoundError(object="address"),
        HTTPStatus.METHOD_NOT_ALLOWED: MethodNotAllowedError(method=request.method).saying(
            {}, {"Allow": ", ".join(allowed_methods(request))}
        ),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: BodyTooLargeError(limit=0),
    }
    fallback = BadRequestError(detail=HTTPStatus(error.status_code).phrase)
    return answer(refusals.get(error.status_code, fallback), request)


def allowed_methods(request: Request) -> list[str]:
    """Return the methods that this address takes."""
    scope = dict(request.scope)
    return [
        method
        for method in _METHODS
        if any(
            route.matches({**scope, "method": method})[0] is Match.FULL
            for route in request.app.routes
        )
    ]
