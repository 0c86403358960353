"""The language pipeline: cuts text without loss, and finds the cues of the rule tables."""

from __future__ import annotations

from itertools import groupby, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.language import CUE_TABLES, find_cues, load_language
from nlp.normalize import fold

PLAN_TEXT = st.text(
    alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạếềểễệÁĐỞ0123456789 \n\t.,;:%‰≤≥<>/-–—()“”…•+*|",
    max_size=120,
)


@given(st.one_of(st.text(max_size=80), PLAN_TEXT))
def test_tokens_lose_no_character(text: str) -> None:
    doc = load_language().make_doc(text)
    assert doc.text == text
    assert "".join(token.text_with_ws for token in doc) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\n",
        "  hai  khoảng  trắng  ",
        "dòng một\ndòng hai",
        "Tỷ lệ đạt 95,1 %; số 56/2017/NĐ-CP (ngày 09/5/2017).",
        "email@ubnd.gov.vn http://xa.gov.vn 0243.2233.111",
        "e\u0301 ghép dấu rời",
    ],
)
def test_white_space_and_odd_pieces_stay(text: str) -> None:
    assert load_language().make_doc(text).text == text


@given(PLAN_TEXT)
def test_cues_lie_in_the_text_in_order_and_apart(text: str) -> None:
    cues = find_cues(text)
    assert all(0 <= cue.span.start < cue.span.end <= len(text) for cue in cues)
    assert all(first.span.start <= second.span.start for first, second in pairwise(cues))
    for _, of_table in groupby(sorted(cues, key=lambda cue: cue.table), key=lambda c: c.table):
        spans = sorted(cue.span for cue in of_table)
        assert all(not a.overlaps(b) for a, b in pairwise(spans))


def test_norms_are_folded_and_spans_are_kept_by_table() -> None:
    doc = load_language()("Tỷ lệ trẻ em đạt ít nhất 95% vào năm 2027")
    assert all(token.norm_ == fold(token.text) for token in doc)
    assert set(doc.spans) >= set(CUE_TABLES)
    assert [span.label_ for span in doc.spans["units"]] == ["percent"]


def cues(text: str, table: str) -> list[str]:
    return [
        text[cue.span.start : cue.span.end].strip() for cue in find_cues(text) if cue.table == table
    ]


@pytest.mark.parametrize(
    ("text", "found", "reason"),
    [
        ("đạt ít nhất 95%", ["đạt", "ít nhất"], "level word and bound"),
        ("ĐẠT ÍT NHẤT 95%", ["ĐẠT", "ÍT NHẤT"], "capitals"),
        ("dat it nhat 95%", ["dat", "it nhat"], "no diacritics"),
        ("không vượt quá 2%", ["không vượt quá"], "the longest wins"),
        ("xuống còn 2%", ["xuống còn"], "the longest wins"),
        ("quá trình tương tác", [], "inside other words"),
    ],
)
def test_phrases_are_found_as_whole_syllables(text: str, found: list[str], reason: str) -> None:
    assert cues(text, "comparators") == found, reason


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("chỉ tiêu 21", ["chỉ tiêu 21"]),
        ("CHỈ TIÊU 21", ["CHỈ TIÊU 21"]),
        ("mức 21%", []),
    ],
)
def test_patterns_with_diacritics_tell_words_apart(text: str, masked: list[str]) -> None:
    assert cues(text, "masks") == masked


def test_named_groups_are_kept() -> None:
    (cue,) = [cue for cue in find_cues("giai đoạn 2026 - 2030") if cue.table == "periods"]
    assert dict(cue.groups) == {"y": "2026", "z": "2030"}
