"""Who may come in: users with a password, programs with a key, and users who are signed in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session
from sqlmodel import col

from models.domain.archive import ApiKey, Role, SignedIn, User
from models.storage.tables import KeyRow, SessionRow, UserRow


def add_user(session: Session, user: User) -> None:
    """Add a user; the name must be new."""
    session.add(
        UserRow(
            id=user.id,
            name=user.name,
            role=user.role,
            password_hash=user.password_hash,
            active=user.active,
            created_at=user.created_at,
        )
    )
    session.flush()


def find_user(session: Session, user_id: str) -> User | None:
    """Return the user of this identifier."""
    row = session.get(UserRow, user_id, populate_existing=True)
    return None if row is None else _as_user(row)


def find_user_by_name(session: Session, name: str) -> User | None:
    """Return the user of this name, as it is spelled."""
    row = session.scalars(select(UserRow).where(col(UserRow.name) == name)).one_or_none()
    return None if row is None else _as_user(row)


def list_users(session: Session) -> tuple[User, ...]:
    """Return every user, by name."""
    return tuple(map(_as_user, session.scalars(select(UserRow).order_by(col(UserRow.name)))))


def lock_users(session: Session) -> None:
    """Let nobody else add or change users until the transaction ends: one admin is always left.

    On SQLite a write transaction is alone anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        # the table, not its rows: a name that two add at once has no row yet
        session.execute(text("LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE"))


def update_user(session: Session, user: User) -> None:
    """Change name, role, password and whether the user may come in."""
    session.execute(
        update(UserRow)
        .where(col(UserRow.id) == user.id)
        .values(
            name=user.name, role=user.role, password_hash=user.password_hash, active=user.active
        )
    )


def delete_user(session: Session, user_id: str) -> None:
    """Delete a user and the user's sessions."""
    session.execute(delete(UserRow).where(col(UserRow.id) == user_id))


def add_key(session: Session, key: ApiKey) -> None:
    """Add a key."""
    session.add(
        KeyRow(
            id=key.id,
            name=key.name,
            role=key.role,
            secret_hash=key.secret_hash,
            active=key.active,
            created_at=key.created_at,
            expires_at=key.expires_at,
            last_used_at=key.last_used_at,
        )
    )
    session.flush()


def find_key(session: Session, key_id: str) -> ApiKey | None:
    """Return the key of this identifier."""
    row = session.get(KeyRow, key_id, populate_existing=True)
    return None if row is None else _as_key(row)


def find_key_by_hash(session: Session, secret_hash: str) -> ApiKey | None:
    """Return the key of this secret."""
    asked = select(KeyRow).where(col(KeyRow.secret_hash) == secret_hash)
    row = session.scalars(asked).one_or_none()
    return None if row is None else _as_key(row)


def list_keys(session: Session) -> tuple[ApiKey, ...]:
    """Return every key, oldest first."""
    return tuple(map(_as_key, session.scalars(select(KeyRow).order_by(col(KeyRow.id)))))


def update_key(session: Session, key: ApiKey) -> None:
    """Change name, role, end and whether the key opens anything."""
    session.execute(
        update(KeyRow)
        .where(col(KeyRow.id) == key.id)
        .values(name=key.name, role=key.role, active=key.active, expires_at=key.expires_at)
    )


def note_key_use(session: Session, key_id: str, when: datetime) -> None:
    """Keep when a key was used last."""
    session.execute(update(KeyRow).where(col(KeyRow.id) == key_id).values(last_used_at=when))


def delete_key(session: Session, key_id: str) -> None:
    """Delete a key."""
    session.execute(delete(KeyRow).where(col(KeyRow.id) == key_id))


def add_session(session: Session, signed_in: SignedIn) -> None:
    """Add a session of a user."""
    session.add(
        SessionRow(
            id=signed_in.id,
            user=signed_in.user,
            token_hash=signed_in.token_hash,
            created_at=signed_in.created_at,
            expires_at=signed_in.expires_at,
        )
    )
    session.flush()


def find_session_by_hash(session: Session, token_hash: str) -> SignedIn | None:
    """Return the session of this token, over or not."""
    asked = select(SessionRow).where(col(SessionRow.token_hash) == token_hash)
    row = session.scalars(asked).one_or_none()
    return None if row is None else _as_session(row)


def delete_session(session: Session, session_id: str) -> None:
    """End a session."""
    session.execute(delete(SessionRow).where(col(SessionRow.id) == session_id))


def delete_sessions_of(session: Session, user_id: str) -> None:
    """End every session of a user."""
    session.execute(delete(SessionRow).where(col(SessionRow.user) == user_id))


def delete_sessions_before(session: Session, when: datetime) -> None:
    """Forget the sessions that were over before this time."""
    session.execute(delete(SessionRow).where(col(SessionRow.expires_at) < when))


def _as_user(row: UserRow) -> User:
    return User(row.id, row.name, Role(row.role), row.password_hash, row.active, row.created_at)


def _as_key(row: KeyRow) -> ApiKey:
    return ApiKey(
        id=row.id,
        name=row.name,
        role=Role(row.role),
        secret_hash=row.secret_hash,
        active=row.active,
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
    )


def _as_session(row: SessionRow) -> SignedIn:
    return SignedIn(row.id, row.user, row.token_hash, row.created_at, row.expires_at)
