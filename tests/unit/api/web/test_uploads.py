"""A form is parsed alike however its bytes are cut, and keeps nothing that was not asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.web.uploads import Upload, name_given
from models.domain.errors import FileTooLargeError, KehoachError
from models.domain.service_errors import BrokenUploadError, TooManyFilesError
from models.settings import Limits, Settings
from models.storage.files import FolderStore

_FILE = b'--x\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\n\r\n%s\r\n'
_FIELD = b'--x\r\nContent-Disposition: form-data; name="note"\r\n\r\n%s\r\n'
_FORM = (
    _FIELD % b"hello"
    + _FILE % (b"a.pdf", b"%PDF-1.7\r\n--y\r\n" + b"a" * 100)
    + _FILE % (b"b.pdf", b"")
    + _FILE % (b"c.html", b"<html>" + b"c" * 5000)
    + b"--x--\r\n"
)


@contextmanager
def _upload(folder: str, body: bytes, cuts: list[int], settings: Settings) -> Iterator[Upload]:
    edges = [0, *sorted(cut for cut in cuts if cut < len(body)), len(body)]
    with Upload(FolderStore(Path(folder)), settings, b"x") as upload:
        for start, end in pairwise(edges):
            upload.feed(body[start:end])
        yield upload


@given(cuts=st.lists(st.integers(0, len(_FORM)), max_size=30))
def test_it_does_not_matter_where_the_bytes_are_cut(cuts: list[int]) -> None:
    with TemporaryDirectory() as folder:
        with _upload(folder, _FORM, cuts, Settings(data=Path(folder))) as upload:
            upload.finish()
            assert [one.name for one in upload.arrived] == ["a.pdf", "b.pdf", "c.html"]
            refused = [one.refusal.kind if one.refusal else None for one in upload.arrived]
            assert refused == [None, "empty_file", "wrong_type"]
            whole = upload.arrived[0].incoming
            assert whole is not None
            assert whole.size == 115
            assert upload.fingerprint == _fingerprint(folder)
        assert not [path for path in Path(folder).rglob("*") if path.is_file()]


def _fingerprint(folder: str) -> str:
    with _upload(folder, _FORM, [], Settings(data=Path(folder))) as upload:
        return upload.fingerprint


@given(st.binary(max_size=2000))
def test_whatever_comes_only_refusals_leave_it(body: bytes) -> None:
    with TemporaryDirectory() as folder:
        try:
            with _upload(folder, body, [], Settings(data=Path(folder))) as upload:
                upload.finish()
        except KehoachError as error:
            assert 400 <= error.http_status < 500
        assert not [path for path in Path(folder).rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        (_FILE % (b"a.pdf", b"%PDF-"), BrokenUploadError),
        ((_FILE % (b"a.pdf", b"%PDF-")) * 51 + b"--x--\r\n", TooManyFilesError),
        (_FILE % (b"a.pdf", b"%PDF-" + b"a" * (65 << 20)), FileTooLargeError),
    ],
)
def test_a_form_beyond_its_bounds_is_refused(
    tmp_path: Path, body: bytes, refusal: type[KehoachError]
) -> None:
    settings = Settings(data=tmp_path, limits=Limits(max_file_bytes=1000))
    cuts = list(range(0, len(body), 1 << 20))
    with pytest.raises(refusal), _upload(str(tmp_path), body, cuts, settings) as upload:
        upload.finish()


@pytest.mark.parametrize(
    ("disposition", "expected", "reason"),
    [
        ({b"name": b"file"}, None, "a field"),
        ({b"filename": b"a.pdf"}, "a.pdf", "plain"),
        ({b"filename": "kế.pdf".encode()}, "kế.pdf", "plain, as browsers send it"),
        ({b"filename": b"a%22b%0Ac%41.pdf"}, 'a"b\nc%41.pdf', "only what browsers escape"),
        ({b"filename": b"\xff.pdf"}, "\ufffd.pdf", "not UTF-8"),
    ],
)
def test_the_name_of_a_part(
    disposition: dict[bytes, bytes], expected: str | None, reason: str
) -> None:
    assert name_given(disposition) == expected, reason
