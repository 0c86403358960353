from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from api.evaluation.lines_pictures import draw_curve, draw_worst
from api.evaluation.lines_readers import OwnReader, TesseractReader, timed
from api.evaluation.lines_real import RealPage, with_truth
from api.evaluation.lines_report import render_lines, render_lines_json
from api.evaluation.lines_run import LinesReport, Reading
from api.evaluation.lines_samples import LineSample, make_sample, of_group
from api.evaluation.lines_scores import comparable, edits, score_lines
from api.evaluation.lines_stress import ALPHABET, STRESS, alphabet_lines, stress_lines
from api.evaluation.lines_truth import printed_lines
from corpus.gold import list_gold
from corpus.lines.faces import installed_faces
from corpus.lines.setting import set_line
from extractor.engines import make_engine
from extractor.recogniser.artifact import load_artifact
from extractor.recogniser.recogniser import Recogniser
from extractor.recogniser.strips import Place
from models.settings import EngineName, OcrSettings

USUAL = next(face for face in installed_faces() if face.family == "Liberation Serif")


def line(text: str, group: str = "level 0") -> LineSample:
    block = set_line(text, USUAL, 40)
    (found,) = block.lines
    place = Place(found.left, found.right, found.baseline, found.em)
    return make_sample(group, text, block.image, place)


@pytest.mark.parametrize(
    ("truth", "read", "wrong", "numbers"),
    [
        ("đạt 95%", "đạt 95%", 0, (1, 1)),
        ("2021—2025", "2021-2025", 0, (2, 2)),
        ("“trẻ em”…", '"trẻ em"...', 0, (0, 0)),
        ("số 46/KH-UBND", "số 46/KH–UBND", 0, (1, 1)),
        ("ngày 18/03/2022", "ngày 18/08/2022", 1, (1, 0)),
        ("ổn", "ỗn", 1, (0, 0)),
        ("1,5 và 1,5", "1,5 và 15", 1, (2, 1)),
    ],
)
def test_readings_are_held_against_truth(
    truth: str, read: str, wrong: int, numbers: tuple[int, int]
) -> None:
    score = score_lines([truth], [read])
    assert (score.edits, score.numbers, score.numbers_right) == (wrong, *numbers)
    assert score.exact == (wrong == 0)
    assert score.error_rate == pytest.approx(100 * wrong / len(comparable(truth)))
    assert edits(truth, read) == wrong


def test_nothing_read_scores_nothing() -> None:
    score = score_lines([], [])
    assert (score.error_rate, score.exact_share, score.number_share) == (0.0, 0.0, 0.0)


def test_a_sample_keeps_the_line_in_its_place() -> None:
    page = np.full((100, 100), 255, np.uint8)
    page[40, 10] = 0
    sample = make_sample("g", "a", page, Place(10.0, 60.0, 41.0, 20.0))
    place = sample.place
    assert sample.image[int(place.baseline) - 1, int(place.left)] == 0
    assert place.right - place.left == 50 and place.em == 20


def test_printed_lines_stand_where_the_file_says() -> None:
    gold = next(gold for gold in list_gold("gold") if gold.slug == "nghia-hung-2026")
    lines = printed_lines(gold.source_pdf)
    first = lines[0]
    assert (first.page, first.text) == (0, "ỦY BAN NHÂN DÂN")
    assert first.place.em == pytest.approx(13, abs=0.2)
    assert first.at(144).left == pytest.approx(2 * first.place.left)
    assert {printed.page for printed in lines} == set(range(7))


def test_lines_without_context_are_always_the_same() -> None:
    one, other = list(stress_lines(3)), list(stress_lines(3))
    assert [sample.text for sample in one] == [sample.text for sample in other]
    assert [sample.group for sample in one] == [kind for kind in STRESS for _ in range(3)]
    assert all(sample.text.isupper() for sample in one if sample.group == "capitals")
    assert all(sample.image.min() < 128 for sample in one)


def test_the_alphabet_is_whole() -> None:
    samples = list(alphabet_lines([USUAL]))
    printed = {letter for sample in samples for letter in sample.text} - {" "}
    assert len([c for c in printed if c.isalpha() and ord(c) > 127]) == 134
    assert set("≤≥%‰/–“”…") <= printed
    assert {sample.group for sample in samples} == {ALPHABET}


def test_a_real_line_is_the_nearest_piece_of_the_transcript() -> None:
    words = ("Theo", "đề", "nghị", "của", "Bộ", "Tài", "chính,", "tại", "Hà", "Nội")
    lines = tuple(line(text, "real scans") for text in ("một", "hai", "ba"))
    page = RealPage("scan", lines, words)
    readings = [
        ["Theo đề nqhị của", "XYZ 99", "Bô Tai chinh"],
        ["Theo de nghi cua", "", "Bộ Tài chính,"],
    ]
    found = with_truth(page, readings)
    assert [(sample.text, number) for sample, number in found] == [
        ("Theo đề nghị của", 0),
        ("Bộ Tài chính,", 2),
    ]


def test_engines_read_the_same_lines() -> None:
    samples = [line("Căn cứ Kế hoạch số 46/KH-UBND"), line("Trẻ em dưới 16 tuổi")]
    readers = [
        OwnReader(Recogniser(load_artifact())),
        TesseractReader(make_engine(OcrSettings(engine=EngineName.TESSEROCR))),
    ]
    for reader in readers:
        read = timed(reader, samples)
        assert read.seconds > 0
        assert sum(edits(s.text, text) for s, text in zip(samples, read.texts, strict=True)) <= 3


def report() -> LinesReport:
    samples = (line("đạt 95%"), line("Ẳ Ẵ", ALPHABET), line("trẻ em"))
    return LinesReport(
        samples,
        (
            Reading("kehoach", ("đạt 95%", "Ẳ Ắ", "tre em"), 0.03),
            Reading("tesseract", ("đạt 96%", "", "trẻ em"), 0.06),
        ),
    )


def test_the_table_names_engines_groups_and_what_is_misread() -> None:
    text = render_lines(report())
    assert "level 0" in text and "alphabet" in text and "goal" in text
    assert "10.0 ms a line" in text
    assert "Ắ for Ẵ" in text
    assert '"tesseract"' in render_lines_json(report())
    assert report().worst(2) == (2, 0)
    assert of_group(report().samples, "level 0") == [0, 2]


def test_pictures_are_drawn(tmp_path: Path) -> None:
    draw_worst(report(), 2, tmp_path / "worst.png")
    draw_curve([(0, (9.0, 12.0)), (1000, (1.0, 2.0))], ("worn", "capitals"), tmp_path / "curve.png")
    for name in ("worst.png", "curve.png"):
        assert (tmp_path / name).read_bytes().startswith(b"\x89PNG")
        assert (tmp_path / name).stat().st_size > 2000
