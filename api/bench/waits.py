"""How long people wait while a job of hundreds of pages runs: to send, to begin, to cancel."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from datetime import datetime

import httpx

from api.bench.papers import Paper
from api.bench.processes import workers_of
from api.bench.report import Row, at_most, percentile
from api.bench.running import BenchError, Client, RunningService

UPLOAD_GOAL_MS, START_GOAL, CANCEL_GOAL = 100.0, 5.0, 2.0
_PART = "beside a job of hundreds of pages"
_BOUNDARY = "kehoach-bench"
_STEP = 0.02
_LONGEST = 60.0
_IDLE = 0.02  # of a core, in the moment that is looked at


def start_long_job(client: Client, paper: Paper) -> str:
    """Send the long document as batch work and return its job once pages of it are read."""
    _, job = client.taken(paper.name, paper.content, lane="batch")
    until = time.monotonic() + _LONGEST
    while time.monotonic() < until:
        if client.get(f"/v1/jobs/{job}")["pages_done"] > 0:
            return job
        time.sleep(_STEP * 10)
    raise BenchError(detail="the long job did not begin")


def run_starts(client: Client, papers: Sequence[Paper]) -> Iterator[Row]:
    """Send short scans one after the other; say how soon each is begun, and how soon it is done."""
    begun, done = [], []
    for paper in papers:
        sent = time.time()
        _, job = client.taken(paper.name, paper.content)
        ended = client.final_job(job, _LONGEST * 2)
        begun.append(datetime.fromisoformat(ended["started_at"]).timestamp() - sent)
        done.append(datetime.fromisoformat(ended["finished_at"]).timestamp() - sent)
    note = f"{len(papers)} scans; whole plan after {percentile(done, 0.5):.1f} s (median)"
    slowest = max(begun)
    yield at_most(_PART, "a scan of two pages begins, slowest", slowest, START_GOAL, "s", note)


def run_uploads(client: Client, papers: Sequence[Paper]) -> Iterator[Row]:
    """Send large files one after the other; say how soon each is answered."""
    taken = []
    kind = {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"}
    for paper in papers:
        body = _form(paper)
        began = time.monotonic()
        answer = client.http.post("/v1/documents", content=body, headers=kind)
        taken.append((time.monotonic() - began) * 1000)
        if answer.status_code != httpx.codes.ACCEPTED:
            raise BenchError(detail=f"upload answered {answer.status_code}: {answer.text[:300]}")
    size = len(papers[0].content) / 1024**2
    note = f"{len(taken)} uploads; p50 {percentile(taken, 0.5):.0f} ms, slowest {max(taken):.0f} ms"
    high = percentile(taken, 0.95)
    yield at_most(_PART, f"answer to {size:.0f} MB, p95", high, UPLOAD_GOAL_MS, "ms", note)


def run_cancel(service: RunningService, client: Client, job: str) -> Iterator[Row]:
    """Cancel the long job; say when it is said to have ended, and when nobody reads any more."""
    began = time.monotonic()
    answer = client.http.post(f"/v1/jobs/{job}/cancel")
    if answer.status_code != httpx.codes.ACCEPTED:
        raise BenchError(detail=f"cancel answered {answer.status_code}: {answer.text[:300]}")
    while client.get(f"/v1/jobs/{job}")["state"] != "cancelled":
        _pause(began)
    said = time.monotonic() - began
    while _is_reading(service):
        _pause(began)
    quiet = time.monotonic() - began
    yield at_most(_PART, "cancelled, as the job says", said, CANCEL_GOAL, "s")
    yield at_most(_PART, "cancelled, as the processes show", quiet, CANCEL_GOAL, "s")


def _pause(began: float) -> None:
    if time.monotonic() - began > _LONGEST:
        raise BenchError(detail=f"not cancelled after {_LONGEST:g} s")
    time.sleep(_STEP)


def _is_reading(service: RunningService) -> bool:
    """Tell whether any worker did something in the last moment."""
    before = {worker.pid: worker.seconds for worker in workers_of(service.mark)}
    time.sleep(_STEP * 10)
    now = workers_of(service.mark)
    return any(worker.seconds - before.get(worker.pid, 0) > _IDLE for worker in now)


def _form(paper: Paper) -> bytes:
    head = (
        f"--{_BOUNDARY}\r\nContent-Disposition: form-data; "
        f'name="file"; filename="{paper.name}"\r\nContent-Type: application/pdf\r\n\r\n'
    )
    return head.encode() + paper.content + f"\r\n--{_BOUNDARY}--\r\n".encode()
