"""The service as a process: what must hold before it listens, and how it starts and stops."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass

import uvicorn
from fastapi import FastAPI

from api.service.accounts import FIRST_ADMIN, first_admin
from api.service.logs import configure_logs, get_log
from api.service.office import Office, open_office
from api.web.app import create_app
from api.web.deps import Desk
from api.web.security import is_loopback
from models.domain.service_errors import OpenBindError, PortTakenError
from models.settings import ServerSettings, Settings

_BACKLOG = 1024
_KEEP_ALIVE_SECONDS = 30
_log = get_log("kehoach.server")


@dataclass(frozen=True, slots=True)
class Announcements:
    """What a person is told: the address once it is ready, and the first password."""

    ready: Callable[[str], None]
    first_admin: Callable[[str, str], None]


def run(settings: Settings, announce: Announcements) -> None:
    """Serve until SIGTERM or Ctrl-C, then stop cleanly; unfinished jobs are taken up again later.

    Raises OpenBindError, PortTakenError, NotMigratedError, ExecutorRunningError,
    ExecutorIdMissingError, DatabaseUnavailableError.
    """
    check_bind(settings.server)
    configure_logs()
    with ExitStack() as opened:
        listener = opened.enter_context(listen(settings.server))
        app = opened.enter_context(opened_app(settings, announce))
        server = make_server(app, settings, lambda: announce.ready(address(listener)))
        # uvicorn raises the signal again that ended it; here that is the wanted end
        with suppress(KeyboardInterrupt):
            server.run([listener])
    _log.info("stopped")


@contextmanager
def opened_app(settings: Settings, announce: Announcements) -> Iterator[FastAPI]:
    """Open the store, begin to work where this process works, and give the application."""
    from api.jobs.engine import DbosSubmitter
    from api.jobs.executor import open_executor
    from api.jobs.readers import Viewer
    from models.storage.migrations import ensure_current

    executor = None
    with ExitStack() as opened:
        if settings.server.work:
            office, executor = open_executor(settings)
        else:
            submitter = DbosSubmitter(settings)
            opened.callback(submitter.close)
            office = open_office(settings, submitter)
        opened.callback(office.close)
        ensure_current(office.database)
        if settings.server.authentication:
            _greet_first_admin(office, announce)
        viewer = Viewer(settings) if executor is None else executor.viewer
        if executor is None:
            opened.callback(viewer.stop)
        else:
            opened.callback(executor.stop)
            executor.start()
        yield create_app(office, viewer, executor)


def check_bind(server: ServerSettings) -> None:
    """Raise OpenBindError where everybody could come in."""
    if not server.authentication and not is_loopback(server.host):
        raise OpenBindError(host=server.host)


def listen(server: ServerSettings) -> socket.socket:
    """Return the listening socket; raises PortTakenError."""
    family = socket.AF_INET6 if ":" in server.host else socket.AF_INET
    try:
        opened = socket.create_server((server.host, server.port), family=family, backlog=_BACKLOG)
    except OSError as error:
        reason = errno.errorcode.get(error.errno or 0) or os.strerror(error.errno or 0)
        raise PortTakenError(host=server.host, port=server.port, detail=reason) from error
    opened.setblocking(False)
    return opened


def address(listener: socket.socket) -> str:
    """Return the address under which a socket is reached from this machine."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def make_server(app: FastAPI, settings: Settings, on_ready: Callable[[], None]) -> uvicorn.Server:
    """Return a server that tells when it is ready and lets all who wait go before it stops."""
    config = uvicorn.Config(
        app,
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=max(1, int(settings.server.stop_seconds)),
    )
    return _Server(config, app.state.desk, on_ready)


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, desk: Desk, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._desk = desk
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._desk.watch.close()
        await super().shutdown(sockets)


def _greet_first_admin(office: Office, announce: Announcements) -> None:
    password = first_admin(office)
    if password is not None:
        announce.first_admin(FIRST_ADMIN, password)
