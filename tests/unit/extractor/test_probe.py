from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from corpus.messages import load_messages
from extractor.probe import FileKind, probe
from models.domain.errors import (
    EmptyFileError,
    FileMissingError,
    FileTooLargeError,
    WrongTypeError,
)
from models.settings import Limits


def zipped(**members: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


def office_file(stream: str) -> bytes:
    head = bytearray(512)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    head[30:32] = (9).to_bytes(2, "little")
    head[48:52] = (1).to_bytes(4, "little")
    return bytes(head) + bytes(512) + stream.encode("utf-16-le").ljust(512, b"\0")


READABLE = [
    (b"%PDF-1.7\n", FileKind.PDF),
    (b"junk of a mail gateway\r\n" * 20 + b"%PDF-1.4\n", FileKind.PDF),
    (b"\xff\xd8\xff\xe0....JFIF", FileKind.JPEG),
    (b"\x89PNG\r\n\x1a\n....", FileKind.PNG),
    (b"II*\x00....", FileKind.TIFF),
    (b"MM\x00*....", FileKind.TIFF),
]


@pytest.mark.parametrize(("content", "kind"), READABLE)
def test_content_tells_the_kind_whatever_the_name(
    tmp_path: Path, content: bytes, kind: FileKind
) -> None:
    path = tmp_path / "plan.docx"
    path.write_bytes(content)
    assert probe(path, Limits()) is kind


REFUSED = [
    (zipped(word__document="<w/>"), "docx"),
    (zipped(xl__workbook="<w/>"), "xlsx"),
    (zipped(ppt__presentation="<w/>"), "pptx"),
    (zipped(mimetype="application/vnd.oasis.opendocument.text"), "odt"),
    (zipped(readme="a"), "zip"),
    (b"PK\x03\x04 broken archive", "zip"),
    (office_file("WordDocument"), "doc"),
    (office_file("Workbook"), "xls"),
    (office_file("Something"), "ole"),
    (b"{\\rtf1 abc}", "rtf"),
    (b"\xef\xbb\xbf <!DOCTYPE html><html></html>", "html"),
    (b"<?xml version='1.0'?><a/>", "xml"),
    ("Kế hoạch số 12\n".encode() * 400, "text"),
    (b"MZ\x90\x00", "executable"),
    (b"\x7fELF\x02", "executable"),
    (b"\x00\x00\x00\x18ftypheic", "heic"),
    (b"\x00\x00\x00\x18ftypisom", "video"),
    (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "webp"),
    (b"GIF89a", "gif"),
    (bytes(range(256)), "unknown"),
]


@pytest.mark.parametrize(("content", "code"), REFUSED)
def test_other_files_are_refused_by_name_of_what_they_are(
    tmp_path: Path, content: bytes, code: str
) -> None:
    path = tmp_path / "plan.pdf"
    path.write_bytes(content)
    with pytest.raises(WrongTypeError) as caught:
        probe(path, Limits())
    assert caught.value.facts["actual"] == code
    said = load_messages().text("wrong_type", "vi", actual=code)
    assert f" {code} " not in f" {said} ", "the code itself is no word for people"


def test_a_late_header_is_no_pdf(tmp_path: Path) -> None:
    path = tmp_path / "late.pdf"
    path.write_bytes(b"x" * 1200 + b"%PDF-1.4\n")
    with pytest.raises(WrongTypeError):
        probe(path, Limits())


def test_missing_empty_and_large_files_are_told_apart(tmp_path: Path) -> None:
    empty, large = tmp_path / "empty.pdf", tmp_path / "large.pdf"
    empty.write_bytes(b"")
    large.write_bytes(b"%PDF-1.4\n" + bytes(100))
    with pytest.raises(FileMissingError):
        probe(tmp_path / "none.pdf", Limits())
    with pytest.raises(FileMissingError):
        probe(tmp_path, Limits())
    with pytest.raises(EmptyFileError):
        probe(empty, Limits())
    with pytest.raises(FileTooLargeError) as caught:
        probe(large, Limits(max_file_bytes=100))
    assert caught.value.facts == {"size": 109, "limit": 100}
