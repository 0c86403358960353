"""How much one key, user or address may ask for in a minute."""

from __future__ import annotations

import time
from math import ceil

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from models.domain.service_errors import RateLimitedError
from models.settings import ServerSettings

_REQUESTS = "requests"
_FILES = "files"


class Meter:
    """Counts in the memory of this process; safe to use from several threads."""

    def __init__(self, settings: ServerSettings) -> None:
        """Begin with nothing counted."""
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._requests = RateLimitItemPerMinute(settings.requests_per_minute)
        self._files = RateLimitItemPerMinute(settings.uploads_per_minute)

    def request(self, who: str) -> None:
        """Count one request; raises RateLimitedError."""
        self._count(self._requests, _REQUESTS, who)

    def file(self, who: str) -> None:
        """Count one uploaded file; raises RateLimitedError."""
        self._count(self._files, _FILES, who)

    def _count(self, limit: RateLimitItemPerMinute, what: str, who: str) -> None:
        if not self._limiter.hit(limit, what, who):
            until = self._limiter.get_window_stats(limit, what, who).reset_time
            seconds = max(1, ceil(until - time.time()))
            raise RateLimitedError(limit=limit.amount, seconds=min(seconds, 60))
