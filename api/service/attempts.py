"""Failed sign-ins: who fails too often is not heard for a while.

The counts live in the memory of one process: they are a brake, not a record. Failures are counted
three ways. One address that fails on one name is stopped soon; an address that tries many names,
later; a name that is tried from many addresses is only slowed, so that a stranger cannot lock an
officer out for long.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from threading import Lock

from models.domain.operation_errors import TooManySignInsError

_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Brake:
    """``free`` failures go unpunished; then each doubles the wait, from one second to ``longest``.

    A count is forgotten ``memory`` seconds after its last failure.
    """

    free: int
    longest: float
    memory: float

    def wait(self, failures: int) -> float:
        """Return the seconds to wait after that many failures."""
        beyond = failures - self.free
        return min(2.0 ** min(beyond, 30), self.longest) if beyond >= 0 else 0.0


_PAIR = Brake(free=5, longest=900.0, memory=3600.0)
_ADDRESS = Brake(free=30, longest=900.0, memory=3600.0)
_NAME = Brake(free=50, longest=10.0, memory=3600.0)


@dataclass(slots=True)
class _Count:
    failures: int
    last: float


class Attempts:
    """Counts failures by name and address; safe to use from several threads."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, remembered: int = _REMEMBERED
    ) -> None:
        """Begin with nothing counted; ``remembered`` bounds how many counts are kept."""
        self._clock = clock
        self._remembered = remembered
        self._counts: OrderedDict[tuple[str, ...], _Count] = OrderedDict()
        self._lock = Lock()

    def check(self, name: str, address: str) -> None:
        """Raise TooManySignInsError where this attempt comes too soon after failed ones."""
        now = self._clock()
        with self._lock:
            waits = [self._wait(key, brake, now) for key, brake in _counted(name, address)]
        if (longest := max(waits)) > 0:
            raise TooManySignInsError(seconds=ceil(longest))

    def failed(self, name: str, address: str) -> None:
        """Count a failure."""
        now = self._clock()
        with self._lock:
            for key, brake in _counted(name, address):
                found = self._counts.pop(key, None)
                fresh = found is None or now - found.last > brake.memory
                failures = 1 if fresh or found is None else found.failures + 1
                self._counts[key] = _Count(failures, now)
            while len(self._counts) > self._remembered:
                self._counts.popitem(last=False)

    def succeeded(self, name: str, address: str) -> None:
        """Forget the failures of this name at this address."""
        with self._lock:
            self._counts.pop(("pair", name, address), None)

    def _wait(self, key: tuple[str, ...], brake: Brake, now: float) -> float:
        found = self._counts.get(key)
        if found is None or now - found.last > brake.memory:
            return 0.0
        return max(0.0, found.last + brake.wait(found.failures) - now)


def _counted(name: str, address: str) -> tuple[tuple[tuple[str, ...], Brake], ...]:
    return (
        (("pair", name, address), _PAIR),
        (("address", address), _ADDRESS),
        (("name", name), _NAME),
    )
