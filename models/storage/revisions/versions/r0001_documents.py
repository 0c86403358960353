"""Documents, their readings, their plans and what people decided about them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None

_TABLES = (
    "documents",
    "extraction_runs",
    "pages",
    "jobs",
    "plans",
    "sections",
    "targets",
    "references",
    "assignments",
    "duties",
    "corrections",
)
_TIME = sa.DateTime(timezone=True)
_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    _make_documents()
    _make_extraction_runs()
    _make_pages()
    _make_jobs()
    _make_plans()
    _make_sections()
    _make_targets()
    _make_references()
    _make_assignments()
    _make_duties()
    _make_corrections()


def downgrade() -> None:
    """Drop the tables, those that refer to others first."""
    for table in reversed(_TABLES):
        op.drop_table(table)


def _make_documents() -> None:
    op.create_table(
        "documents",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_folded", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("page_count", sa.Integer(), nullable=True),
        sa.Column("signed", sa.Boolean(), nullable=False),
        sa.Column("remarks", _JSON, nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("updated_at", _TIME, nullable=False),
        sa.Column("run", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("doc_type", sa.String(), nullable=True),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("symbol", sa.String(), nullable=True),
        sa.Column("issuer", sa.Text(), nullable=True),
        sa.Column("issuer_folded", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("date", sa.String(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("province", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_documents"),
        sa.UniqueConstraint("sha256", name="uq_documents_sha256"),
    )
    op.create_index("ix_documents_created_at", "documents", ["created_at"])
    op.create_index("ix_documents_doc_type", "documents", ["doc_type"])
    op.create_index("ix_documents_number_symbol", "documents", ["number", "symbol"])
    op.create_index("ix_documents_province", "documents", ["province"])
    op.create_index("ix_documents_status", "documents", ["status"])
    op.create_index("ix_documents_year", "documents", ["year"])


def _make_extraction_runs() -> None:
    op.create_table(
        "extraction_runs",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("finished_at", _TIME, nullable=True),
        sa.Column("versions", _JSON, nullable=False),
        sa.Column("output", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document"],
            ["documents.id"],
            name="fk_extraction_runs_document_documents",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_extraction_runs"),
    )
    op.create_index("ix_extraction_runs_document", "extraction_runs", ["document"])


def _make_pages() -> None:
    op.create_table(
        "pages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("width", sa.Float(), nullable=False),
        sa.Column("height", sa.Float(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("quality", sa.Float(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("read_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["run"], ["extraction_runs.id"], name="fk_pages_run_extraction_runs", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_pages"),
        sa.UniqueConstraint("run", "number", name="uq_pages_run_number"),
    )


def _make_jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("lane", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("pages_total", sa.Integer(), nullable=True),
        sa.Column("pages_done", sa.Integer(), nullable=False),
        sa.Column("crashes", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("error_facts", _JSON, nullable=False),
        sa.Column("requested_by", sa.String(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("started_at", _TIME, nullable=True),
        sa.Column("finished_at", _TIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["document"], ["documents.id"], name="fk_jobs_document_documents", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["run"], ["extraction_runs.id"], name="fk_jobs_run_extraction_runs", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
    )
    op.create_index("ix_jobs_created_at", "jobs", ["created_at"])
    op.create_index("ix_jobs_document", "jobs", ["document"])
    op.create_index("ix_jobs_run", "jobs", ["run"])
    op.create_index("ix_jobs_state_lane", "jobs", ["state", "lane"])


def _make_plans() -> None:
    op.create_table(
        "plans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("period_start", sa.Integer(), nullable=True),
        sa.Column("period_end", sa.Integer(), nullable=True),
        sa.Column("signer", sa.String(), nullable=True),
        sa.Column("output", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document"], ["documents.id"], name="fk_plans_document_documents", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_plans"),
        sa.UniqueConstraint("document", name="uq_plans_document"),
    )


def _make_sections() -> None:
    op.create_table(
        "sections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("corrected", sa.Boolean(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("heading", sa.Text(), nullable=True),
        sa.Column("kinds", _JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["plan"], ["plans.id"], name="fk_sections_plan_plans", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_sections"),
    )
    op.create_index("ix_sections_document", "sections", ["document"])
    op.create_index("ix_sections_plan", "sections", ["plan"])


def _make_targets() -> None:
    op.create_table(
        "targets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("corrected", sa.Boolean(), nullable=False),
        sa.Column("section", sa.String(), nullable=True),
        sa.Column("ordinal", sa.String(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_folded", sa.Text(), nullable=False),
        sa.Column("indicator", sa.String(), nullable=True),
        sa.Column("comparator", sa.String(), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("value_to", sa.Float(), nullable=True),
        sa.Column("total", sa.Float(), nullable=True),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("scope", sa.String(), nullable=True),
        sa.Column("core", sa.Boolean(), nullable=False),
        sa.Column("responsible", _JSON, nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["plan"], ["plans.id"], name="fk_targets_plan_plans", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_targets"),
    )
    op.create_index("ix_targets_document", "targets", ["document"])
    op.create_index("ix_targets_indicator_year", "targets", ["indicator", "year"])
    op.create_index("ix_targets_plan", "targets", ["plan"])


def _make_references() -> None:
    op.create_table(
        "references",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("corrected", sa.Boolean(), nullable=False),
        sa.Column("doc_type", sa.String(), nullable=True),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("symbol", sa.String(), nullable=True),
        sa.Column("date", sa.String(), nullable=True),
        sa.Column("issuer", sa.Text(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan"], ["plans.id"], name="fk_references_plan_plans", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_references"),
    )
    op.create_index("ix_references_document", "references", ["document"])
    op.create_index("ix_references_number_symbol", "references", ["number", "symbol"])
    op.create_index("ix_references_plan", "references", ["plan"])


def _make_assignments() -> None:
    op.create_table(
        "assignments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("corrected", sa.Boolean(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("tasks", sa.Integer(), nullable=False),
        sa.Column("target_refs", _JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["plan"], ["plans.id"], name="fk_assignments_plan_plans", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_assignments"),
    )
    op.create_index("ix_assignments_document", "assignments", ["document"])
    op.create_index("ix_assignments_plan", "assignments", ["plan"])


def _make_duties() -> None:
    op.create_table(
        "duties",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("corrected", sa.Boolean(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=True),
        sa.Column("receiver", sa.Text(), nullable=True),
        sa.Column("due", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["plan"], ["plans.id"], name="fk_duties_plan_plans", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_duties"),
    )
    op.create_index("ix_duties_document", "duties", ["document"])
    op.create_index("ix_duties_plan", "duties", ["plan"])


def _make_corrections() -> None:
    op.create_table(
        "corrections",
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("anchor", _JSON, nullable=False),
        sa.Column("operation", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=True),
        sa.Column("before", _JSON, nullable=True),
        sa.Column("after", _JSON, nullable=True),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document"],
            ["documents.id"],
            name="fk_corrections_document_documents",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("sequence", name="pk_corrections"),
        sa.UniqueConstraint("id", name="uq_corrections_id"),
    )
    op.create_index("ix_corrections_document", "corrections", ["document"])
