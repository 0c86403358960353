"""What the service keeps: documents, jobs, extraction runs, people, and what was done by whom.

Times are aware and in UTC. Identifiers are those of ``models.domain.identity``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class DocumentStatus(StrEnum):
    """How far a stored document has come."""

    WAITING = "waiting"
    PROCESSING = "processing"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"


class JobState(StrEnum):
    """Where a job stands; the last three are final."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        """Tell whether nothing more will happen."""
        return self in (JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED)


class JobOutcome(StrEnum):
    """What a job that succeeded brought."""

    OK = "ok"
    PARTIAL = "partial"
    NOT_A_PLAN = "not_a_plan"


class Lane(StrEnum):
    """Who waits for a job: a person, or nobody in particular."""

    INTERACTIVE = "interactive"
    BATCH = "batch"


class Role(StrEnum):
    """What a user or a key may do; each role may do what the ones before it may."""

    READER = "reader"
    UPLOADER = "uploader"
    REVIEWER = "reviewer"
    ADMIN = "admin"

    def covers(self, needed: Role) -> bool:
        """Tell whether this role may do what needs that one."""
        ranks = list(Role)
        return ranks.index(self) >= ranks.index(needed)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: ``kind`` is user, key, or system; ``name`` is shown to people."""

    kind: str
    id: str
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is known of a file without understanding it.

    ``kind`` is pdf, png, jpeg or tiff. ``remarks`` are stable codes: signed (holds a digital
    signature), encrypted (opens without a password), javascript, attachments, launch_action,
    repaired.
    """

    sha256: str
    size: int
    kind: str
    page_count: int | None = None
    signed: bool = False
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A file that was taken in, with the head of its plan as far as it is known.

    ``name`` is the name under which it came, made safe; ``run`` the extraction that counts.
    """

    id: str
    name: str
    file: FileFacts
    status: DocumentStatus
    created_at: datetime
    created_by: str
    updated_at: datetime
    run: str | None = None
    doc_type: str | None = None
    number: str | None = None
    symbol: str | None = None
    issuer: str | None = None
    title: str | None = None
    place: str | None = None
    date: str | None = None
    year: int | None = None
    province: str | None = None
    outcome: JobOutcome | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """The reading of one document, as its user sees it.

    ``version`` rises with every change. ``crashes`` counts the reading processes that the file
    killed. ``error`` is the kind of a refusal, ``error_facts`` its facts.
    """

    id: str
    document: str
    run: str
    lane: Lane
    state: JobState
    created_at: datetime
    requested_by: str
    version: int = 1
    outcome: JobOutcome | None = None
    pages_total: int | None = None
    pages_done: int = 0
    crashes: int = 0
    error: str | None = None
    error_facts: Mapping[str, Any] = field(default_factory=dict)
    started_at: datetime | None = None
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ExtractionRun:
    """One reading of a document by one set of versions; once finished it never changes.

    ``output`` is the published extraction as JSON bytes, None until it is finished.
    """

    id: str
    document: str
    created_at: datetime
    versions: Mapping[str, str | None]
    finished_at: datetime | None = None
    output: bytes | None = None


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """Something that somebody did; ``details`` hold no text of a document but what was changed."""

    id: str
    at: datetime
    actor_kind: str
    actor_id: str
    actor_name: str
    action: str
    object_kind: str
    object_id: str
    details: Mapping[str, Any] = field(default_factory=dict)
    request: str | None = None


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who signs in with a password; the hash is argon2's, with its parameters."""

    id: str
    name: str
    role: Role
    password_hash: str
    active: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key of a program; only the SHA-256 of its secret is kept."""

    id: str
    name: str
    role: Role
    secret_hash: str
    active: bool
    created_at: datetime
    expires_at: datetime | None = None
    last_used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session of a user; only the SHA-256 of its token is kept."""

    id: str
    user: str
    token_hash: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where events are sent; the secret signs them (Standard Webhooks, HMAC-SHA256)."""

    id: str
    url: str
    secret: str
    events: tuple[str, ...]
    active: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to one webhook; ``next_at`` is None once it is done or given up."""

    id: str
    webhook: str
    event: str
    body: bytes
    created_at: datetime
    attempts: int = 0
    next_at: datetime | None = None
    delivered_at: datetime | None = None
    last_status: int | None = None
    last_error: str | None = None
