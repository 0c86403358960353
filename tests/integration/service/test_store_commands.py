"""The commands that manage a store, as an administrator types them, on both databases."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from api.cli import main
from api.service.accounts import authenticate_key, verify_password
from api.service.attempts import Attempts
from api.service.office import Office
from models.domain.archive import Role
from models.domain.errors import ExitStatus
from models.domain.service_errors import WrongCredentialsError
from models.settings import Settings
from models.storage.database import Database
from models.storage.files import FolderStore
from tests.integration.service.doors import RecordingEngine

Type = Callable[..., tuple[int, list[str], list[str]]]


@pytest.fixture
def variables(empty_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings of a database without tables, in the environment."""
    monkeypatch.setenv("KEHOACH_DATA", str(empty_settings.data))
    monkeypatch.setenv("KEHOACH_LANG", "en")
    if empty_settings.database_url:
        url = empty_settings.database_url.get_secret_value()
        monkeypatch.setenv("KEHOACH_DATABASE_URL", url)


@pytest.fixture
def enter(variables: None, capsys: pytest.CaptureFixture[str]) -> Type:
    """Type a command; returns its status and what it said on stdout and stderr."""

    def run(*arguments: str | Path) -> tuple[int, list[str], list[str]]:
        status = main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return status, said.out.splitlines(), said.err.splitlines()

    return run


@pytest.fixture
def office(empty_settings: Settings) -> Office:
    from models.storage.database import open_database

    database: Database = open_database(empty_settings)
    return Office(empty_settings, database, FolderStore(empty_settings.data), RecordingEngine())


def test_the_database_goes_up_and_down_and_says_so(enter: Type, dialect: str) -> None:
    assert enter("migrate") == (0, [], [f"Database {dialect}: from revision empty to 0003."])
    same = f"Database {dialect} is at revision 0003 already; there is nothing to change."
    assert enter("migrate") == (0, [], [same])
    assert enter("migrate", "--to", "0001")[2] == [
        f"Database {dialect}: from revision 0003 to 0001."
    ]
    status, _, (line,) = enter("migrate", "--to", "0099")
    assert (status, "0099" in line) == (ExitStatus.USAGE, True)
    assert enter("migrate", "--to", "base")[2] == [
        f"Database {dialect}: from revision 0001 to empty."
    ]


def test_a_server_is_not_migrated_by_the_way(enter: Type, dialect: str) -> None:
    status, _, said = enter("user", "list")
    if dialect == "sqlite":
        assert (status, said) == (0, [])
    else:
        assert status == ExitStatus.FAILED
        assert "kehoach migrate" in said[0]


def test_users_are_managed(enter: Type, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    enter("migrate")
    attempts = Attempts()
    status, (password,), _ = enter("user", "add", "Chief", "--role", "admin")
    assert status == 0
    assert verify_password(office, attempts, "chief", password, "").role is Role.ADMIN
    monkeypatch.setattr("sys.stdin", io.StringIO("a long password\n"))
    assert enter("user", "add", "lan", "--password-stdin")[:2] == (0, [])
    assert verify_password(office, attempts, "lan", "a long password", "").role is Role.READER
    assert enter("user", "role", "lan", "reviewer")[0] == 0
    _, rows, _ = enter("user", "list")
    assert [row.split()[:3] for row in rows] == [
        ["chief", "admin", "active"],
        ["lan", "reviewer", "active"],
    ]
    _, (made,), _ = enter("user", "password", "lan")
    assert verify_password(office, attempts, "lan", made, "").name == "lan"
    assert enter("user", "disable", "lan")[0] == 0
    with pytest.raises(WrongCredentialsError):
        verify_password(office, attempts, "lan", made, "")
    assert enter("user", "enable", "lan")[0] == 0
    assert enter("user", "disable", "chief")[0] == ExitStatus.FAILED
    office.close()


def test_keys_are_managed(enter: Type, office: Office) -> None:
    enter("migrate")
    status, (secret,), _ = enter("key", "add", "van-thu", "--days", "3")
    assert status == 0
    assert authenticate_key(office, secret).role is Role.UPLOADER
    _, (row,), _ = enter("key", "list")
    assert row.split()[:4] == [secret[:11], "van-thu", "uploader", "active"]
    assert enter("key", "revoke", secret[:11])[0] == 0
    with pytest.raises(WrongCredentialsError):
        authenticate_key(office, secret)
    _, (row,), _ = enter("key", "list")
    assert "switched off" in row
    office.close()


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["user"], ExitStatus.USAGE, ""),
        (["user", "add"], ExitStatus.USAGE, "NAME is missing"),
        (["user", "add", "lan", "--role", "king"], ExitStatus.USAGE, "--role cannot be"),
        (["user", "nope"], ExitStatus.USAGE, "kehoach user --help"),
        (["user", "disable", "nobody"], ExitStatus.FAILED, "no such user"),
        (["user", "add", "a b"], ExitStatus.FAILED, "name is not valid"),
        (["key", "revoke", "nothing"], ExitStatus.FAILED, "no such key"),
        (["key", "add", "x", "--days", "0"], ExitStatus.USAGE, "--days"),
        (["restore", "nothing.tar"], ExitStatus.FAILED, "backup cannot be written or read"),
        (["backup", "."], ExitStatus.USAGE, "is there already"),
    ],
)
def test_what_makes_no_sense_is_said_in_one_line(
    enter: Type, arguments: list[str], status: ExitStatus, words: str
) -> None:
    enter("migrate")
    found, _, said = enter(*arguments)
    assert found == status
    assert len(said) == (1 if words else 0)
    assert words in "".join(said)


def test_a_backup_is_made_and_put_back(
    enter: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter("migrate")
    enter("user", "add", "lan")
    path = tmp_path / "store.tar"
    assert enter("backup", path)[0] == 0
    assert enter("backup", path)[0] == ExitStatus.USAGE
    assert enter("backup", path, "--force")[0] == 0
    assert enter("restore", path)[0] == ExitStatus.FAILED
    monkeypatch.setenv("KEHOACH_DATA", str(tmp_path / "elsewhere"))
    monkeypatch.delenv("KEHOACH_DATABASE_URL", raising=False)
    status, _, (line,) = enter("restore", path)
    assert status == 0
    assert line.startswith(f"0 documents are restored from {path}")
    _, (row,), _ = enter("user", "list")
    assert row.split()[0] == "lan"
