"""Users and keys as they are shown and sent."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StringConstraints

from api.service import accounts, passwords
from api.service.accounts import key_mark
from api.web.moments import Moment
from models.domain.archive import ApiKey, Role, User

AccountName = Annotated[
    str, StringConstraints(min_length=1, max_length=accounts.MAX_NAME, pattern=r"^\w[\w.@-]*$")
]
Password = Annotated[
    str, StringConstraints(min_length=passwords.MIN_LENGTH, max_length=passwords.MAX_LENGTH)
]


class UserOut(BaseModel):
    """Somebody who signs in with a password."""

    id: str
    name: str
    role: Role
    active: bool
    created_at: datetime


class NewUserIn(BaseModel):
    """A user to add; without a password one is made and shown once."""

    model_config = ConfigDict(extra="forbid")

    name: AccountName = Field(examples=["lan.nguyen"])
    role: Role
    password: Password | None = None


class NewUserOut(BaseModel):
    """A new user; ``password`` only where it was made here, and this once."""

    user: UserOut
    password: str | None


class UserChangesIn(BaseModel):
    """What of a user is to change."""

    model_config = ConfigDict(extra="forbid")

    role: Role | None = None
    active: StrictBool | None = None


class PasswordIn(BaseModel):
    """A new password; without one it is made here."""

    model_config = ConfigDict(extra="forbid")

    password: Password | None = None


class PasswordOut(BaseModel):
    """A password that was made here, shown this once; null where it was given."""

    password: str | None


class KeyOut(BaseModel):
    """A key of a program; its secret is not kept."""

    id: str
    name: str
    mark: str = Field(description="how its secret begins")
    role: Role
    active: bool
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


class NewKeyIn(BaseModel):
    """A key to make."""

    model_config = ConfigDict(extra="forbid")

    name: AccountName = Field(examples=["one-stop-portal"])
    role: Role
    expires_at: Moment | None = None


class NewKeyOut(BaseModel):
    """A new key with its secret, which is shown this once."""

    key: KeyOut
    secret: str


def user_out(user: User) -> UserOut:
    """Return a user as it is shown."""
    return UserOut(
        id=user.id,
        name=user.name,
        role=user.role,
        active=user.active,
        created_at=user.created_at,
    )


def key_out(key: ApiKey) -> KeyOut:
    """Return a key as it is shown."""
    return KeyOut(
        id=key.id,
        name=key.name,
        mark=key_mark(key),
        role=key.role,
        active=key.active,
        created_at=key.created_at,
        expires_at=key.expires_at,
        last_used_at=key.last_used_at,
    )
