"""Uploads as a stream: parsed, hashed and judged while they come, never whole in memory.

Nothing is recorded before the whole body has come; what is refused or breaks off leaves nothing.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from fastapi.concurrency import run_in_threadpool
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

from api.service.intake import judge
from models.domain.errors import FileTooLargeError, KehoachError
from models.domain.service_errors import (
    BadUploadError,
    BrokenUploadError,
    NoFileError,
    TooManyFilesError,
    WrongContentTypeError,
)
from models.settings import Settings
from models.storage.files import FileStore, Incoming

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

MULTIPART = "multipart/form-data"
FIELD = "file"
_BATCH_BYTES = 1024 * 1024
_HEAD_BYTES = 4096
_MOST_PARTS = 1000
_ESCAPED = re.compile("%22|%0[AD]", re.I)
_STALL_SECONDS = 60.0
# So much of what is refused is read to its end, so that the client can hear why.
_MOST_SKIPPED = 64 * 1024 * 1024


@dataclass(slots=True)
class Arrived:
    """One file of a form: what came of it, or why it is refused."""

    name: str
    incoming: Incoming | None
    refusal: KehoachError | None = None


class Upload:
    """The files of one multipart form; a context, since what is not kept must go."""

    def __init__(self, files: FileStore, settings: Settings, boundary: bytes) -> None:
        """Begin with no file; ``boundary`` is that of the Content-Type header."""
        self.arrived: list[Arrived] = []
        self._files = files
        self._limit = settings.limits.max_file_bytes
        self._most = settings.server.files_per_upload
        self._opened = ExitStack()
        self._header = b""
        self._value = b""
        self._disposition: dict[bytes, bytes] = {}
        self._current: Arrived | None = None
        self._parts = 0
        self._skipped = 0
        self._ended = False
        # tells the payload of one upload from another; boundaries and other fields do not count
        self._print = hashlib.blake2b(digest_size=32)
        self._parser = MultipartParser(boundary, self._callbacks())

    def __enter__(self) -> Upload:
        """Take part."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Drop every file that was not kept."""
        self._opened.close()

    @property
    def fingerprint(self) -> str:
        """A hash over names and bytes of the files so far."""
        return self._print.hexdigest()

    def feed(self, data: bytes) -> None:
        """Take the next bytes of the body.

        Raises BadUploadError, TooManyFilesError, FileTooLargeError, DiskFullError.
        """
        try:
            self._parser.write(data)
        except MultipartParseError as error:
            raise BadUploadError(detail=f"byte {error.offset}") from error

    def finish(self) -> None:
        """Check that the form came to its end; raises BrokenUploadError, NoFileError."""
        if not self._ended:
            raise BrokenUploadError
        if not self.arrived:
            raise NoFileError

    def _callbacks(self) -> MultipartCallbacks:
        return {
            "on_part_begin": self._begin_part,
            "on_header_field": self._header_field,
            "on_header_value": self._header_value,
            "on_header_end": self._end_header,
            "on_headers_finished": self._open_part,
            "on_part_data": self._part_data,
            "on_part_end": self._end_part,
            "on_end": self._end,
        }

    def _begin_part(self) -> None:
        self._parts += 1
        if self._parts > _MOST_PARTS:
            raise TooManyFilesError(limit=self._most)
        self._disposition = {}
        self._current = None

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _end_header(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = parse_options_header(self._value)[1]
        self._header = self._value = b""

    def _open_part(self) -> None:
        name = name_given(self._disposition)
        if name is None and self._disposition.get(b"name") != FIELD.encode():
            return
        if len(self.arrived) >= self._most:
            raise TooManyFilesError(limit=self._most)
        incoming = self._opened.enter_context(self._files.incoming())
        self._current = Arrived(name or "", incoming)
        self.arrived.append(self._current)
        self._print.update(b"\x00file\x00" + (name or "").encode() + b"\x00")

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        current = self._current
        if current is not None:
            self._print.update(data[start:end])
        if current is None or current.incoming is None or current.refusal is not None:
            self._skip(end - start)
            return
        incoming = current.incoming
        if incoming.size + end - start > self._limit:
            size = incoming.size + end - start
            current.refusal = FileTooLargeError(size=size, limit=self._limit)
            self._skip(end - start)
            return
        judged = len(incoming.head) >= _HEAD_BYTES
        incoming.write(data[start:end])
        if not judged and len(incoming.head) >= _HEAD_BYTES:
            self._judge(current, incoming)

    def _judge(self, current: Arrived, incoming: Incoming) -> None:
        try:
            judge(incoming.head)
        except KehoachError as error:
            current.refusal = error

    def _skip(self, count: int) -> None:
        self._skipped += count
        if self._skipped > _MOST_SKIPPED:
            refusals = [one.refusal for one in self.arrived if one.refusal is not None]
            raise refusals[-1] if refusals else BadUploadError(detail="fields")

    def _end_part(self) -> None:
        current = self._current
        if current and current.incoming and current.refusal is None:
            self._judge(current, current.incoming)

    def _end(self) -> None:
        self._ended = True


def name_given(disposition: Mapping[bytes, bytes]) -> str | None:
    """Return the file name of a part; None where it is a field.

    Browsers write quotes and line breaks in it as %22, %0D and %0A. Other spellings (filename*)
    are not allowed in forms (RFC 7578, section 4.2), and the parser leaves them out.
    """
    plain = disposition.get(b"filename")
    if plain is None:
        return None
    return _ESCAPED.sub(lambda found: unquote(found.group()), plain.decode("utf-8", "replace"))


def boundary_of(request: Request) -> bytes:
    """Return the boundary of a multipart request; raises WrongContentTypeError, BadUploadError."""
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != MULTIPART.encode():
        raise WrongContentTypeError(wanted=MULTIPART)
    boundary = options.get(b"boundary")
    if not boundary or len(boundary) > 256:
        raise BadUploadError(detail="boundary")
    return boundary


async def receive(request: Request, upload: Upload) -> None:
    """Feed the whole body into the upload, in stretches, off the event loop.

    Raises what ``feed`` and ``finish`` raise; BrokenUploadError where the client went away, or
    sent nothing for long.
    """
    waiting = bytearray()
    stream = request.stream()
    try:
        while chunk := await _next(stream):
            waiting += chunk
            if len(waiting) >= _BATCH_BYTES:
                await run_in_threadpool(upload.feed, bytes(waiting))
                waiting.clear()
    except (ClientDisconnect, TimeoutError) as error:
        raise BrokenUploadError from error
    await run_in_threadpool(upload.feed, bytes(waiting))
    upload.finish()


async def _next(stream: AsyncIterator[bytes]) -> bytes:
    """Return the next bytes of a body, b"" at its end; raises TimeoutError where none come."""
    async with asyncio.timeout(_STALL_SECONDS):
        async for chunk in stream:
            if chunk:
                return chunk
    return b""
