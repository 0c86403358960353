"""Output files: whole or not there, the same bytes for the same content, refused when foreign."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from api.outputs import (
    CannotWriteError,
    parse_plan,
    produced_at,
    read_plan,
    to_bytes,
    write_atomically,
)
from api.schemas import VersionsOut
from api.translation import to_output
from models.domain.errors import BadPlanJsonError, FileMissingError
from models.domain.layout import Document
from models.domain.plan import Plan


@pytest.mark.parametrize(
    ("wanted", "environment", "expected"),
    [
        (False, {}, None),
        (False, {"SOURCE_DATE_EPOCH": "0"}, None),
        (True, {"SOURCE_DATE_EPOCH": "86400"}, "1970-01-02T00:00:00Z"),
    ],
)
def test_produced_at(wanted: bool, environment: dict[str, str], expected: str | None) -> None:
    assert produced_at(wanted, environment) == expected


def test_produced_at_is_the_time_of_now_in_utc() -> None:
    found = produced_at(True, {"SOURCE_DATE_EPOCH": "soon"})
    assert found is not None
    assert found.startswith("20")
    assert found.endswith("Z")


def test_a_file_is_written_with_its_folders_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.json"
    write_atomically(path, b"one")
    write_atomically(path, b"two")
    assert path.read_bytes() == b"two"
    assert list(path.parent.iterdir()) == [path]


def test_a_failed_write_keeps_the_old_file_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"old")

    def full_disk(number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full_disk)
    with pytest.raises(CannotWriteError, match="No space"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_written_plan_is_read_back(
    tmp_path: Path, document: Document, plan: Plan, versions: VersionsOut
) -> None:
    path = tmp_path / "a.json"
    write_atomically(path, to_bytes(to_output(document, plan, (), versions)))
    assert read_plan(path) == plan


@pytest.mark.parametrize(
    ("content", "detail", "reason"),
    [
        (b"", "EOF", "empty"),
        (b"{", "EOF", "cut off"),
        (b"[]", "object", "no object"),
        (b'{"a": 1}', "Field required", "another program's JSON"),
        (b"\xff\xfe{", "JSON", "no UTF-8"),
        (b"[" * 100_000, "recursion", "nested without end"),
    ],
)
def test_foreign_json_is_refused(content: bytes, detail: str, reason: str) -> None:
    with pytest.raises(BadPlanJsonError) as caught:
        parse_plan(content, "a.json")
    assert detail in str(caught.value.facts["detail"]), reason


def test_another_version_of_the_form_is_refused(
    document: Document, plan: Plan, versions: VersionsOut
) -> None:
    content = json.loads(to_bytes(to_output(document, plan, (), versions)))
    with pytest.raises(BadPlanJsonError) as caught:
        parse_plan(json.dumps({**content, "schema_version": "9"}).encode(), "a.json")
    assert "schema_version" in str(caught.value.facts["detail"])


def test_a_missing_file_is_named_as_missing(tmp_path: Path) -> None:
    with pytest.raises(FileMissingError):
        read_plan(tmp_path / "gone.json")
