"""What ends a job although its file was taken in; see ``models.domain.errors``."""

from __future__ import annotations

from typing import ClassVar

from models.domain.errors import KehoachError


class KillsWorkerError(KehoachError):
    """The file killed its reading process too often; facts: ``crashes``."""

    kind = "kills_worker"
    http_status: ClassVar[int] = 422


class JobTimeoutError(KehoachError):
    """The reading took longer than a document may take; facts: ``minutes``."""

    kind = "job_timeout"
    http_status: ClassVar[int] = 422
