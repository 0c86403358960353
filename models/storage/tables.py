"""The tables (SQLModel), and nothing else: rows are made and read in this room alone.

Deleting a document takes with it whatever belongs to it; audit events belong to nobody and stay.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.storage.columns import JSON_VALUE, UtcDateTime

# Names by one scheme, so that migrations can find a constraint again on either database.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class DocumentRow(SQLModel, table=True):
    """A file that was taken in; ``sha256`` is its identity, the columns below ``run`` its head."""

    __tablename__ = "documents"
    __table_args__ = (Index(None, "number", "symbol"),)

    id: str = Field(primary_key=True)
    name: str = Field(sa_type=Text)
    name_folded: str = Field(sa_type=Text)
    sha256: str = Field(unique=True)
    size: int = Field(sa_type=BigInteger)
    kind: str
    page_count: int | None = None
    signed: bool = False
    remarks: list[str] = Field(sa_type=JSON_VALUE)
    status: str = Field(index=True)
    created_at: datetime = Field(sa_type=UtcDateTime, index=True)
    created_by: str
    updated_at: datetime = Field(sa_type=UtcDateTime)
    run: str | None = None
    outcome: str | None = None
    doc_type: str | None = Field(default=None, index=True)
    number: str | None = None
    symbol: str | None = None
    issuer: str | None = Field(default=None, sa_type=Text)
    issuer_folded: str | None = Field(default=None, sa_type=Text)
    title: str | None = Field(default=None, sa_type=Text)
    place: str | None = None
    date: str | None = None
    year: int | None = Field(default=None, index=True)
    province: str | None = Field(default=None, index=True)


class RunRow(SQLModel, table=True):
    """One extraction; ``output`` is the published JSON, deflated, written once."""

    __tablename__ = "extraction_runs"

    id: str = Field(primary_key=True)
    document: str = Field(foreign_key="documents.id", ondelete="CASCADE", index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    versions: dict[str, Any] = Field(sa_type=JSON_VALUE)
    output: bytes | None = Field(default=None, sa_type=LargeBinary)


class PageRow(SQLModel, table=True):
    """One page as read in one run: the checkpoint of the reading. ``content`` is deflated JSON."""

    __tablename__ = "pages"
    __table_args__ = (UniqueConstraint("run", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    run: str = Field(foreign_key="extraction_runs.id", ondelete="CASCADE")
    number: int
    width: float
    height: float
    method: str
    quality: float
    content: bytes = Field(sa_type=LargeBinary)
    read_at: datetime = Field(sa_type=UtcDateTime)


class JobRow(SQLModel, table=True):
    """The reading of a document as its user sees it."""

    __tablename__ = "jobs"
    __table_args__ = (Index(None, "state", "lane"),)

    id: str = Field(primary_key=True)
    document: str = Field(foreign_key="documents.id", ondelete="CASCADE", index=True)
    run: str = Field(foreign_key="extraction_runs.id", ondelete="CASCADE", index=True)
    lane: str
    state: str
    version: int = 1
    outcome: str | None = None
    pages_total: int | None = None
    pages_done: int = 0
    crashes: int = 0
    error: str | None = None
    error_facts: dict[str, Any] = Field(sa_type=JSON_VALUE)
    requested_by: str
    created_at: datetime = Field(sa_type=UtcDateTime, index=True)
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class PlanRow(SQLModel, table=True):
    """The plan of a document as it stands now: the extraction that counts, with corrections.

    A projection that can be made again from the run and the corrections at any time. ``revision``
    rises with each change; ``output`` is the published plan, deflated JSON.
    """

    __tablename__ = "plans"

    id: int | None = Field(default=None, primary_key=True)
    document: str = Field(foreign_key="documents.id", ondelete="CASCADE", unique=True)
    run: str
    revision: int = 1
    period_start: int | None = None
    period_end: int | None = None
    signer: str | None = None
    output: bytes = Field(sa_type=LargeBinary)


class SearchRow(SQLModel, table=True):
    """A stretch of a document's words, folded and parted by blanks, for the full-text index.

    The index itself is made by the migrations: each database has its own kind.
    """

    __tablename__ = "search_texts"

    id: int | None = Field(default=None, primary_key=True)
    document: str = Field(foreign_key="documents.id", ondelete="CASCADE", index=True)
    words: str = Field(sa_type=Text)


class ItemRow(SQLModel):
    """What every part of a plan has: its place in the plan, its identifier and its evidence."""

    id: int | None = Field(default=None, primary_key=True)
    plan: int = Field(foreign_key="plans.id", ondelete="CASCADE", index=True)
    document: str = Field(index=True)
    position: int
    item: str
    confidence: float | None = None
    corrected: bool = False


class SectionRow(ItemRow, table=True):
    """A labelled section."""

    __tablename__ = "sections"

    path: str
    label: str
    heading: str | None = Field(default=None, sa_type=Text)
    kinds: list[str] = Field(sa_type=JSON_VALUE)


class TargetRow(ItemRow, table=True):
    """One measurable quantity in one year; asked across documents."""

    __tablename__ = "targets"
    __table_args__ = (Index(None, "indicator", "year"),)

    section: str | None = None
    ordinal: str | None = None
    text: str = Field(sa_type=Text)
    text_folded: str = Field(sa_type=Text)
    indicator: str | None = None
    comparator: str
    value: float | None = None
    value_to: float | None = None
    total: float | None = None
    unit: str
    year: int | None = None
    scope: str | None = None
    core: bool
    responsible: list[str] = Field(sa_type=JSON_VALUE)
    page: int | None = None


class ReferenceRow(ItemRow, table=True):
    """A cited document."""

    __tablename__ = "references"
    __table_args__ = (Index(None, "number", "symbol"),)

    doc_type: str | None = None
    number: str
    symbol: str | None = None
    date: str | None = None
    issuer: str | None = Field(default=None, sa_type=Text)
    role: str


class AssignmentRow(ItemRow, table=True):
    """Who does what."""

    __tablename__ = "assignments"

    unit: str = Field(sa_type=Text)
    section: str
    tasks: int
    target_refs: list[str] = Field(sa_type=JSON_VALUE)


class DutyRow(ItemRow, table=True):
    """A duty to report."""

    __tablename__ = "duties"

    what: str = Field(sa_type=Text)
    sender: str | None = Field(default=None, sa_type=Text)
    receiver: str | None = Field(default=None, sa_type=Text)
    due: str | None = None


class CorrectionRow(SQLModel, table=True):
    """A decision of a person; a layer over every extraction of the document.

    ``sequence`` is the order in which decisions were taken: clocks of several machines differ.
    """

    __tablename__ = "corrections"

    sequence: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    document: str = Field(foreign_key="documents.id", ondelete="CASCADE", index=True)
    run: str
    kind: str
    item: str
    anchor: dict[str, Any] = Field(sa_type=JSON_VALUE)
    operation: str
    field: str | None = None
    before: Any = Field(default=None, sa_type=JSON_VALUE, nullable=True)
    after: Any = Field(default=None, sa_type=JSON_VALUE, nullable=True)
    author: str
    at: datetime = Field(sa_type=UtcDateTime)
    reason: str | None = Field(default=None, sa_type=Text)
    state: str


class AuditRow(SQLModel, table=True):
    """Something that somebody did; never changed, never deleted with what it tells of."""

    __tablename__ = "audit_events"
    __table_args__ = (Index(None, "object_kind", "object_id"),)

    id: str = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    actor_kind: str
    actor_id: str
    actor_name: str
    action: str = Field(index=True)
    object_kind: str
    object_id: str
    details: dict[str, Any] = Field(sa_type=JSON_VALUE)
    request: str | None = None


class UserRow(SQLModel, table=True):
    """Somebody who signs in."""

    __tablename__ = "users"

    id: str = Field(primary_key=True)
    name: str = Field(unique=True)
    role: str
    password_hash: str
    active: bool = True
    created_at: datetime = Field(sa_type=UtcDateTime)


class KeyRow(SQLModel, table=True):
    """A program's key."""

    __tablename__ = "api_keys"

    id: str = Field(primary_key=True)
    name: str
    role: str
    secret_hash: str = Field(unique=True)
    active: bool = True
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SessionRow(SQLModel, table=True):
    """A user who is signed in."""

    __tablename__ = "sessions"

    id: str = Field(primary_key=True)
    user: str = Field(foreign_key="users.id", ondelete="CASCADE", index=True)
    token_hash: str = Field(unique=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)


