"""Signing in with name and password, signing out, and who one is."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.service import accounts
from api.web.deps import DeskDep, OfficeDep, RequestName
from api.web.docs import refusals
from api.web.security import Reader, address_of, bearer_of, refuse_foreign
from api.web.shapes.sessions import MeOut, SessionOut, SignInIn

router = APIRouter(prefix="/v1", tags=["sessions"])


@router.post("/sessions", status_code=201, responses=refusals(400, 401, 403, 413, 429))
def sign_in(given: SignInIn, desk: DeskDep, request: Request, name: RequestName) -> SessionOut:
    """Begin a session; its token goes into the Authorization header as Bearer."""
    refuse_foreign(request, closed=desk.office.settings.server.authentication)
    address = address_of(request)
    token, opened = accounts.sign_in(
        desk.office, desk.attempts, given.name, given.password, address, name
    )
    return SessionOut(token=token, expires_at=opened.expires_at)


@router.delete("/sessions/current", status_code=204, response_class=Response)
def sign_out(office: OfficeDep, request: Request, name: RequestName, _actor: Reader) -> None:
    """End the session of the token; a key has none, so nothing happens then."""
    token = bearer_of(request)
    if token is not None:
        accounts.sign_out(office, token, name)


@router.get("/me")
def me(actor: Reader) -> MeOut:
    """Say who asks."""
    return MeOut(kind=actor.kind, id=actor.id, name=actor.name, role=actor.role)
