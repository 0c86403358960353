from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from pathlib import Path

import pytest

from extractor.processes import Crew, ProcessDiedError
from tests.unit.extractor import crew_tasks

LONG = 60.0


@pytest.fixture
def crew() -> Iterator[Crew]:
    made = Crew(2, crew_tasks.prepare)
    yield made
    made.stop()


def until(happens: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LONG
    while not happens():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    """A process that has ended and only waits to be fetched by its parent is dead."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


def reported(path: Path) -> list[int]:
    until(lambda: path.exists() and path.read_text() != "")
    return [int(pid) for pid in path.read_text().split()]


def test_a_worker_is_kept_between_tasks() -> None:
    crew = Crew(1, crew_tasks.prepare)
    assert crew.submit(crew_tasks.pid, seconds=LONG).result() == crew.submit(
        crew_tasks.pid, seconds=LONG
    ).result(LONG)
    crew.stop()


def test_cancelling_kills_the_process_of_that_task_and_no_other(crew: Crew, tmp_path: Path) -> None:
    doomed, other = tmp_path / "doomed", tmp_path / "other"
    first = crew.submit(crew_tasks.hang, doomed, seconds=LONG)
    second = crew.submit(crew_tasks.hang, other, seconds=LONG)
    (victim,), (survivor,) = reported(doomed), reported(other)
    first.cancel()
    until(lambda: not is_alive(victim))
    assert is_alive(survivor)
    assert not second.done()
    assert crew.submit(crew_tasks.pid, seconds=LONG).result(LONG) not in (victim, survivor)


def test_a_task_that_was_cancelled_while_it_waited_never_runs(crew: Crew, tmp_path: Path) -> None:
    busy = [crew.submit(crew_tasks.hang, tmp_path / str(n), seconds=LONG) for n in range(2)]
    for number in range(2):
        reported(tmp_path / str(number))
    waiting = crew.submit(crew_tasks.hang, tmp_path / "never", seconds=LONG)
    assert waiting.cancel()
    for future in busy:
        future.cancel()
    assert crew.submit(crew_tasks.pid, seconds=LONG).result(LONG)
    assert not (tmp_path / "never").exists()


def test_a_process_killed_at_work_costs_its_task_only(crew: Crew, tmp_path: Path) -> None:
    future = crew.submit(crew_tasks.hang, tmp_path / "pid", seconds=LONG)
    os.kill(reported(tmp_path / "pid")[0], signal.SIGKILL)
    with pytest.raises(ProcessDiedError):
        future.result(LONG)
    assert crew.submit(crew_tasks.pid, seconds=LONG).result(LONG)


def test_a_process_killed_at_rest_costs_nothing() -> None:
    crew = Crew(1, crew_tasks.prepare)
    pid = crew.submit(crew_tasks.pid, seconds=LONG).result(LONG)
    os.kill(pid, signal.SIGKILL)
    until(lambda: not is_alive(pid))
    assert crew.submit(crew_tasks.pid, seconds=LONG).result(LONG) != pid
    crew.stop()


def test_a_task_past_its_time_is_ended(crew: Crew, tmp_path: Path) -> None:
    future = crew.submit(crew_tasks.hang_without_turns, tmp_path / "pids", seconds=1.0)
    with pytest.raises(TimeoutError):
        future.result(LONG)
    until(lambda: not any(is_alive(pid) for pid in reported(tmp_path / "pids")))


def test_an_error_that_cannot_travel_is_told_by_its_name(crew: Crew) -> None:
    with pytest.raises(RuntimeError, match="LocalError"):
        crew.submit(crew_tasks.fail_strangely, seconds=LONG).result(LONG)


def test_stopping_leaves_no_process_and_cancels_what_is_left(tmp_path: Path) -> None:
    crew = Crew(1, crew_tasks.prepare)
    running = crew.submit(crew_tasks.hang_without_turns, tmp_path / "pids", seconds=LONG)
    pids = reported(tmp_path / "pids")
    waiting = crew.submit(crew_tasks.pid, seconds=LONG)
    crew.stop()
    until(lambda: not any(is_alive(pid) for pid in pids))
    late = crew.submit(crew_tasks.pid, seconds=LONG)
    for future in (running, waiting, late):
        with pytest.raises(CancelledError):
            future.result(LONG)


def test_no_worker_outlives_its_parent_even_in_the_middle_of_a_call(tmp_path: Path) -> None:
    parent = subprocess.Popen([sys.executable, "-m", crew_tasks.__name__, str(tmp_path)])
    pids = reported(tmp_path / "deaf") + reported(tmp_path / "plain")
    parent.send_signal(signal.SIGKILL)
    parent.wait(LONG)
    until(lambda: not any(is_alive(pid) for pid in pids))
