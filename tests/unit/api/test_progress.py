"""Plain progress: a handful of lines per file, however many pages it has."""

from __future__ import annotations

import io

import pytest

from api.progress import PlainProgress
from api.voice import Voice
from corpus.messages import Language


@pytest.mark.parametrize(
    ("pages", "lines", "reason"),
    [(1, 2, "the file and its page"), (9, 10, "every page"), (500, 11, "every tenth part")],
)
def test_lines_per_file(pages: int, lines: int, reason: str) -> None:
    stream = io.StringIO()
    with PlainProgress(Voice(Language.VI, stream=stream)) as progress:
        progress.start_file("a.pdf", 1, 1)
        for done in range(1, pages + 1):
            progress.page_read(done, pages)
    written = stream.getvalue().splitlines()
    assert len(written) == lines, reason
    assert written[-1] == f"[1/1] a.pdf: đã đọc {pages}/{pages} trang"


def test_quiet_says_nothing() -> None:
    stream = io.StringIO()
    with PlainProgress(Voice(Language.VI, True, stream)) as progress:
        progress.start_file("a.pdf", 1, 1)
        progress.page_read(1, 1)
    assert stream.getvalue() == ""
