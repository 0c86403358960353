"""Users, keys and sessions: who there is, who somebody is, and who may no longer come in.

Every refusal at the door is the same WrongCredentialsError: neither words nor time tell whether
the name, the password or the state of the account was wrong.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from api.service.attempts import Attempts
from api.service.audit import SYSTEM, record
from api.service.office import Office
from api.service.passwords import (
    check_password,
    hash_password,
    hash_secret,
    make_password,
    make_secret,
    needs_new_hash,
    password_matches,
    secret_matches,
)
from models.domain.archive import Actor, ApiKey, Role, SignedIn, User
from models.domain.identity import new_id
from models.domain.operation_errors import BadNameError
from models.domain.service_errors import (
    LastAdminError,
    NameTakenError,
    NotFoundError,
    WrongCredentialsError,
)
from models.storage import people

if TYPE_CHECKING:
    from models.storage.database import Session

FIRST_ADMIN = "admin"
MAX_NAME = 64
KEY_MARK = "kh"
_NAME = re.compile(r"\w[\w.@-]*")
_HEX_OF_ID = 8
# A key that is in use all day is not written down with each request.
_USE_NOTED_EVERY = timedelta(minutes=5)
_MAX_SECRET = 128


def first_admin(office: Office) -> str | None:
    """Create the user ``admin`` where there is no user; return the password, or None.

    The password is shown to nobody else and kept nowhere.
    """
    with office.database.read() as session:
        if people.list_users(session):
            return None
    password = make_password()
    user = _new_user(FIRST_ADMIN, Role.ADMIN, password)
    with office.database.write() as session:
        people.lock_users(session)
        if people.list_users(session):
            return None
        people.add_user(session, user)
        record(session, SYSTEM, "user.add", "user", user.id, {"name": user.name, "role": user.role})
    return password


def create_user(
    office: Office,
    actor: Actor,
    name: str,
    role: Role,
    password: str | None = None,
    request: str | None = None,
) -> tuple[User, str]:
    """Add a user; return it with its password, which is made where none is given.

    Raises BadNameError, WeakPasswordError, NameTakenError.
    """
    checked = check_name(name)
    secret = make_password() if password is None else password
    check_password(secret, checked)
    user = _new_user(checked, role, secret)
    with office.database.write() as session:
        people.lock_users(session)
        if people.find_user_by_name(session, checked):
            raise NameTakenError(name=checked)
        people.add_user(session, user)
        details = {"name": user.name, "role": user.role}
        record(session, actor, "user.add", "user", user.id, details, request)
    return user, secret


def check_name(name: str) -> str:
    """Return the name in its one spelling (NFC, small letters); raises BadNameError."""
    spelled = unicodedata.normalize("NFC", name.strip()).lower()
    if len(spelled) > MAX_NAME or not _NAME.fullmatch(spelled):
        raise BadNameError(most=MAX_NAME)
    return spelled


def list_users(office: Office) -> tuple[User, ...]:
    """Return all users, also those that are switched off."""
    with office.database.read() as session:
        return tuple(people.list_users(session))


def find_user(office: Office, name: str) -> User:
    """Return the user of that name; raises NotFoundError."""
    with office.database.read() as session:
        found = people.find_user_by_name(session, _spelled(name))
    if found is None:
        raise NotFoundError(object="user")
    return found


def change_password(
    office: Office, actor: Actor, user: str, password: str | None = None, request: str | None = None
) -> str:
    """Give the user of this identifier a password and end its sessions; return the password.

    Raises NotFoundError, WeakPasswordError.
    """
    secret = make_password() if password is None else password
    check_password(secret)
    hashed = hash_password(secret)
    with office.database.write() as session:
        people.lock_users(session)
        found = _user(session, user)
        check_password(secret, found.name)
        people.update_user(session, replace(found, password_hash=hashed))
        people.delete_sessions_of(session, user)
        record(session, actor, "user.password", "user", user, {"name": found.name}, request)
    return secret


def change_user(
    office: Office,
    actor: Actor,
    user: str,
    role: Role | None = None,
    active: bool | None = None,
    request: str | None = None,
) -> User:
    """Change what a user may do, or switch it on or off, which ends its sessions.

    Raises NotFoundError, LastAdminError.
    """
    with office.database.write() as session:
        people.lock_users(session)
        found = _user(session, user)
        changed = replace(
            found,
            role=found.role if role is None else role,
            active=found.active if active is None else active,
        )
        _keep_an_admin(session, changed)
        people.update_user(session, changed)
        if not changed.active:
            people.delete_sessions_of(session, user)
        details = {"name": changed.name, "role": changed.role, "active": changed.active}
        record(session, actor, "user.change", "user", user, details, request)
    return changed


def verify_password(
    office: Office, attempts: Attempts, name: str, password: str, address: str
) -> Actor:
    """Return who comes with this name and password from this network address.

    Raises WrongCredentialsError, or TooManySignInsError before anything is compared.
    """
    spelled = _spelled(name)
    attempts.check(spelled, address)
    with office.database.read() as session:
        user = people.find_user_by_name(session, spelled)
    matches = password_matches(user.password_hash if user else None, password)
    if user is None or not matches or not user.active:
        attempts.failed(spelled, address)
        raise WrongCredentialsError
    attempts.succeeded(spelled, address)
    if needs_new_hash(user.password_hash):
        _renew_hash(office, user, password)
    return _as_actor(user)


def sign_in(
    office: Office,
    attempts: Attempts,
    name: str,
    password: str,
    address: str,
    request: str | None = None,
) -> tuple[str, SignedIn]:
    """Begin a session; return its token, which is kept nowhere, and the session.

    Raises WrongCredentialsError, TooManySignInsError.
    """
    actor = verify_password(office, attempts, name, password, address)
    token = make_secret()
    now = datetime.now(UTC)
    hours = timedelta(hours=office.settings.server.session_hours)
    opened = SignedIn(new_id(), actor.id, hash_secret(token), now, now + hours)
    with office.database.write() as session:
        people.delete_sessions_before(session, now)
        people.add_session(session, opened)
        record(session, actor, "session.begin", "session", opened.id, None, request)
    return token, opened


def authenticate_token(office: Office, token: str) -> Actor:
    """Return whose session this is; raises WrongCredentialsError where it ended or never was."""
    hashed = _hash_given(token)
    with office.database.read() as session:
        opened = people.find_session_by_hash(session, hashed)
        user = people.find_user(session, opened.user) if opened else None
    if opened is None or user is None or not user.active or opened.expires_at <= datetime.now(UTC):
        raise WrongCredentialsError
    return _as_actor(user)


def sign_out(office: Office, token: str, request: str | None = None) -> None:
    """End the session of this token; one that is not there is no error."""
    hashed = _hash_given(token)
    with office.database.write() as session:
        opened = people.find_session_by_hash(session, hashed)
        user = people.find_user(session, opened.user) if opened else None
        if opened and user:
            people.delete_session(session, opened.id)
            record(session, _as_actor(user), "session.end", "session", opened.id, None, request)


def create_key(
    office: Office,
    actor: Actor,
    name: str,
    role: Role,
    expires_at: datetime | None = None,
    request: str | None = None,
) -> tuple[ApiKey, str]:
    """Make a key for a program; return it with its secret, which is shown once and kept nowhere.

    Raises BadNameError.
    """
    checked = check_name(name)
    unsealed = ApiKey(
        id=new_id(),
        name=checked,
        role=role,
        secret_hash="",
        active=True,
        created_at=datetime.now(UTC),
        expires_at=expires_at,
    )
    secret = f"{key_mark(unsealed)}_{make_secret()}"
    key = replace(unsealed, secret_hash=hash_secret(secret))
    with office.database.write() as session:
        people.add_key(session, key)
        details = {"name": checked, "role": role}
        record(session, actor, "key.add", "key", key.id, details, request)
    return key, secret


def list_keys(office: Office) -> tuple[ApiKey, ...]:
    """Return all keys, also those that no longer open anything."""
    with office.database.read() as session:
        return tuple(people.list_keys(session))


def key_mark(key: ApiKey) -> str:
    """Return the beginning of a key's secret, by which people tell keys apart."""
    return f"{KEY_MARK}_{key.id[-_HEX_OF_ID:]}"


