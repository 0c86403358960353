"""The tree of sections: paths by printed labels, headings, appendices."""

from __future__ import annotations

import pytest

from tests.factories import Centred, Closing, Grid, Item, NewPage, plan_with

DO = "- Nội dung công việc."
FOOT = Closing("Nơi nhận:|- Sở Y tế;|- Lưu: VT.", "TM. ỦY BAN NHÂN DÂN|CHỦ TỊCH", "Lê Văn An")


def outline(lines: str) -> list[Item]:
    """Return the lines (parted by `` / ``), work below each; one behind ``=`` is centred."""
    items: list[Item] = []
    for line in lines.split(" / "):
        items.extend([Centred(line[1:])] if line.startswith("=") else [line, DO])
    return items


def paths(*items: Item) -> list[str]:
    return [section.path for section in plan_with(*items).sections]


TREES = [
    (
        "I. MỤC TIÊU / 1. Chung / 2. Cụ thể / II. NHIỆM VỤ / 1. Truyền thông",
        "I I.1 I.2 II II.1",
        "numbers begin again in the next part",
    ),
    (
        "I. NHIỆM VỤ / 1. Một / 2. Hai / 2.1. Sớm / 2.2. Muộn / a) Gần / b) Xa / 3. Ba",
        "I I.1 I.2 I.2.2.1 I.2.2.2 I.2.2.2.a I.2.2.2.b I.3",
        "a label of two levels is one label",
    ),
    (
        "I. MỤC TIÊU / II. CHỈ TIÊU / III. NHIỆM VỤ / 1. Một / 2. Hai / 2.1. Sớm / a) Gần",
        "I II III III.1 III.2 III.2.2.1 III.2.2.1.a",
        "down to letters",
    ),
    (
        "I. NHIỆM VỤ / 1. Một / (1) Tập huấn / (2) Hội thi / 2. Hai",
        "I I.1 I.1.1 I.1.2 I.2",
        "numbers in brackets are a level of their own",
    ),
    (
        "A. MỤC TIÊU / I. Chung / II. Cụ thể / 1. Một / B. NHIỆM VỤ / I. Một việc",
        "A A.I A.II A.II.1 B B.I",
        "letters above numerals",
    ),
    (
        "A. MỘT VIỆC / B. HAI VIỆC / C. BA VIỆC / D. BỐN VIỆC / Đ. NĂM VIỆC / E. SÁU VIỆC",
        "A B C D Đ E",
        "the Vietnamese alphabet",
    ),
    (
        "=PHẦN I / =KẾT QUẢ / A. MỘT / =PHẦN II / =NỘI DUNG / A. MỘT / 1. Chung / a) Gần / B. HAI",
        "PHẦN_I PHẦN_I.A PHẦN_II PHẦN_II.A PHẦN_II.A.1 PHẦN_II.A.1.a PHẦN_II.B",
        "a printed word stays in the label",
    ),
    (
        "=Phần II / =NỘI DUNG / A. MỘT / B. HAI / C. BA / D. BỐN / Đ. NĂM",
        "Phần_II Phần_II.A Phần_II.B Phần_II.C Phần_II.D Phần_II.Đ",
        "letters inside a part",
    ),
    (
        "=PHẦN THỨ NHẤT / =KẾT QUẢ / I. MỘT / =PHẦN THỨ HAI / =NỘI DUNG / I. MỘT / II. HAI",
        "PHẦN_THỨ_NHẤT PHẦN_THỨ_NHẤT.I PHẦN_THỨ_HAI PHẦN_THỨ_HAI.I PHẦN_THỨ_HAI.II",
        "ordinals in words",
    ),
    (
        "I. MỤC TIÊU / II. CHỈ TIÊU / IV. KINH PHÍ / V. TỔ CHỨC THỰC HIỆN",
        "I II IV V",
        "a numeral that the author skipped",
    ),
    ("I. MỤC TIÊU / 1. Một / 3. Ba / 4. Bốn", "I I.1 I.3 I.4", "a number skipped"),
    (
        "I. NHIỆM VỤ / 1. Một / a) Gần / 1. Tập huấn / 2. Hội nghị / b) Xa / 2. Hai",
        "I I.1 I.1.a I.1.a.1 I.1.a.2 I.1.b I.2",
        "numbers begin again below letters",
    ),
    (
        "I. NHIỆM VỤ / 1.1. Một / 1.2. Hai / II. KINH PHÍ",
        "I I.1.1 I.1.2 II",
        "labels of two levels without the level above",
    ),
    (
        "I. MỤC TIÊU / Một là, tăng cường. / Hai là, đổi mới. / II. KINH PHÍ",
        "I II",
        "what is counted in words is content",
    ),
    (
        "I. MỤC TIÊU / + Việc thứ hai. / Chỉ tiêu 1: Đạt 95%. / II. KINH PHÍ",
        "I II",
        "bullets and numbered targets are content",
    ),
    (
        "I. NHIỆM VỤ / 1.1. Một / 1.2. Hai / 2.1. Ba / 2.2. Bốn / II. KINH PHÍ",
        "I I.1.1 I.1.2 I.2.1 I.2.2 II",
        "the next head of two levels, although it is not printed",
    ),
    (
        "I. MỤC TIÊU / I.1. Chung / I.2. Cụ thể / II. NHIỆM VỤ / II.1. Một / II.1.1. Sớm",
        "I I.I.1 I.I.2 II II.II.1 II.II.1.II.1.1",
        "the numeral of the part again in each label",
    ),
    (
        "A. MỤC TIÊU / A.1. Chung / A.2. Cụ thể / B. NHIỆM VỤ / B.1. Một / C. KINH PHÍ",
        "A A.A.1 A.A.2 B B.B.1 C",
        "the letter of the part again in each label",
    ),
    ("A.1. Chung / A.2. Cụ thể / B.1. Một", "A.1 A.2 B.1", "letters that are not printed alone"),
    (
        "Mục 1. MỤC ĐÍCH / 1. Một / 2. Hai / Mục 2. NHIỆM VỤ / 1. Một / a) Gần",
        "Mục_1 Mục_1.1 Mục_1.2 Mục_2 Mục_2.1 Mục_2.1.a",
        "a printed word and number",
    ),
    (
        "I. MỤC TIÊU / II. CHỈ TIÊU / II. NHIỆM VỤ / III. KINH PHÍ",
        "I II II III",
        "a numeral that the author printed twice",
    ),
    ("I. MỤC TIÊU / VI. TỔ CHỨC THỰC HIỆN", "I VI", "many numerals left out"),
    ("I. MỤC TIÊU / 7. Bảy", "I", "a number out of every row opens nothing"),
    ("Kế hoạch này không có mục nào. / Các đơn vị thực hiện.", "", "no labels at all"),
]


