"""Addresses of the databases, and what may be written into them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from models.settings import Settings
from models.storage.engines import database_url, jobs_url, make_jobs_engine, storable


@pytest.mark.parametrize(
    "given",
    [
        "postgresql://u:p%40ss@h:1/d",
        "postgres://u:p%40ss@h:1/d",
        "postgresql+psycopg://u:p%40ss@h:1/d",
    ],
)
def test_any_spelling_of_a_server_gets_its_driver(given: str) -> None:
    settings = Settings(database_url=SecretStr(given))
    assert jobs_url(settings) == "postgresql+psycopg://u:p%40ss@h:1/d"
    assert make_jobs_engine(settings) is None


def test_the_address_is_shown_without_its_password() -> None:
    assert "secret" not in str(
        database_url(Settings(database_url=SecretStr("postgresql://u:secret@h/d")))
    )


@pytest.mark.parametrize("given", ["mysql://u@h/d", "sqlite:///x", "postgresql+asyncpg://u@h/d"])
def test_another_database_is_refused_without_its_password(given: str) -> None:
    with pytest.raises(ValueError, match="not a PostgreSQL address"):
        database_url(Settings(database_url=SecretStr(given)))


def test_files_of_a_folder_with_odd_signs(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "kế hoạch?#%20", database_url=None)
    assert database_url(settings).database == str(settings.data / "kehoach.sqlite")
    engine = make_jobs_engine(settings)
    assert engine is not None
    with engine.connect() as connection:
        pragmas = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    engine.dispose()
    assert pragmas == ["wal", 1, 1]
    assert (settings.data / "jobs.sqlite").is_file()


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("Kế hoạch", "Kế hoạch"),
        ("a\x00b", "a\ufffdb"),
        ("\ud800x\udfff", "\ufffdx\ufffd"),
        ("😀", "😀"),
    ],
)
def test_what_no_database_takes_is_replaced(text: str, stored: str) -> None:
    assert storable(text) == stored


@given(st.text(alphabet=st.characters()))
def test_any_text_can_be_sent_to_a_database(text: str) -> None:
    assert "\x00" not in storable(text)
    storable(text).encode("utf-8")
