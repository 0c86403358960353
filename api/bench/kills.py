"""kill -9 at random moments: what is read stays read, what is not gets done."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from math import inf

from api.bench.evidence import PageKey, Tables, changed_rows, page_rows, progress
from api.bench.papers import Paper
from api.bench.processes import workers_of
from api.bench.readings import readings_in
from api.bench.report import Row, at_most, counted, none_of, percentile, shown
from api.bench.running import BenchError, Client, RunningService

_STEP = 0.05
_LONGEST = 360.0  # seconds in which kills may fall: a run ends, whatever happens
_LAST_WAIT = 240.0
_RESUME_SECONDS = 30.0
_LATEST = 0.95  # no kill once this share of the pages is read
_DELAY = 1.0
READY_GOAL, RESUME_GOAL = 3.0, 5.0
CRASHES_ALLOWED = {"KEHOACH_QUEUE__KILLS": "1000"}
"""The bench kills at random; that is not the fault of the file that was being read."""


@dataclass(slots=True)
class KillLog:
    """What was seen at each kill."""

    moments: list[dict[PageKey, tuple[int, str]]] = field(default_factory=list)
    killed_at: list[float] = field(default_factory=list)
    services: int = 0
    workers: int = 0
    orphans: int = 0
    resumed: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Kill:
    """When to kill: at this share of all pages and so many seconds later; whom."""

    share: float
    delay: float
    service: bool


def plan_kills(count: int, seed: int) -> tuple[Kill, ...]:
    """Return so many kills of the service and as many of a worker, at moments by the seed."""
    dice = random.Random(seed)
    kinds = [True, False] * count
    dice.shuffle(kinds)
    shares = sorted(dice.uniform(0.0, _LATEST) for _ in kinds)
    return tuple(
        Kill(share, dice.uniform(0.0, _DELAY), kind)
        for share, kind in zip(shares, kinds, strict=True)
    )


def run_kills(
    part: str,
    service: RunningService,
    tables: Tables,
    papers: Sequence[Paper],
    kills: Sequence[Kill],
    pages: int,
) -> Iterator[Row]:
    """Send the papers, kill, wait for the end, and say what is left; ``pages`` is their sum."""
    until = time.monotonic() + _LONGEST
    with Client(service.url) as client:
        sent = [client.taken(paper.name, paper.content) for paper in papers]
    log, dice = KillLog(), random.Random(len(kills))
    for kill in kills:
        _wait(tables, kill.share * pages, until)
        if time.monotonic() > until:
            break
        time.sleep(kill.delay)
        _strike(kill, service, tables, log, dice)
    _wait(tables, inf, time.monotonic() + _LAST_WAIT)
    yield counted(part, "kills during the work", log.services + log.workers, len(kills))
    yield from _judge(part, service, tables, log, sent, pages)


def _strike(
    kill: Kill, service: RunningService, tables: Tables, log: KillLog, dice: random.Random
) -> None:
    if kill.service:
        service.kill()
        log.services += 1
        log.orphans += service.orphans()
        service.end_all()
    else:
        log.workers += _kill_worker(service, dice)
    log.moments.append(page_rows(tables))
    log.killed_at.append(time.time())
    if kill.service:
        began = time.monotonic()
        service.start()
        log.resumed.append(_resumed(service, tables, began))


def _kill_worker(service: RunningService, dice: random.Random) -> bool:
    """Kill one of the workers as soon as there is one; False where none comes."""
    until = time.monotonic() + _RESUME_SECONDS
    while time.monotonic() < until:
        workers = workers_of(service.mark)
        if workers:
            with suppress(ProcessLookupError):
                os.kill(dice.choice(workers).pid, signal.SIGKILL)
                return True
        time.sleep(_STEP)
    return False


def _resumed(service: RunningService, tables: Tables, began: float) -> float:
    """Return the seconds from the start until a worker is at work or a page is read."""
    before = len(page_rows(tables))
    while time.monotonic() - began < _RESUME_SECONDS:
        if any(worker.seconds > 0 for worker in workers_of(service.mark)):
            break
        if len(page_rows(tables)) > before or progress(tables).is_over:
            break
        time.sleep(_STEP)
    return time.monotonic() - began


def _wait(tables: Tables, pages: float, until: float) -> None:
    """Wait until so many pages are read, or all is over, or time is up."""
    while time.monotonic() < until:
        if len(page_rows(tables)) >= pages or progress(tables).is_over:
            return
        time.sleep(_STEP)


def _judge(
    part: str,
    service: RunningService,
    tables: Tables,
    log: KillLog,
    sent: Sequence[tuple[str, str]],
    pages: int,
) -> Iterator[Row]:
    now, over = page_rows(tables), progress(tables)
    kills = f"{log.services} kills of the service, {log.workers} of a worker"
    done = over.states.get("succeeded", 0)
    yield counted(part, "documents that finish", done, len(sent), f"{kills}; {dict(over.states)}")
    yield counted(part, "pages that are there, each once", len(now), pages)
    again = readings_in(service.log).again(log.moments, log.killed_at)
    note = f"{sum(map(len, log.moments))} pages seen at {len(log.moments)} kills"
    yield none_of(part, "page rows that a kill changed", changed_rows(log.moments, now), note)
    yield again.row(part)
    yield none_of(part, "faults that the database finds", len(tables.faults()))
    yield none_of(part, "processes that outlive a killed service", log.orphans)
    yield counted(part, "plans that can be read at the end", _plans(service, sent), len(sent))
    if log.resumed:
        slowest, ready = max(log.resumed), max(service.ready_seconds)
        yield at_most(part, "start to ready, slowest", ready, READY_GOAL, "s", _starts(service))
        resumed = f"median {percentile(log.resumed, 0.5):.1f} s"
        yield at_most(
            part, "start to work taken up again, slowest", slowest, RESUME_GOAL, "s", resumed
        )
    else:
        yield shown(part, "start to work taken up again", "no kill of the service")


def _starts(service: RunningService) -> str:
    middle, work = percentile(service.ready_seconds, 0.5), percentile(service.ready_work, 0.5)
    return f"{len(service.ready_seconds)} starts, median {middle:.1f} s ({work:.1f} s of a core)"


def _plans(service: RunningService, sent: Sequence[tuple[str, str]]) -> int:
    found = 0
    with Client(service.url) as client:
        for document, _ in sent:
            with suppress(BenchError):
                client.get(f"/v1/documents/{document}/plan")
                found += 1
    return found
