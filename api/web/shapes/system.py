"""How the service is."""

from __future__ import annotations

from pydantic import BaseModel


class LiveOut(BaseModel):
    """The process answers."""

    status: str


class ReadyOut(BaseModel):
    """Whether the service can do its work, and what of it cannot."""

    ready: bool
    checks: dict[str, bool]


class VersionOut(BaseModel):
    """What runs here."""

    program: str
    schema_version: str
    database: str
