"""Signing in and out."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from models.domain.archive import Role


class SignInIn(BaseModel):
    """Name and password of a user."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=200, examples=["admin"])
    password: str = Field(min_length=1, max_length=1024, examples=["correct-horse-battery"])


class SessionOut(BaseModel):
    """A session; the token is shown this once."""

    token: str
    expires_at: datetime


class MeOut(BaseModel):
    """Who asks."""

    kind: str = Field(description="user or key")
    id: str
    name: str
    role: Role
