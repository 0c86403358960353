"""The same plan, set in other type, margins, tables: what is understood of it stays the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from corpus.rendering.manuscript import parse_manuscript
from corpus.rendering.typeset import typeset
from models.domain.plan import DateParts, Period, Plan, Signer
from tests.golden.conftest import Understand

BODY = """\
@superior UBND TỈNH NINH BÌNH
@issuer SỞ Y TẾ
@number Số: 45/KH-SYT
@place Ninh Bình, ngày 12 tháng 02 năm 2027
@type KẾ HOẠCH
@title Thực hiện Chương trình bảo vệ, chăm sóc trẻ em|giai đoạn 2027 - 2030 trên địa bàn tỉnh
@para Thực hiện Kế hoạch số 8/KH-UBND ngày 12/01/2027 của Ủy ban nhân dân tỉnh về công tác trẻ em giai đoạn 2027 - 2030 trên địa bàn tỉnh Ninh Bình, Sở Y tế xây dựng Kế hoạch thực hiện Chương trình bảo vệ, chăm sóc trẻ em giai đoạn 2027 - 2030 với các nội dung như sau:
@heading I. MỤC ĐÍCH, YÊU CẦU
@heading 1. Mục đích
@para Nâng cao nhận thức, trách nhiệm của các cấp, các ngành và toàn xã hội về bảo vệ, chăm sóc trẻ em; tạo môi trường sống an toàn, thân thiện, lành mạnh cho mọi trẻ em.
@heading 2. Yêu cầu
@para Các hoạt động được triển khai đồng bộ, thiết thực, có trọng tâm và đúng tiến độ.
@heading II. CHỈ TIÊU
@heading 1. Chăm sóc sức khỏe
@para - Giảm tỷ lệ suy dinh dưỡng thể thấp còi ở trẻ em dưới 5 tuổi xuống dưới 17% vào năm 2027 và 15% vào năm 2030.
@para - Tỷ lệ trẻ em dưới 6 tuổi được cấp thẻ bảo hiểm y tế miễn phí đạt ít nhất 98,5% vào năm 2030.
@heading 2. Bảo vệ trẻ em
@para - Giảm tỷ lệ lao động trẻ em và người chưa thành niên từ 5 đến 17 tuổi xuống 4,9%.
@para - Không để xảy ra trường hợp trẻ em tử vong do đuối nước.
@heading III. NHIỆM VỤ, GIẢI PHÁP
@heading 1. Công tác truyền thông
@para - Tuyên truyền Nghị quyết số 121/2020/QH14 ngày 19/6/2020 của Quốc hội về phòng, chống xâm hại trẻ em tới các tầng lớp nhân dân.
@heading 2. Bảo vệ trẻ em
@heading 2.1. Phòng ngừa
@para - Hỗ trợ trẻ em có hoàn cảnh đặc biệt theo quy định tại Nghị định số 56/2017/NĐ-CP ngày 09/5/2017 của Chính phủ quy định chi tiết một số điều của Luật Trẻ em.
@heading 2.2. Hỗ trợ
@para a) Tư vấn, hỗ trợ trẻ em bị xâm hại và gia đình của các em tại cộng đồng.
@para b) Kết nối dịch vụ cho trẻ em.
@heading IV. TỔ CHỨC THỰC HIỆN
@heading 1. Chi cục Dân số
@para - Chủ trì, phối hợp với các đơn vị liên quan tham mưu triển khai thực hiện Kế hoạch này.
@para - Theo dõi, đôn đốc việc thực hiện.
@heading 2. Trung tâm Kiểm soát bệnh tật
@para - Hướng dẫn các trạm y tế thực hiện công tác chăm sóc sức khỏe trẻ em trên địa bàn.
@heading V. CHẾ ĐỘ BÁO CÁO
@para Các đơn vị báo cáo 6 tháng trước ngày 10/6/2027 và báo cáo năm trước ngày 05/12/2027, gửi về Sở Y tế để tổng hợp, báo cáo Ủy ban nhân dân tỉnh theo quy định.
@para Trên đây là Kế hoạch thực hiện Chương trình bảo vệ, chăm sóc trẻ em giai đoạn 2027 - 2030, yêu cầu các đơn vị nghiêm túc triển khai thực hiện./.
@recipients - Bộ Y tế (để báo cáo);|- Các đơn vị trực thuộc Sở;|- Lưu: VT, DS.
@sign KT. GIÁM ĐỐC|PHÓ GIÁM ĐỐC
@signer Hoàng Thị Mai
"""

TABLE = """\
@appendix PHỤ LỤC
@center CÁC CHỈ TIÊU ĐẾN NĂM 2030
@italic (Kèm theo Kế hoạch số 45/KH-SYT ngày 12/02/2027 của Sở Y tế)
@table {table}
@header TT|Chỉ tiêu|Đơn vị tính|Năm 2027|Năm 2030|Cơ quan chủ trì
@group I|Chăm sóc sức khỏe trẻ em
@row 1|Tỷ lệ trẻ em dưới 1 tuổi được tiêm chủng đầy đủ các loại vắc xin|%|95|97|Trung tâm Kiểm soát bệnh tật
@row 2|Tỷ suất tử vong trẻ em dưới 5 tuổi (trên 1.000 trẻ đẻ sống)|‰|< 15|< 13|Chi cục Dân số
@group II|Giáo dục
@row 1|Tỷ lệ trẻ em 5 tuổi được đi học mẫu giáo|%|99|99,5|Sở Giáo dục và Đào tạo
@endtable
"""

LAYOUTS = {
    "as usual": "",
    "smaller letters": "size=12 leading=1.15 indent=28 left=71 right=57",
    "larger steps": "size=14 leading=1.5 indent=28",
    "no space between paragraphs": "size=13 leading=1.2 indent=36 spacing=0",
    "block paragraphs": "indent=0 spacing=6",
    "block paragraphs without space": "indent=0 spacing=0 size=13",
    "narrow text": "left=110 right=90 size=13",
}

TABLES = {
    "ruled": "widths=6,40,12,12,12,18",
    "narrow columns": "widths=7,30,13,15,15,20",
    "header on each page": "widths=6,40,12,12,12,18 repeat=1",
}


def said(plan: Plan) -> dict[str, Any]:
    """Return all that is said of a document, without its places."""
    head = plan.metadata
    return {
        "head": (head.doc_type, head.number, head.symbol, head.issuer, head.place, head.date),
        "title": (head.title, head.period),
        "foot": (head.signer, head.recipients),
        "references": [(r.number, r.symbol, r.date, r.role.value) for r in plan.references],
        "sections": [(s.path, s.heading) for s in plan.sections],
        "targets": [
            (t.section, t.comparator.value, t.value, t.unit.value, t.year, t.core)
            for t in plan.targets
        ],
        "indicators": [t.indicator for t in plan.targets],
        "units": [(a.unit, a.section, a.tasks) for a in plan.assignments],
        "duties": [(d.what, d.due) for d in plan.reporting],
    }


EXPECTED = {
    "head": (
        "Kế hoạch",
        "45",
        "KH-SYT",
        "Sở Y tế tỉnh Ninh Bình",
        "Ninh Bình",
        DateParts(12, 2, 2027),
    ),
    "title": (
        "Thực hiện Chương trình bảo vệ, chăm sóc trẻ em giai đoạn 2027 - 2030 trên địa bàn tỉnh",
        Period(2027, 2030),
    ),
    "foot": (
        Signer("Hoàng Thị Mai", "Phó Giám đốc", ("KT. GIÁM ĐỐC",)),
        ("Bộ Y tế (để báo cáo)", "Các đơn vị trực thuộc Sở", "Lưu: VT, DS"),
    ),
    "references": [
        ("8", "KH-UBND", "2027-01-12", "parent"),
        ("121/2020", "QH14", "2020-06-19", "mentioned"),
        ("56/2017", "NĐ-CP", "2017-05-09", "basis"),
    ],
    "sections": [
        ("I", "MỤC ĐÍCH, YÊU CẦU"),
        ("I.1", "Mục đích"),
        ("I.2", "Yêu cầu"),
        ("II", "CHỈ TIÊU"),
        ("II.1", "Chăm sóc sức khỏe"),
        ("II.2", "Bảo vệ trẻ em"),
        ("III", "NHIỆM VỤ, GIẢI PHÁP"),
        ("III.1", "Công tác truyền thông"),
        ("III.2", "Bảo vệ trẻ em"),
        ("III.2.2.1", "Phòng ngừa"),
        ("III.2.2.2", "Hỗ trợ"),
        ("III.2.2.2.a", None),
        ("III.2.2.2.b", None),
        ("IV", "TỔ CHỨC THỰC HIỆN"),
        ("IV.1", "Chi cục Dân số"),
        ("IV.2", "Trung tâm Kiểm soát bệnh tật"),
        ("V", "CHẾ ĐỘ BÁO CÁO"),
    ],
    "targets": [
        ("II.1", "lt", 17.0, "percent", 2027, True),
        ("II.1", "lt", 15.0, "percent", 2030, True),
        ("II.1", "ge", 98.5, "percent", 2030, True),
        ("II.2", "eq", 4.9, "percent", 2030, True),
        ("II.2", "eq", 0.0, "count", 2030, True),
    ],
    "indicators": [
        "sdd-thap-coi-duoi-5-tuoi",
        "sdd-thap-coi-duoi-5-tuoi",
        "the-bhyt-duoi-6-tuoi",
        "lao-dong-tre-em",
        "tu-vong-duoi-nuoc",
    ],
    "units": [("Chi cục Dân số", "IV.1", 2), ("Trung tâm Kiểm soát bệnh tật", "IV.2", 1)],
    "duties": [("báo cáo 6 tháng", "2027-06-10"), ("báo cáo năm", "2027-12-05")],
}

ROWS = [
    ("PL.I.1", "eq", 95.0, "percent", 2027),
    ("PL.I.1", "eq", 97.0, "percent", 2030),
    ("PL.I.2", "lt", 15.0, "per_1000_live_births", 2027),
    ("PL.I.2", "lt", 13.0, "per_1000_live_births", 2030),
    ("PL.II.1", "eq", 99.0, "percent", 2027),
    ("PL.II.1", "eq", 99.5, "percent", 2030),
]


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_layout_changes_nothing(layout: str, understand: Understand, tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    path.write_bytes(typeset(parse_manuscript(f"@layout {layout}\n{BODY}")))
    found = said(understand(path).analysis.plan)
    for name, expected in EXPECTED.items():
        assert found[name] == expected, name


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())
def test_form_of_a_table_changes_nothing(
    table: str, understand: Understand, tmp_path: Path
) -> None:
    path = tmp_path / "plan.pdf"
    path.write_bytes(typeset(parse_manuscript(BODY + TABLE.format(table=table))))
    plan = understand(path).analysis.plan
    rows = [target for target in plan.targets if (target.section or "").startswith("PL")]
    assert [(t.section, t.comparator.value, t.value, t.unit.value, t.year) for t in rows] == ROWS
    assert [s.path for s in plan.sections][-3:] == ["PL", "PL.I", "PL.II"]
    assert said(plan)["sections"][: len(EXPECTED["sections"])] == EXPECTED["sections"]
    assert all(target.responsible for target in rows)
