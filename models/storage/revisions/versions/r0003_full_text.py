"""The words of documents and their full-text index, each database with its own kind."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

# The index keeps no second copy of the words; triggers, which deletions by way of a foreign key
# fire too, keep it in step.
_SQLITE = (
    "CREATE VIRTUAL TABLE search_index USING fts5(words, content='search_texts',"
    " content_rowid='id', tokenize='unicode61 remove_diacritics 0')",
    "CREATE TRIGGER search_texts_added AFTER INSERT ON search_texts BEGIN"
    " INSERT INTO search_index(rowid, words) VALUES (new.id, new.words); END",
    "CREATE TRIGGER search_texts_deleted AFTER DELETE ON search_texts BEGIN"
    " INSERT INTO search_index(search_index, rowid, words) VALUES ('delete', old.id, old.words);"
    " END",
    "CREATE TRIGGER search_texts_changed AFTER UPDATE ON search_texts BEGIN"
    " INSERT INTO search_index(search_index, rowid, words) VALUES ('delete', old.id, old.words);"
    " INSERT INTO search_index(rowid, words) VALUES (new.id, new.words); END",
)
_POSTGRESQL = (
    "CREATE INDEX search_index ON search_texts USING gin (to_tsvector('simple', words))",
)


def upgrade() -> None:
    """Make table and index."""
    op.create_table(
        "search_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document"],
            ["documents.id"],
            name="fk_search_texts_document_documents",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_search_texts"),
    )
    op.create_index("ix_search_texts_document", "search_texts", ["document"])
    for statement in _SQLITE if _is_sqlite() else _POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Drop them; the triggers and the other index go with the table."""
    if _is_sqlite():
        op.execute("DROP TABLE search_index")
    op.drop_table("search_texts")


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
