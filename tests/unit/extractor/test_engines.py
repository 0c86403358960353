from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from extractor.engine import EngineWord, NullEngine, Segmentation
from extractor.engines import make_engine
from extractor.recorded_engine import RecordedEngine, RecordingEngine
from extractor.tessdata import data_version, find_tessdata
from extractor.tesseract_tsv import parse_tsv
from models.domain.errors import EngineMissingError
from models.settings import EngineName, OcrSettings
from tests.unit.extractor.builders import paper, typed

WORD = EngineWord("95%", 1, 2, 30, 20, 0.93, 0)


class FixedEngine(NullEngine):
    name = "fixed"
    version = "7"
    data_version = "abc"

    def recognize(
        self, image: np.ndarray, dpi: int, segmentation: Segmentation
    ) -> tuple[EngineWord, ...]:
        return (WORD,)


def test_recordings_answer_as_the_engine_did(tmp_path: Path) -> None:
    RecordingEngine(FixedEngine(), tmp_path).recognize(paper(9, 9), 300, Segmentation.LINE)
    engine = make_engine(OcrSettings(engine=EngineName.RECORDED, recordings=str(tmp_path)))
    assert engine.recognize(paper(9, 9), 300, Segmentation.LINE) == (WORD,)
    assert (engine.name, engine.version, engine.data_version) == ("recorded", "fixed 7", "abc")
    for other in (
        (paper(9, 8), 300, Segmentation.LINE),
        (paper(9, 9), 200, Segmentation.LINE),
        (paper(9, 9), 300, Segmentation.BLOCK),
    ):
        with pytest.raises(EngineMissingError):
            engine.recognize(*other)


@pytest.mark.parametrize("manifest", [None, "{", json.dumps({"engine": "x"}), "[]"])
def test_a_folder_without_a_manifest_is_no_recording(tmp_path: Path, manifest: str | None) -> None:
    if manifest is not None:
        (tmp_path / "manifest.json").write_text(manifest, encoding="utf-8")
    with pytest.raises(EngineMissingError):
        RecordedEngine(tmp_path)


def test_a_name_is_an_engine() -> None:
    assert make_engine(OcrSettings(engine=EngineName.NULL)).name == "null"
    assert make_engine(OcrSettings(engine=EngineName.AUTO)).name == "kehoach"
    with pytest.raises(EngineMissingError):
        make_engine(OcrSettings(engine=EngineName.RECORDED))


@pytest.mark.parametrize("name", (EngineName.TESSEROCR, EngineName.PYTESSERACT))
def test_both_ways_to_tesseract_read_a_line(name: EngineName) -> None:
    engine = make_engine(OcrSettings(engine=name))
    page = typed("Kế hoạch số 593/KH-SGDĐT, 4,0%")
    words = engine.recognize(page, 300, Segmentation.LINE)
    assert " ".join(word.text for word in words) == "Kế hoạch số 593/KH-SGDĐT, 4,0%"
    assert all(
        0 <= word.left < word.right <= page.shape[1] and 0 <= word.confidence <= 1 for word in words
    )
    assert engine.version[0].isdigit()
    assert engine.data_version.startswith("vie-")


def test_missing_data_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(EngineMissingError) as caught:
        find_tessdata("xyz", str(tmp_path))
    assert caught.value.facts == {"detail": "xyz.traineddata"}


def test_a_configured_folder_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("set", "prefix/tessdata"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "vie.traineddata").write_bytes(name.encode())
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path / "prefix"))
    assert find_tessdata("vie", str(tmp_path / "set")) == tmp_path / "set"
    assert find_tessdata("vie", None) == tmp_path / "prefix" / "tessdata"
    assert data_version(tmp_path / "set", "vie") != data_version(
        tmp_path / "prefix/tessdata", "vie"
    )


def test_the_table_of_words_is_parsed() -> None:
    rows = [
        "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext",
        "4\t1\t1\t1\t1\t0\t10\t10\t90\t20\t-1\t",
        "5\t1\t1\t1\t1\t1\t10\t12\t30\t18\t96.5\t4,0%",
        "5\t1\t1\t1\t1\t2\t45\t12\t3\t18\t-1\t ",
        "4\t1\t1\t1\t2\t0\t10\t40\t90\t20\t-1\t",
        "5\t1\t1\t1\t2\t1\t10\t42\t30\t18\t130\t≤",
    ]
    assert parse_tsv("\n".join(rows)) == (
        EngineWord("4,0%", 10, 12, 40, 30, 0.965, 0),
        EngineWord("≤", 10, 42, 40, 60, 1.0, 1),
    )
