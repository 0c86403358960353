"""A thousand broken files through the running service: each is answered, none kills it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

import httpx

from api.bench.mutations import mutated
from api.bench.papers import Paper
from api.bench.report import Row, at_most, counted, none_of, shown
from api.bench.running import Client, RunningService

PAGE_SECONDS = 20.0
LIMITS = {
    "KEHOACH_LIMITS__PAGE_SECONDS": str(PAGE_SECONDS),
    "KEHOACH_LIMITS__MAX_PAGES": "50",
    "KEHOACH_QUEUE__JOB_SECONDS": "120",
}
ANSWER_GOAL = 5.0
_JOB_GOAL = 120.0
_AT_ONCE = 8
_LONGEST = 460.0
_LEAK = b"Traceback", b'File "/', b"site-packages"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the service answered to one file: its status, the time it took, the kind it named."""

    status: int
    seconds: float
    kind: str
    job: str | None
    leaks: bool


def run_fuzz(
    service: RunningService, papers: tuple[Paper, ...], count: int, seed: int
) -> Iterator[Row]:
    """Send so many mutations, wait for every job, and say what came of them."""
    part = f"{count} mutated files"
    pid, began = service.pid, time.monotonic()
    with Client(service.url) as client, ThreadPoolExecutor(_AT_ONCE) as senders:
        answers = list(senders.map(lambda p: _send(client, p), mutated(papers, count, seed)))
        jobs = [answer.job for answer in answers if answer.job]
        over = _wait_for_all(client, began)
        found = [client.get(f"/v1/jobs/{job}") for job in jobs]
        alive = service.is_alive() and service.pid == pid
        ready = client.http.get("/readyz").status_code == httpx.codes.OK
    statuses = Counter(answer.status for answer in answers)
    kinds = Counter(answer.kind for answer in answers if answer.kind)
    ends = Counter(str(job["error"]["kind"] if job["error"] else job["outcome"]) for job in found)
    errors = sum(count for status, count in statuses.items() if status >= 500)
    yield none_of(part, "answers of 500 and above", errors, f"answers {_said(statuses)}")
    yield shown(part, "refusals at once", str(sum(kinds.values())), _said(kinds))
    final = sum(1 for job in found if job["finished_at"])
    yield counted(part, "jobs that end", final, len(jobs), f"{over:.0f} s; {_said(ends)}")
    yield none_of(part, "jobs that end as error of the program", ends["internal"])
    yield counted(part, "service alive and ready after all", int(alive and ready), 1)
    yield none_of(part, "answers with a trace or a path", sum(a.leaks for a in answers))
    slowest = max(answer.seconds for answer in answers)
    yield at_most(part, "slowest answer to an upload", slowest, ANSWER_GOAL, "s")
    yield at_most(part, "slowest job, from its start", _slowest(found), _JOB_GOAL, "s")


def _send(client: Client, paper: Paper) -> Answer:
    began = time.monotonic()
    answer = client.upload(paper.name, paper.content)
    seconds = time.monotonic() - began
    leaks = any(mark in answer.content for mark in _LEAK)
    body = answer.json()
    job = body["job"]["id"] if answer.status_code < 300 and body.get("job") else None
    kind = str(body.get("type", "")).rpartition(":")[2] if answer.status_code >= 400 else ""
    return Answer(answer.status_code, seconds, kind, job, leaks)


def _wait_for_all(client: Client, began: float) -> float:
    """Wait until no job is queued or running; return the seconds since the beginning."""
    while time.monotonic() - began < _LONGEST:
        waiting = [client.get("/v1/jobs", state=state, limit=1) for state in ("queued", "running")]
        if not any(found["items"] for found in waiting):
            break
        time.sleep(0.2)
    return time.monotonic() - began


def _slowest(jobs: list[dict[str, str]]) -> float:
    return max(
        (
            (_moment(job["finished_at"]) - _moment(job["started_at"])).total_seconds()
            for job in jobs
            if job["started_at"] and job["finished_at"]
        ),
        default=0.0,
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _said(counts: Counter[str] | Counter[int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.most_common())
