"""Lists in slices: a cursor names the last row that was given, so new rows shift nothing."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from models.domain.service_errors import BadCursorError

MAX_LIMIT = 500
DEFAULT_LIMIT = 50
_POSITIONS = 2**31

Item = TypeVar("Item")
Key = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Slice(Generic[Item]):
    """A stretch of a list; ``next`` is the cursor of what follows, None at the end."""

    items: tuple[Item, ...]
    next: str | None


def encode_cursor(name: str, key: Key) -> str:
    """Return the cursor after the row of this key in the list of this name."""
    text = json.dumps([name, *key], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode_cursor(name: str, kinds: tuple[type, ...], cursor: str | None) -> Key | None:
    """Return the key that a cursor of this list holds; None for the beginning.

    Raises BadCursorError for a cursor of another list or of nobody.
    """
    if cursor is None:
        return None
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        parts = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise BadCursorError from error
    if not isinstance(parts, list) or [type(part) for part in parts] != [str, *kinds]:
        raise BadCursorError
    if parts[0] != name or any(
        isinstance(part, int) and not 0 <= part < _POSITIONS for part in parts
    ):
        raise BadCursorError
    return tuple(parts[1:])


def bounded(limit: int) -> int:
    """Return a limit that no caller can make too large or too small."""
    return max(1, min(limit, MAX_LIMIT))


def cut(items: Sequence[Item], limit: int, name: str, key: Callable[[Item], Key]) -> Slice[Item]:
    """Return the first ``limit`` of the items, of which one more was asked for."""
    shown = tuple(items[:limit])
    following = encode_cursor(name, key(shown[-1])) if len(items) > limit else None
    return Slice(shown, following)
