"""What Alembic runs to walk the chain: on a connection that is given, in its transaction."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

from models.storage import tables as tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
