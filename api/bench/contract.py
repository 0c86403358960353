"""Schemathesis over the whole OpenAPI description, as a program of its own."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from api.bench.report import Row, counted, none_of, shown
from api.bench.running import RunningService

_PART = "schemathesis over the OpenAPI"
_PROGRAM = "from schemathesis.cli import schemathesis; schemathesis()"
# How its own summary counts; a line that it does not print is a count of nought.
_FAILED = re.compile(r"(\d+) (?:unique )?failures?", re.I)
_TESTED = re.compile(r"Tested:\s*(\d+)")
_SELECTED = re.compile(r"Selected:\s*(\d+)/(\d+)")
_CASES = re.compile(r"Test cases?:\s*\n\s*([\d,]+) generated[^\n]*|([\d,]+) generated", re.I)


def run_contract(service: RunningService, seconds: int, examples: int, seed: int) -> Iterator[Row]:
    """Test every operation for so many seconds at most; its report stays beside the log."""
    if find_spec("schemathesis") is None:
        note = "schemathesis is a development dependency and is not installed here"
        yield Row(_PART, "failures", "0", "not run", False, note)
        return
    said = _run(service, seconds, examples, seed)
    kept = service.folder / "schemathesis.txt"
    kept.write_text(said.stdout + said.stderr, encoding="utf-8")
    summary = said.stdout[said.stdout.rfind("SUMMARY") :]
    selected, tested = _SELECTED.search(summary), _TESTED.search(summary)
    failed = max((int(count) for count in _FAILED.findall(summary)), default=0)
    cases = _CASES.search(summary)
    if tested is None:
        yield Row(_PART, "failures", "0", "no summary", False, said.stderr.strip()[-300:])
        return
    whole = int(selected.group(2)) if selected else int(tested.group(1))
    yield counted(_PART, "operations tested", int(tested.group(1)), whole)
    yield none_of(_PART, "failures", failed, f"its own words: {kept}" if failed else "")
    yield shown(_PART, "test cases", (cases.group(1) or cases.group(2)) if cases else "?")


def _run(
    service: RunningService, seconds: int, examples: int, seed: int
) -> subprocess.CompletedProcess[str]:
    arguments = [
        "run",
        f"{service.url}/openapi.json",
        f"--seed={seed}",
        f"--max-examples={examples}",
        "--checks=all",
        "--continue-on-failure",
        "--no-color",
        "--request-timeout=30",
        "--suppress-health-check=all",
        "--phases=examples,coverage,fuzzing",
    ]
    return subprocess.run(
        [sys.executable, "-c", _PROGRAM, *arguments],
        capture_output=True,
        text=True,
        timeout=seconds + 120,
        check=False,
        cwd=Path(service.folder),
    )
