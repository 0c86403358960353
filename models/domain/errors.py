"""What can go wrong, and what a run ends in.

One error tree: each refusal has a stable ``kind`` (the key of its message in
``corpus/messages``), the exit status and the HTTP status that it leads to, and the facts its
message needs.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import ClassVar


class ExitStatus(IntEnum):
    """Exit statuses of the command line, documented in the README."""

    OK = 0
    FAILED = 1
    USAGE = 2
    PARTIAL = 3
    NOT_A_PLAN = 4
    BELOW_BASELINE = 5
    INTERRUPTED = 130


class Stage(StrEnum):
    """Where in the flow something happened."""

    OPEN = "open"
    READ = "read"
    UNDERSTAND = "understand"
    MATCH = "match"
    WRITE = "write"


_READING_STAGES = (Stage.OPEN, Stage.READ)
# Said of a page that was read whole.
_NOTICES = frozenset({"page_hidden_text"})


def is_unread(stage: Stage, kind: str) -> bool:
    """Tell whether an issue of that stage and kind means that words are missing."""
    return stage in _READING_STAGES and kind not in _NOTICES


@dataclass(frozen=True, slots=True)
class Issue:
    """Something that was not read or not understood; ``page`` is 1-based, null for the file.

    ``kind`` is stable; ``message`` is Vietnamese, for the officer; ``field`` names the field of
    the plan that is null because of it.
    """

    stage: Stage
    kind: str
    message: str
    page: int | None = None
    field: str | None = None


class KehoachError(Exception):
    """A file that cannot be read at all; ``kind`` selects the message, ``facts`` fill it in."""

    kind = "internal"
    exit_status = ExitStatus.FAILED
    http_status: ClassVar[int] = 500

    def __init__(self, **facts: str | int) -> None:
        """Keep the facts for the message."""
        super().__init__(f"{self.kind}: {facts}")
        self.facts = facts

    def __reduce__(self) -> tuple[object, ...]:
        """Allow the error to cross a process border."""
        return (_rebuild, (type(self), self.facts))


def _rebuild(kind: type[KehoachError], facts: dict[str, str | int]) -> KehoachError:
    return kind(**facts)


class FileMissingError(KehoachError):
    """There is no such file."""

    kind = "file_missing"
    http_status = 404


class EmptyFileError(KehoachError):
    """The file has no bytes."""

    kind = "empty_file"
    http_status = 422


class WrongTypeError(KehoachError):
    """Neither PDF nor image, judged by content; facts: ``actual`` (what it is)."""

    kind = "wrong_type"
    http_status = 415


class PasswordError(KehoachError):
    """A password is needed to open the file."""

    kind = "password"
    http_status = 422


class DamagedFileError(KehoachError):
    """Not even one page can be saved."""

    kind = "damaged"
    http_status = 422


class NoPagesError(KehoachError):
    """The file opens and has no page."""

    kind = "no_pages"
    http_status = 422


class TooManyPagesError(KehoachError):
    """More pages than the limit; facts: ``pages``, ``limit``."""

    kind = "too_many_pages"
    http_status = 422


class ImageTooLargeError(KehoachError):
    """More pixels than the limit, decided before decoding; facts: ``pixels``, ``limit``."""

    kind = "image_too_large"
    http_status = 422


class FileTooLargeError(KehoachError):
    """More bytes than the limit; facts: ``size``, ``limit``."""

    kind = "file_too_large"
    http_status = 413


class NoTextError(KehoachError):
    """No page holds readable text."""

    kind = "no_text"
    http_status = 422


class BadPlanJsonError(KehoachError):
    """A JSON file given for comparison is no output of this program; facts: ``detail``."""

    kind = "bad_plan_json"
    http_status = 422


class EngineMissingError(KehoachError):
    """No OCR engine or no Vietnamese data for it can be found; facts: ``detail``."""

    kind = "engine_missing"
    http_status = 503
