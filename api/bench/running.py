"""The service as a process of its own: started, asked, killed, stopped."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from api.bench.processes import MARK, processes_of
from models.domain.errors import KehoachError

_PROGRAM = "import sys; from api.cli import main; sys.exit(main())"
_READY_SECONDS = 60.0
_STOP_SECONDS = 30.0
_ORPHAN_SECONDS = 15.0
_STEP = 0.02
_ANSWER_SECONDS = 60.0


class BenchError(KehoachError):
    """The benchmark itself cannot go on; facts: ``detail``."""

    kind = "bench_failed"


@dataclass(slots=True)
class RunningService:
    """One service; whatever it starts bears its mark, so that what it leaves behind is found.

    ``folder`` holds data and log; ``variables`` are settings on top of it. ``ready_seconds`` and
    ``ready_work`` are the time and the seconds of a core that each start took.
    """

    folder: Path
    variables: Mapping[str, str] = field(default_factory=dict)
    command: str = "serve"
    port: int = 0
    mark: str = field(default_factory=secrets.token_hex)
    ready_seconds: list[float] = field(default_factory=list)
    ready_work: list[float] = field(default_factory=list)
    _process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop, and end whatever stays."""
        self.stop()
        self.end_all()

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """The process that answers."""
        if self._process is None:
            raise BenchError(detail="the service was not started")
        return self._process.pid

    @property
    def log(self) -> Path:
        """The log of every start."""
        return self.folder / "service.log"

    def start(self) -> float:
        """Start and wait until it is ready; return the seconds that took."""
        self.port = self.port or free_port()
        self.folder.mkdir(parents=True, exist_ok=True)
        began = time.monotonic()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _PROGRAM, self.command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                env=self.environment(),
            )
        self._wait_until_ready(began)
        self.ready_seconds.append(time.monotonic() - began)
        self.ready_work.append(sum(found.seconds for found in processes_of(self.mark)))
        return self.ready_seconds[-1]

    def admin_key(self) -> str:
        """Make a key for an admin and return its secret; raises BenchError."""
        done = subprocess.run(
            [sys.executable, "-c", _PROGRAM, "key", "add", "bench", "--role", "admin"],
            capture_output=True,
            text=True,
            check=False,
            env=self.environment(),
        )
        if done.returncode != 0:
            raise BenchError(detail=f"no key was made: {done.stderr[-300:]}")
        return done.stdout.strip()

    def kill(self) -> None:
        """Kill the process that answers, at once and without notice."""
        process = self._running()
        process.kill()
        process.wait()

    def stop(self) -> float:
        """Ask it to stop and wait; return the seconds that took."""
        process, began = self._running(), time.monotonic()
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        return time.monotonic() - began

    def is_alive(self) -> bool:
        """Tell whether the process is there."""
        return self._process is not None and self._process.poll() is None

    def orphans(self) -> int:
        """Return how many processes outlive the service after a while for them to notice."""
        until = time.monotonic() + _ORPHAN_SECONDS
        while time.monotonic() < until:
            if not processes_of(self.mark):
                return 0
            time.sleep(_STEP * 5)
        return len(processes_of(self.mark))

    def end_all(self) -> None:
        """Kill whatever bears the mark of the service."""
        for process in processes_of(self.mark):
            with suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise BenchError(detail="the service was not started")
        return self._process

    def _wait_until_ready(self, began: float) -> None:
        with httpx.Client(base_url=self.url, timeout=5.0, trust_env=False) as client:
            while time.monotonic() - began < _READY_SECONDS:
                if not self.is_alive():
                    raise BenchError(detail=f"the service ended at its start: {self._last_words()}")
                try:
                    if client.get("/readyz").status_code == httpx.codes.OK:
                        return
                except httpx.TransportError:
                    pass
                time.sleep(_STEP)
        raise BenchError(detail=f"not ready after {_READY_SECONDS:g} s: {self._last_words()}")

    def _last_words(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")[-400:].strip()

    def environment(self) -> dict[str, str]:
        """Return the environment of the service and of programs that work on its data."""
        own = {
            "KEHOACH_DATA": str(self.folder / "data"),
            "KEHOACH_SERVER__HOST": "127.0.0.1",
            "KEHOACH_SERVER__PORT": str(self.port),
            "KEHOACH_SERVER__AUTHENTICATION": "false",
            "KEHOACH_SERVER__REQUESTS_PER_MINUTE": "1000000",
            "KEHOACH_SERVER__UPLOADS_PER_MINUTE": "1000000",
            "KEHOACH_QUEUE__MIN_FREE_BYTES": str(64 * 1024 * 1024),
            "KEHOACH_LANG": "en",
            "OMP_THREAD_LIMIT": "1",
        }
        return {**os.environ, **own, **self.variables, MARK: self.mark}


class Client:
    """A client of the service that knows its few addresses; raises httpx.TransportError."""

    def __init__(self, url: str, headers: Mapping[str, str] | None = None) -> None:
        """Keep the address; connections are opened when they are needed."""
        self.http = httpx.Client(
            base_url=url, timeout=_ANSWER_SECONDS, headers=dict(headers or {}), trust_env=False
        )

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Close its connections."""
        self.http.close()

    def upload(self, name: str, content: bytes, lane: str | None = None) -> httpx.Response:
        """Send one file."""
        parameters = {"lane": lane} if lane else {}
        files = {"file": (name, content, "application/octet-stream")}
        return self.http.post("/v1/documents", files=files, params=parameters)

    def taken(self, name: str, content: bytes, lane: str | None = None) -> tuple[str, str]:
        """Send a sound file; return its document and job. Raises BenchError on a refusal."""
        answer = self.upload(name, content, lane)
        if answer.status_code not in (httpx.codes.OK, httpx.codes.ACCEPTED):
            raise BenchError(detail=f"upload answered {answer.status_code}: {answer.text[:300]}")
        body = answer.json()
        return str(body["document"]["id"]), str(body["job"]["id"])

    def get(self, path: str, **parameters: str | int | float) -> Any:  # noqa: ANN401 - any JSON
        """Return the JSON that stands there; raises BenchError where there is none."""
        answer = self.http.get(path, params=parameters)
        if answer.status_code != httpx.codes.OK:
            raise BenchError(detail=f"{path} answered {answer.status_code}: {answer.text[:300]}")
        return answer.json()

    def final_job(self, job: str, seconds: float) -> dict[str, Any]:
        """Wait until a job has ended and return it; raises BenchError where it does not."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            found: dict[str, Any] = self.get(f"/v1/jobs/{job}", wait=10)
            if found["state"] in ("succeeded", "failed", "cancelled"):
                return found
        raise BenchError(detail=f"job {job} did not end within {seconds:g} s")


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
