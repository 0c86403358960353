"""Times as clients send them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

_FIRST, _LAST = 1970, 2200
_WRITTEN = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?([Zz]|[+-]\d{2}:?\d{2})?"
)


def written_out(given: object) -> object:
    """Refuse a text that is no date with a time (RFC 3339): a bare number could mean anything."""
    if isinstance(given, str) and not _WRITTEN.fullmatch(given):
        raise ValueError("not a date and time")
    return given


def in_utc(given: datetime) -> datetime:
    """Return a time in UTC; one without a zone is taken as the machine's local time.

    Raises ValueError for times that no clock here will ever show.
    """
    if not _FIRST < given.year < _LAST:
        raise ValueError(f"not between {_FIRST} and {_LAST}")
    return given.astimezone(UTC)


Moment = Annotated[datetime, BeforeValidator(written_out), AfterValidator(in_utc)]
