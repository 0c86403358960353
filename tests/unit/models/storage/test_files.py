"""Files are kept whole under their hash or not at all."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import time
from pathlib import Path

import pytest

from models.domain.service_errors import DiskFullError, OriginalMissingError
from models.storage.files import FileStore, FolderStore, KeptFile

CONTENT = b"%PDF-1.7\n" + bytes(range(256)) * 40
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FolderStore(tmp_path)


def _put(store: FileStore, content: bytes) -> KeptFile:
    with store.incoming() as incoming:
        for start in range(0, len(content), 1000):
            incoming.write(content[start : start + 1000])
        return incoming.keep()


def _left(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_file_is_kept_byte_for_byte_under_its_hash(store: FileStore, tmp_path: Path) -> None:
    assert _put(store, CONTENT) == KeptFile(SHA256, len(CONTENT), True)
    with store.path(SHA256) as path:
        assert path.read_bytes() == CONTENT
        assert path.relative_to(tmp_path / "files").parts == (SHA256[:2], SHA256[2:4], SHA256)
        assert not path.stat().st_mode & stat.S_IWUSR
    assert _left(tmp_path / "incoming") == []


def test_the_same_bytes_are_kept_once(store: FileStore, tmp_path: Path) -> None:
    _put(store, CONTENT)
    assert _put(store, CONTENT) == KeptFile(SHA256, len(CONTENT), False)
    assert len(_left(tmp_path)) == 1


def test_head_size_and_path_are_known_on_the_way(store: FileStore) -> None:
    with store.incoming() as incoming:
        assert (incoming.size, incoming.head) == (0, b"")
        incoming.write(CONTENT[:10])
        assert incoming.head == CONTENT[:10]
        incoming.write(CONTENT[10:])
        assert (incoming.size, incoming.head) == (len(CONTENT), CONTENT[:4096])
        assert incoming.path.read_bytes() == CONTENT


@pytest.mark.parametrize("error", [None, KeyboardInterrupt, ValueError])
def test_leaving_without_keeping_leaves_nothing(
    store: FileStore, tmp_path: Path, error: type[BaseException] | None
) -> None:
    try:
        with store.incoming() as incoming:
            incoming.write(CONTENT)
            if error is not None:
                raise error
    except (KeyboardInterrupt, ValueError):
        pass
    assert _left(tmp_path) == []


def test_a_file_deleted_meanwhile_can_be_kept_again(store: FileStore) -> None:
    with store.incoming() as incoming:
        incoming.write(CONTENT)
        assert incoming.keep().is_new
        store.delete(SHA256)
        assert incoming.keep().is_new
    assert store.holds(SHA256)


def test_a_full_disk_is_said_and_leaves_nothing(
    store: FileStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(number: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFullError):
        _put(store, CONTENT)
    assert _left(tmp_path) == []


def test_file_and_folders_are_synced_before_the_answer(
    store: FileStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    sync = os.fsync

    def noting(number: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{number}").readlink()))
        sync(number)

    monkeypatch.setattr(os, "fsync", noting)
    _put(store, CONTENT)
    place = tmp_path / "files" / SHA256[:2] / SHA256[2:4]
    assert synced[0].startswith(str(tmp_path / "incoming"))
    assert synced[1:] == [str(place), str(place.parent), str(place.parent.parent)]


def test_deleting_and_listing(store: FileStore) -> None:
    kept = sorted(_put(store, content).sha256 for content in (b"a", b"b", b"c"))
    assert list(store.hashes()) == kept
    store.delete(kept[1])
    store.delete(kept[1])
    assert list(store.hashes()) == [kept[0], kept[2]]
    assert not store.holds(kept[1])
    with pytest.raises(OriginalMissingError), store.path(kept[1]):
        pass


@pytest.mark.parametrize("name", ["../../etc/passwd", "", SHA256.upper(), SHA256 + "0", "g" * 64])
def test_only_a_hash_names_a_file(store: FileStore, name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        store.holds(name)


def test_only_what_broken_uploads_left_long_ago_is_swept(store: FileStore, tmp_path: Path) -> None:
    old = tmp_path / "incoming" / "old"
    old.touch()
    os.utime(old, (time.time() - 7200, time.time() - 7200))
    with store.incoming() as incoming:
        incoming.write(CONTENT)
        assert store.sweep(3600) == 1
        assert incoming.keep().is_new
    assert not old.exists()


def test_free_room_is_told(store: FileStore) -> None:
    assert store.free_bytes() > 0
