"""What a route asks for: the office, who waits for jobs, the language and the request's name."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, cast

from fastapi import Depends, Path, Query, Request

from api.service.attempts import Attempts
from api.service.metrics import Figures
from api.service.office import Office
from api.service.ports import Executor, PageViewer
from api.web.limits import Meter
from api.web.waiting import Watch
from corpus.messages import Language

DEFAULT_PAGE = 50
LONGEST_PAGE = 200


@dataclass(frozen=True, slots=True)
class Desk:
    """What the web door keeps for as long as it is open; ``executor`` is None where others work."""

    office: Office
    viewer: PageViewer | None
    executor: Executor | None
    watch: Watch
    meter: Meter
    attempts: Attempts = field(default_factory=Attempts)
    figures: Figures = field(default_factory=Figures)


def desk_of(request: Request) -> Desk:
    """Return the desk of this application."""
    return cast(Desk, request.app.state.desk)


def office_of(request: Request) -> Office:
    """Return the office of this application."""
    return desk_of(request).office


def request_name(request: Request) -> str:
    """Return the identifier of this request, which logs and audit events carry."""
    return str(request.state.request_id)


def language_of(request: Request) -> Language:
    """Return the language that the client prefers; Vietnamese unless English is wanted more."""
    weights = {Language.VI: 0.0, Language.EN: 0.0}
    for entry in request.headers.get("accept-language", "").lower().split(",")[:20]:
        tag, _, parameter = entry.strip().partition(";")
        primary = tag.strip().partition("-")[0]
        if primary in list(Language):
            language = Language(primary)
            weights[language] = max(weights[language], _weight(parameter))
    return Language.EN if weights[Language.EN] > weights[Language.VI] else Language.VI


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0


DeskDep = Annotated[Desk, Depends(desk_of)]
OfficeDep = Annotated[Office, Depends(office_of)]
RequestName = Annotated[str, Depends(request_name)]
Speech = Annotated[Language, Depends(language_of)]

_IDENTIFIER = r"^[0-9a-f]{32}$"
_EXAMPLE = "01930f3a5c7b4e2f8a9d0c1b2e3f4a5b"
Identifier = Annotated[
    str, Path(pattern=_IDENTIFIER, description="identifier", examples=[_EXAMPLE])
]
# No control characters: they name nothing, and one database does not even take them.
PLAIN = r"^[^\x00-\x1f\x7f]*$"
Cursor = Annotated[
    str | None,
    Query(max_length=512, pattern=PLAIN, description="`next` of the page before, as it was given"),
]
Limit = Annotated[int, Query(ge=1, le=LONGEST_PAGE, description="how many entries at most")]
Term = Annotated[str | None, Query(min_length=1, max_length=200, pattern=PLAIN)]
