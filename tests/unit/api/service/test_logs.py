"""Log lines tell what happened where, and nothing that a document says."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from api.service.logs import bind_request, configure_logs, get_log

SECRET = "90 % trẻ em"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    written = io.StringIO()
    configure_logs(written)
    yield written
    root.handlers[:], level = before
    root.setLevel(level)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def _lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_json_with_the_name_of_the_request(stream: io.StringIO) -> None:
    bind_request("r1")
    get_log("kehoach.x").info("job.done", job="j1", pages=3)
    (line,) = _lines(stream)
    assert (line["event"], line["job"], line["pages"], line["request"]) == (
        "job.done",
        "j1",
        3,
        "r1",
    )
    assert line["level"] == "info"


def _fail() -> None:
    raise ValueError(SECRET)


@pytest.mark.parametrize("foreign", [False, True])
def test_an_error_is_named_by_type_and_place_without_its_words(
    stream: io.StringIO, foreign: bool
) -> None:
    log = logging.getLogger("library") if foreign else get_log("kehoach.x")
    try:
        _fail()
    except ValueError:
        log.exception("it.failed")
    (line,) = _lines(stream)
    assert line["error"] == "ValueError"
    assert SECRET not in stream.getvalue()
    assert str(line["trace"]).count("test_logs.py") == 2


def test_what_a_library_says_is_cut_to_a_line(stream: io.StringIO) -> None:
    logging.getLogger("library").warning("first\nsecond %s", "x" * 1000)
    (line,) = _lines(stream)
    assert line["event"] == "first"


def test_a_library_that_logs_every_request_is_silenced(stream: io.StringIO) -> None:
    logging.getLogger("httpx").info("GET http://internal/secret")
    assert stream.getvalue() == ""
