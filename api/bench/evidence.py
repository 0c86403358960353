"""What the tables say, read past the program: each page row as it stands, and whether all is sound.

The drivers are used plainly, so that what is proven about the service does not rest on its code.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import psycopg

_PAGES = "SELECT run, number, id, CAST(read_at AS TEXT) FROM pages"
_STATES = "SELECT state, count(*) FROM jobs GROUP BY state"
_PROMISED = "SELECT coalesce(sum(pages_total), 0), coalesce(sum(pages_done), 0) FROM jobs"

PageKey = tuple[str, int]
"""Run and number of a page."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far all jobs are together."""

    states: Mapping[str, int]
    pages_total: int
    pages_done: int

    @property
    def is_over(self) -> bool:
        """Tell whether no job is left to be done."""
        return not {"queued", "running"} & self.states.keys()


class Tables(Protocol):
    """A database that can be asked while the service is dead."""

    def rows(self, question: str) -> list[tuple[Any, ...]]:
        """Return the answer to a question in SQL."""

    def faults(self) -> tuple[str, ...]:
        """Return what the database says is wrong with its files."""


class SqliteTables:
    """The SQLite files of a data folder."""

    def __init__(self, data: Path) -> None:
        """Keep the folder; each question opens the file anew."""
        self._data = data

    def rows(self, question: str) -> list[tuple[Any, ...]]:
        """Return the answer to a question in SQL."""
        return self._ask(self._data / "kehoach.sqlite", question)

    def faults(self) -> tuple[str, ...]:
        """Return what ``integrity_check`` and ``foreign_key_check`` find in every file."""
        return tuple(self._faults())

    def _faults(self) -> Iterator[str]:
        for path in sorted(self._data.glob("*.sqlite")):
            for (said,) in self._ask(path, "PRAGMA integrity_check"):
                if said != "ok":
                    yield f"{path.name}: {said}"
            for row in self._ask(path, "PRAGMA foreign_key_check"):
                yield f"{path.name}: {row}"

    @staticmethod
    def _ask(path: Path, question: str) -> list[tuple[Any, ...]]:
        address = f"file:{path}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=30)) as connection:
            return connection.execute(question).fetchall()


class PostgresTables:
    """A PostgreSQL database."""

    def __init__(self, url: str) -> None:
        """Keep the address; each question connects anew."""
        self._url = url

    def rows(self, question: str) -> list[tuple[Any, ...]]:
        """Return the answer to a question in SQL."""
        with psycopg.connect(self._url) as connection:
            return connection.execute(question.encode()).fetchall()

    def faults(self) -> tuple[str, ...]:
        """Return pages without run and runs without document; its files are its own affair."""
        lost = self.rows(
            "SELECT count(*) FROM pages LEFT JOIN extraction_runs ON pages.run = extraction_runs.id"
            " WHERE extraction_runs.id IS NULL"
        )
        return tuple(f"pages without run: {count}" for (count,) in lost if count)


def page_rows(tables: Tables) -> dict[PageKey, tuple[int, str]]:
    """Return the identifier and the time of every page that is read."""
    return {(run, number): (row, at) for run, number, row, at in tables.rows(_PAGES)}


def progress(tables: Tables) -> Progress:
    """Return how far all jobs are."""
    states = {str(state): int(count) for state, count in tables.rows(_STATES)}
    ((total, done),) = tables.rows(_PROMISED)
    return Progress(states, int(total), int(done))


def changed_rows(
    seen: Sequence[Mapping[PageKey, tuple[int, str]]], now: Mapping[PageKey, tuple[int, str]]
) -> int:
    """Return how many pages that were read at some moment are not the same rows now."""
    return len({key for moment in seen for key, row in moment.items() if now.get(key) != row})
