"""Output files: the same content gives the same bytes, and a file is there whole or not at all."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

from pydantic import ValidationError

from api.schemas import ExtractionOut, Shape
from api.translation import plan_from_output
from models.domain.errors import BadPlanJsonError, FileMissingError, FileTooLargeError, KehoachError
from models.domain.plan import Plan

_MAX_JSON_BYTES = 256 * 1024 * 1024
_NUMBER_LIST = re.compile(r"\[\n\s+(-?\d[\d.e+-]*(?:,\n\s+-?\d[\d.e+-]*)*)\n\s+\]")


class CannotWriteError(KehoachError):
    """A result cannot be written; facts: ``output``, ``detail``."""

    kind = "cannot_write"


def produced_at(wanted: bool, environment: Mapping[str, str] = os.environ) -> str | None:
    """Return the time to write into an output, or None where it is not wanted.

    ``SOURCE_DATE_EPOCH`` (seconds), where set, stands for the clock: runs can be repeated.
    """
    if not wanted:
        return None
    epoch = environment.get("SOURCE_DATE_EPOCH", "")
    now = datetime.fromtimestamp(int(epoch), UTC) if epoch.isdecimal() else datetime.now(UTC)
    return now.strftime("%Y-%m-%dT%H:%M:%SZ")


def to_bytes(shape: Shape) -> bytes:
    """Return the file content of a shape: UTF-8, keys in the order of the schema."""
    return json_bytes(shape.model_dump(mode="json", by_alias=True))


def json_bytes(content: dict[str, Any]) -> bytes:
    """Return readable JSON: indented by one, lists of numbers (boxes) on one line."""
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)
    return (_NUMBER_LIST.sub(_on_one_line, text) + "\n").encode("utf-8")


def _on_one_line(found: re.Match[str]) -> str:
    return "[" + re.sub(r"\s+", " ", found.group(1)) + "]"


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all; missing folders are made.

    Raises CannotWriteError; nothing is left behind then.
    """
    try:
        _write(path, content)
    except OSError as error:
        raise CannotWriteError(output=str(path), detail=error.strerror or str(error)) from error


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".kehoach-{token_hex(8)}.tmp")
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def read_plan(path: Path) -> Plan:
    """Read the plan of an output file.

    Raises FileMissingError, FileTooLargeError, or BadPlanJsonError where it is no such output.
    """
    if not path.is_file():
        raise FileMissingError(name=path.name)
    if (size := path.stat().st_size) > _MAX_JSON_BYTES:
        raise FileTooLargeError(name=path.name, size=size, limit=_MAX_JSON_BYTES)
    return parse_plan(path.read_bytes(), path.name)


def parse_plan(content: bytes, name: str) -> Plan:
    """Read the plan of an output given as bytes; raises BadPlanJsonError where it is none."""
    try:
        return plan_from_output(ExtractionOut.model_validate_json(content))
    except ValidationError as error:
        raise BadPlanJsonError(name=name, detail=_first_problem(error)) from error
    except ValueError as error:
        raise BadPlanJsonError(name=name, detail=str(error)) from error


def _first_problem(error: ValidationError) -> str:
    problem = error.errors(include_url=False, include_context=False, include_input=False)[0]
    place = ".".join(str(step) for step in problem["loc"])
    return f"{place}: {problem['msg']}" if place else str(problem["msg"])
