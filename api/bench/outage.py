"""The database is gone for five seconds while documents are read: the service waits and goes on."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from api.bench.evidence import PostgresTables, changed_rows, page_rows, progress
from api.bench.papers import Paper
from api.bench.postgres import TemporaryPostgres
from api.bench.report import Row, counted, none_of, shown
from api.bench.running import Client, RunningService

OUTAGE_SECONDS = 5.0
_PART = f"PostgreSQL stopped hard for {OUTAGE_SECONDS:.0f} s"
_LONGEST = 300.0
_STEP = 0.1
_AT = 0.25  # of all pages


def run_outage(
    service: RunningService,
    server: TemporaryPostgres,
    tables: PostgresTables,
    papers: Sequence[Paper],
    pages: int,
) -> Iterator[Row]:
    """Stop the server in the midst of reading, start it again, and wait for the end."""
    until, pid = time.monotonic() + _LONGEST, service.pid
    with Client(service.url) as client:
        for paper in papers:
            client.taken(paper.name, paper.content)
        while len(page_rows(tables)) < _AT * pages and time.monotonic() < until:
            time.sleep(_STEP)
        before = page_rows(tables)
        server.stop(immediate=True)
        answers = _ask(client)
        server.start()
        back = time.monotonic()
        while not progress(tables).is_over and time.monotonic() < until:
            time.sleep(_STEP)
    now, states = page_rows(tables), progress(tables).states
    note = f"{dict(states)}; done {time.monotonic() - back:.0f} s after its return"
    yield counted(_PART, "documents that finish", states.get("succeeded", 0), len(papers), note)
    yield counted(_PART, "pages that are there, each once", len(now), pages)
    yield none_of(_PART, "page rows that it changed", changed_rows([before], now))
    yield counted(_PART, "the same process serves on", int(service.is_alive()), 1, f"pid {pid}")
    refused = sum(1 for status in answers if status == 503)
    yield shown(_PART, "answers meanwhile", f"{refused} of {len(answers)} are 503")
    yield none_of(_PART, "answers meanwhile of 500", sum(1 for s in answers if s == 500))


def _ask(client: Client) -> list[int]:
    """Ask for the list of documents while the database is away; return the statuses."""
    until, statuses = time.monotonic() + OUTAGE_SECONDS, []
    while time.monotonic() < until:
        statuses.append(client.http.get("/v1/documents").status_code)
        time.sleep(_STEP * 3)
    return statuses
