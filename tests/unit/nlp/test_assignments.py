"""Who does what: units of the implementation part, their tasks, their targets."""

from __future__ import annotations

import pytest

from models.domain.plan import Assignment
from models.domain.provenance import Span
from nlp.assignments import target_refs
from tests.factories import Item, plan_with, prose

PART = "II. TỔ CHỨC THỰC HIỆN"
DO = "- Chủ trì tham mưu công tác trẻ em."

Row = tuple[str, str, int, tuple[str, ...]]


def assignments(*items: Item) -> tuple[Assignment, ...]:
    return plan_with("I. MỤC TIÊU", "- Nội dung công việc.", *items).assignments


def rows(*items: Item) -> list[Row]:
    return [(a.unit, a.section, a.tasks, a.target_refs) for a in assignments(*items)]


LAYOUTS: list[tuple[tuple[Item, ...], list[Row], str]] = [
    (
        (PART, "1. Phòng Văn hóa - Xã hội", DO, DO, "2. Trạm Y tế xã", DO, "3. Các Tổ dân phố", DO),
        [
            ("Phòng Văn hóa - Xã hội", "II.1", 2, ()),
            ("Trạm Y tế xã", "II.2", 1, ()),
            ("Các Tổ dân phố", "II.3", 1, ()),
        ],
        "headings",
    ),
    (
        (PART, "1. Sở Y tế: Chủ trì, phối hợp với các đơn vị.", "2. Công an xã: Đấu tranh."),
        [("Sở Y tế", "II.1", 1, ()), ("Công an xã", "II.2", 1, ())],
        "run in",
    ),
    (
        (
            PART,
            "1. Phòng Văn hóa - Xã hội chủ trì, phối hợp triển khai. Theo dõi, đôn đốc.",
            "2. Giao Trạm Y tế thực hiện chỉ tiêu 3,4,5. Báo cáo kết quả.",
        ),
        [
            ("Phòng Văn hóa - Xã hội", "II.1", 1, ()),
            ("Trạm Y tế", "II.2", 1, ("3", "4", "5")),
        ],
        "numbered paragraphs",
    ),
    (
        (
            PART,
            "- Phòng Văn hóa - Xã hội: chủ trì tham mưu.",
            "- Trạm Y tế có trách nhiệm khám sức khỏe cho trẻ em.",
            "- Đề nghị Đoàn Thanh niên phối hợp tổ chức các hoạt động.",
        ),
        [
            ("Phòng Văn hóa - Xã hội", "II", 1, ()),
            ("Trạm Y tế", "II", 1, ()),
            ("Đoàn Thanh niên", "II", 1, ()),
        ],
        "bullets",
    ),
    (
        (
            PART,
            "Phòng Văn hóa - Xã hội",
            DO,
            DO,
            "Trạm Y tế xã:",
            DO,
            "Đề nghị Hội Nông dân xã",
            DO,
        ),
        [
            ("Phòng Văn hóa - Xã hội", "II", 2, ()),
            ("Trạm Y tế xã", "II", 1, ()),
            ("Hội Nông dân xã", "II", 1, ()),
        ],
        "lines without a label",
    ),
    (
        (PART, "1. Phân công nhiệm vụ", "a) Công an xã", DO, "b) Trạm Y tế", DO),
        [("Công an xã", "II.1.a", 1, ()), ("Trạm Y tế", "II.1.b", 1, ())],
        "a heading that names no unit",
    ),
    (
        (
            PART,
            "1. Công an xã",
            "a) Chủ trì tham mưu.",
            "b) Theo dõi thực hiện.",
            "2. Trạm Y tế",
            DO,
        ),
        [("Công an xã", "II.1", 2, ()), ("Trạm Y tế", "II.2", 1, ())],
        "lettered tasks",
    ),
    (
        (PART, "1. Cấp tỉnh", "1.1. Sở Y tế", DO, "1.2. Sở Tài chính", DO),
        [("Sở Y tế", "II.1.1.1", 1, ()), ("Sở Tài chính", "II.1.1.2", 1, ())],
        "two levels",
    ),
    (
        ("II. PHÂN CÔNG NHIỆM VỤ", "1. Ban Chỉ đạo công tác trẻ em", DO, "2. Sở Y tế", DO),
        [("Ban Chỉ đạo công tác trẻ em", "II.1", 1, ()), ("Sở Y tế", "II.2", 1, ())],
        "another name of the part; a word of tasks inside a name",
    ),
    (
        (PART, "1. Trạm Y tế", "- Khám sức khỏe. - Tiêm chủng cho trẻ em. - Truyền thông."),
        [("Trạm Y tế", "II.1", 3, ())],
        "bullets that run on in one paragraph",
    ),
    (
        (PART, "1. Trạm Y tế", DO, "Trên đây là Kế hoạch, đề nghị các đơn vị thực hiện./."),
        [("Trạm Y tế", "II.1", 1, ())],
        "the closing sentence is no task",
    ),
    (("II. NHIỆM VỤ", "1. Trạm Y tế", DO), [], "no implementation part"),
]


