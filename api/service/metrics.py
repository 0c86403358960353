"""Figures of operation in the format of Prometheus."""

from __future__ import annotations

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

from api.service.office import Office
from models.domain.archive import JobState
from models.storage import jobs

CONTENT_TYPE = CONTENT_TYPE_LATEST
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Figures:
    """The figures of one process; what stands in tables is counted when it is asked for."""

    def __init__(self) -> None:
        """Begin at nought."""
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._requests = Counter(
            "kehoach_requests",
            "Requests answered.",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "kehoach_request_seconds",
            "Time to the end of the answer.",
            ("method", "route"),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._received = Counter(
            "kehoach_received_bytes", "Bytes of files taken in.", registry=self._registry
        )
        self._files = Counter(
            "kehoach_files",
            "Files that came, by what became of them.",
            ("result",),
            registry=self._registry,
        )
        self._jobs = Gauge("kehoach_jobs", "Jobs by state.", ("state",), registry=self._registry)
        self._free = Gauge(
            "kehoach_free_bytes", "Free bytes of the file store.", registry=self._registry
        )

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request; ``route`` is the pattern, never an address with identifiers."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)

    def received(self, result: str, size: int = 0) -> None:
        """Count a file: ``new``, ``known`` or the kind of its refusal."""
        self._files.labels(result).inc()
        self._received.inc(size)

    def exposition(self, office: Office) -> bytes:
        """Return all figures as text; raises DatabaseUnavailableError."""
        with office.database.read() as session:
            counted = jobs.count_by_state(session)
        for state in JobState:
            self._jobs.labels(state.value).set(counted.get(state, 0))
        self._free.set(office.files.free_bytes())
        return generate_latest(self._registry)