def find_key(office: Office, named: str) -> ApiKey:
    """Return the one key of this identifier, mark, or name; raises NotFoundError.

    Names are not unique: among several keys only one that is still on is meant.
    """
    keys = list_keys(office)
    exact = [key for key in keys if named in (key.id, key_mark(key))]
    meant = exact or [key for key in keys if key.name == _spelled(named) and key.active]
    if len(meant) != 1:
        raise NotFoundError(object="key")
    return meant[0]


def revoke_key(office: Office, actor: Actor, key: str, request: str | None = None) -> ApiKey:
    """Switch a key off for good; ``key`` is its identifier. Raises NotFoundError."""
    with office.database.write() as session:
        found = people.find_key(session, key)
        if found is None:
            raise NotFoundError(object="key")
        revoked = replace(found, active=False)
        people.update_key(session, revoked)
        record(session, actor, "key.revoke", "key", key, {"name": found.name}, request)
    return revoked


def authenticate_key(office: Office, secret: str) -> Actor:
    """Return whose key this is; raises WrongCredentialsError where it opens nothing."""
    now = datetime.now(UTC)
    hashed = _hash_given(secret)
    with office.database.read() as session:
        key = people.find_key_by_hash(session, hashed)
    expired = key is not None and key.expires_at is not None and key.expires_at <= now
    if key is None or expired or not key.active or not secret_matches(key.secret_hash, secret):
        raise WrongCredentialsError
    if key.last_used_at is None or now - key.last_used_at > _USE_NOTED_EVERY:
        with office.database.write() as session:
            people.note_key_use(session, key.id, now)
    return Actor("key", key.id, key.name, key.role)


def _new_user(name: str, role: Role, password: str) -> User:
    return User(
        id=new_id(),
        name=name,
        role=role,
        password_hash=hash_password(password),
        active=True,
        created_at=datetime.now(UTC),
    )


def _spelled(name: str) -> str:
    """Return the spelling under which a name would be found; "" for what cannot be a name."""
    try:
        return check_name(name)
    except BadNameError:
        return ""


def _user(session: Session, identifier: str) -> User:
    found = people.find_user(session, identifier)
    if found is None:
        raise NotFoundError(object="user")
    return found


def _keep_an_admin(session: Session, changed: User) -> None:
    """Raise LastAdminError where after this change nobody could manage users."""
    after = [changed if user.id == changed.id else user for user in people.list_users(session)]
    if not any(user.active and user.role is Role.ADMIN for user in after):
        raise LastAdminError(name=changed.name)


def _renew_hash(office: Office, user: User, password: str) -> None:
    hashed = hash_password(password)
    with office.database.write() as session:
        people.lock_users(session)
        found = people.find_user(session, user.id)
        if found and found.password_hash == user.password_hash:
            people.update_user(session, replace(found, password_hash=hashed))


def _hash_given(secret: str) -> str:
    if len(secret) > _MAX_SECRET:
        raise WrongCredentialsError
    return hash_secret(secret)


def _as_actor(user: User) -> Actor:
    return Actor("user", user.id, user.name, user.role)
