"""Headings: where they end, and what they say that their section is about."""

from __future__ import annotations

import pytest

from models.domain.plan import SectionKind
from models.domain.provenance import Span
from nlp.headings import heading_of, kinds_of, tells_results
from tests.factories import prose

VARIANTS: dict[str, tuple[str, ...]] = {
    "muc_dich_yeu_cau": (
        "MỤC ĐÍCH, YÊU CẦU",
        "MỤC ĐÍCH - YÊU CẦU",
        "MỤC ĐÍCH VÀ YÊU CẦU",
        "Mục đích",
        "Mục đích:",
        "Mục đích, yêu cầu",
        "Yêu cầu",
    ),
    "muc_tieu": (
        "MỤC TIÊU",
        "Mục tiêu chung",
        "Mục tiêu cụ thể",
        "Mục tiêu 1: Về bảo vệ trẻ em",
        "Mục tiêu tổng quát",
        "Các mục tiêu cụ thể",
        "Mục tiêu chủ yếu",
        "Mục tiêu đến năm 2030",
    ),
    "muc_tieu chi_tieu": (
        "MỤC TIÊU, CHỈ TIÊU",
        "MỤC TIÊU VÀ CHỈ TIÊU",
        "CÁC MỤC TIÊU, CHỈ TIÊU CỤ THỂ",
        "Mục tiêu 1: Về phát triển (07 Chỉ tiêu)",
    ),
    "muc_dich_yeu_cau chi_tieu": ("MỤC ĐÍCH, YÊU CẦU, CHỈ TIÊU THỰC HIỆN",),
    "chi_tieu": (
        "CHỈ TIÊU",
        "CHỈ TIÊU CỤ THỂ",
        "Chỉ tiêu năm 2026",
        "Chỉ tiêu thực hiện",
        "Các chỉ tiêu chủ yếu",
        "HỆ THỐNG CHỈ TIÊU",
        "Đến năm 2025:",
        "Giai đoạn 2026 - 2030",
    ),
    "doi_tuong_pham_vi": (
        "ĐỐI TƯỢNG, PHẠM VI, THỜI GIAN THỰC HIỆN",
        "ĐỐI TƯỢNG, PHẠM VI, THỜI GIAN",
        "ĐỐI TƯỢNG CỦA CHƯƠNG TRÌNH",
        "THỜI GIAN, ĐỊA ĐIỂM VÀ ĐỐI TƯỢNG",
        "PHẠM VI VÀ ĐỐI TƯỢNG ÁP DỤNG",
        "Đối tượng",
        "Đối tượng thụ hưởng",
        "Đối tượng thực hiện",
        "Phạm vi",
        "Thời gian",
    ),
    "nhiem_vu_giai_phap": (
        "NHIỆM VỤ VÀ GIẢI PHÁP",
        "NHIỆM VỤ VÀ GIẢI PHÁP THỰC HIỆN",
        "NHIỆM VỤ, GIẢI PHÁP CHỦ YẾU",
        "NHIỆM VỤ - GIẢI PHÁP",
        "NHIỆM VỤ TRỌNG TÂM",
        "NHIỆM VỤ TRỌNG TÂM VÀ GIẢI PHÁP THỰC HIỆN",
        "NHIỆM VỤ CỤ THỂ",
        "MỘT SỐ NHIỆM VỤ, GIẢI PHÁP",
        "NỘI DUNG VÀ CÁC GIẢI PHÁP THỰC HIỆN",
        "NỘI DUNG VÀ HÌNH THỨC THỰC HIỆN",
        "NỘI DUNG CHƯƠNG TRÌNH",
        "NỘI DUNG THỰC HIỆN",
        "GIẢI PHÁP CHỦ YẾU",
    ),
    "kinh_phi": (
        "KINH PHÍ",
        "KINH PHÍ THỰC HIỆN",
        "KINH PHÍ DỰ KIẾN",
        "KINH PHÍ BẢO ĐẢM",
        "KINH PHÍ VÀ CƠ SỞ VẬT CHẤT HỖ TRỢ",
        "DỰ TOÁN KINH PHÍ",
        "NHU CẦU KINH PHÍ THỰC HIỆN VÀ NGUỒN KINH PHÍ",
        "NGUỒN KINH PHÍ",
        "NGUỒN LỰC THỰC HIỆN",
    ),
    "to_chuc_thuc_hien": (
        "TỔ CHỨC THỰC HIỆN",
        "TỔ CHỨC TRIỂN KHAI THỰC HIỆN",
        "PHÂN CÔNG NHIỆM VỤ",
        "PHÂN CÔNG TRÁCH NHIỆM THỰC HIỆN",
        "TRÁCH NHIỆM CỦA CÁC CƠ QUAN, ĐƠN VỊ",
        "Nhiệm vụ của các đơn vị",
    ),
    "che_do_bao_cao": (
        "CHẾ ĐỘ BÁO CÁO",
        "CHẾ ĐỘ THÔNG TIN BÁO CÁO",
        "CHẾ ĐỘ THÔNG TIN, BÁO CÁO",
        "TỔNG KẾT, ĐÁNH GIÁ - THÔNG TIN BÁO CÁO",
        "THÔNG TIN, BÁO CÁO",
        "KIỂM TRA, GIÁM SÁT, BÁO CÁO",
        "SƠ KẾT, TỔNG KẾT",
        "THEO DÕI, ĐÁNH GIÁ",
    ),
    "khac": (
        "ĐÁNH GIÁ TÌNH HÌNH THỰC HIỆN NĂM 2025",
        "KẾT QUẢ THỰC HIỆN NĂM 2025",
        "QUAN ĐIỂM CHỈ ĐẠO",
        "ĐẶC ĐIỂM TÌNH HÌNH",
        "CĂN CỨ XÂY DỰNG KẾ HOẠCH",
        "KHEN THƯỞNG",
    ),
}


