"""Whether the service lives, is ready, what it is, and its figures."""

from __future__ import annotations

from contextlib import suppress
from importlib.metadata import version

from fastapi import APIRouter, Response

from api.schemas import SCHEMA_VERSION
from api.service.metrics import CONTENT_TYPE
from api.web.deps import Desk, DeskDep, OfficeDep
from api.web.security import Reader
from api.web.shapes.system import LiveOut, ReadyOut, VersionOut
from models.domain.errors import KehoachError
from models.storage import migrations

router = APIRouter(tags=["system"])
_NOT_READY = 503


@router.get("/livez")
async def live() -> LiveOut:
    """Say that the process answers; nothing else is looked at."""
    return LiveOut(status="ok")


@router.get(
    "/readyz",
    responses={_NOT_READY: {"model": ReadyOut}},
    openapi_extra={"x-own-statuses": ["503"]},
)
def ready(desk: DeskDep, response: Response) -> ReadyOut:
    """Say whether database, tables, disk and the working half are as they must be."""
    checks = readiness(desk)
    if not all(checks.values()):
        response.status_code = _NOT_READY
    return ReadyOut(ready=all(checks.values()), checks=checks)


@router.get("/metrics", response_class=Response, responses={200: {"content": {CONTENT_TYPE: {}}}})
def metrics(desk: DeskDep, _actor: Reader) -> Response:
    """Return the figures of operation in the format of Prometheus."""
    return Response(desk.figures.exposition(desk.office), media_type=CONTENT_TYPE)


@router.get("/version")
def version_of(office: OfficeDep) -> VersionOut:
    """Say what runs here."""
    return VersionOut(
        program=version("kehoach"),
        schema_version=SCHEMA_VERSION,
        database=office.database.dialect,
    )


def readiness(desk: Desk) -> dict[str, bool]:
    """Return what must hold for the service to do its work, and whether it does."""
    checks = {"database": False, "migrated": False}
    with suppress(KehoachError):
        with desk.office.database.read():
            checks["database"] = True
        checks["migrated"] = migrations.is_current(desk.office.database)
    with suppress(OSError):
        free = desk.office.files.free_bytes()
        checks["disk"] = free >= desk.office.settings.queue.min_free_bytes
    if desk.executor is not None:
        checks["executor"] = desk.executor.is_alive()
    return {"disk": False, **checks}
