"""The web application: which rooms it has, and what every request goes through."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import APIRouter, Depends, FastAPI

from api.service.office import Office
from api.service.ports import Executor, PageViewer
from api.web import docs, problems
from api.web.deps import Desk
from api.web.limits import Meter
from api.web.middleware import Frontier
from api.web.queries import refuse_unknown_parameters
from api.web.routes import (
    accounts,
    audit,
    catalog,
    comparisons,
    documents,
    exports,
    jobs,
    pages,
    parts,
    plans,
    schemas,
    sessions,
    system,
    targets,
    uploading,
    webhooks,
)
from api.web.waiting import Watch, look_into

ROUTERS: tuple[APIRouter, ...] = (
    uploading.router,
    documents.router,
    pages.router,
    plans.router,
    parts.router,
    targets.router,
    exports.router,
    comparisons.router,
    webhooks.router,
    catalog.router,
    schemas.router,
    audit.router,
    accounts.router,
    jobs.router,
    sessions.router,
    system.router,
)


def create_app(
    office: Office, viewer: PageViewer | None = None, executor: Executor | None = None
) -> FastAPI:
    """Return the application over an open office; ``executor`` is None where others do the work.

    Without a viewer no pages are drawn.
    """
    settings = office.settings
    desk = Desk(
        office=office,
        viewer=viewer,
        executor=executor,
        watch=Watch(look_into(office), settings.queue.poll_seconds),
        meter=Meter(settings.server),
    )

    @asynccontextmanager
    async def open_door(_app: FastAPI) -> AsyncIterator[None]:
        yield
        desk.watch.close()

    app = FastAPI(
        title="kehoach",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=open_door,
        dependencies=[Depends(refuse_unknown_parameters)],
    )
    app.state.desk = desk
    for router in ROUTERS:
        app.include_router(router)
    problems.install(app)
    docs.install(app, version("kehoach"))
    app.add_middleware(Frontier, figures=desk.figures)
    return app
