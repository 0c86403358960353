"""Lists in pages: ``{items, next}`` and a Link header (RFC 8288)."""

from __future__ import annotations

from typing import Generic, TypeVar

from fastapi import Request, Response
from pydantic import BaseModel, Field

Item = TypeVar("Item")


class ListOut(BaseModel, Generic[Item]):
    """A stretch of a list, newest first."""

    items: tuple[Item, ...]
    next: str | None = Field(description="send it as `cursor` for what follows; null at the end")


def link_next(request: Request, response: Response, cursor: str | None) -> None:
    """Say in the Link header where the list goes on."""
    if cursor is not None:
        following = request.url.include_query_params(cursor=cursor)
        response.headers["Link"] = f'<{following.path}?{following.query}>; rel="next"'
