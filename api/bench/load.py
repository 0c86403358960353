"""Fifty clients who poll and read while the workers work, and what the service itself costs."""

from __future__ import annotations

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import httpx

from api.bench.processes import core_seconds, resident_bytes
from api.bench.report import Row, at_most, none_of, percentile, shown
from api.bench.running import RunningService

CLIENTS = 50
READ_GOAL_MS, MEMORY_GOAL_MB = 100.0, 250.0
_PART = f"{CLIENTS} clients polling and reading"
_THINK = (0.2, 0.8)  # seconds between two requests of a client
_MEMORY_STEP = 0.5
_TIMEOUT = 30.0
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Route:
    """One kind of request: its name in the table, its address, how often it is chosen."""

    name: str
    path: str
    weight: int


@dataclass(slots=True)
class Measured:
    """What the clients saw."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failures: int = 0
    memory: int = 0


def routes(documents: Sequence[str], jobs: Sequence[str]) -> tuple[Route, ...]:
    """Return what the clients ask of these documents (which are read) and jobs."""
    one = documents[0]
    polls = [Route("GET /v1/jobs/{id}", f"/v1/jobs/{job}", 6) for job in jobs]
    return (
        *polls,
        Route("GET /v1/documents", "/v1/documents?limit=20", 3),
        Route("GET /v1/documents/{id}", f"/v1/documents/{one}", 4),
        Route("GET /v1/documents/{id}/plan", f"/v1/documents/{one}/plan", 4),
        Route("GET /v1/documents/{id}/pages/1/text", f"/v1/documents/{one}/pages/1/text", 2),
        Route("GET /v1/targets", "/v1/targets?limit=20", 3),
        Route("GET /v1/search", "/v1/search?q=tre+em&limit=10", 2),
    )


def run_load(
    service: RunningService, asked: Sequence[Route], seconds: float, seed: int
) -> Iterator[Row]:
    """Let the clients read for so many seconds; ``service`` has work to do all the while."""
    before = core_seconds(service.pid)
    measured = asyncio.run(_measure(service, asked, seconds, seed))
    everything = [value for values in measured.seconds.values() for value in values]
    work = (core_seconds(service.pid) - before) * 1000 / max(len(everything), 1)
    rate = (
        f"{len(everything)} requests, {len(everything) / seconds:.0f} a second, "
        f"{work:.1f} ms of a core for each, jobs and all"
    )
    yield none_of(_PART, "answers that are no 200", measured.failures, rate)
    yield _speed("all reads", everything)
    for name, values in sorted(measured.seconds.items()):
        yield _speed(name, values)
    memory = measured.memory / _MEGABYTE
    yield at_most(_PART, "memory of the service process, highest", memory, MEMORY_GOAL_MB, "MB")


def _speed(name: str, values: Sequence[float]) -> Row:
    middle, high = (percentile(values, share) * 1000 for share in (0.5, 0.95))
    note = f"p50 {middle:.0f} ms, slowest {max(values, default=0) * 1000:.0f} ms, {len(values)}"
    return at_most(_PART, f"p95 of {name}", high, READ_GOAL_MS, "ms", note)


async def _measure(
    service: RunningService, asked: Sequence[Route], seconds: float, seed: int
) -> Measured:
    measured = Measured()
    async with AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(_open(service.url)) for _ in range(CLIENTS)]
        until = time.monotonic() + seconds
        async with asyncio.TaskGroup() as group:
            group.create_task(_watch_memory(service, measured, until))
            for number, http in enumerate(clients):
                dice = random.Random(f"{seed}/{number}")
                group.create_task(_client(http, asked, dice, measured, until))
    return measured


def _open(url: str) -> httpx.AsyncClient:
    # without TLS there is nothing to verify, and a store of certificates takes long to load
    return httpx.AsyncClient(base_url=url, timeout=_TIMEOUT, trust_env=False, verify=False)


async def _client(
    http: httpx.AsyncClient,
    asked: Sequence[Route],
    dice: random.Random,
    measured: Measured,
    until: float,
) -> None:
    weights = [route.weight for route in asked]
    while time.monotonic() < until:
        await asyncio.sleep(dice.uniform(*_THINK))
        (route,) = dice.choices(asked, weights)
        began = time.monotonic()
        try:
            answer = await http.get(route.path)
        except httpx.HTTPError:
            measured.failures += 1
            continue
        measured.seconds[route.name].append(time.monotonic() - began)
        measured.failures += answer.status_code != httpx.codes.OK


async def _watch_memory(service: RunningService, measured: Measured, until: float) -> None:
    while time.monotonic() < until:
        measured.memory = max(measured.memory, resident_bytes(service.pid))
        await asyncio.sleep(_MEMORY_STEP)


def memory_row(service: RunningService, when: str) -> Row:
    """Return the memory of the service now."""
    return shown(_PART, f"memory {when}", f"{resident_bytes(service.pid) / _MEGABYTE:.0f} MB")