@pytest.mark.parametrize(("lines", "expected", "reason"), TREES)
def test_paths_follow_the_printed_labels(lines: str, expected: str, reason: str) -> None:
    found = [path.replace(" ", "_") for path in paths(*outline(lines))]
    assert " ".join(found) == expected, reason


@pytest.mark.parametrize(
    ("labels", "expected", "reason"),
    [
        (("I.", "IL", "HI.", "IV", "V."), ["I", "II", "III", "IV", "V"], "two numerals misread"),
        (("l.", "II.", "Ill.", "IV.", "Y."), ["I", "II", "III", "IV", "V"], "three misread"),
        (("I.", "II", "III.", "IV,", "V."), ["I", "II", "III", "IV", "V"], "stops lost"),
    ],
)
def test_misread_numerals_keep_their_places(
    labels: tuple[str, ...], expected: list[str], reason: str
) -> None:
    headings = ("MỤC TIÊU", "CHỈ TIÊU", "NHIỆM VỤ", "KINH PHÍ", "TỔ CHỨC THỰC HIỆN")
    lines = [
        line
        for label, text in zip(labels, headings, strict=True)
        for line in (f"{label} {text}", DO)
    ]
    sections = plan_with(*lines).sections
    assert [section.path for section in sections] == expected, reason
    assert tuple(section.heading for section in sections) == headings, reason


