"""Times as clients send them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator

_FIRST, _LAST = 1970, 2200


def in_utc(given: datetime) -> datetime:
    """Return a time in UTC; one without a zone is taken as the machine's local time.

    Raises ValueError for times that no clock here will ever show.
    """
    if not _FIRST < given.year < _LAST:
        raise ValueError(f"not between {_FIRST} and {_LAST}")
    return given.astimezone(UTC)


Moment = Annotated[datetime, AfterValidator(in_utc)]
