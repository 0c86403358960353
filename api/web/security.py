"""Who asks, and whether they may: keys, session tokens, or name and password; roles by route."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from ipaddress import ip_address
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request, Security
from fastapi.security import HTTPBasic, HTTPBearer

from api.service import accounts
from api.web.deps import Desk, desk_of
from models.domain.archive import Actor, Role
from models.domain.operation_errors import TooManySignInsError
from models.domain.service_errors import (
    ForbiddenError,
    ForeignOriginError,
    UnauthenticatedError,
    WrongCredentialsError,
)

ANYBODY = Actor("user", "local", "local", Role.ADMIN)
_READING = {"GET", "HEAD", "OPTIONS"}


class _Bearer(HTTPBearer):
    """Says in the documentation how to sign in; the header is read by ``identify``."""

    async def __call__(self, request: Request) -> None:  # type: ignore[override]
        """Leave the header alone."""


class _Basic(HTTPBasic):
    """Says in the documentation how to sign in; the header is read by ``identify``."""

    async def __call__(self, request: Request) -> None:  # type: ignore[override]
        """Leave the header alone."""


_BEARER = _Bearer(
    scheme_name="bearer",
    description="An API key (`kh_...`), or the token that POST /v1/sessions gave.",
)
_BASIC = _Basic(scheme_name="basic", description="Name and password of a user.")


def require(role: Role) -> Callable[..., Actor]:
    """Return the dependency that gives the actor, who must have at least this role."""

    def caller(
        request: Request,
        _bearer: Annotated[None, Security(_BEARER)],
        _basic: Annotated[None, Security(_BASIC)],
    ) -> Actor:
        actor = identify(request)
        if not actor.role.covers(role):
            raise ForbiddenError(role=role.value)
        return actor

    return caller


Reader = Annotated[Actor, Depends(require(Role.READER))]
Uploader = Annotated[Actor, Depends(require(Role.UPLOADER))]
Reviewer = Annotated[Actor, Depends(require(Role.REVIEWER))]
Admin = Annotated[Actor, Depends(require(Role.ADMIN))]


def identify(request: Request) -> Actor:
    """Return who asks, counted.

    Raises UnauthenticatedError, WrongCredentialsError, RateLimitedError, ForeignOriginError.
    """
    desk = desk_of(request)
    refuse_foreign(request, closed=desk.office.settings.server.authentication)
    actor = _actor(request, desk)
    desk.meter.request(actor.id)
    return actor


def address_of(request: Request) -> str:
    """Return the network address that the request came from."""
    return request.client.host if request.client else ""


def bearer_of(request: Request) -> str | None:
    """Return the key or token of the Authorization header, if it holds one."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    return value.strip() if scheme.lower() == "bearer" else None


def refuse_foreign(request: Request, closed: bool) -> None:
    """Raise ForeignOriginError where the page of another site makes a browser ask.

    Without authentication the address must be one of this machine, so that no foreign name that
    leads here opens the door.
    """
    host = request.headers.get("host", "")
    if not closed and not is_loopback(_host_of(f"//{host}")):
        raise ForeignOriginError
    if request.method in _READING:
        return
    origin = request.headers.get("origin")
    foreign = origin is not None and origin.partition("://")[2] != host
    if foreign or request.headers.get("sec-fetch-site") == "cross-site":
        raise ForeignOriginError


def _host_of(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address can be reached from this machine alone."""
    bare = host.strip("[]").lower()
    if bare == "localhost":
        return True
    try:
        return ip_address(bare).is_loopback
    except ValueError:
        return False


def _actor(request: Request, desk: Desk) -> Actor:
    if not desk.office.settings.server.authentication:
        return ANYBODY
    header = request.headers.get("authorization")
    if not header:
        raise UnauthenticatedError
    scheme, _, value = header.partition(" ")
    if scheme.lower() == "bearer":
        return _by_secret(desk, value.strip())
    if scheme.lower() == "basic":
        name, password = _name_and_password(value.strip())
        return _by_password(desk, name, password, address_of(request))
    raise WrongCredentialsError


def _by_secret(desk: Desk, secret: str) -> Actor:
    if secret.startswith(f"{accounts.KEY_MARK}_"):
        return accounts.authenticate_key(desk.office, secret)
    return accounts.authenticate_token(desk.office, secret)


def _by_password(desk: Desk, name: str, password: str, address: str) -> Actor:
    try:
        return accounts.verify_password(desk.office, desk.attempts, name, password, address)
    except TooManySignInsError as error:
        # whoever asks for something is not let in: 401, with the time when to try again
        seconds = {"Retry-After": str(error.facts["seconds"])}
        raise WrongCredentialsError().saying({}, seconds) from error


def _name_and_password(value: str) -> tuple[str, str]:
    try:
        name, colon, password = (
            base64.b64decode(value, validate=True).decode("utf-8").partition(":")
        )
    except (binascii.Error, ValueError) as error:
        raise WrongCredentialsError from error
    if not colon:
        raise WrongCredentialsError
    return name, password
