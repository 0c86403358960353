"""Phrases and patterns of a table are found in headings and lines; names get their usual spelling."""

from __future__ import annotations

import pytest

from nlp.casing import spelled_as_in
from nlp.wording import find_wording, first_wording, fold_pattern, opening_wording
from tests.factories import prose


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("MỤC TIÊU, CHỈ TIÊU", True),
        ("mục  tiêu", True),
        ("MỤC - TIÊU", True),
        ("Muc tieu", True),
        ("tiêu mục", False),
        ("mục tiêuu", False),
    ],
)
def test_a_phrase_is_found_whatever_stands_between_its_syllables(text: str, found: bool) -> None:
    hits = [hit for hit in find_wording("headings", text) if hit.rule.value == "muc_tieu"]
    assert bool(hits) == found


def test_the_leftmost_then_longest_hit_is_first() -> None:
    hit = first_wording("headings", "Phân công nhiệm vụ và chế độ báo cáo")
    assert hit is not None
    assert (hit.rule.id, hit.start) == ("organisation", 0)
    assert first_wording("headings", "Phân công và báo cáo", "che_do_bao_cao") is not None
    assert first_wording("headings", "không có gì") is None


def test_the_longest_opening_counts() -> None:
    hit = opening_wording("positions", "PHÓ CHỦ TỊCH THƯỜNG TRỰC")
    assert hit is not None
    assert hit.rule.id == "standing-vice-chairman"
    assert opening_wording("positions", "Đồng chí Chủ tịch") is None


def test_groups_of_a_pattern_are_named() -> None:
    hit = first_wording("head", "Số: 12/KH-UBND", "number")
    assert hit is not None
    assert hit.groups == {"n": "12", "s": "kh-ubnd"}


def test_folding_a_pattern_keeps_groups_and_escapes() -> None:
    assert fold_pattern(r"(?P<Năm>\d+)\s+Tiếng\D") == r"(?P<Năm>\d+)\s+tieng\D"


@pytest.mark.parametrize(
    ("document", "printed", "proper", "spelled", "reason"),
    [
        ("Sở Y tế và sở y tế; Sở Y tế", "SỞ Y TẾ", False, "Sở Y tế", "the commonest spelling"),
        ("Không có gì", "PHƯỜNG LÊ CHÂN", True, "Phường Lê Chân", "a name, nowhere else"),
        ("Không có gì", "SỞ TÀI CHÍNH", False, "Sở Tài chính", "an office, nowhere else"),
        ("Không có gì", "VIỆC CHUNG", False, "Việc chung", "any other text"),
        ("SỞ Y TẾ", "Sở y Tế", False, "Sở y Tế", "not in capitals: as it stands"),
        ("Sở  Y tế", "SỞ\nY TẾ", False, "Sở Y tế", "white space"),
    ],
)
def test_capitals_get_the_spelling_of_the_document(
    document: str, printed: str, proper: bool, spelled: str, reason: str
) -> None:
    assert spelled_as_in(prose(document), printed, proper=proper) == spelled, reason
