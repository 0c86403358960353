"""Which files a command reads, and what the output of each is called."""

from __future__ import annotations

import os
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from api.voice import printable
from models.domain.errors import EmptyFileError, FileTooLargeError, KehoachError

STDIN = "-"
SUFFIXES = (".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff")
_MAX_STEM_BYTES = 200


class EmptyFolderError(KehoachError):
    """A folder holds no file that can be read; facts: ``suffixes``."""

    kind = "empty_folder"


@dataclass(frozen=True, slots=True)
class Input:
    """One file to read.

    ``label`` is how people know it; ``slug`` names the document and its output file, and differs
    from ``stem`` where another input of this run already has that name. ``problem`` is set where
    it is known beforehand that there is nothing to read.
    """

    path: Path
    label: str
    stem: str
    slug: str
    problem: KehoachError | None = None


def collect_inputs(paths: Iterable[Path]) -> tuple[Input, ...]:
    """Return the files of the paths in order, each once; folders are searched to their depth.

    The same paths always give the same names: the first file of a stem keeps it, the next ones get
    a number that no other file's stem has.
    """
    found: list[tuple[Path, KehoachError | None]] = []
    seen: set[Path] = set()
    for path in paths:
        for file, problem in _expand(path):
            if (real := Path(os.path.realpath(file))) not in seen:
                seen.add(real)
                found.append((file, problem))
    slugs = _distinct([safe_stem(file) for file, _ in found])
    return tuple(
        Input(path=file, label=str(file), stem=safe_stem(file), slug=slug, problem=problem)
        for (file, problem), slug in zip(found, slugs, strict=True)
    )


def walk_inputs(paths: Iterable[Path]) -> Iterator[tuple[Path, KehoachError | None]]:
    """Yield the files of the paths as they are found; folders are searched to their depth.

    Nothing but one folder is held in memory, however many files there are. A folder without any
    file to read comes with its problem.
    """
    for path in paths:
        if not path.is_dir():
            yield path, None
            continue
        is_empty = True
        for file in _walk(path):
            if file.suffix.lower() in SUFFIXES:
                is_empty = False
                yield file, None
        if is_empty:
            yield path, EmptyFolderError(suffixes=", ".join(SUFFIXES))


def _expand(path: Path) -> list[tuple[Path, KehoachError | None]]:
    if not path.is_dir():
        return [(path, None)]
    files = sorted(
        (file for file in _walk(path) if file.suffix.lower() in SUFFIXES),
        key=lambda file: str(file),
    )
    if not files:
        return [(path, EmptyFolderError(suffixes=", ".join(SUFFIXES)))]
    return [(file, None) for file in files]


def _walk(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(parent, name) for name in sorted(names) if not name.startswith("."))


def safe_stem(path: Path) -> str:
    """Return the stem of a file in a form that any file system and terminal can take."""
    stem = path.name if path.name.startswith(".") else path.stem
    shown = printable(unicodedata.normalize("NFC", stem)).replace("\\", "_").replace("/", "_")
    short = shown.encode("utf-8")[:_MAX_STEM_BYTES].decode("utf-8", "ignore").strip()
    return short or "document"


def _distinct(stems: list[str]) -> list[str]:
    taken = {stem.casefold() for stem in stems}
    used: set[str] = set()
    slugs: list[str] = []
    for stem in stems:
        slug, number = stem, 2
        while slug.casefold() in used or (slug != stem and slug.casefold() in taken):
            slug, number = f"{stem}-{number}", number + 1
        used.add(slug.casefold())
        slugs.append(slug)
    return slugs


@contextmanager
def stdin_as_file(limit: int, stream: BinaryIO | None = None) -> Iterator[Input]:
    """Keep what comes in on stdin in a file of its own for as long as it is needed.

    Raises EmptyFileError or, before anything beyond ``limit`` bytes is kept, FileTooLargeError.
    """
    source = stream or sys.stdin.buffer
    with TemporaryDirectory(prefix="kehoach-") as folder:
        path = Path(folder, "stdin")
        with path.open("wb") as file:
            shutil.copyfileobj(_Limited(source, limit), file)
        if path.stat().st_size == 0:
            raise EmptyFileError
        yield Input(path=path, label=STDIN, stem="stdin", slug="stdin")


class _Limited:
    """A stream that refuses to give more than a number of bytes."""

    def __init__(self, source: BinaryIO, limit: int) -> None:
        self._source = source
        self._limit = limit
        self._given = 0

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes; raises FileTooLargeError beyond the limit."""
        block = self._source.read(size)
        self._given += len(block)
        if self._given > self._limit:
            raise FileTooLargeError(size=self._given, limit=self._limit)
        return block
