"""The file of a backup: a tar of ``tables/<name>.jsonl``, ``files/<sha256>``, ``manifest.json``.

The manifest stands last and says what must be there: a file that was cut off has none. Members are
read by name and never unpacked by the paths they carry.
"""

from __future__ import annotations

import hashlib
import json
import re
import tarfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from models.domain.service_errors import BackupError

FORMAT = "kehoach-backup"
FORMAT_VERSION = 1
MANIFEST = "manifest.json"
BLOCK = 1024 * 1024
_MAX_MANIFEST = 512 * 1024 * 1024
_PRIVATE = 0o600
_TABLE = re.compile(r"tables/([a-z_]+)\.jsonl")
_FILE = re.compile(r"files/([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class TableFacts:
    """How many rows of a table there are, and the SHA-256 of their lines."""

    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds.

    ``revision`` is that of the database; ``files`` give the size of each file by its hash;
    ``missing`` names files that could not be read when the backup was made, ``deleted`` documents
    that were deleted while it was made.
    """

    revision: str
    program: str
    made_at: str
    tables: Mapping[str, TableFacts]
    files: Mapping[str, int]
    missing: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    format: str = FORMAT
    format_version: int = FORMAT_VERSION


@dataclass(slots=True)
class BackupWriter:
    """Writes the parts of a backup in turn; ``files`` and ``tables`` are what was written."""

    tar: tarfile.TarFile
    tables: dict[str, TableFacts] = field(default_factory=dict)
    files: dict[str, int] = field(default_factory=dict)

    def add_table(self, name: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Write a table, one row to a line."""
        digest, count = hashlib.sha256(), 0
        with TemporaryFile() as lines:
            for row in rows:
                line = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
                digest.update(line)
                lines.write(line)
                count += 1
            self._add(f"tables/{name}.jsonl", lines)
        self.tables[name] = TableFacts(count, digest.hexdigest())

    def add_file(self, sha256: str, path: Path) -> bool:
        """Write a file if its bytes are still those of its hash; tell whether they were."""
        with path.open("rb") as source:
            if hashlib.file_digest(source, "sha256").hexdigest() != sha256:
                return False
            self.files[sha256] = self._add(f"files/{sha256}", source)
        return True

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest, which makes the backup whole."""
        with TemporaryFile() as content:
            content.write(json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode())
            self._add(MANIFEST, content)

    def _add(self, name: str, content: IO[bytes]) -> int:
        size = content.seek(0, 2)
        content.seek(0)
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, _PRIVATE
        self.tar.addfile(member, content)
        return size


class BackupReader:
    """Reads the parts of a backup by name."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        """Look at what is there; raises BackupError where it is no whole backup."""
        self._tar = tar
        self._members = {member.name: member for member in _members(tar)}
        self.manifest = _parse_manifest(self._read_manifest())
        named = {f"tables/{name}.jsonl" for name in self.manifest.tables}
        named |= {f"files/{sha256}" for sha256 in self.manifest.files}
        for name in (named | {MANIFEST}) ^ self._members.keys():
            raise BackupError(detail=name)

    def rows(self, table: str) -> Iterator[dict[str, Any]]:
        """Yield the rows of a table; raises BackupError at the end where they are not those."""
        facts = self.manifest.tables[table]
        digest, count = hashlib.sha256(), 0
        for line in self._open(f"tables/{table}.jsonl"):
            digest.update(line)
            count += 1
            yield _parse_row(table, line)
        if (count, digest.hexdigest()) != (facts.rows, facts.sha256):
            raise BackupError(detail=f"tables/{table}.jsonl")

    def blocks(self, sha256: str) -> Iterator[bytes]:
        """Yield a file in blocks; raises BackupError at the end where its hash is another."""
        digest, source = hashlib.sha256(), self._open(f"files/{sha256}")
        while block := source.read(BLOCK):
            digest.update(block)
            yield block
        if digest.hexdigest() != sha256:
            raise BackupError(detail=f"files/{sha256}")

    def _open(self, name: str) -> IO[bytes]:
        found = self._tar.extractfile(self._members[name])
        if found is None:
            raise BackupError(detail=name)
        return found

    def _read_manifest(self) -> bytes:
        member = self._members.get(MANIFEST)
        if member is None or member.size > _MAX_MANIFEST:
            raise BackupError(detail=MANIFEST)
        return self._open(MANIFEST).read()


@contextmanager
def read_backup(path: Path) -> Iterator[BackupReader]:
    """Open a backup; raises BackupError for what is none, is cut off or was changed."""
    try:
        with tarfile.open(path, "r:") as tar:
            yield BackupReader(tar)
    except (OSError, tarfile.TarError, EOFError, zlib.error) as error:
        raise BackupError(detail=_reason(error)) from error


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or f"{type(error).__name__}: {error}")


def _members(tar: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    seen: set[str] = set()
    for member in tar:
        name = member.name
        known = name == MANIFEST or _TABLE.fullmatch(name) or _FILE.fullmatch(name)
        if not member.isreg() or not known or name in seen:
            raise BackupError(detail=name)
        seen.add(name)
        yield member


def _parse_manifest(content: bytes) -> Manifest:
    try:
        given = json.loads(content)
        given["tables"] = {name: TableFacts(**facts) for name, facts in given["tables"].items()}
        given["missing"], given["deleted"] = tuple(given["missing"]), tuple(given["deleted"])
        manifest = Manifest(**given)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BackupError(detail=MANIFEST) from error
    if (manifest.format, manifest.format_version) != (FORMAT, FORMAT_VERSION):
        raise BackupError(detail=f"{manifest.format} {manifest.format_version}")
    return manifest


def _parse_row(table: str, line: bytes) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise BackupError(detail=f"tables/{table}.jsonl") from error
    if not isinstance(row, dict):
        raise BackupError(detail=f"tables/{table}.jsonl")
    return row
