"""What the body of a job needs from the engine: steps whose results outlive the process."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Protocol, TypeVar

T = TypeVar("T")

Work = Callable[[], Awaitable[T]]
"""What a step does; what it returns is kept by the engine and should be small."""


class Place(Protocol):
    """The place of a step in the order of its job, taken before the step runs."""

    async def run(self, name: str, work: Work[T]) -> T:
        """Do the work, once per job; it is cancelled where the job is."""


class Steps(Protocol):
    """The steps of one job; a job that is taken up again passes over those that are done."""

    def reserve(self) -> Place:
        """Take the next place, so that steps side by side keep their places."""


JobBody = Callable[[Steps, str], Awaitable[None]]
"""What is done for a job (its identifier)."""


class EngineState(StrEnum):
    """Where the engine is with a job; ``given_up`` after too many processes ended under it."""

    OPEN = "open"
    DONE = "done"
    BROKEN = "broken"
    GIVEN_UP = "given_up"
    CANCELLED = "cancelled"
