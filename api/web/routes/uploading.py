"""Uploads: one file or many; each is taken in, known already, or refused with its reason."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from api.service.intake import Taken, check_room, safe_name, take_in
from api.web.deps import Desk, DeskDep, RequestName, Speech
from api.web.docs import refusals
from api.web.idempotency import Key, once
from api.web.problems import problem_of
from api.web.security import Uploader
from api.web.shapes.documents import (
    TakenOut,
    UploadResultOut,
    UploadResultsOut,
    document_out,
)
from api.web.shapes.jobs import job_out
from api.web.uploads import FIELD, MULTIPART, Arrived, Upload, boundary_of, receive
from corpus.messages import Language
from models.domain.archive import Actor, Lane
from models.domain.errors import KehoachError
from models.domain.service_errors import NoFileError

router = APIRouter(prefix="/v1/documents", tags=["documents"])
_KNOWN = 200
_ACCEPTED = 202
_MIXED = 207
_RETRY_SECONDS = "1"
_KINDS = "application/pdf, image/jpeg, image/png, image/tiff"
_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            MULTIPART: {
                "schema": {
                    "type": "object",
                    "required": [FIELD],
                    "properties": {
                        FIELD: {
                            "type": "array",
                            "minItems": 1,
                            "items": {"type": "string", "format": "binary"},
                            "description": "PDF, JPEG, PNG or TIFF; the field may come many times",
                        }
                    },
                },
                "encoding": {FIELD: {"contentType": _KINDS}},
            }
        },
    }
}


@router.post(
    "",
    status_code=_ACCEPTED,
    response_model=TakenOut | UploadResultsOut,
    responses={
        _KNOWN: {"model": TakenOut, "description": "One file, whose bytes were here before"},
        _MIXED: {"model": UploadResultsOut, "description": "Many files, some of them refused"},
        **refusals(400, 409, 413, 415),
    },
    openapi_extra=_FORM,
)
async def upload(
    request: Request,
    desk: DeskDep,
    language: Speech,
    name: RequestName,
    actor: Uploader,
    lane: Lane = Lane.INTERACTIVE,
    key: Key = None,
) -> Response:
    """Take files in; the answer comes when they are safe on disk, the reading is a job."""
    await run_in_threadpool(check_room, desk.office)
    office = desk.office
    with Upload(office.files, office.settings, boundary_of(request)) as form:
        await receive(request, form)
        taker = _Taker(desk, actor, lane, name, language)
        return await run_in_threadpool(
            once,
            office,
            actor,
            key,
            f"{lane} {form.fingerprint}",
            lambda: taker.answer(form.arrived),
        )


class _Taker:
    """Takes the files of one upload in, for one actor."""

    def __init__(
        self, desk: Desk, actor: Actor, lane: Lane, request: str, language: Language
    ) -> None:
        self._desk = desk
        self._actor = actor
        self._lane = lane
        self._request = request
        self._language = language

    def answer(self, arrived: list[Arrived]) -> Response:
        if len(arrived) == 1:
            taken = self._take(arrived[0])
            return _single(taken, self._taken_out(taken))
        return _many(tuple(self._result(one) for one in arrived))

    def _take(self, one: Arrived) -> Taken:
        try:
            self._desk.meter.file(self._actor.id)
            if one.refusal is not None or one.incoming is None:
                raise one.refusal or NoFileError
            taken = take_in(
                self._desk.office, self._actor, one.name, one.incoming, self._lane, self._request
            )
        except KehoachError as error:
            self._desk.figures.received(error.kind)
            raise
        size = 0 if taken.known else taken.document.file.size
        self._desk.figures.received("known" if taken.known else "new", size)
        return taken

    def _result(self, one: Arrived) -> UploadResultOut:
        name = safe_name(one.name)
        try:
            taken = self._take(one)
        except KehoachError as error:
            problem = problem_of(error, self._language, self._request)
            return UploadResultOut(name=name, status=problem.status, problem=problem)
        status = _KNOWN if taken.known else _ACCEPTED
        return UploadResultOut(name=name, status=status, taken=self._taken_out(taken))

    def _taken_out(self, taken: Taken) -> TakenOut:
        job = job_out(taken.job, self._language) if taken.job else None
        return TakenOut(document=document_out(taken.document), job=job, known=taken.known)


def _single(taken: Taken, shown: TakenOut) -> Response:
    if taken.known:
        return _json(shown, _KNOWN, {"Location": f"/v1/documents/{taken.document.id}"})
    location = f"/v1/jobs/{taken.job.id}" if taken.job else ""
    return _json(shown, _ACCEPTED, {"Location": location, "Retry-After": _RETRY_SECONDS})


def _many(results: tuple[UploadResultOut, ...]) -> Response:
    refused = any(result.problem for result in results)
    return _json(
        UploadResultsOut(results=results),
        _MIXED if refused else _ACCEPTED,
        {"Retry-After": _RETRY_SECONDS},
    )


def _json(shown: BaseModel, status: int, headers: dict[str, str]) -> Response:
    return JSONResponse(shown.model_dump(mode="json", exclude_none=False), status, headers)
