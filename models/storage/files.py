"""Original files, byte for byte, under their SHA-256: kept once, never rewritten.

The port is what an object store could do as well: files come in as a stream and are asked for as
a path for the time of their use.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from models.domain.service_errors import DiskFullError, OriginalMissingError

_HEAD_BYTES = 4096
_SHA256 = re.compile(r"[0-9a-f]{64}")
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_AGAIN_SECONDS = 60
_READ_ONLY = 0o440


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that is safe on disk; ``is_new`` tells whether it was not there before."""

    sha256: str
    size: int
    is_new: bool


class Incoming(Protocol):
    """A file on its way in."""

    @property
    def size(self) -> int:
        """The bytes so far."""

    @property
    def head(self) -> bytes:
        """The first bytes, at most 4 KiB."""

    @property
    def path(self) -> Path:
        """Where the bytes so far can be read."""

    def write(self, chunk: bytes) -> None:
        """Add bytes; raises DiskFullError."""

    def keep(self) -> KeptFile:
        """Make the file safe under its hash, even if the power fails now; may be called again."""


class FileStore(Protocol):
    """Where original files are kept."""

    def incoming(self) -> AbstractContextManager[Incoming]:
        """Open a file for what comes in; leaving without ``keep`` leaves nothing behind."""

    def path(self, sha256: str) -> AbstractContextManager[Path]:
        """Give a path for reading; raises OriginalMissingError."""

    def holds(self, sha256: str) -> bool:
        """Tell whether the file is there."""

    def delete(self, sha256: str) -> None:
        """Remove the file; one that is not there is no error."""

    def free_bytes(self) -> int:
        """Return how much more can be kept."""

    def sweep(self, older_than_seconds: float) -> int:
        """Remove what broken uploads left behind; return how many there were."""

    def hashes(self) -> Iterator[str]:
        """Yield the hash of every file."""


class FolderStore:
    """Files in a folder: ``files/ab/cd/<sha256>``, and ``incoming/`` on the same disk."""

    def __init__(self, data: Path) -> None:
        """Use this data folder; what is missing in it is made."""
        self._files = data / "files"
        self._incoming = data / "incoming"
        for folder in (self._files, self._incoming):
            folder.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def incoming(self) -> Iterator[Incoming]:
        """Open a file for what comes in; leaving without ``keep`` leaves nothing behind."""
        with _disk_errors():
            number, name = tempfile.mkstemp(dir=self._incoming)
        try:
            with os.fdopen(number, "wb") as file:
                yield _FolderIncoming(file, Path(name), self._place)
        finally:
            Path(name).unlink(missing_ok=True)

    @contextmanager
    def path(self, sha256: str) -> Iterator[Path]:
        """Give the path of the file; raises OriginalMissingError."""
        if not self.holds(sha256):
            raise OriginalMissingError
        yield self._place(sha256)

    def holds(self, sha256: str) -> bool:
        """Tell whether the file is there."""
        return self._place(sha256).is_file()

    def delete(self, sha256: str) -> None:
        """Remove the file; one that is not there is no error."""
        # Its folder stays, empty or not: another file may be on its way into it.
        self._place(sha256).unlink(missing_ok=True)

    def free_bytes(self) -> int:
        """Return the free bytes of the disk."""
        return shutil.disk_usage(self._files).free

    def sweep(self, older_than_seconds: float) -> int:
        """Remove what broken uploads left behind; return how many there were."""
        before = time.time() - older_than_seconds
        old = [path for path in self._incoming.iterdir() if _changed_at(path) < before]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def hashes(self) -> Iterator[str]:
        """Yield the hash of every file, in order."""
        for path in sorted(self._files.glob("??/??/*")):
            if _SHA256.fullmatch(path.name):
                yield path.name

    def _place(self, sha256: str) -> Path:
        if not _SHA256.fullmatch(sha256):
            raise ValueError("not a SHA-256 in lower hexadecimal digits")
        return self._files / sha256[:2] / sha256[2:4] / sha256


class _FolderIncoming:
    def __init__(self, file: BinaryIO, path: Path, place: _Place) -> None:
        self._file = file
        self._path = path
        self._place = place
        self._hash = hashlib.sha256()
        self.size = 0
        self.head = b""

    @property
    def path(self) -> Path:
        with _disk_errors():
            self._file.flush()
        return self._path

    def write(self, chunk: bytes) -> None:
        with _disk_errors():
            self._file.write(chunk)
        self._hash.update(chunk)
        self.size += len(chunk)
        if len(self.head) < _HEAD_BYTES:
            self.head += chunk[: _HEAD_BYTES - len(self.head)]

    def keep(self) -> KeptFile:
        sha256 = self._hash.hexdigest()
        place = self._place(sha256)
        with _disk_errors():
            self._file.flush()
            os.fsync(self._file.fileno())
            os.fchmod(self._file.fileno(), _READ_ONLY)
            is_new = _link(self._path, place)
            # Also where it was there before: whoever put it there may not have come this far.
            for folder in (place.parent, place.parent.parent, place.parent.parent.parent):
                _sync_folder(folder)
        return KeptFile(sha256, self.size, is_new)


class _Place(Protocol):
    def __call__(self, sha256: str) -> Path: ...


def _link(path: Path, place: Path) -> bool:
    """Put the file in its place at once or not at all; tell whether it was not there before."""
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(path, place)
    except FileExistsError:
        return False
    return True


def _sync_folder(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _changed_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return time.time()


@contextmanager
def _disk_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise DiskFullError(seconds=_AGAIN_SECONDS) from error
        raise