@pytest.mark.parametrize(("items", "expected", "reason"), LAYOUTS)
def test_units_and_tasks_are_found(
    items: tuple[Item, ...], expected: list[Row], reason: str
) -> None:
    assert rows(*items) == expected, reason


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("Đề nghị Ủy ban Mặt trận Tổ quốc Việt Nam xã", "Ủy ban Mặt trận Tổ quốc Việt Nam xã"),
        ("Đề nghị Hội Liên hiệp Phụ nữ xã:", "Hội Liên hiệp Phụ nữ xã"),
        ("Trách nhiệm của Công an xã", "Công an xã"),
        ("Giao Phòng Kinh tế", "Phòng Kinh tế"),
        ("Đối với các trường học", "các trường học"),
        ("Công chức Tư pháp - Hộ tịch", "Công chức Tư pháp - Hộ tịch"),
        ("Các cơ sở giáo dục trên địa bàn", "Các cơ sở giáo dục trên địa bàn"),
        ("Văn phòng HĐND và UBND xã", "Văn phòng HĐND và UBND xã"),
        ("Đoàn TNCS Hồ Chí Minh", "Đoàn TNCS Hồ Chí Minh"),
    ],
)
def test_words_of_request_are_no_part_of_the_name(heading: str, unit: str) -> None:
    assert [row[0] for row in rows(PART, f"1. {heading}", DO)] == [unit]


REFS = [
    ("chỉ tiêu 2, 5 và 7-9", ["2", "5", "7", "8", "9"], "a list with a range"),
    ("chỉ tiêu 3,4,5", ["3", "4", "5"], "no spaces"),
    ("các chỉ tiêu 6,14, 15, 16", ["6", "14", "15", "16"], "mixed spaces"),
    ("chỉ tiêu số 03 đến 05", ["3", "4", "5"], "padded, a range in words"),
    ("chỉ tiêu 12", ["12"], "one"),
    ("chỉ tiêu số 03, 10", ["3", "10"], "padded, and a nought at the end"),
    ("chỉ tiêu 3; chỉ tiêu 3 và 4", ["3", "4"], "each once"),
    ("các chỉ tiêu của xã", [], "none named"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), REFS)
def test_numbers_of_targets_are_read(text: str, expected: list[str], reason: str) -> None:
    source = prose(f"Chịu trách nhiệm thực hiện {text}.")
    refs, places = target_refs(source, [Span(0, len(source.text))])
    assert list(refs) == expected, reason
    assert bool(places) == bool(expected), reason


def test_targets_of_all_tasks_of_a_unit_are_gathered_with_their_places() -> None:
    (found,) = assignments(
        PART,
        "1. Trạm Y tế xã",
        "- Chịu trách nhiệm thực hiện các chỉ tiêu 2, 5 và 7-9.",
        "- Thực hiện chỉ tiêu 12.",
    )
    assert found.target_refs == ("2", "5", "7", "8", "9", "12")
    texts = [place.text for place in found.evidence["target_refs"].provenance]
    assert [text.endswith(end) for text, end in zip(texts, ("7-9.", "12."), strict=True)] == [
        True,
        True,
    ]
    assert found.evidence["unit"].provenance[0].text == "Trạm Y tế xã"
