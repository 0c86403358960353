"""What a file is, judged by its first bytes before anything parses it; and its size."""

from __future__ import annotations

import zipfile
from enum import StrEnum
from pathlib import Path

from models.domain.errors import (
    EmptyFileError,
    FileMissingError,
    FileTooLargeError,
    WrongTypeError,
)
from models.settings import Limits

_HEAD_BYTES = 4096
_PDF_JUNK_BYTES = 1024  # Adobe's readers accept a header within the first kilobyte


class FileKind(StrEnum):
    """The kinds of file that can be read."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    TIFF = "tiff"


_READABLE: tuple[tuple[bytes, FileKind], ...] = (
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"II*\x00", FileKind.TIFF),
    (b"MM\x00*", FileKind.TIFF),
    (b"II+\x00", FileKind.TIFF),
    (b"MM\x00+", FileKind.TIFF),
)
# (offset, bytes, code): stable codes that the message table turns into words
_REFUSED: tuple[tuple[int, bytes, str], ...] = (
    (0, b"{\\rtf", "rtf"),
    (0, b"GIF8", "gif"),
    (0, b"BM", "bmp"),
    (8, b"WEBP", "webp"),
    (0, b"MZ", "executable"),
    (0, b"\x7fELF", "executable"),
    (0, b"\xfe\xed\xfa", "executable"),
    (0, b"\xcf\xfa\xed\xfe", "executable"),
    (0, b"Rar!", "rar"),
    (0, b"7z\xbc\xaf\x27\x1c", "7z"),
    (0, b"\x1f\x8b", "gzip"),
    (0, b"%!PS", "postscript"),
    (0, b"AT&TFORM", "djvu"),
    (0, b"\x00\x00\x00\x0cjP  ", "jpeg2000"),
    (0, b"\xff\x4f\xff\x51", "jpeg2000"),
    (0, b"ID3", "audio"),
    (0, b"SQLite format 3\x00", "database"),
)
_HEIF_BRANDS = (b"heic", b"heix", b"mif1", b"msf1", b"hevc", b"heim", b"heis")
_ZIP_MEMBERS = (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx"))
_ZIP_MIMETYPES = (
    (b"opendocument.text", "odt"),
    (b"opendocument.spreadsheet", "ods"),
    (b"opendocument.presentation", "odp"),
    (b"epub", "epub"),
)
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = (("WordDocument", "doc"), ("Workbook", "xls"), ("PowerPoint Document", "ppt"))
_HTML_MARKS = (b"<!doctype html", b"<html", b"<head", b"<body")


def probe(path: Path, limits: Limits) -> FileKind:
    """Tell what the file is; raises a KehoachError where it cannot be read for sure."""
    try:
        size = path.stat().st_size if path.is_file() else -1
        if size < 0:
            raise FileMissingError()
        if size == 0:
            raise EmptyFileError()
        if size > limits.max_file_bytes:
            raise FileTooLargeError(size=size, limit=limits.max_file_bytes)
        with path.open("rb") as stream:
            head = stream.read(_HEAD_BYTES)
    except OSError as error:
        raise FileMissingError(detail=error.strerror or "") from error
    kind = readable_kind(head)
    if kind is None:
        raise WrongTypeError(actual=name_kind(head, path))
    return kind


def readable_kind(head: bytes) -> FileKind | None:
    """Return the kind that the first bytes announce, or None if it is none that can be read."""
    for magic, kind in _READABLE:
        if head.startswith(magic):
            return kind
    if b"%PDF-" in head[:_PDF_JUNK_BYTES] and not head.startswith((b"PK", _OLE_MAGIC)):
        return FileKind.PDF
    return None


def name_kind(head: bytes, path: Path) -> str:
    """Return the stable code of a file that is neither PDF nor image; ``unknown`` where unsure."""
    for offset, magic, code in _REFUSED:
        if head.startswith(magic, offset):
            return code
    if head.startswith(_OLE_MAGIC):
        return _name_ole(head, path)
    if head.startswith(b"PK"):
        return _name_zip(path)
    if head[4:8] == b"ftyp":
        return "heic" if head[8:12] in _HEIF_BRANDS else "video"
    return _name_text(head)


def _name_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                declared = archive.read("mimetype")
                for part, code in _ZIP_MIMETYPES:
                    if part in declared:
                        return code
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError):
        return "zip"
    for prefix, code in _ZIP_MEMBERS:
        if any(name.startswith(prefix) for name in names):
            return code
    return "zip"


def _name_ole(head: bytes, path: Path) -> str:
    sector_shift = int.from_bytes(head[30:32], "little")
    first_sector = int.from_bytes(head[48:52], "little")
    if not 7 <= sector_shift <= 16:
        return "ole"
    try:
        with path.open("rb") as stream:
            stream.seek((first_sector + 1) << sector_shift)
            directory = stream.read(_HEAD_BYTES)
    except OSError:
        return "ole"
    for name, code in _OLE_STREAMS:
        if name.encode("utf-16-le") in directory:
            return code
    return "ole"


def _name_text(head: bytes) -> str:
    lowered = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if any(mark in lowered[:1024] for mark in _HTML_MARKS):
        return "html"
    if lowered.startswith((b"<?xml", b"<svg")):
        return "xml"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text"
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as error:
        # the last character may be cut at the border of what was read
        if error.start < len(head) - 4:
            return "unknown"
        text = head[: error.start].decode("utf-8")
    controls = sum(1 for character in text if ord(character) < 32 and character not in "\t\r\n\f")
    return "text" if controls == 0 else "unknown"
