"""What the log of the service tells of pages: which were read when, so that none is read twice."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from api.bench.evidence import PageKey
from api.bench.report import Row, none_of

PAGE_READ = "page.read"
_PART_NOTE = "{count} readings in the log of the service"


@dataclass(frozen=True, slots=True)
class Readings:
    """Every finished reading of a page that the log names: page and time."""

    entries: tuple[tuple[PageKey, float], ...]

    def again(
        self, moments: Sequence[Mapping[PageKey, object]], killed_at: Sequence[float]
    ) -> Again:
        """Hold the readings against the pages that stood in the tables at each kill."""
        first: dict[PageKey, float] = {}
        for rows, at in zip(moments, killed_at, strict=False):
            for key in rows:
                first.setdefault(key, at)
        late = [key for key, at in self.entries if key in first and at > first[key]]
        return Again(len(late), len(self.entries))


@dataclass(frozen=True, slots=True)
class Again:
    """How many readings were of a page that was finished before, and how many there were."""

    count: int
    readings: int

    def row(self, part: str) -> Row:
        """Return the row of it; without a log nothing is proven."""
        note = _PART_NOTE.format(count=self.readings)
        name = "finished pages read again"
        if not self.readings:
            return Row(part, name, "0", "not known", False, "the log names no reading")
        return none_of(part, name, self.count, note)


def readings_in(log: Path) -> Readings:
    """Return the readings that a log tells of; other lines, also broken ones, are passed over."""
    return Readings(tuple(_entries(log)))


def _entries(log: Path) -> Iterator[tuple[PageKey, float]]:
    with log.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if f'"{PAGE_READ}"' not in line:
                continue
            try:
                told = json.loads(line)
                at = datetime.fromisoformat(told["timestamp"]).timestamp()
                yield (str(told["run"]), int(told["page"])), at
            except (ValueError, KeyError, TypeError):
                continue
