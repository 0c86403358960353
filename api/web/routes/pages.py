"""Pages as they were read: which, how, their text, and pictures of them."""

from __future__ import annotations

import hashlib
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.service import jobs as work
from api.service.intake import last_job
from api.service.office import Office
from api.service.ports import Box
from api.web.deps import Desk, DeskDep, Identifier, OfficeDep
from api.web.docs import refusals
from api.web.security import Reader
from api.web.shapes.pages import PagesOut, PageTextOut, page_head_out, page_text_out
from models.domain.archive import StoredDocument
from models.domain.service_errors import NotFoundError, ViewerUnavailableError
from models.storage import runs
from models.storage.database import Session

router = APIRouter(prefix="/v1/documents/{document}/pages", tags=["pages"])
Number = Annotated[int, Path(ge=1, le=100_000, description="1-based page number")]
_PNG = "image/png"
_NUMBER = r"(0|[1-9][0-9]{0,5})(\.[0-9]{1,3})?"
_BOX = rf"^{_NUMBER},{_NUMBER},{_NUMBER},{_NUMBER}$"
_AGAIN_SECONDS = 5


@router.get("", responses=refusals(404))
def list_pages(
    document: Identifier,
    office: OfficeDep,
    _actor: Reader,
    after: Annotated[int, Query(ge=0, le=100_000, description="the page before the first")] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> PagesOut:
    """List the pages that have been read, in order; a running job adds to them."""
    with office.database.read() as session:
        run = _run(session, work.find_document(session, document))
        numbers = sorted(n for n in runs.page_numbers(session, run) if n > after) if run else []
        shown = [runs.load_page(session, run, n) for n in numbers[:limit]] if run else []
    items = tuple(page_head_out(page) for page in shown if page)
    following = items[-1].number if items and len(numbers) > limit else None
    return PagesOut(items=items, next=following)


@router.get("/{page}/text", responses=refusals(404))
def page_text(document: Identifier, page: Number, office: OfficeDep, _actor: Reader) -> PageTextOut:
    """Return what was read on a page, with the boxes of lines, words and cells."""
    with office.database.read() as session:
        run = _run(session, work.find_document(session, document))
        found = runs.load_page(session, run, page) if run else None
    if found is None:
        raise NotFoundError(object="page")
    return page_text_out(found)


@router.get(
    "/{page}/image",
    response_class=Response,
    responses={
        200: {"content": {_PNG: {"schema": {"type": "string", "format": "binary"}}}},
        304: {"description": "The picture that the client has is the same"},
        **refusals(404),
    },
)
async def page_image(
    document: Identifier,
    page: Number,
    desk: DeskDep,
    request: Request,
    _actor: Reader,
    dpi: Annotated[int, Query(ge=24, le=400)] = 110,
    box: Annotated[
        str | None,
        Query(
            pattern=_BOX, description="left,top,right,bottom in points", examples=["50,80,300,120"]
        ),
    ] = None,
) -> Response:
    """Draw a page as displayed, or the part of it in a box."""
    found = await run_in_threadpool(_find, desk.office, document, page)
    tag = hashlib.sha256(f"{found.file.sha256} {page} {dpi} {box}".encode()).hexdigest()[:32]
    headers = {"ETag": f'"{tag}"', "Cache-Control": "private, max-age=86400"}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(await _draw(desk, found, page, dpi, _box(box)), 200, headers, _PNG)


async def _draw(
    desk: Desk, document: StoredDocument, page: int, dpi: int, box: Box | None
) -> bytes:
    if desk.viewer is None:
        raise ViewerUnavailableError(seconds=_AGAIN_SECONDS)
    sha256 = document.file.sha256
    with desk.office.files.path(sha256) as path:
        return await desk.viewer.render(path, sha256, page, dpi, box)


def _find(office: Office, document: str, page: int) -> StoredDocument:
    with office.database.read() as session:
        found = work.find_document(session, document)
    if found.file.page_count is not None and page > found.file.page_count:
        raise NotFoundError(object="page")
    return found


def _run(session: Session, document: StoredDocument) -> str | None:
    """Return the reading that counts, or the one that is going on."""
    if document.run is not None:
        return document.run
    job = last_job(session, document.id)
    return job.run if job else None


def _box(text: str | None) -> Box | None:
    if text is None:
        return None
    left, top, right, bottom = (float(part) for part in text.split(","))
    return (left, top, right, bottom)
