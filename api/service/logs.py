"""Logs as lines of JSON on stderr: who asked for what and how it went, never what a document says.

Traces keep the places in the code and the type of the error; its words, which may quote a
document, are left out.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from traceback import extract_tb
from typing import Any, TextIO

import structlog

_LONGEST = 300
_FRAMES = 12
_LOUD = ("uvicorn.access", "httpx", "httpcore")


def configure_logs(stream: TextIO | None = None, level: int = logging.INFO) -> None:
    """Send every log of this process, also those of libraries, to one stream (default: stderr)."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_words,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, _one_short_line],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _LOUD:
        logging.getLogger(name).setLevel(logging.WARNING)


def get_log(name: str) -> Any:  # noqa: ANN401 - the library's own type is a proxy
    """Return a logger; call ``.info("event.name", document=..., job=...)`` on it."""
    return structlog.stdlib.get_logger(name)


def bind_request(request: str) -> None:
    """Put the identifier of a request on every line that is logged while it is answered."""
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=request)


def without_words(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Replace an exception by its type and the places it came through."""
    given = event.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given
    if isinstance(error, tuple):
        error = error[1]
    event.pop("exception", None)
    event.pop("stack_info", None)
    if isinstance(error, BaseException):
        frames = extract_tb(error.__traceback__)[-_FRAMES:]
        event["error"] = type(error).__name__
        event["trace"] = [f"{_module(f.filename)}:{f.lineno} {f.name}" for f in frames]
    return event


def _module(filename: str) -> str:
    """Return the last two parts of a path: enough to find the place, no folder of the machine."""
    return "/".join(filename.replace("\\", "/").split("/")[-2:])


def _one_short_line(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Cut what a library logs to its first line."""
    lines = str(event.get("event", "")).splitlines()
    event["event"] = lines[0][:_LONGEST] if lines else ""
    record = event.get("_record")
    if isinstance(record, logging.LogRecord):
        record.exc_info = None
        record.exc_text = None
    return event
