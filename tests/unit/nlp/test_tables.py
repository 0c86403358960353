"""Tables of targets: columns by their headers, rows with their groups, values by year."""

from __future__ import annotations

import pytest

from models.domain.plan import Plan
from nlp.tables import TextTable, gather_tables, header_height, is_numbering, read_columns
from tests.factories import OPENING, Grid, Item, NewPage, head, plan_with, source_of

CARD = "Tỷ lệ trẻ em dưới 6 tuổi được cấp thẻ bảo hiểm y tế"
NURSERY = "Tỷ lệ trẻ em 5 tuổi được đi học mẫu giáo"
DROWNED = "Số trẻ em tử vong do đuối nước"
STUNTED = "Giảm tỷ lệ suy dinh dưỡng thể thấp còi ở trẻ em dưới 5 tuổi xuống dưới"
THIN = "Giảm tỷ lệ suy dinh dưỡng thể nhẹ cân ở trẻ em dưới 5 tuổi xuống dưới"

CODES = {
    "the-bhyt-duoi-6-tuoi": "card",
    "huy-dong-5-tuoi-mau-giao": "nursery",
    "tu-vong-duoi-nuoc": "drowned",
    "sdd-thap-coi-duoi-5-tuoi": "stunted",
    "sdd-nhe-can-duoi-5-tuoi": "thin",
}

Row = tuple[str, str, float | None, str, int | None]


def grid(*rows: str) -> Grid:
    """Return a table whose second column is wide."""
    count = len(rows[0].split("|"))
    return Grid(rows, [1, 6, *[2] * (count - 2)])


def understood(*items: Item) -> Plan:
    return plan_with("I. MỤC TIÊU", "1. Chỉ tiêu", *items)


def targets(*rows: str) -> list[Row]:
    return rows_of(understood(grid(*rows)))


def rows_of(plan: Plan) -> list[Row]:
    return [
        (
            CODES.get(target.indicator or "", "?"),
            target.comparator.value,
            target.value,
            target.unit.value,
            target.year,
        )
        for target in plan.targets
    ]


def tables(*items: Item) -> tuple[TextTable, ...]:
    return gather_tables(source_of(*head(), OPENING, "I. CHỈ TIÊU", *items))


def roles(*rows: str) -> list[tuple[str, int | None]]:
    (table,) = tables(grid(*rows))
    return [(c.role.value, c.year) for c in read_columns(table, header_height(table))]


HEADERS = [
    ("TT", "ordinal", None),
    ("STT", "ordinal", None),
    ("Số TT", "ordinal", None),
    ("Chỉ tiêu", "indicator", None),
    ("Chỉ tiêu cụ thể", "indicator", None),
    ("Nội dung chỉ tiêu", "indicator", None),
    ("Tên chỉ tiêu", "indicator", None),
    ("Đơn vị tính", "unit", None),
    ("ĐVT", "unit", None),
    ("Đơn vị", "unit", None),
    ("Thực hiện năm 2026", "baseline", 2026),
    ("Ước thực hiện 2026", "baseline", 2026),
    ("Kết quả năm 2025", "baseline", 2025),
    ("Hiện trạng", "baseline", None),
    ("Năm 2027", "value", 2027),
    ("2027", "value", 2027),
    ("Đến năm 2030", "value", 2030),
    ("Kế hoạch năm 2027", "value", 2027),
    ("Mục tiêu năm 2027", "value", 2027),
    ("Chỉ tiêu đạt năm 2027", "value", 2027),
    ("Phụ trách", "responsible", None),
    ("Cơ quan chủ trì", "responsible", None),
    ("Đơn vị thực hiện", "responsible", None),
    ("Cơ quan phối hợp", "support", None),
    ("Ghi chú", "note", None),
]


