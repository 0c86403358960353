from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from api.bench.evidence import changed_rows
from api.bench.kills import plan_kills
from api.bench.mutations import mutated
from api.bench.papers import Paper
from api.bench.processes import MARK, processes_of
from api.bench.readings import readings_in
from api.bench.report import (
    Report,
    Row,
    at_most,
    counted,
    none_of,
    percentile,
    render_json,
    render_text,
    shown,
)
from models.domain.errors import ExitStatus

PAPERS = (
    Paper("a.pdf", b"%PDF-1.7\n/Width 100 /Height 200 obj\n" * 50),
    Paper("b.png", b"\x89PNG" * 90),
)

PERCENTILES = [
    ([], 0.95, 0.0, "nothing was measured"),
    ([3.0], 0.95, 3.0, "one value is every share"),
    ([1.0, 2.0, 3.0, 4.0], 0.5, 2.0, "half of them do not exceed it"),
    ([5.0, 1.0, 4.0, 2.0, 3.0], 0.95, 5.0, "order does not matter"),
]


@pytest.mark.parametrize(("values", "share", "expected", "why"), PERCENTILES)
def test_percentiles(values: list[float], share: float, expected: float, why: str) -> None:
    assert percentile(values, share) == expected, why


ROWS = [
    (counted("p", "n", 20, 20), True),
    (counted("p", "n", 19, 20), False),
    (none_of("p", "n", 0), True),
    (none_of("p", "n", 1), False),
    (at_most("p", "n", 3.0, 3.0, "s"), True),
    (at_most("p", "n", 3.1, 3.0, "s"), False),
    (shown("p", "n", "x"), None),
]


@pytest.mark.parametrize(("row", "ok"), ROWS)
def test_a_row_knows_whether_its_goal_is_reached(row: Row, ok: bool | None) -> None:
    assert row.ok is ok
    status = ExitStatus.BELOW_BASELINE if ok is False else ExitStatus.OK
    assert Report("", (row,)).exit_status is status


def test_the_table_names_goal_and_figure_and_counts_what_is_reached() -> None:
    report = Report(
        "machine", (counted("kills", "documents", 19, 20, "why"), shown("kills", "n", "7"))
    )
    lines = render_text(report).splitlines()
    assert lines[0] == "machine"
    assert any("✗" in line and "20 of 20" in line and "19 of 20" in line for line in lines)
    assert "why" in lines[4]
    assert lines[-1] == "0 of 1 goals reached"
    assert json.loads(render_json(report))["rows"][0]["reached"] == "19 of 20"


def test_mutations_are_broken_differ_and_come_again_for_the_same_seed() -> None:
    first, second = list(mutated(PAPERS, 60, 7)), list(mutated(PAPERS, 60, 7))
    assert first == second
    contents = {paper.content for paper in first}
    assert len(contents) > 55
    assert not contents & {paper.content for paper in PAPERS}
    assert all(contents)
    assert list(mutated(PAPERS, 60, 8)) != first


def test_kills_are_as_many_of_each_and_in_the_order_of_their_moments() -> None:
    kills = plan_kills(20, 3)
    assert sum(kill.service for kill in kills) == 20
    assert len(kills) == 40
    assert [kill.share for kill in kills] == sorted(kill.share for kill in kills)
    assert plan_kills(20, 3) == kills
    assert plan_kills(20, 4) != kills


SEEN = [
    ({("r", 1): (1, "t")}, 0, "the row is the same"),
    ({("r", 1): (2, "t")}, 1, "it was written anew"),
    ({("r", 1): (1, "later")}, 1, "it was read at another time"),
    ({}, 1, "it is gone"),
]


@pytest.mark.parametrize(("now", "changed", "why"), SEEN)
def test_a_finished_page_must_stay_the_same_row(
    now: dict[tuple[str, int], tuple[int, str]], changed: int, why: str
) -> None:
    assert changed_rows([{("r", 1): (1, "t")}], now) == changed, why


def reading(run: str, page: int, second: int) -> str:
    at = f"2027-01-01T00:00:{second:02d}Z"
    return json.dumps({"event": "page.read", "run": run, "page": page, "timestamp": at})


AT = 1798761600.0  # 2027-01-01T00:00:00Z
LOGS = [
    ([reading("r", 1, 1), reading("r", 2, 9)], 0, "the second page came after the kill"),
    ([reading("r", 1, 1), reading("r", 1, 9)], 1, "the first page was read again"),
    ([reading("r", 1, 1), reading("s", 1, 9)], 0, "another document"),
    ([reading("r", 1, 1), '{"event": "page.read", "page": '], 0, "a line that a kill cut"),
]


@pytest.mark.parametrize(("lines", "again", "why"), LOGS)
def test_the_log_shows_a_second_reading(
    tmp_path: Path, lines: list[str], again: int, why: str
) -> None:
    (tmp_path / "log").write_text("\n".join(["plain words", *lines]), encoding="utf-8")
    found = readings_in(tmp_path / "log").again([{("r", 1): (1, "t")}], [AT + 5])
    assert found.count == again, why
    assert found.row("p").ok is (again == 0)


def test_a_log_without_readings_proves_nothing(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("", encoding="utf-8")
    assert readings_in(tmp_path / "log").again([], []).row("p").ok is False


def test_a_process_is_found_by_its_mark_in_whatever_session() -> None:
    waits = (
        "import os, sys; os.setsid(); sys.stdout.write('x'); sys.stdout.flush(); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", waits],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, MARK: "of-this-test"},
    ) as process:
        assert process.stdout is not None
        process.stdout.read(1)
        assert [found.pid for found in processes_of("of-this-test")] == [process.pid]
        process.communicate(b"")
    assert processes_of("of-this-test") == ()
