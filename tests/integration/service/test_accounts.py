"""Who comes in and who does not, on both databases; what is kept of their secrets."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from api.service import accounts
from api.service.attempts import Attempts
from api.service.audit import SYSTEM
from api.service.office import Office
from models.domain.archive import Actor, Role, User
from models.domain.errors import KehoachError
from models.domain.operation_errors import BadNameError, TooManySignInsError
from models.domain.service_errors import (
    LastAdminError,
    NameTakenError,
    NotFoundError,
    WeakPasswordError,
    WrongCredentialsError,
)
from models.settings import ServerSettings, Settings
from models.storage import archive, people
from models.storage.audit import AuditQuery, list_events
from models.storage.database import Database
from models.storage.files import FolderStore
from tests.integration.service.doors import RecordingEngine

PASSWORD = "mật khẩu dài"
HOME = "10.0.0.1"


@pytest.fixture
def office(settings: Settings, database: Database) -> Office:
    return Office(settings, database, FolderStore(settings.data), RecordingEngine())


@pytest.fixture
def lan(office: Office) -> User:
    """A reviewer with a known password."""
    user, _ = accounts.create_user(office, SYSTEM, "Lan", Role.REVIEWER, PASSWORD)
    return user


@pytest.fixture
def attempts() -> Attempts:
    return Attempts()


def test_the_first_start_makes_one_admin_and_says_the_password_once(
    office: Office, attempts: Attempts
) -> None:
    password = accounts.first_admin(office)
    assert password is not None
    actor = accounts.verify_password(office, attempts, "admin", password, HOME)
    assert (actor.kind, actor.name, actor.role) == ("user", "admin", Role.ADMIN)
    assert accounts.first_admin(office) is None
    assert [user.name for user in accounts.list_users(office)] == ["admin"]


def test_services_that_start_together_make_one_admin(
    office: Office, open_again: Callable[[], Database]
) -> None:
    offices = [Office(office.settings, open_again(), office.files, office.jobs) for _ in range(4)]
    with ThreadPoolExecutor(len(offices)) as pool:
        passwords = list(pool.map(accounts.first_admin, offices))
    assert len([password for password in passwords if password]) == 1
    assert len(accounts.list_users(office)) == 1


def test_one_name_is_given_once_however_many_ask_at_the_same_time(office: Office) -> None:
    def add(_: int) -> str:
        try:
            accounts.create_user(office, SYSTEM, "lan", Role.READER, PASSWORD)
        except NameTakenError:
            return "taken"
        return "added"

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(add, range(4)))
    assert answers == ["added", "taken", "taken", "taken"]


@pytest.mark.parametrize(
    ("name", "password", "opens", "reason"),
    [
        ("lan", PASSWORD, True, "as it is kept"),
        (" LAN ", unicodedata.normalize("NFD", PASSWORD), True, "as somebody types it"),
        ("lan", PASSWORD + "x", False, "wrong password"),
        ("lan", "", False, "no password"),
        ("hoa", PASSWORD, False, "unknown name"),
        ("", PASSWORD, False, "no name"),
        ("lan'--", PASSWORD, False, "no name at all"),
        ("l" * 5000, PASSWORD, False, "far too long"),
        ("\ud800", "\ud800", False, "no text at all"),
    ],
)
def test_name_and_password_open_the_door(
    office: Office,
    lan: User,
    attempts: Attempts,
    name: str,
    password: str,
    opens: bool,
    reason: str,
) -> None:
    if opens:
        expected = Actor("user", lan.id, "lan", Role.REVIEWER)
        assert accounts.verify_password(office, attempts, name, password, HOME) == expected, reason
        return
    with pytest.raises(WrongCredentialsError) as refusal:
        accounts.verify_password(office, attempts, name, password, HOME)
    assert refusal.value.facts == {}, reason


def test_who_fails_too_often_is_not_heard_even_with_the_password(
    office: Office, lan: User, attempts: Attempts
) -> None:
    for _ in range(5):
        with pytest.raises(WrongCredentialsError):
            accounts.verify_password(office, attempts, "lan", "wrong password", HOME)
    with pytest.raises(TooManySignInsError):
        accounts.verify_password(office, attempts, "LAN", PASSWORD, HOME)
    accounts.verify_password(office, attempts, "lan", PASSWORD, "10.0.0.2")


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("", BadNameError),
        ("a:b", BadNameError),
        ("a b", BadNameError),
        ("-lan", BadNameError),
        ("l" * 65, BadNameError),
        ("lan\u202e", BadNameError),
        ("LAN", NameTakenError),
    ],
)
def test_names_that_cannot_be_are_refused(
    office: Office, lan: User, name: str, refusal: type[KehoachError]
) -> None:
    with pytest.raises(refusal):
        accounts.create_user(office, SYSTEM, name, Role.READER, PASSWORD)
    assert accounts.list_users(office) == (lan,)


def test_a_weak_password_is_refused_and_nothing_changes(
    office: Office, lan: User, attempts: Attempts
) -> None:
    with pytest.raises(WeakPasswordError):
        accounts.create_user(office, SYSTEM, "hoa", Role.READER, "short")
    with pytest.raises(WeakPasswordError):
        accounts.change_password(office, SYSTEM, lan.id, "short")
    assert accounts.list_users(office) == (lan,)
    accounts.verify_password(office, attempts, "lan", PASSWORD, HOME)


def test_a_session_lasts_until_it_is_ended(office: Office, lan: User, attempts: Attempts) -> None:
    token, session = accounts.sign_in(office, attempts, "lan", PASSWORD, HOME)
    assert session.expires_at - session.created_at == timedelta(hours=12)
    assert accounts.authenticate_token(office, token).id == lan.id
    accounts.sign_out(office, token)
    accounts.sign_out(office, token)
    with pytest.raises(WrongCredentialsError):
        accounts.authenticate_token(office, token)


def test_a_session_ends_by_itself(office: Office, lan: User, attempts: Attempts) -> None:
    server = ServerSettings(session_hours=1e-9)
    brief = office.settings.model_copy(update={"server": server})
    hasty = Office(brief, office.database, office.files, office.jobs)
    token, _ = accounts.sign_in(hasty, attempts, "lan", PASSWORD, HOME)
    with pytest.raises(WrongCredentialsError):
        accounts.authenticate_token(hasty, token)


ENDINGS: dict[str, Callable[[Office, User], object]] = {
    "another password": lambda office, user: accounts.change_password(office, SYSTEM, user.id),
    "switched off": lambda office, user: accounts.change_user(
        office, SYSTEM, user.id, active=False
    ),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_session_ends_with(
    office: Office, lan: User, attempts: Attempts, ending: str
) -> None:
    accounts.create_user(office, SYSTEM, "chief", Role.ADMIN, PASSWORD)
    tokens = [accounts.sign_in(office, attempts, "lan", PASSWORD, HOME)[0] for _ in range(2)]
    ENDINGS[ending](office, lan)
    for token in tokens:
        with pytest.raises(WrongCredentialsError):
            accounts.authenticate_token(office, token)
    with pytest.raises(WrongCredentialsError):
        accounts.verify_password(office, attempts, "lan", PASSWORD, HOME)


def test_a_session_knows_the_role_of_now(office: Office, lan: User, attempts: Attempts) -> None:
    accounts.create_user(office, SYSTEM, "chief", Role.ADMIN, PASSWORD)
    token, _ = accounts.sign_in(office, attempts, "lan", PASSWORD, HOME)
    accounts.change_user(office, SYSTEM, lan.id, role=Role.READER)
    assert accounts.authenticate_token(office, token).role is Role.READER


def test_a_made_password_opens_the_door(office: Office, lan: User, attempts: Attempts) -> None:
    made = accounts.change_password(office, SYSTEM, lan.id)
    assert accounts.verify_password(office, attempts, "lan", made, HOME).id == lan.id


def test_the_last_active_admin_stays(office: Office, lan: User) -> None:
    chief, _ = accounts.create_user(office, SYSTEM, "chief", Role.ADMIN, PASSWORD)
    other, _ = accounts.create_user(office, SYSTEM, "other", Role.ADMIN, PASSWORD)
    accounts.change_user(office, SYSTEM, other.id, active=False)
    with pytest.raises(LastAdminError):
        accounts.change_user(office, SYSTEM, chief.id, role=Role.REVIEWER)
    with pytest.raises(LastAdminError):
        accounts.change_user(office, SYSTEM, chief.id, active=False)
    accounts.change_user(office, SYSTEM, other.id, active=True)
    accounts.change_user(office, SYSTEM, chief.id, active=False)


def test_two_admins_who_switch_each_other_off_leave_one(office: Office) -> None:
    admins = [
        accounts.create_user(office, SYSTEM, name, Role.ADMIN, PASSWORD)[0] for name in ("a", "b")
    ]

    def switch_off(user: User) -> bool:
        try:
            accounts.change_user(office, SYSTEM, user.id, active=False)
        except LastAdminError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(switch_off, admins)) == [False, True]


@pytest.mark.parametrize("identifier", ["", "0" * 32, "lan"])
def test_unknown_users_and_keys_are_not_found(office: Office, identifier: str) -> None:
    for change in (
        lambda: accounts.change_user(office, SYSTEM, identifier, role=Role.ADMIN),
        lambda: accounts.change_password(office, SYSTEM, identifier),
        lambda: accounts.find_user(office, identifier),
        lambda: accounts.revoke_key(office, SYSTEM, identifier),
        lambda: accounts.find_key(office, identifier),
    ):
        with pytest.raises(NotFoundError):
            change()


def test_a_key_opens_until_it_is_revoked(office: Office) -> None:
    key, secret = accounts.create_key(office, SYSTEM, "van-thu", Role.UPLOADER)
    mark, name, rest = secret.split("_", 2)
    assert (mark, len(name), len(rest)) == ("kh", 8, 43)
    assert accounts.authenticate_key(office, secret) == Actor(
        "key", key.id, "van-thu", Role.UPLOADER
    )
    (seen,) = accounts.list_keys(office)
    assert seen.last_used_at is not None
    accounts.revoke_key(office, SYSTEM, key.id)
    with pytest.raises(WrongCredentialsError):
        accounts.authenticate_key(office, secret)


def test_a_key_ends_by_itself(office: Office) -> None:
    past = datetime.now(UTC) - timedelta(seconds=1)
    _, secret = accounts.create_key(office, SYSTEM, "van-thu", Role.UPLOADER, past)
    with pytest.raises(WrongCredentialsError):
        accounts.authenticate_key(office, secret)


@pytest.mark.parametrize("secret", ["", "kh_", "kh_00000000_" + "A" * 43, "x" * 10_000, "\ud800"])
def test_what_is_no_key_opens_nothing(office: Office, secret: str) -> None:
    accounts.create_key(office, SYSTEM, "van-thu", Role.UPLOADER)
    with pytest.raises(WrongCredentialsError):
        accounts.authenticate_key(office, secret)
    with pytest.raises(WrongCredentialsError):
        accounts.authenticate_token(office, secret)


def test_a_key_is_found_by_mark_identifier_and_name(office: Office) -> None:
    old, _ = accounts.create_key(office, SYSTEM, "van-thu", Role.UPLOADER)
    key, secret = accounts.create_key(office, SYSTEM, "van-thu", Role.UPLOADER)
    with pytest.raises(NotFoundError):
        accounts.find_key(office, "van-thu")
    accounts.revoke_key(office, SYSTEM, old.id)
    for named in ("Van-Thu", key.id, secret[:11]):
        assert accounts.find_key(office, named).id == key.id


def test_each_change_is_written_down_and_no_secret_is_kept(
    office: Office, attempts: Attempts
) -> None:
    user, password = accounts.create_user(office, SYSTEM, "lan", Role.ADMIN, request="r-1")
    token, _ = accounts.sign_in(office, attempts, "lan", password, HOME)
    changed = accounts.change_password(office, SYSTEM, user.id)
    key, secret = accounts.create_key(office, SYSTEM, "van-thu", Role.UPLOADER)
    accounts.revoke_key(office, SYSTEM, key.id)
    with office.database.read() as session:
        events = list_events(session, AuditQuery()).items
        kept = json.dumps([(name, list(rows)) for name, rows in archive.dump(session)])
    actions = ["key.revoke", "key.add", "user.password", "session.begin", "user.add"]
    assert [event.action for event in events] == actions
    assert events[-1].request == "r-1"
    for known in (password, token, changed, secret, secret[12:]):
        assert known not in kept


def test_sessions_that_are_over_are_forgotten(
    office: Office, lan: User, attempts: Attempts
) -> None:
    accounts.sign_in(office, attempts, "lan", PASSWORD, HOME)
    with office.database.write() as session:
        people.delete_sessions_before(session, datetime.now(UTC) + timedelta(days=1))
        stored = dict(archive.dump(session))
        assert list(stored["sessions"]) == []
