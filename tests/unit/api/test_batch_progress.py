"""What a batch shows: pace, time left, totals and the exit status."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from api.commands.batch_progress import LineProgress, Pace, say_pace, say_time_left
from api.commands.batch_report import BatchReport
from api.service.batch import Ending, Fate, Tally
from api.voice import Voice
from corpus.messages import Language
from models.domain.errors import EmptyFileError, ExitStatus
from models.domain.service_errors import DiskFullError, QueueFullError


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def tally_of(*endings: Ending, total: int = 10) -> Tally:
    tally = Tally(total=total)
    for ending in endings:
        tally.add(ending)
    return tally


def read(number: int = 1, fate: Fate = Fate.OK) -> list[Ending]:
    return [Ending(f"{index}.pdf", fate, document=str(index)) for index in range(number)]


def voice_on(stream: io.StringIO, quiet: bool = False) -> Voice:
    return Voice(Language.EN, quiet, stream)


KNOWN = Ending("known.pdf", Fate.OK, known=True, document="1")
REFUSED = Ending("empty.pdf", Fate.FAILED, error=EmptyFileError())


@pytest.mark.parametrize(
    ("endings", "seconds", "rate", "left", "reason"),
    [
        ([], 60.0, 0.0, None, "nothing came out yet"),
        (read(2), 60.0, 2.0, 240.0, "eight more at two a minute"),
        ([*read(2), KNOWN, KNOWN, REFUSED], 60.0, 2.0, 150.0, "only what was read counts"),
        (read(3), 0.0, 0.0, None, "no time has passed"),
        (read(10), 30.0, 20.0, 0.0, "nothing is left"),
    ],
)
def test_pace(
    endings: list[Ending], seconds: float, rate: float, left: float | None, reason: str
) -> None:
    clock = Clock()
    pace = Pace(clock)
    clock.now += seconds
    tally = tally_of(*endings)
    assert (pace.per_minute(tally), pace.seconds_left(tally)) == (rate, left), reason


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, "time left not known yet"),
        (0.2, "about 1 s left"),
        (59.4, "about 59 s left"),
        (150.0, "about 2 min left"),
        (3 * 3600 + 20 * 60 + 5, "about 3 h 20 min left"),
    ],
)
def test_time_left(seconds: float | None, words: str) -> None:
    assert say_time_left(seconds, Voice(Language.EN)) == words


def test_the_pace_is_said_in_the_language_of_the_reader() -> None:
    clock = Clock()
    pace = Pace(clock)
    clock.now += 120.0
    tally = tally_of(*read(9), REFUSED, total=20)
    tally.pages, tally.open_pages, tally.open = 90, 4, 2
    assert say_pace(tally, pace, Voice(Language.EN)).startswith(
        "4.5 files/min, 94 pages, 2 open, 1"
    )
    assert say_pace(tally, pace, Voice(Language.VI)).startswith("4,5 tệp/phút")


def test_lines_come_now_and_then_and_only_with_news() -> None:
    clock, stream = Clock(), io.StringIO()
    tally = tally_of(*read(1))
    with LineProgress(voice_on(stream), clock) as progress:
        progress.show(tally)
        clock.now += 20.0
        progress.show(tally)
        clock.now += 20.0
        progress.show(tally)
    (line,) = stream.getvalue().splitlines()
    assert line.startswith("1/10 files")


@pytest.mark.parametrize(
    ("endings", "status"),
    [
        ([], ExitStatus.OK),
        (read(2), ExitStatus.OK),
        ([*read(1), REFUSED], ExitStatus.PARTIAL),
        ([*read(1, Fate.PARTIAL)], ExitStatus.PARTIAL),
        ([*read(1), *read(1, Fate.NOT_A_PLAN)], ExitStatus.NOT_A_PLAN),
        ([REFUSED, *read(1, Fate.CANCELLED)], ExitStatus.FAILED),
    ],
)
def test_exit_status(endings: list[Ending], status: ExitStatus) -> None:
    report = BatchReport(voice_on(io.StringIO()))
    assert report.finish(tally_of(*endings), False, None) is status
    assert report.finish(tally_of(*endings), True, None) is ExitStatus.INTERRUPTED


def test_what_failed_is_said_once_and_written_down(tmp_path: Path) -> None:
    stream = io.StringIO()
    report = BatchReport(voice_on(stream))
    before = Ending("old.pdf", Fate.FAILED, known=True, document="7", error=EmptyFileError())
    endings = [*read(1), REFUSED, before, *read(1, Fate.PARTIAL)]
    for ending in endings:
        report.hear(ending)
    report.finish(tally_of(*endings), False, tmp_path / "report.json")
    said = stream.getvalue().splitlines()
    assert [line.partition(":")[0] for line in said] == [
        "empty.pdf",
        "0.pdf",
        "4 files done",
        "old.pdf",
    ]
    written = json.loads((tmp_path / "report.json").read_bytes())
    assert written["counts"]["failed"] == 2
    assert [(row["file"], row["known"]) for row in written["troubles"]] == [
        ("empty.pdf", False),
        ("old.pdf", True),
        ("0.pdf", False),
    ]
    assert written["troubles"][0]["error"]["kind"] == "empty_file"


def test_why_it_waits_is_said_once_for_as_long_as_it_lasts() -> None:
    stream = io.StringIO()
    report = BatchReport(voice_on(stream))
    full, queue = DiskFullError(seconds=60), QueueFullError(limit=1, seconds=30)
    for trouble in (None, full, full, queue, queue, None, queue):
        report.say_trouble(trouble)
    assert len(stream.getvalue().splitlines()) == 3
