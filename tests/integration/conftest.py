"""The real program in a process of its own, and files of every kind that offices send."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pymupdf
import pytest

from corpus.rendering.manuscript import parse_manuscript
from corpus.rendering.typeset import typeset

PROGRAM = "import sys; from api.cli import main; sys.exit(main())"
_SECONDS = 300
_MOMENTS = 300

PLAN = """\
@issuer ỦY BAN NHÂN DÂN|XÃ CAO SƠN
@number Số: 12/KH-UBND
@place Cao Sơn, ngày 5 tháng 3 năm 2027
@type KẾ HOẠCH
@title Thực hiện công tác trẻ em năm 2027
@para Thực hiện Kế hoạch số 8/KH-UBND ngày 12/01/2027 của Ủy ban nhân dân tỉnh về công tác trẻ em năm 2027, Ủy ban nhân dân xã ban hành kế hoạch như sau:
@heading I. MỤC TIÊU
@para - Phấn đấu 98% trẻ em dưới 6 tuổi được cấp thẻ bảo hiểm y tế miễn phí.
@heading II. TỔ CHỨC THỰC HIỆN
@para Trạm Y tế xã chủ trì, phối hợp với các thôn.
@recipients - Sở Y tế;|- Lưu: VT.
@sign TM. ỦY BAN NHÂN DÂN|CHỦ TỊCH
@signer Trần Văn Minh
"""

REPORT = """\
@issuer ỦY BAN NHÂN DÂN|XÃ CAO SƠN
@number Số: 40/BC-UBND
@place Cao Sơn, ngày 5 tháng 12 năm 2027
@type BÁO CÁO
@title Kết quả thực hiện công tác trẻ em năm 2027
@heading I. KẾT QUẢ
@para Trong năm, 98% trẻ em dưới 6 tuổi đã được cấp thẻ bảo hiểm y tế.
@recipients - Sở Y tế;|- Lưu: VT.
@sign TM. ỦY BAN NHÂN DÂN|CHỦ TỊCH
@signer Trần Văn Minh
"""


@dataclass(frozen=True)
class Answer:
    """What a run of the program gave."""

    status: int
    out: bytes
    lines: list[str]
    left_behind: list[str]


@pytest.fixture
def kehoach(tmp_path: Path) -> Callable[..., Answer]:
    """Run the program in a folder of this test."""
    return program_in(tmp_path)


def program_in(folder: Path) -> Callable[..., Answer]:
    """Run the program in a folder; what it leaves in the place for temporary files is reported."""
    scratch = folder / "scratch"
    scratch.mkdir()

    def run(*arguments: str | Path, given: bytes = b"", **variables: str) -> Answer:
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            cwd=folder,
            env={**os.environ, "TMPDIR": str(scratch), "OMP_THREAD_LIMIT": "1", **variables},
        )
        out, err = process.communicate(given, timeout=_SECONDS)
        left = [path.name for path in scratch.iterdir()]
        if _is_alive(process.pid):
            left.append("a process")
        return Answer(process.returncode, out, err.decode("utf-8").splitlines(), left)

    return run


def _is_alive(group: int) -> bool:
    """Tell whether a process of the group stays; it is ended then.

    The servers of multiprocessing see that the program has gone and follow a moment later.
    """
    for _ in range(_MOMENTS):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.1)
    os.killpg(group, signal.SIGKILL)
    return True


@pytest.fixture(scope="session")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of sound files: a plan, the same with an owner's password, a report."""
    folder = tmp_path_factory.mktemp("papers")
    (folder / "plan.pdf").write_bytes(typeset(parse_manuscript(PLAN)))
    (folder / "report.pdf").write_bytes(typeset(parse_manuscript(REPORT)))
    with pymupdf.open(folder / "plan.pdf") as plan:
        _encrypt(plan, folder / "owned.pdf", owner_pw="owner", user_pw="")
    return folder


@dataclass(frozen=True)
class Extracted:
    """A run over the sound files, and the folder of its results."""

    answer: Answer
    folder: Path


@pytest.fixture(scope="session")
def extracted(tmp_path_factory: pytest.TempPathFactory, papers: Path) -> Extracted:
    """The sound files, extracted once for all tests."""
    folder = tmp_path_factory.mktemp("extracted")
    answer = program_in(folder)("extract", papers, "-o", "out", "--no-timestamp")
    return Extracted(answer, folder / "out")


@pytest.fixture(scope="session")
def refused(tmp_path_factory: pytest.TempPathFactory, papers: Path) -> Path:
    """A folder of files that cannot be read, one of each kind."""
    folder = tmp_path_factory.mktemp("refused")
    sound = (papers / "plan.pdf").read_bytes()
    (folder / "empty.pdf").write_bytes(b"")
    with zipfile.ZipFile(folder / "word.pdf", "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    (folder / "login.pdf").write_bytes(b"<!DOCTYPE html><html><body>login</body></html>")
    with pymupdf.open(papers / "plan.pdf") as plan:
        _encrypt(plan, folder / "locked.pdf", owner_pw="owner", user_pw="user")
    (folder / "header.pdf").write_bytes(sound[:400])
    (folder / "no-pages.pdf").write_bytes(_pdf_without_pages())
    (folder / "bomb.png").write_bytes(_png_bomb(100_000, 100_000))
    noise = np.random.default_rng(1).integers(90, 160, (600, 800), dtype=np.uint8)
    meadow = cv2.GaussianBlur(noise, (0, 0), 12)
    cv2.imwrite(str(folder / "photo.jpg"), meadow)
    return folder


def _encrypt(document: pymupdf.Document, path: Path, **passwords: str) -> None:
    document.save(path, encryption=pymupdf.PDF_ENCRYPT_AES_256, **passwords)


def _pdf_without_pages() -> bytes:
    parts = [
        b"%PDF-1.4\n",
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n",
        b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n",
    ]
    starts = [len(b"".join(parts[:number])) for number in (1, 2)]
    rows = "".join(f"{start:010d} 00000 n \n" for start in starts)
    xref = f"xref\n0 3\n0000000000 65535 f \n{rows}trailer<</Root 1 0 R/Size 3>>\n"
    end = f"startxref\n{len(b''.join(parts))}\n%%EOF\n"
    return b"".join(parts) + xref.encode() + end.encode()


def _png_bomb(width: int, height: int) -> bytes:
    """A few bytes that say they are a picture of this size."""
    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x00\x00\x00\x00"
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"")), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_png_chunk(*chunk) for chunk in chunks)


def _png_chunk(name: bytes, content: bytes) -> bytes:
    check = zlib.crc32(name + content).to_bytes(4, "big")
    return len(content).to_bytes(4, "big") + name + content + check
