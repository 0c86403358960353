"""The benchmark in its short form: what it proves must hold here too, whatever the machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.bench.report import Row
from api.bench.service import SHORT, BenchOptions, run_bench

PARTS = ("kill", "kill-postgres", "outage", "fuzz", "rivals")


@pytest.mark.parametrize("part", PARTS)
def test_the_service_keeps_its_promises(part: str, tmp_path: Path) -> None:
    options = BenchOptions((part,), SHORT, folder=tmp_path / "run", cache=tmp_path / "cache")
    report = run_bench(options, lambda _: None)
    assert [row for row in report.rows if _is_broken(row)] == []
    assert any(row.ok for row in report.rows)


def _is_broken(row: Row) -> bool:
    """Tell whether a promise is broken; times tell of the machine."""
    return row.ok is False and not row.timed
