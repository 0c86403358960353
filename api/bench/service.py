"""``kehoach bench service``: what the service promises, measured on the service as it runs."""

from __future__ import annotations

import os
import platform
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from api.bench.contract import AUTHENTICATED, run_contract
from api.bench.evidence import PostgresTables, SqliteTables, Tables
from api.bench.fuzz import LIMITS, run_fuzz
from api.bench.kills import CRASHES_ALLOWED, READY_GOAL, plan_kills, run_kills
from api.bench.load import memory_row, routes, run_load
from api.bench.outage import run_outage
from api.bench.papers import heavy, long_scan, scans, small_papers, user_cache
from api.bench.postgres import TemporaryPostgres
from api.bench.report import Report, Row, at_most, none_of, shown
from api.bench.rivals import run_rivals
from api.bench.running import BenchError, Client, RunningService
from api.bench.waits import run_cancel, run_starts, run_uploads, start_long_job
from models.settings import load_settings
from models.storage.database import open_database
from models.storage.migrations import migrate

PARTS = ("kill", "kill-postgres", "outage", "fuzz", "contract", "rivals", "load")
WORKERS = {"KEHOACH_JOBS": "2"}
_FINAL_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much of everything: kills of each kind, documents, pages, mutations and so on."""

    kills: int
    documents: int
    pages: int
    mutations: int
    long_pages: int
    load_seconds: float
    uploads: int
    contract_seconds: int
    contract_examples: int
    rounds: int


FULL = Sizes(20, 20, 2, 1000, 500, 40.0, 20, 420, 40, 20)
SHORT = Sizes(3, 4, 1, 50, 60, 8.0, 5, 60, 3, 5)


@dataclass(frozen=True, slots=True)
class BenchOptions:
    """What to measure; ``folder`` keeps data and logs (default: a temporary one)."""

    parts: tuple[str, ...] = PARTS
    sizes: Sizes = FULL
    seed: int = 20
    folder: Path | None = None
    cache: Path | None = None


@dataclass(frozen=True, slots=True)
class Bench:
    """One run: where it works, and what it asks for."""

    options: BenchOptions
    folder: Path

    @property
    def cache(self) -> Path:
        """Where documents are kept between runs."""
        return self.options.cache or user_cache()

    def service(self, name: str, variables: Mapping[str, str] | None = None) -> RunningService:
        """Return a service with a data folder of its own, not yet started."""
        return RunningService(self.folder / name, {**WORKERS, **(variables or {})})


def run_bench(options: BenchOptions, say: Callable[[str], None]) -> Report:
    """Run the chosen parts one after the other; raises BenchError where one cannot be run."""
    with ExitStack() as stack:
        configuration = _configuration(options)
        folder = options.folder or Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="kehoach-bench-"))
        )
        bench, rows = Bench(options, folder), []
        for part in options.parts:
            say(part)
            rows += list(_PARTS[part](bench))
    return Report(configuration, tuple(rows))


def _configuration(options: BenchOptions) -> str:
    others = os.getloadavg()[1] if hasattr(os, "getloadavg") else 0.0
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return (
        f"kehoach bench service: {cores} cores, Python {platform.python_version()}, "
        f"{WORKERS['KEHOACH_JOBS']} reading processes, seed {options.seed}, "
        f"{others:.1f} processes at work on average before it began"
    )


def _kill(bench: Bench) -> Iterator[Row]:
    service = bench.service("kill", CRASHES_ALLOWED)
    yield from _killed(bench, service, SqliteTables(service.folder / "data"), "SQLite")


def _kill_postgres(bench: Bench) -> Iterator[Row]:
    with _postgres() as (_, url):
        service = bench.service("kill-postgres", {**CRASHES_ALLOWED, **_database(url)})
        yield from _killed(bench, service, PostgresTables(url), "PostgreSQL")


def _killed(bench: Bench, service: RunningService, tables: Tables, database: str) -> Iterator[Row]:
    sizes, seed = bench.options.sizes, bench.options.seed
    papers = scans(sizes.documents, sizes.pages, bench.cache)
    part = f"kill -9 during {sizes.documents} documents, {database}"
    with service:
        kills, pages = plan_kills(sizes.kills, seed), sizes.documents * sizes.pages
        yield from run_kills(part, service, tables, papers, kills, pages)
        seconds = service.stop()
        yield shown(part, "clean stop at the end", f"{seconds:.1f} s")
        yield none_of(part, "processes that outlive a clean stop", service.orphans())


def _outage(bench: Bench) -> Iterator[Row]:
    sizes = bench.options.sizes
    with _postgres() as (server, url):
        service = bench.service("outage", {**CRASHES_ALLOWED, **_database(url)})
        papers = scans(sizes.documents, sizes.pages, bench.cache)
        with service:
            yield from run_outage(
                service, server, PostgresTables(url), papers, sizes.documents * sizes.pages
            )


def _fuzz(bench: Bench) -> Iterator[Row]:
    papers = small_papers(bench.cache)
    with bench.service("fuzz", LIMITS) as service:
        yield from run_fuzz(service, papers, bench.options.sizes.mutations, bench.options.seed)


def _contract(bench: Bench) -> Iterator[Row]:
    sizes = bench.options.sizes
    seconds, examples = sizes.contract_seconds, sizes.contract_examples
    with bench.service("contract", AUTHENTICATED) as service:
        key = service.admin_key()
        document, _ = _read_one(bench, service, {"Authorization": f"Bearer {key}"})
        yield from run_contract(service, key, document, seconds, examples, bench.options.seed)


def _rivals(bench: Bench) -> Iterator[Row]:
    with bench.service("rivals") as service:
        document, _ = _read_one(bench, service)
        yield from run_rivals(service, document, bench.options.sizes.rounds)


def _load(bench: Bench) -> Iterator[Row]:
    sizes, cache = bench.options.sizes, bench.cache
    papers = scans(min(sizes.documents, 8), 2, cache)
    service = bench.service("load")
    with service, Client(service.url) as client:
        ready, work = service.ready_seconds[0], f"{service.ready_work[0]:.1f} s of a core"
        yield at_most("start", "an empty data folder to ready", ready, READY_GOAL, "s", work)
        yield memory_row(service, "after the start")
        read = [client.taken(paper.name, paper.content) for paper in papers[:3]]
        jobs = [client.final_job(job, _FINAL_SECONDS)["id"] for _, job in read]
        long_job = start_long_job(client, long_scan(sizes.long_pages))
        yield from run_starts(client, papers[3:])
        asked = routes([document for document, _ in read], [long_job, *jobs])
        yield from run_load(service, asked, sizes.load_seconds, bench.options.seed)
        large = [heavy(papers[0], 10, number) for number in range(sizes.uploads)]
        yield from run_uploads(client, large)
        _finish(client)
        yield from run_cancel(service, client, long_job)
        seconds = service.stop()
        yield shown("stop", "clean stop", f"{seconds:.1f} s")
        yield none_of("stop", "processes that outlive a clean stop", service.orphans())


def _finish(client: Client) -> None:
    """Wait until nobody waits for a short document any more."""
    while True:
        waiting = [
            client.get("/v1/jobs", state=state, lane="interactive", limit=1)["items"]
            for state in ("queued", "running")
        ]
        if not any(waiting):
            return
        time.sleep(0.2)


def _read_one(
    bench: Bench, service: RunningService, headers: Mapping[str, str] | None = None
) -> tuple[str, str]:
    """Let the service read one document; return it and its job."""
    (paper,) = scans(1, 2, bench.cache)
    with Client(service.url, headers) as client:
        document, job = client.taken(paper.name, paper.content)
        ended = client.final_job(job, _FINAL_SECONDS)
        if ended["state"] != "succeeded":
            raise BenchError(detail=f"the document was not read: {ended['error']}")
    return document, job


def _database(url: str) -> dict[str, str]:
    return {"KEHOACH_DATABASE_URL": url, "KEHOACH_EXECUTOR_ID": "bench"}


@contextmanager
def _postgres() -> Iterator[tuple[TemporaryPostgres, str]]:
    """Start a PostgreSQL with an empty database, migrated."""
    with TemporaryPostgres() as server:
        url = server.url(server.create_database())
        database = open_database(
            load_settings().model_copy(update={"database_url": SecretStr(url)})
        )
        try:
            migrate(database)
        finally:
            database.close()
        yield server, url


_PARTS: dict[str, Callable[[Bench], Iterator[Row]]] = {
    "kill": _kill,
    "kill-postgres": _kill_postgres,
    "outage": _outage,
    "fuzz": _fuzz,
    "contract": _contract,
    "rivals": _rivals,
    "load": _load,
}
