"""What the README promises is what the program has."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from models.domain.errors import ExitStatus
from models.settings import Settings
from tests.architecture.house import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def variables(kind: type[BaseModel], prefix: str = "KEHOACH_") -> Iterator[str]:
    for name, field in kind.model_fields.items():
        variable = f"{prefix}{name.upper()}"
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from variables(field.annotation, f"{variable}__")
        else:
            yield variable


def rows(pattern: str) -> list[str]:
    return re.findall(pattern, README, flags=re.MULTILINE)


def test_every_exit_status_is_documented() -> None:
    assert [int(row) for row in rows(r"^\| (\d+) \|")] == sorted(ExitStatus)


def test_every_setting_is_documented_and_every_documented_one_exists() -> None:
    assert set(rows(r"^\| `(KEHOACH_\w+)` \|")) == {*variables(Settings), "KEHOACH_LANG"}


@pytest.mark.parametrize("command", ["./kehoach demo", "./kehoach test"])
def test_the_two_commands_stand_there(command: str) -> None:
    assert f"\n{command} " in README
