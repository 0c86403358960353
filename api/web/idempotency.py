"""Idempotency-Key: the same request is worked on once, and answered alike each time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Header, Response

from api.service.office import Office
from models.domain.archive import Actor
from models.storage import idempotency
from models.storage.idempotency import StoredAnswer

LONGEST_KEY = 255
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=LONGEST_KEY,
        pattern=r"^[\x21-\x7e]+$",
        description="any name of this request: sent again, it is answered as the first time",
        examples=["8e03978e-40d5-43dd-bc93-6894a57f9324"],
    ),
]
_REPLAYED = "Idempotency-Replayed"
_KEPT_HEADERS = ("location", "retry-after", "content-type")


def once(
    office: Office, actor: Actor, key: str | None, fingerprint: str, work: Callable[[], Response]
) -> Response:
    """Return the answer of the work, or the one that the same request got before.

    Raises IdempotencyRunningError, IdempotencyMismatchError, and what the work raises; a request
    that was refused leaves no trace of its key.
    """
    if key is None:
        return work()
    name = f"{actor.id}:{key}"
    with office.database.write() as session:
        answered = idempotency.begin(session, name, fingerprint)
    if answered is not None:
        return Response(answered.body, answered.status, {**answered.headers, _REPLAYED: "true"})
    try:
        response = work()
    except BaseException:
        with office.database.write() as session:
            idempotency.forget(session, name)
        raise
    headers = {k: v for k, v in response.headers.items() if k in _KEPT_HEADERS}
    stored = StoredAnswer(response.status_code, headers, bytes(response.body))
    with office.database.write() as session:
        idempotency.finish(session, name, stored)
    return response