def test_misread_digits_keep_their_places() -> None:
    lines = outline("I. TỔ CHỨC THỰC HIỆN / l. Sở Y tế / 2 Sở Tài chính / 3, Công an / 4. Đoàn")
    sections = plan_with(*lines, "S. Trạm Y tế", DO).sections
    assert [section.path for section in sections] == ["I", "I.1", "I.2", "I.3", "I.4", "I.5"]
    assert [section.label for section in sections][1:] == ["1", "2", "3", "4", "5"]


def test_appendices_are_counted_and_hold_their_own_rows() -> None:
    plan = plan_with(
        "I. MỤC TIÊU",
        DO,
        FOOT,
        NewPage(),
        Centred("Phụ lục I"),
        Centred("CHỈ TIÊU NĂM 2027"),
        "I. CHỈ TIÊU SỨC KHỎE",
        DO,
        NewPage(),
        Centred("Phụ lục II"),
        Centred("DANH MỤC NHIỆM VỤ"),
        "A. NHÓM THỨ NHẤT",
        DO,
        "B. NHÓM THỨ HAI",
        DO,
    )
    assert [(s.path, s.heading) for s in plan.sections] == [
        ("I", "MỤC TIÊU"),
        ("PL", "CHỈ TIÊU NĂM 2027"),
        ("PL.I", "CHỈ TIÊU SỨC KHỎE"),
        ("PL2", "DANH MỤC NHIỆM VỤ"),
        ("PL2.A", "NHÓM THỨ NHẤT"),
        ("PL2.B", "NHÓM THỨ HAI"),
    ]
    assert [list(s.kinds) for s in plan.sections][1:4] == [
        ["phu_luc", "chi_tieu"],
        ["phu_luc", "chi_tieu"],
        ["phu_luc"],
    ]
    assert plan.metadata.signer is not None


def test_group_rows_of_a_table_are_sections_of_the_appendix() -> None:
    grid = Grid(
        [
            "TT|Chỉ tiêu|Năm 2027",
            "I|Về sức khỏe|<",
            "1|Tỷ lệ trẻ em dưới 6 tuổi được cấp thẻ bảo hiểm y tế|95%",
            "II|Về bảo vệ|<",
            "1|Tỷ lệ trẻ em khuyết tật được trợ giúp|80%",
        ],
        [1, 6, 2],
    )
    note = Centred("(Kèm theo Kế hoạch số 12/KH-UBND)")
    plan = plan_with("I. MỤC TIÊU", DO, FOOT, NewPage(), Centred("PHỤ LỤC"), note, grid)
    assert [(s.path, s.heading) for s in plan.sections] == [
        ("I", "MỤC TIÊU"),
        ("PL", None),
        ("PL.I", "Về sức khỏe"),
        ("PL.II", "Về bảo vệ"),
    ]
    assert [t.section for t in plan.targets] == ["PL.I.1", "PL.II.1"]


def test_an_appendix_named_in_the_text_opens_none() -> None:
    assert paths("I. MỤC TIÊU", "Phụ lục I kèm theo Kế hoạch này.", "II. KINH PHÍ", DO) == [
        "I",
        "II",
    ]


def test_headings_run_in_or_stand_alone_or_are_missing() -> None:
    plan = plan_with(
        "I. ĐỐI TƯỢNG, PHẠM VI",
        "1. Đối tượng: Trẻ em dưới 16 tuổi.",
        "2. Phạm vi:",
        "Trên địa bàn xã.",
        "3. Kế hoạch được thực hiện trong năm 2027. Các đơn vị chủ động triển khai.",
    )
    assert [section.heading for section in plan.sections] == [
        "ĐỐI TƯỢNG, PHẠM VI",
        "Đối tượng",
        "Phạm vi",
        None,
    ]


def test_a_long_heading_is_one_over_its_lines() -> None:
    heading = (
        "MỤC TIÊU VÀ CÁC CHỈ TIÊU THỰC HIỆN CÔNG TÁC BẢO VỆ, CHĂM SÓC TRẺ EM TRÊN ĐỊA BÀN XÃ GIAI "
        "ĐOẠN 2026 - 2030"
    )
    (section,) = plan_with(f"I. {heading}", DO).sections
    assert section.heading == heading
    (place,) = section.evidence["heading"].provenance
    assert len(place.boxes) > 1
    assert section.evidence["label"].provenance[0].text.startswith("I.")