class IdempotencyRow(SQLModel, table=True):
    """An answer that was given to a request with an Idempotency-Key; null while it runs."""

    __tablename__ = "idempotency_keys"

    id: str = Field(primary_key=True)
    fingerprint: str
    created_at: datetime = Field(sa_type=UtcDateTime, index=True)
    status: int | None = None
    headers: dict[str, Any] | None = Field(default=None, sa_type=JSON_VALUE)
    body: bytes | None = Field(default=None, sa_type=LargeBinary)


class WebhookRow(SQLModel, table=True):
    """Where events are sent."""

    __tablename__ = "webhooks"

    id: str = Field(primary_key=True)
    url: str = Field(sa_type=Text)
    secret: str
    events: list[str] = Field(sa_type=JSON_VALUE)
    active: bool = True
    created_at: datetime = Field(sa_type=UtcDateTime)


class DeliveryRow(SQLModel, table=True):
    """An event on its way to a webhook."""

    __tablename__ = "webhook_deliveries"

    id: str = Field(primary_key=True)
    webhook: str = Field(foreign_key="webhooks.id", ondelete="CASCADE", index=True)
    event: str
    body: bytes = Field(sa_type=LargeBinary)
    created_at: datetime = Field(sa_type=UtcDateTime, index=True)
    attempts: int = 0
    next_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    delivered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_status: int | None = None
    last_error: str | None = Field(default=None, sa_type=Text)
