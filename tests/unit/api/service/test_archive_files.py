"""The file of a backup: what is written is read again, and nothing else is."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.service.archive_files import BackupWriter, Manifest, read_backup
from models.domain.service_errors import BackupError

ROWS: list[dict[str, Any]] = [{"id": 1, "name": "Kế hoạch\n", "at": None}, {"id": 2, "x": [1.5]}]
CONTENT = b"%PDF-1.7 " + bytes(range(256)) * 20
SHA256 = hashlib.sha256(CONTENT).hexdigest()

Read = tuple[Manifest, dict[str, list[dict[str, Any]]], dict[str, bytes]]


@pytest.fixture(scope="module")
def backup(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a sound backup."""
    folder = tmp_path_factory.mktemp("backup")
    (folder / "original").write_bytes(CONTENT)
    with tarfile.open(folder / "backup.tar", "w") as tar:
        writer = BackupWriter(tar)
        writer.add_table("documents", ROWS)
        writer.add_table("users", [])
        assert writer.add_file(SHA256, folder / "original")
        assert not writer.add_file("0" * 64, folder / "original")
        writer.finish(Manifest("0003", "1.0", "2026-01-01", writer.tables, writer.files))
    return (folder / "backup.tar").read_bytes()


def read(content: bytes, folder: Path) -> Read:
    """Read everything that a backup holds."""
    path = folder / "read.tar"
    path.write_bytes(content)
    with read_backup(path) as found:
        manifest = found.manifest
        tables = {name: list(found.rows(name)) for name in manifest.tables}
        files = {sha256: b"".join(found.blocks(sha256)) for sha256 in manifest.files}
        return manifest, tables, files


def remade(content: bytes, **changed: bytes | None) -> bytes:
    """Return the backup with other members; ``None`` leaves one out."""
    made = io.BytesIO()
    with (
        tarfile.open(fileobj=io.BytesIO(content)) as old,
        tarfile.open(fileobj=made, mode="w") as new,
    ):
        for member in old:
            stream = old.extractfile(member)
            body = changed.pop(member.name, stream.read() if stream else b"")
            _add(new, member.name, body)
        for name, body in changed.items():
            _add(new, name, body)
    return made.getvalue()


def _add(tar: tarfile.TarFile, name: str, body: bytes | None) -> None:
    if body is not None:
        member = tarfile.TarInfo(name)
        member.size = len(body)
        tar.addfile(member, io.BytesIO(body))


def manifest_of(content: bytes, **changes: Any) -> bytes:  # noqa: ANN401 - any JSON
    """Return the manifest of a backup, changed."""
    with tarfile.open(fileobj=io.BytesIO(content)) as tar:
        stream = tar.extractfile("manifest.json")
        assert stream
        return json.dumps({**json.load(stream), **changes}).encode()


def test_what_is_written_is_read_again(backup: bytes, tmp_path: Path) -> None:
    manifest, tables, files = read(backup, tmp_path)
    assert tables == {"documents": ROWS, "users": []}
    assert files == {SHA256: CONTENT}
    assert asdict(replace(manifest, tables={})) == {
        "revision": "0003",
        "program": "1.0",
        "made_at": "2026-01-01",
        "tables": {},
        "files": {SHA256: len(CONTENT)},
        "missing": (),
        "deleted": (),
        "format": "kehoach-backup",
        "format_version": 1,
    }


@pytest.mark.parametrize(
    ("changes", "detail", "reason"),
    [
        ({"manifest.json": None}, "manifest.json", "no manifest: cut off"),
        ({"manifest.json": b"{"}, "manifest.json", "no JSON"),
        ({"manifest.json": b"[]"}, "manifest.json", "no object"),
        ({"manifest.json": b"{}"}, "manifest.json", "nothing in it"),
        ({"tables/users.jsonl": None}, "tables/users.jsonl", "a table is missing"),
        ({f"files/{SHA256}": None}, f"files/{SHA256}", "a file is missing"),
        ({"tables/documents.jsonl": b'{"id": 1}\n'}, "tables/documents.jsonl", "another table"),
        ({"tables/documents.jsonl": b"oops\n"}, "tables/documents.jsonl", "no rows"),
        ({"tables/documents.jsonl": b"[1]\n"}, "tables/documents.jsonl", "rows of another kind"),
        ({f"files/{SHA256}": CONTENT[:-1] + b"?"}, f"files/{SHA256}", "another file"),
        ({"../evil": b"x"}, "../evil", "a way out of the folder"),
        ({"tables/more.jsonl": b""}, "tables/more.jsonl", "more than the manifest says"),
    ],
)
def test_what_was_changed_is_refused(
    backup: bytes, tmp_path: Path, changes: dict[str, bytes | None], detail: str, reason: str
) -> None:
    with pytest.raises(BackupError) as refusal:
        read(remade(backup, **changes), tmp_path)
    assert refusal.value.facts == {"detail": detail}, reason


@pytest.mark.parametrize(
    "changes", [{"format": "other"}, {"format_version": 2}, {"more": 1}, {"tables": []}]
)
def test_a_manifest_of_another_kind_is_refused(
    backup: bytes, tmp_path: Path, changes: dict[str, Any]
) -> None:
    other = manifest_of(backup, **changes)
    with pytest.raises(BackupError):
        read(remade(backup, **{"manifest.json": other}), tmp_path)


@pytest.mark.parametrize("content", [b"", b"x" * 5000, CONTENT, b"\x1f\x8b\x08\x00"])
def test_what_is_no_backup_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(BackupError):
        read(content, tmp_path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BackupError), read_backup(tmp_path / "nothing.tar"):
        pass


def test_links_are_refused(backup: bytes, tmp_path: Path) -> None:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as tar:
        member = tarfile.TarInfo("manifest.json")
        member.type, member.linkname = tarfile.SYMTYPE, "/etc/hostname"
        tar.addfile(member)
    with pytest.raises(BackupError):
        read(made.getvalue(), tmp_path)


@given(cut=st.integers(0, 10_000))
def test_a_backup_that_was_cut_off_is_refused(
    backup: bytes, tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    content = backup.rstrip(b"\0")
    shorter = content[: max(0, len(content) - 1 - cut)]
    with pytest.raises(BackupError):
        read(shorter, tmp_path_factory.getbasetemp())


@given(at=st.integers(0), change=st.integers(1, 255))
def test_a_changed_byte_is_seen_or_changes_nothing(
    backup: bytes, tmp_path_factory: pytest.TempPathFactory, at: int, change: int
) -> None:
    folder = tmp_path_factory.getbasetemp()
    spoiled = bytearray(backup)
    spoiled[at % len(spoiled)] ^= change
    _, tables, files = read(backup, folder)
    try:
        _, tables_found, files_found = read(bytes(spoiled), folder)
    except BackupError:
        return
    assert (tables_found, files_found) == (tables, files)
