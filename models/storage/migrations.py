"""Brings a database to the form that this version of the program needs."""

from __future__ import annotations

from sqlmodel import SQLModel

from models.storage import tables as tables
from models.storage.database import Database


def migrate(database: Database, to: str = "head") -> None:  # noqa: ARG001
    """Bring the tables to a revision."""
    SQLModel.metadata.create_all(database.engine)