@pytest.mark.parametrize(
    ("kinds", "heading"), [(kinds, text) for kinds, texts in VARIANTS.items() for text in texts]
)
def test_heading_of_a_part_names_its_kinds(kinds: str, heading: str) -> None:
    assert " ".join(kinds_of(heading, (), top=True)) == kinds


AIM, TARGET, TASK = SectionKind.AIM, SectionKind.TARGET, SectionKind.TASK
ORGANISATION, REPORTING, BUDGET = (
    SectionKind.ORGANISATION,
    SectionKind.REPORTING,
    SectionKind.BUDGET,
)
APPENDIX, PURPOSE, SCOPE = SectionKind.APPENDIX, SectionKind.PURPOSE, SectionKind.SCOPE

NESTED = [
    ("Chỉ tiêu", (AIM, TARGET), (TARGET,), "of two kinds, the heading names one"),
    ("Mục tiêu", (AIM, TARGET), (AIM,), "of two kinds, the heading names one"),
    ("Chỉ tiêu cụ thể", (PURPOSE,), (TARGET,), "a kind of its own"),
    ("Đến năm 2030", (AIM,), (AIM,), "a year is no kind of its own below aims"),
    ("Về bảo vệ trẻ em", (TARGET,), (TARGET,), "the group of a list of targets"),
    ("Yêu cầu", (PURPOSE,), (PURPOSE,), "a half of the pair"),
    ("Đối tượng", (SCOPE,), (SCOPE,), "a part"),
    ("Kiểm tra, giám sát việc thực hiện", (TASK,), (TASK,), "a task is no reporting"),
    ("Bảo đảm nguồn lực thực hiện", (TASK,), (TASK,), "a task is no budget"),
    ("Kinh phí", (TASK,), (TASK,), "money inside the tasks"),
    ("Sở Y tế", (ORGANISATION,), (ORGANISATION,), "a unit"),
    ("Chế độ báo cáo", (ORGANISATION,), (REPORTING,), "reporting inside the organisation"),
    ("Kinh phí thực hiện", (ORGANISATION,), (BUDGET,), "money inside the organisation"),
    ("Nhiệm vụ của các đơn vị", (ORGANISATION,), (ORGANISATION,), "units"),
    (None, (TASK,), (TASK,), "a paragraph with a label"),
    ("Về sức khỏe", (APPENDIX, TARGET), (APPENDIX, TARGET), "the group of an appendix"),
]


@pytest.mark.parametrize(("heading", "inherited", "expected", "reason"), NESTED)
def test_sub_section_has_its_own_kind_or_its_parents(
    heading: str | None,
    inherited: tuple[SectionKind, ...],
    expected: tuple[SectionKind, ...],
    reason: str,
) -> None:
    assert kinds_of(heading, inherited, top=False) == expected, reason


def test_an_appendix_keeps_its_kind_and_adds_what_its_title_names() -> None:
    assert kinds_of("CHỈ TIÊU NĂM 2026", (), top=True, appendix=True) == (APPENDIX, TARGET)
    assert kinds_of(None, (), top=True, appendix=True) == (APPENDIX,)


def test_a_part_without_heading_is_of_other_kind() -> None:
    assert kinds_of(None, (), top=True) == (SectionKind.OTHER,)


ENDS = [
    ("MỤC TIÊU, CHỈ TIÊU", False, "MỤC TIÊU, CHỈ TIÊU", "capitals are a heading by themselves"),
    ("KINH PHÍ:", False, "KINH PHÍ", "the closing colon is no part of it"),
    ("Nhiệm vụ:", True, "Nhiệm vụ", "the closing colon is no part of it"),
    ("Mục đích", True, "Mục đích", "a short line with content below"),
    ("Mục đích", False, None, "nothing follows"),
    ("Đối tượng: Trẻ em dưới 16 tuổi.", False, "Đối tượng", "run in"),
    ("Chỉ tiêu: 95% trẻ em", False, "Chỉ tiêu", "run in"),
    (
        "Mục tiêu 1: Về bảo vệ trẻ em",
        True,
        "Mục tiêu 1: Về bảo vệ trẻ em",
        "the colon of a numbered name",
    ),
    (
        "Các phòng, ban và đoàn thể của xã: rà soát",
        True,
        "Các phòng, ban và đoàn thể của xã: rà soát",
        "a colon behind more than six words",
    ),
    ("Tổ chức truyền thông. Phối hợp với các đơn vị.", True, None, "two sentences"),
    ("Công tác của TP. Hồ Chí Minh", True, "Công tác của TP. Hồ Chí Minh", "an abbreviation"),
    ("Tổ chức truyền thông, vận động.", False, None, "a sentence that nothing follows"),
    ("", True, None, "nothing behind the label"),
]


@pytest.mark.parametrize(("text", "followed", "heading", "reason"), ENDS)
def test_heading_ends_where_the_content_begins(
    text: str, followed: bool, heading: str | None, reason: str
) -> None:
    source = prose(text or "Không có gì.")
    span = heading_of(source, Span(0, len(text)), followed=followed)
    assert (source.slice(span) if span else None) == heading, reason


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("KẾT QUẢ THỰC HIỆN NĂM 2025", True),
        ("Đánh giá tình hình", True),
        ("Tồn tại, hạn chế", True),
        ("MỤC TIÊU", False),
        ("Nâng cao kết quả chăm sóc trẻ em", False),
        (None, False),
    ],
)
def test_an_account_of_the_past_is_known(heading: str | None, expected: bool) -> None:
    assert tells_results(heading) is expected