@pytest.mark.parametrize(("header", "role", "year"), HEADERS)
def test_column_has_its_role_and_year(header: str, role: str, year: int | None) -> None:
    # the tested header stands between two that are known
    found = roles(f"TT|{header}|Chỉ tiêu cụ thể|Phụ trách", f"1|a|{CARD}|Sở Y tế")
    assert found[1] == (role, year)


def test_header_of_two_rows_is_read_from_top_to_bottom() -> None:
    rows = ("TT|Chỉ tiêu|Mục tiêu|<|Phụ trách", "^|^|Năm 2027|Năm 2030|^", f"1|{CARD}|95%|98%|Sở")
    (table,) = tables(grid(*rows))
    assert header_height(table) == 2
    assert roles(*rows) == [
        ("ordinal", None),
        ("indicator", None),
        ("value", 2027),
        ("value", 2030),
        ("responsible", None),
    ]
    assert targets(*rows) == [
        ("card", "eq", 95.0, "percent", 2027),
        ("card", "eq", 98.0, "percent", 2030),
    ]


def test_a_baseline_stays_one_below_a_common_header() -> None:
    rows = ("TT|Chỉ tiêu|Thực hiện|<|Kế hoạch năm 2027", "^|^|2025|2026|^", f"1|{CARD}|91%|93%|97%")
    assert [role for role, _ in roles(*rows)][2:] == ["baseline", "baseline", "value"]
    assert targets(*rows) == [("card", "eq", 97.0, "percent", 2027)]


def test_a_row_that_numbers_the_columns_belongs_to_the_header() -> None:
    rows = ("TT|Chỉ tiêu|Năm 2027|Ghi chú", "(1)|(2)|(3)|(4)", f"1|{CARD}|95%|")
    (table,) = tables(grid(*rows))
    assert header_height(table) == 2
    assert is_numbering(table, 1)
    assert not is_numbering(table, 2)
    assert targets(*rows) == [("card", "eq", 95.0, "percent", 2027)]


VALUES: list[tuple[tuple[str, ...], list[Row], str]] = [
    (
        ("TT|Chỉ tiêu|Năm 2027", f"1|{STUNTED} 12%|12%"),
        [("stunted", "lt", 12.0, "percent", 2027)],
        "the sentence decides, the column repeats",
    ),
    (
        ("TT|Chỉ tiêu|Năm 2027|Năm 2030", f"1|{CARD}|95%|98%"),
        [("card", "eq", 95.0, "percent", 2027), ("card", "eq", 98.0, "percent", 2030)],
        "two value columns",
    ),
    (
        ("TT|Chỉ tiêu|Năm 2027|Năm 2030", f"1|{CARD} đạt 95% vào năm 2027, 98% năm 2030|95%|98%"),
        [("card", "eq", 95.0, "percent", 2027), ("card", "eq", 98.0, "percent", 2030)],
        "two values in the sentence, two columns",
    ),
    (
        ("TT|Chỉ tiêu|ĐVT|Thực hiện năm 2026|Kế hoạch năm 2027", f"1|{CARD}|%|95|97"),
        [("card", "eq", 97.0, "percent", 2027)],
        "the baseline is no target",
    ),
    (
        ("TT|Chỉ tiêu|ĐVT|Năm 2027", f"1|{CARD}|%|97", f"2|{DROWNED}|Trẻ|3"),
        [("card", "eq", 97.0, "percent", 2027), ("drowned", "eq", 3.0, "count", 2027)],
        "the unit stands in a column",
    ),
    (
        ("TT|Chỉ tiêu|Năm 2027", f"1|{CARD} (%)|97"),
        [("card", "eq", 97.0, "percent", 2027)],
        "the unit stands behind the name",
    ),
    (
        ("TT|Chỉ tiêu|Năm 2027", f"1|{CARD}|≥ 95%", f"2|{NURSERY}|Trên 98%"),
        [("card", "ge", 95.0, "percent", 2027), ("nursery", "gt", 98.0, "percent", 2027)],
        "the comparator stands in the cell",
    ),
    (
        ("TT|Chỉ tiêu|Năm 2027", f"1|{THIN}|4%"),
        [("thin", "lt", 4.0, "percent", 2027)],
        "the comparator ends the sentence",
    ),
    (
        ("TT|Chỉ tiêu|Năm 2027", "1|Số xã, phường phù hợp với trẻ em|79/126"),
        [("?", "eq", 79.0, "count_of_total", 2027)],
        "a part of a whole",
    ),
    (
        ("TT|Chỉ tiêu|Phụ trách", f"1|Phấn đấu đạt 95% {CARD.lower()}|Sở Y tế"),
        [("card", "eq", 95.0, "percent", 2027)],
        "no value column; the year is that of the plan",
    ),
    (
        ("TT|Nội dung công việc|Thời gian|Đơn vị thực hiện", "1|Tập huấn|Quý II|Trạm Y tế"),
        [],
        "a table of work",
    ),
]


