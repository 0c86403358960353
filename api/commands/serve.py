"""``kehoach serve``: the service, on this machine, until it is stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.usage import read_settings, voice_of

if TYPE_CHECKING:
    from models.settings import Settings


def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option("--host", metavar="HOST")] = None,
    port: Annotated[int | None, typer.Option("--port", min=0, max=65535, metavar="PORT")] = None,
    jobs: Annotated[int | None, typer.Option("-j", "--jobs", min=1, metavar="N")] = None,
) -> None:
    """Serve uploads, jobs and plans over HTTP."""
    from api.web.server import Announcements, run

    voice = voice_of(context)
    settings = _settings(jobs, host, port)
    if not settings.server.authentication:
        voice.warn("serve.open")
    data = str(settings.data)
    announce = Announcements(
        ready=lambda url: voice.inform("serve.ready", url=url, data=data),
        first_admin=lambda name, word: voice.warn("serve.first_admin", name=name, password=word),
    )
    run(settings, announce)
    voice.inform("serve.stopped")


def _settings(jobs: int | None, host: str | None, port: int | None) -> Settings:
    """Return the settings with what the command line says instead."""
    settings = read_settings(jobs)
    given = {"host": host, "port": port}
    changes = {name: value for name, value in given.items() if value is not None}
    server = settings.server.model_copy(update=changes)
    return settings.model_copy(update={"server": server})
