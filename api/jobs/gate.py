"""So many at once, the most urgent first; used from one event loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from heapq import heappop, heappush
from itertools import count

Rank = tuple[int | str, ...]
"""What goes first; the smaller the earlier."""


class Gate:
    """Lets a number of tasks in; a place that gets free goes to the smallest rank that waits."""

    def __init__(self, places: int) -> None:
        """Open with all places free."""
        self._free = places
        self._order = count()
        self._waiting: list[tuple[Rank, int, asyncio.Future[None]]] = []

    @asynccontextmanager
    async def place(self, rank: Rank) -> AsyncIterator[None]:
        """Wait for a place and hold it."""
        await self._enter(rank)
        try:
            yield
        finally:
            self._free += 1
            self._call()

    async def _enter(self, rank: Rank) -> None:
        called: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heappush(self._waiting, (rank, next(self._order), called))
        self._call()
        try:
            await called
        except asyncio.CancelledError:
            if called.done() and not called.cancelled():
                # called and cancelled at once: the place goes to the next
                self._free += 1
                self._call()
            raise

    def _call(self) -> None:
        while self._free and self._waiting:
            _, _, called = heappop(self._waiting)
            if not called.done():
                self._free -= 1
                called.set_result(None)
