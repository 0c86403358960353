"""What happens to every request: a name, a bound on its body, safe headers, a log line, figures."""

from __future__ import annotations

import re
import time
from collections.abc import MutableMapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.service.logs import bind_request, get_log
from api.service.metrics import Figures
from api.web.problems import answer
from models.domain.errors import KehoachError
from models.domain.identity import new_id
from models.domain.service_errors import BodyTooLargeError

MAX_BODY_BYTES = 1024 * 1024
UPLOAD = ("POST", "/v1/documents")
_REQUEST_NAME = re.compile(r"[A-Za-z0-9._-]{8,64}")
_IDENTIFIER = re.compile(r"[0-9a-f]{32}")
_UNKNOWN_ROUTE = "(none)"
_GONE = 499  # the client went away; no answer was sent
_SAFE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
}
_log = get_log("kehoach.web")


class Frontier:
    """The outermost layer: nothing that happens inside leaves a client without a proper answer."""

    def __init__(self, app: ASGIApp, figures: Figures) -> None:
        """Wrap an application."""
        self._app = app
        self._figures = figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        await _Passage(scope, receive, send, self._figures).run(self._app)


class _Passage:
    """One request on its way through."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, figures: Figures) -> None:
        self._scope = scope
        self._receive = receive
        self._send = send
        self._figures = figures
        self._started = time.perf_counter()
        self._status = 0
        self._body = 0
        wanted = Headers(scope=scope).get("x-request-id", "")
        self._name = wanted if _REQUEST_NAME.fullmatch(wanted) else new_id()
        self._state: MutableMapping[str, Any] = scope.setdefault("state", {})
        self._state["request_id"] = self._name
        self._is_upload = (scope["method"], scope["path"]) == UPLOAD

    async def run(self, app: ASGIApp) -> None:
        bind_request(self._name)
        try:
            await app(self._scope, self.receive, self.send)
        except ClientDisconnect:
            self._status = self._status or _GONE
        except Exception as error:
            await self._apologise(error)
        finally:
            self._note()

    async def _apologise(self, error: Exception) -> None:
        """Answer what nobody foresaw; the trace is for the log alone."""
        refusal = error if isinstance(error, KehoachError) else KehoachError()
        if refusal is not error:
            _log.error("request.failed", exc_info=error)
        if not self._status:
            response = answer(refusal, Request(self._scope))
            await response(self._scope, self.receive, self.send)

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request" and not self._is_upload:
            self._body += len(message.get("body", b""))
            if self._body > MAX_BODY_BYTES:
                raise BodyTooLargeError(limit=MAX_BODY_BYTES)
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in _SAFE_HEADERS.items():
                headers.setdefault(name, value)
            headers["X-Request-ID"] = self._name
        await self._send(message)

    def _note(self) -> None:
        seconds = time.perf_counter() - self._started
        route = route_of(self._scope)
        self._figures.answered(self._scope["method"], route, self._status, seconds)
        _log.info(
            "request",
            method=self._scope["method"],
            route=route,
            status=self._status,
            ms=round(seconds * 1000, 1),
            problem=self._state.get("problem"),
            **_identifiers(self._scope),
        )


def route_of(scope: Scope) -> str:
    """Return the pattern of the route that answered, never what a client made up."""
    return str(getattr(scope.get("route"), "path", _UNKNOWN_ROUTE))


def _identifiers(scope: Scope) -> dict[str, str]:
    """Return the identifiers in the address that are of our own making."""
    given = scope.get("path_params", {})
    named = {name: str(given.get(name, "")) for name in ("document", "job")}
    return {name: value for name, value in named.items() if _IDENTIFIER.fullmatch(value)}
