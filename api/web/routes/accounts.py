"""Users and keys, managed by admins."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api.service import accounts
from api.web.deps import Identifier, OfficeDep, RequestName
from api.web.docs import refusals
from api.web.security import Admin
from api.web.shapes.accounts import (
    KeyOut,
    NewKeyIn,
    NewKeyOut,
    NewUserIn,
    NewUserOut,
    PasswordIn,
    PasswordOut,
    UserChangesIn,
    UserOut,
    key_out,
    user_out,
)
from api.web.shapes.lists import ListOut

router = APIRouter(prefix="/v1", tags=["administration"])


@router.get("/users")
def list_users(office: OfficeDep, _actor: Admin) -> ListOut[UserOut]:
    """List all users, also those that are switched off."""
    return ListOut(items=tuple(map(user_out, accounts.list_users(office))), next=None)


@router.post("/users", status_code=201, responses=refusals(409))
def create_user(
    sent: NewUserIn, office: OfficeDep, name: RequestName, actor: Admin, response: Response
) -> NewUserOut:
    """Add a user; a password that is made here is shown this once."""
    user, password = accounts.create_user(office, actor, sent.name, sent.role, sent.password, name)
    response.headers["Location"] = f"/v1/users/{user.id}"
    return NewUserOut(user=user_out(user), password=None if sent.password else password)


@router.patch("/users/{user}", responses=refusals(404, 409))
def change_user(
    user: Identifier, sent: UserChangesIn, office: OfficeDep, name: RequestName, actor: Admin
) -> UserOut:
    """Change the role of a user, or switch it off, which ends its sessions."""
    return user_out(accounts.change_user(office, actor, user, sent.role, sent.active, name))


@router.post("/users/{user}/password", responses=refusals(404))
def change_password(
    user: Identifier, sent: PasswordIn, office: OfficeDep, name: RequestName, actor: Admin
) -> PasswordOut:
    """Give a user a new password and end its sessions."""
    password = accounts.change_password(office, actor, user, sent.password, name)
    return PasswordOut(password=None if sent.password else password)


@router.get("/keys")
def list_keys(office: OfficeDep, _actor: Admin) -> ListOut[KeyOut]:
    """List all keys, also those that open nothing any more."""
    return ListOut(items=tuple(map(key_out, accounts.list_keys(office))), next=None)


@router.post("/keys", status_code=201)
def create_key(
    sent: NewKeyIn, office: OfficeDep, name: RequestName, actor: Admin, response: Response
) -> NewKeyOut:
    """Make a key for a program; its secret is shown this once."""
    key, secret = accounts.create_key(office, actor, sent.name, sent.role, sent.expires_at, name)
    response.headers["Cache-Control"] = "no-store"
    return NewKeyOut(key=key_out(key), secret=secret)


@router.delete("/keys/{key}", status_code=204, response_class=Response, responses=refusals(404))
def revoke_key(key: Identifier, office: OfficeDep, name: RequestName, actor: Admin) -> None:
    """Switch a key off for good."""
    accounts.revoke_key(office, actor, key, name)
