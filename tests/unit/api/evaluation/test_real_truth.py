from __future__ import annotations

import json
from pathlib import Path

import pytest

from api.evaluation.real_truth import RealTruth, Transcript, find_scans, load_truth
from models.domain.plan import DateParts


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    scans = tmp_path / "scans"
    scans.mkdir()
    for name in ("cv_01_2025.pdf", "qd_02.pdf", "cv_0.pdf"):
        (scans / name).write_bytes(b"%PDF-1.4")
    numbers = {
        "cv_01_2025": {"number": "01", "symbol": "UBND-KT", "date": "4/02/2025"},
        "qd_02": {"number": "2"},
    }
    (scans / "number_date.json").write_text(json.dumps(numbers), encoding="utf-8")
    headers = {
        "qd_02.pdf": {
            "loai_vb": "QUYẾT ĐỊNH",
            "nd_chinh": "Về việc\nmẫu",
            "chu_ky": "",
            "do_mat": "Không",
        }
    }
    (scans / "header_fields.json").write_text(json.dumps(headers), encoding="utf-8")
    (scans / "cv_01_p2.gt.txt").write_text("trang hai", encoding="utf-8")
    (scans / "qd_02.gt.txt").write_text("cả bài", encoding="utf-8")
    (tmp_path / "khac.pdf").write_bytes(b"%PDF-1.4")
    return tmp_path


def test_scans_are_found_below_the_folder(folder: Path) -> None:
    names = [scan.relative_to(folder).as_posix() for scan in find_scans(folder)]
    assert names == ["khac.pdf", "scans/cv_0.pdf", "scans/cv_01_2025.pdf", "scans/qd_02.pdf"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "scans/cv_01_2025.pdf",
            RealTruth(
                "01", "UBND-KT", DateParts(4, 2, 2025), transcripts=(Transcript("trang hai", 2),)
            ),
        ),
        (
            "scans/qd_02.pdf",
            RealTruth(
                "2",
                doc_type="QUYẾT ĐỊNH",
                title="Về việc\nmẫu",
                transcripts=(Transcript("cả bài"),),
            ),
        ),
        ("scans/cv_0.pdf", RealTruth()),
        ("khac.pdf", RealTruth()),
    ],
)
def test_what_lies_beside_a_scan_is_its_truth(folder: Path, name: str, expected: RealTruth) -> None:
    assert load_truth(folder / name) == expected
