"""Schemathesis over the whole OpenAPI description, as a program of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from typing import Any

from api.bench.report import Row, counted, none_of, shown
from api.bench.running import Client, RunningService
from models.domain.identity import new_id

_PART = "schemathesis over the OpenAPI"
_PROGRAM = "from schemathesis.cli import schemathesis; schemathesis()"
_SPARE_SECONDS = 300
_SHOWN = 5
# Files of a form are bytes of a kind that is taken in: others are refused before anything is tried.
_HOOKS = """\
import schemathesis
from hypothesis import strategies

for kind, head in {
    "application/pdf": b"%PDF-1.4\\n",
    "image/jpeg": b"\\xff\\xd8\\xff\\xe0",
    "image/png": b"\\x89PNG\\r\\n\\x1a\\n",
    "image/tiff": b"II*\\x00",
}.items():
    content = strategies.binary(min_size=1, max_size=64).map(lambda tail, head=head: head + tail)
    schemathesis.openapi.media_type(kind, content)
"""
# What a valid form can still mean: refusals by the state or the sense of things, as documented.
_SENSE = {
    "/plan/": (404, 409, 412, 422, 428),  # a version gone by or not named; a value that fits not
    "^/v1/comparisons$": (404, 409, 422),  # a plan held against itself
    "^/v1/documents$": (404, 413, 415, 422),  # bytes that are no document; a cursor made up
    "^/v1/(export|jobs|targets|search|audit|keys|users)$": (404, 409, 422),  # a year long gone
    "^/v1/webhooks": (404, 422),  # an address that may not be called
}
# The document is given, so a test that spoils its identifier in the address spoils nothing.
_GIVEN = ("[[operations]]", 'include-method = "GET"', r"include-path-regex = '/\{document\}/'")
_PARTS = ("references", "sections", "targets", "assignments", "reporting")
_REVOKE = ("DELETE /v1/keys/{key}", "key")
AUTHENTICATED = {"KEHOACH_SERVER__AUTHENTICATION": "true"}


def run_contract(
    service: RunningService, key: str, document: str, seconds: int, examples: int, seed: int
) -> Iterator[Row]:
    """Test every operation for so long, as the admin of ``key``, on a document that is read.

    The report stays beside the log of the service.
    """
    if find_spec("schemathesis") is None:
        note = "schemathesis is a development dependency and is not installed here"
        yield Row(_PART, "failures", "0", "not run", False, note)
        return
    with Client(service.url, _sign(key)) as client:
        _configure(service, client, document)
    said = _run(service, key, seconds, examples, seed)
    report = service.folder / "schemathesis.json"
    if not report.is_file():
        yield Row(_PART, "failures", "0", "no report", False, said.strip()[-300:])
        return
    yield from _judge(json.loads(report.read_text(encoding="utf-8")))
    alive = service.is_alive()
    yield counted(_PART, "service alive after all", int(alive), 1)


def _judge(report: Mapping[str, Any]) -> Iterator[Row]:
    operations, cases = report["operations"], report["test_cases"]
    yield counted(_PART, "operations tested", operations["tested"], operations["total"])
    found = [_said(failure) for failure in report["failures"]]
    more = f"; and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    yield none_of(_PART, "failures", cases["unique_failures"], "; ".join(found[:_SHOWN]) + more)
    yield none_of(_PART, "errors of the tests themselves", operations["errored"])
    took = f"{report['running_time']:.0f} s, {report['stop_reason']}"
    yield shown(_PART, "requests", str(cases["generated"]), took)


def _said(failure: Mapping[str, Any]) -> str:
    return f"{failure['title']}: {', '.join(failure['operations'])}"


def _configure(service: RunningService, client: Client, document: str) -> None:
    """Name a document and its parts, so that addresses of things that are there are tested too.

    What the tests must not lose under way, document and key, is not what they are given to delete.
    """
    plan = client.get(f"/v1/documents/{document}/plan")
    lines = ["[parameters]", f'"path.document" = "{document}"', '"header.If-Match" = "*"', ""]
    for part in _PARTS:
        items = plan.get("items", {}).get(part, ())
        if items:
            lines += _operations(
                f"/plan/{part}/", f'parameters = {{ "path.item" = "{items[0]["item"]}" }}'
            )
    for spared, name in (("DELETE /v1/documents/{document}", "document"), _REVOKE):
        lines += ["[[operations]]", f'include-name = "{spared}"']
        lines += [f'parameters = {{ "path.{name}" = "{new_id()}" }}', ""]
    for path, statuses in _SENSE.items():
        said = ", ".join(f'"{status}"' for status in ("2xx", 401, 403, *statuses))
        lines += _operations(path, f"checks.positive_data_acceptance.expected-statuses = [{said}]")
    lines += [*_GIVEN, "checks.negative_data_rejection.enabled = false", ""]
    (service.folder / "schemathesis.toml").write_text("\n".join(lines), encoding="utf-8")
    (service.folder / "hooks.py").write_text(_HOOKS, encoding="utf-8")


def _operations(path: str, setting: str) -> list[str]:
    return ["[[operations]]", f"include-path-regex = '{path}'", setting, ""]


def _sign(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def _run(service: RunningService, key: str, seconds: int, examples: int, seed: int) -> str:
    """Run it to its end; return what it wrote."""
    arguments = [
        "--config-file=schemathesis.toml",
        "run",
        f"{service.url}/openapi.json",
        f"--header=Authorization: Bearer {key}",
        f"--seed={seed}",
        f"--max-examples={examples}",
        f"--max-time={seconds}",
        "--checks=all",
        "--continue-on-failure",
        "--no-color",
        "--request-timeout=30",
        "--suppress-health-check=all",
        "--phases=examples,coverage,fuzzing",
        "--report-json-path=schemathesis.json",
    ]
    try:
        done = subprocess.run(
            [sys.executable, "-c", _PROGRAM, *arguments],
            capture_output=True,
            text=True,
            timeout=seconds + _SPARE_SECONDS,
            check=False,
            cwd=service.folder,
            env={**service.environment(), "SCHEMATHESIS_HOOKS": "hooks"},
        )
    except subprocess.TimeoutExpired as late:
        return f"not done after {late.timeout:.0f} s"
    (service.folder / "schemathesis.txt").write_text(done.stdout + done.stderr, encoding="utf-8")
    return done.stdout + done.stderr
