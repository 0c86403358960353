"""Two reviewers who change the same field at the same moment: one wins, the other is told."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx

from api.bench.report import Row, counted
from api.bench.running import Client, RunningService

_PART = "two reviewers at once"


def run_rivals(service: RunningService, document: str, rounds: int) -> Iterator[Row]:
    """Let two clients change the title of one document, again and again."""
    path = f"/v1/documents/{document}/plan/metadata"
    won = lost = kept = 0
    with Client(service.url) as first, Client(service.url) as second, ThreadPoolExecutor(2) as pair:
        for number in range(rounds):
            tag = first.http.get(path).headers["ETag"]
            gate = Barrier(2)
            titles = (f"Title {number} of one", f"Title {number} of two")
            one = pair.submit(_change, first, titles[0], path, tag, gate)
            two = pair.submit(_change, second, titles[1], path, tag, gate)
            statuses = sorted((one.result().status_code, two.result().status_code))
            won += statuses.count(httpx.codes.OK) == 1
            lost += statuses.count(httpx.codes.PRECONDITION_FAILED) == 1
            kept += any(title in first.http.get(path).text for title in titles)
    yield counted(_PART, "rounds with exactly one winner", won, rounds)
    yield counted(_PART, "rounds with exactly one 412", lost, rounds)
    yield counted(_PART, "rounds after which the winner's word stands", kept, rounds)


def _change(client: Client, title: str, path: str, tag: str, gate: Barrier) -> httpx.Response:
    gate.wait()
    return client.http.patch(path, json={"changes": {"title": title}}, headers={"If-Match": tag})