@pytest.mark.parametrize(("rows", "expected", "reason"), VALUES)
def test_rows_give_targets(rows: tuple[str, ...], expected: list[Row], reason: str) -> None:
    assert targets(*rows) == expected, reason


def test_groups_and_rows_give_the_section() -> None:
    plan = understood(
        grid(
            "TT|Chỉ tiêu|Năm 2027",
            "I|Về chăm sóc sức khỏe|<",
            f"1|{CARD}|95%",
            "II|Về giáo dục|",
            f"1|{NURSERY}|99%",
        )
    )
    assert [target.section for target in plan.targets] == ["I.1.I.1", "I.1.II.1"]
    assert [(s.path, s.heading) for s in plan.sections][-2:] == [
        ("I.1.I", "Về chăm sóc sức khỏe"),
        ("I.1.II", "Về giáo dục"),
    ]


def test_a_label_over_several_rows_belongs_to_each() -> None:
    rows = ("TT|Chỉ tiêu|Năm 2027", f"1|{THIN} 4%|4%", f"^|{STUNTED} 5%|5%", f"2|{CARD}|95%")
    plan = understood(grid(*rows))
    assert [target.section for target in plan.targets] == ["I.1.1", "I.1.1", "I.1.2"]
    assert [row[0] for row in rows_of(plan)] == ["thin", "stunted", "card"]


def test_a_cell_over_several_rows_is_read_once() -> None:
    rows = ("TT|Chỉ tiêu|Năm 2027|Phụ trách", f"1|{CARD}|95%|Sở Y tế", "^|^|^|Công an")
    assert targets(*rows) == [("card", "eq", 95.0, "percent", 2027)]


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        (("TT|Chỉ tiêu|Năm 2027", f"2|{NURSERY}|99%"), "the header is printed again"),
        ((f"2|{NURSERY}|99%",), "the table goes on without a header"),
    ],
)
def test_a_table_runs_on_over_pages(second: tuple[str, ...], reason: str) -> None:
    first = grid("TT|Chỉ tiêu|Năm 2027", f"1|{CARD}|95%")
    items = (first, NewPage(), grid(*second))
    assert len(tables(*items)) == 1, reason
    plan = understood(*items)
    assert [(target.section, target.value) for target in plan.targets] == [
        ("I.1.1", 95.0),
        ("I.1.2", 99.0),
    ]
    pages = [target.evidence["value"].provenance[0].page for target in plan.targets]
    assert pages[1] == pages[0] + 1


def test_text_between_two_tables_parts_them() -> None:
    first = grid("TT|Chỉ tiêu|Năm 2027", f"1|{CARD}|95%")
    second = grid("TT|Chỉ tiêu|Năm 2028", f"1|{NURSERY}|99%")
    assert len(tables(first, "Bảng thứ hai của phụ lục.", second)) == 2


