"""The web door over a real database and real files, with an engine that only remembers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from api.service import accounts
from api.service.audit import SYSTEM
from api.service.office import Office, open_office
from api.service.ports import Box
from api.web import server
from api.web.app import create_app
from models.domain.archive import Job, Role
from models.settings import ServerSettings, Settings

PNG = b"\x89PNG\r\n\x1a\n"


@dataclass
class RecordingEngine:
    """Takes jobs and does none; ``broken`` lets it fail as an engine without its database does."""

    submitted: list[str] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    broken: bool = False

    def submit(self, job: Job) -> None:
        if self.broken:
            raise ConnectionError("the engine is away")
        self.submitted.append(job.id)

    def cancel(self, job_id: str) -> None:
        if self.broken:
            raise ConnectionError("the engine is away")
        self.cancelled.append(job_id)


@dataclass
class RecordingViewer:
    """Draws the same picture of everything, and remembers what was asked for."""

    asked: list[tuple[int, int, Box | None]] = field(default_factory=list)

    async def render(self, path: Path, sha256: str, page: int, dpi: int, box: Box | None) -> bytes:
        assert path.is_file()
        self.asked.append((page, dpi, box))
        return PNG


class Idle:
    """A working half of which only its pulse is asked."""

    alive = True

    def is_alive(self) -> bool:
        return self.alive


@dataclass(frozen=True)
class Door:
    """One running application and what stands behind it."""

    office: Office
    engine: RecordingEngine
    viewer: RecordingViewer
    executor: Idle
    client: TestClient
    keys: dict[Role, str]

    def files(self) -> list[str]:
        """Every file below the data folder that is a stored or an incoming original."""
        data = self.office.settings.data
        return sorted(
            path.name
            for folder in ("files", "incoming")
            for path in (data / folder).rglob("*")
            if path.is_file()
        )

    def ask(self, address: str) -> httpx.Response:
        """Get an address over the network, signed in as admin."""
        with httpx.Client(headers=self.sign(Role.ADMIN), timeout=90) as away:
            return away.get(address)

    def waiting(self) -> int:
        """How many requests wait for a change."""
        return self.client.app.state.desk.watch.waiting

    def sign(self, role: Role) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.keys[role]}"}


OpenDoor = Callable[[Settings], Door]


@pytest.fixture
def open_door() -> Iterator[OpenDoor]:
    """Open the application over settings; signed in as admin unless a test signs otherwise."""
    opened = ExitStack()

    def door(settings: Settings) -> Door:
        engine, viewer, executor = RecordingEngine(), RecordingViewer(), Idle()
        office = opened.enter_context(closing(open_office(settings, engine)))
        keys = {role: accounts.create_key(office, SYSTEM, f"key-{role}", role)[1] for role in Role}
        app = create_app(office, viewer, executor)
        client = opened.enter_context(TestClient(app, base_url="http://localhost"))
        client.headers["Authorization"] = f"Bearer {keys[Role.ADMIN]}"
        return Door(office, engine, viewer, executor, client, keys)

    with opened:
        yield door


@pytest.fixture
def door(open_door: OpenDoor, settings: Settings) -> Door:
    """The application over the database of the test."""
    return open_door(settings)


@contextmanager
def listening(door: Door) -> Iterator[tuple[str, int]]:
    """Let the application listen on a port of its own; yield host and port."""
    listener = server.listen(ServerSettings(port=0))
    ready = Event()
    running = server.make_server(door.client.app, door.office.settings, ready.set)
    thread = Thread(target=running.run, args=([listener],))
    thread.start()
    try:
        assert ready.wait(60)
        host, port = listener.getsockname()[:2]
        yield host, port
    finally:
        running.should_exit = True
        thread.join(60)


def await_that(holds: Callable[[], bool], what: str) -> None:
    """Look until it holds; the bound is generous, since machines are slow."""
    for _ in range(600):
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError(what)


def pdf(mark: str = "a", size: int = 2000) -> bytes:
    """Bytes that begin as a PDF does; another mark gives another file."""
    return b"%PDF-1.7\n" + mark.encode() * size


def upload(door: Door, *files: tuple[str, bytes], **given: Any) -> Any:  # noqa: ANN401 - the client's own types
    """Send files in one form."""
    parts = [("file", (name, data, "application/octet-stream")) for name, data in files]
    return door.client.post("/v1/documents", files=parts, **given)
