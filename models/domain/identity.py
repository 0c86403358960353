"""Identifiers that sort by the time of their making."""

from __future__ import annotations

import secrets
import time

_RANDOM_BITS = 80


def new_id() -> str:
    """Return 32 hexadecimal digits: 48 bits of milliseconds since 1970, then 80 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    return f"{(milliseconds << _RANDOM_BITS) | secrets.randbits(_RANDOM_BITS):032x}"
