"""Answers to requests with an Idempotency-Key, so that the same request is worked on once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlmodel import col

from models.domain.service_errors import IdempotencyMismatchError, IdempotencyRunningError
from models.storage.tables import IdempotencyRow

_AGAIN_SECONDS = 1
# Longer than any upload may take: who has not answered by then has died.
_PATIENCE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer that was given before."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def begin(
    session: Session, key: str, fingerprint: str, now: datetime | None = None
) -> StoredAnswer | None:
    """Return the answer that this key was given before; None where the work begins now.

    ``fingerprint`` tells one request from another. Raises IdempotencyRunningError where the first
    request is still worked on, IdempotencyMismatchError where it was another request.
    """
    moment = now or datetime.now(UTC)
    row = session.get(IdempotencyRow, key, populate_existing=True) or _insert(
        session, key, fingerprint, moment
    )
    if row is None:
        return None
    if row.fingerprint != fingerprint:
        raise IdempotencyMismatchError
    if row.status is None:
        if row.created_at + _PATIENCE > moment or not _take_over(session, row, moment):
            raise IdempotencyRunningError(seconds=_AGAIN_SECONDS)
        return None
    return StoredAnswer(row.status, row.headers or {}, row.body or b"")


def finish(session: Session, key: str, answer: StoredAnswer) -> None:
    """Keep the answer for the next one who asks."""
    session.execute(
        update(IdempotencyRow)
        .where(col(IdempotencyRow.id) == key)
        .values(status=answer.status, headers=dict(answer.headers), body=answer.body)
        .execution_options(synchronize_session=False)
    )


def forget(session: Session, key: str) -> None:
    """Forget a key whose request failed in a way that trying again may mend."""
    session.execute(delete(IdempotencyRow).where(col(IdempotencyRow.id) == key))


def forget_before(session: Session, when: datetime) -> None:
    """Forget what is older than this time."""
    session.execute(delete(IdempotencyRow).where(col(IdempotencyRow.created_at) < when))


def _insert(session: Session, key: str, fingerprint: str, now: datetime) -> IdempotencyRow | None:
    """Begin a key; return the row of whoever was faster."""
    try:
        with session.begin_nested():
            session.add(IdempotencyRow(id=key, fingerprint=fingerprint, created_at=now))
    except IntegrityError:
        return session.get(IdempotencyRow, key, populate_existing=True)
    return None


def _take_over(session: Session, row: IdempotencyRow, now: datetime) -> bool:
    taken = session.execute(
        update(IdempotencyRow)
        .where(col(IdempotencyRow.id) == row.id, col(IdempotencyRow.created_at) == row.created_at)
        .values(created_at=now)
        .returning(col(IdempotencyRow.id))
        .execution_options(synchronize_session=False)
    )
    return taken.first() is not None
