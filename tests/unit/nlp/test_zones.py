"""The parts of a document: head, title, body, foot, appendices."""

from __future__ import annotations

import pytest

from nlp.source import SourceText
from nlp.zones import Zones, find_zones, is_foot_line
from tests.factories import (
    OPENING,
    Centred,
    Closing,
    Columns,
    Item,
    NewPage,
    head,
    plan_of,
    source_of,
)

DO = "- Nội dung công việc."
FOOT = Closing("Nơi nhận:|- Sở Y tế;|- Lưu: VT.", "TM. ỦY BAN NHÂN DÂN|CHỦ TỊCH", "Lê Văn An")
APPENDIX = (NewPage(), Centred("PHỤ LỤC"), Centred("CHỈ TIÊU NĂM 2027"), "I. CHỈ TIÊU", DO)


def cut(*items: Item) -> tuple[SourceText, Zones]:
    source = source_of(*items)
    return source, find_zones(source)


def texts(source: SourceText, zone: range) -> list[str]:
    return [source.slice(source.paragraphs[index].span) for index in zone]


def test_a_whole_document_has_all_parts() -> None:
    source, zones = cut(*head(), OPENING, "I. MỤC TIÊU", DO, FOOT, *APPENDIX)
    assert zones.type_rule is not None
    assert zones.type_rule.id == "ke-hoach"
    assert "Số: 12/KH-UBND" in texts(source, zones.head)
    assert texts(source, zones.title) == ["Thực hiện công tác trẻ em năm 2027"]
    assert texts(source, zones.body) == [OPENING, "I. MỤC TIÊU", DO]
    assert texts(source, zones.foot)[0] == "Nơi nhận:"
    assert texts(source, zones.foot)[-1] == "Lê Văn An"
    assert texts(source, zones.appendices)[0] == "PHỤ LỤC"


@pytest.mark.parametrize(
    ("items", "empty", "reason"),
    [
        ((*head(), OPENING, DO), {"foot", "appendices"}, "the body alone"),
        ((*head(), OPENING, DO, FOOT), {"appendices"}, "no appendix"),
        ((*head(), OPENING, DO, *APPENDIX), {"foot"}, "an appendix without foot"),
        (
            (Centred("KẾ HOẠCH"), Centred("Về trẻ em"), OPENING, DO),
            {"head", "foot", "appendices"},
            "no head",
        ),
        (
            (OPENING, "I. MỤC TIÊU", DO),
            {"head", "title", "foot", "appendices"},
            "neither head nor type",
        ),
    ],
)
def test_a_part_that_is_missing_is_empty(
    items: tuple[Item, ...], empty: set[str], reason: str
) -> None:
    _, zones = cut(*items)
    parts = ("head", "title", "body", "foot", "appendices")
    assert {name for name in parts if len(getattr(zones, name)) == 0} == empty, reason


def test_parts_follow_each_other_and_cover_the_text() -> None:
    source, zones = cut(*head(), OPENING, "I. MỤC TIÊU", DO, FOOT, *APPENDIX)
    assert zones.type_index == zones.head.stop
    assert zones.title.start == zones.type_index + 1
    assert zones.title.stop == zones.body.start
    assert zones.body.stop == zones.foot.start
    assert zones.foot.stop == zones.appendices.start
    assert zones.appendices.stop == len(source.paragraphs)


def test_an_appendix_in_the_middle_of_a_page_is_none() -> None:
    _, zones = cut(*head(), OPENING, "PHỤ LỤC kèm theo nêu rõ nội dung.", DO, FOOT)
    assert len(zones.appendices) == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nơi nhận:", True),
        ("Nơi nhận", True),
        ("TM. ỦY BAN NHÂN DÂN", True),
        ("KT. CHỦ TỊCH", True),
        ("TL. CHỦ TỊCH", True),
        ("TUQ. CHỦ TỊCH", True),
        ("Tm. một từ khác", False),
        ("Trên đây là Kế hoạch", False),
        ("I. MỤC TIÊU", False),
    ],
)
def test_the_foot_is_known_by_its_first_line(text: str, expected: bool) -> None:
    assert is_foot_line(text) is expected


def test_two_that_sign_side_by_side_stand_above_the_recipients() -> None:
    plan = plan_of(
        *head(issuer="SỞ Y TẾ - SỞ GIÁO DỤC|VÀ ĐÀO TẠO"),
        OPENING,
        "I. MỤC TIÊU",
        "- Nội dung công việc./.",
        Columns(
            "GIÁM ĐỐC|SỞ GIÁO DỤC VÀ ĐÀO TẠO|Quách Thị Mộng Thu",
            "GIÁM ĐỐC|SỞ Y TẾ|Kim Thành Rươl",
        ),
        "Nơi nhận:",
        "- UBND thành phố;",
    )
    signer = plan.metadata.signer
    assert signer is not None
    assert (signer.name, signer.position) == ("Kim Thành Rươl", "Giám đốc")