@pytest.mark.parametrize(
    ("cell", "units", "reason"),
    [
        ("Trạm Y tế", ("Trạm Y tế",), "one"),
        ("Khối MN\nKhối TH\nKhối THCS", ("Khối MN", "Khối TH", "Khối THCS"), "one a line"),
        ("Trạm Y tế; Công an xã", ("Trạm Y tế", "Công an xã"), "a semicolon"),
        ("Trạm Y tế, Công an xã", ("Trạm Y tế", "Công an xã"), "a comma"),
        ("- Trạm Y tế\n- Công an xã", ("Trạm Y tế", "Công an xã"), "dashes"),
        ("Phòng Văn hóa -\nXã hội", ("Phòng Văn hóa - Xã hội",), "a name over two lines"),
        ("-", (), "none"),
    ],
)
def test_responsible_units_are_listed(cell: str, units: tuple[str, ...], reason: str) -> None:
    rows = ("TT|Chỉ tiêu|Năm 2027|Phụ trách", f"1|{CARD}|95%|{cell}")
    (target,) = understood(Grid(rows, [1, 5, 2, 4])).targets
    assert target.responsible == units, reason
    assert ("responsible" in target.evidence) == bool(units)


def test_a_value_of_a_column_leads_back_to_its_cell() -> None:
    (target,) = understood(grid("TT|Chỉ tiêu|Năm 2027", f"1|{CARD}|95%")).targets
    (place,) = target.evidence["value"].provenance
    assert place.text == "95%"
    (clause,) = target.evidence["text"].provenance
    assert all(place.boxes[0].left > box.right for box in clause.boxes)
    assert " ".join(clause.text.split()) == CARD


def test_a_group_below_the_header_is_no_second_header() -> None:
    rows = ("TT|Chỉ tiêu|ĐVT|Năm 2027", "I|Lĩnh vực bảo vệ trẻ em|<|<", f"1|{CARD}|%|95")
    plan = understood(grid(*rows))
    assert rows_of(plan) == [("card", "eq", 95.0, "percent", 2027)]
    assert plan.sections[-1].path == "I.1.I"


def test_marks_repeat_the_unit_and_the_agency_above() -> None:
    plan = understood(
        grid(
            "TT|Chỉ tiêu|ĐVT|Năm 2027|Cơ quan thực hiện",
            f"1|{CARD}|%|95|Sở Y tế",
            f"2|{NURSERY}|nt|99|nt",
        )
    )
    assert rows_of(plan)[1] == ("nursery", "eq", 99.0, "percent", 2027)
    assert plan.targets[1].responsible == ("Sở Y tế",)


def test_a_column_of_a_year_before_the_plan_is_its_baseline() -> None:
    assert targets("TT|Chỉ tiêu|Năm 2026|Năm 2027", f"1|{CARD}|93%|97%") == [
        ("card", "eq", 97.0, "percent", 2027)
    ]


def test_a_share_without_any_unit_is_in_percent() -> None:
    assert targets("TT|Chỉ tiêu|Năm 2027", f"1|{CARD}|97") == [
        ("card", "eq", 97.0, "percent", 2027)
    ]
    assert targets("TT|Chỉ tiêu|Năm 2027 (%)", f"1|{CARD}|97") == [
        ("card", "eq", 97.0, "percent", 2027)
    ]


def test_columns_of_one_year_are_for_parts_of_the_area() -> None:
    plan = understood(
        grid("TT|Chỉ tiêu|Năm 2027|<", "^|^|Thành thị|Nông thôn", f"1|{CARD}|99%|95%")
    )
    assert [(t.scope, t.value) for t in plan.targets] == [("Thành thị", 99.0), ("Nông thôn", 95.0)]


def test_a_row_has_the_baseline_of_its_column() -> None:
    plan = understood(grid("TT|Chỉ tiêu|Thực hiện 2026|Năm 2027|Năm 2028", f"1|{CARD}|93%|95%|97%"))
    known = [target.baseline for target in plan.targets]
    assert [(base.value, base.year) for base in known if base] == [(93.0, 2026), (93.0, 2026)]
