"""Head and foot of a document: what is printed is read, what is not printed stays null."""

from __future__ import annotations

import pytest

from models.domain.plan import DateParts, Metadata, Period, Signer
from tests.factories import (
    OPENING,
    Centred,
    Closing,
    Columns,
    Item,
    NewPage,
    analyst,
    document_of,
    head,
    plan_of,
)

BODY = (
    OPENING,
    "I. MỤC TIÊU",
    "- Nội dung công việc.",
    "Trên đây là Kế hoạch thực hiện công tác trẻ em năm 2027./.",
)
RECIPIENTS = "Nơi nhận:|- Sở Y tế;|- TT. Đảng ủy, HĐND xã;|- Lưu: VT, VHXH."


def metadata(*items: Item) -> Metadata:
    return plan_of(*items, *BODY).metadata


def closed(recipients: str, signature: str, name: str | None) -> Metadata:
    return metadata_of_foot(Closing(recipients, signature, name))


def metadata_of_foot(*foot: Item) -> Metadata:
    return plan_of(*head(), *BODY, *foot).metadata


ISSUERS = [
    ("ỦY BAN NHÂN DÂN|XÃ CAO SƠN", "UBND xã Cao Sơn", "a commune on two lines"),
    ("ỦY BAN NHÂN DÂN XÃ CAO SƠN", "UBND xã Cao Sơn", "on one line"),
    ("UBND XÃ CAO SƠN", "UBND xã Cao Sơn", "in short"),
    ("ỦY BAN NHÂN DÂN|PHƯỜNG LÊ THANH NGHỊ", "UBND phường Lê Thanh Nghị", "a ward"),
    ("ỦY BAN NHÂN DÂN|ĐẶC KHU PHÚ QUỐC", "UBND đặc khu Phú Quốc", "a special zone"),
    ("ỦY BAN NHÂN DÂN|HUYỆN MỘ ĐỨC", "UBND huyện Mộ Đức", "a district"),
    ("ỦY BAN NHÂN DÂN|TỈNH QUẢNG NGÃI", "UBND tỉnh Quảng Ngãi", "a province"),
    ("ỦY BAN NHÂN DÂN|THÀNH PHỐ HÀ NỘI", "UBND thành phố Hà Nội", "a city"),
    ("HỘI ĐỒNG NHÂN DÂN|XÃ CAO SƠN", "HĐND xã Cao Sơn", "a council"),
    ("UBND TỈNH NINH BÌNH|SỞ Y TẾ", "Sở Y tế tỉnh Ninh Bình", "a department and its superior"),
    ("ỦY BAN NHÂN DÂN|TỈNH NINH BÌNH|SỞ Y TẾ", "Sở Y tế tỉnh Ninh Bình", "three lines"),
    ("UBND XÃ CAO SƠN|TRẠM Y TẾ", "Trạm Y tế xã Cao Sơn", "a station and its superior"),
    ("BỘ Y TẾ", "Bộ Y tế", "a ministry"),
    ("TỈNH ỦY QUẢNG NGÃI", "Tỉnh ủy Quảng Ngãi", "a committee of the Party"),
    ("ĐẢNG ỦY|XÃ CAO SƠN", "Đảng ủy xã Cao Sơn", "the Party in a commune"),
    ("BCH ĐẢNG BỘ XÃ CAO SƠN", "Ban Chấp hành Đảng bộ xã Cao Sơn", "a short form of the Party"),
    (
        "TỈNH ỦY QUẢNG NGÃI|BAN TUYÊN GIÁO VÀ DÂN VẬN",
        "Ban Tuyên giáo và Dân vận Tỉnh ủy Quảng Ngãi",
        "a board below a committee of the Party",
    ),
    ("ĐOÀN TNCS HỒ CHÍ MINH|TỈNH QUẢNG NGÃI", "Đoàn TNCS Hồ Chí Minh tỉnh Quảng Ngãi", "youth"),
    ("HỘI LIÊN HIỆP PHỤ NỮ|XÃ CAO SƠN", "Hội Liên hiệp Phụ nữ xã Cao Sơn", "a union"),
    ("TRƯỜNG TIỂU HỌC|NGUYỄN VĂN TRỖI", "Trường Tiểu học Nguyễn Văn Trỗi", "a school"),
    ("UBND XÃ CAO SƠN|PHÒNG GD&ĐT", "Phòng GD&ĐT xã Cao Sơn", "an abbreviation stays one"),
]


@pytest.mark.parametrize(("printed", "issuer", "reason"), ISSUERS)
def test_issuer_has_its_short_form(printed: str, issuer: str, reason: str) -> None:
    assert metadata(*head(issuer=printed)).issuer == issuer, reason


NUMBERS = [
    ("Số: 12/KH-UBND", "12", "KH-UBND", "the usual form"),
    ("Số: 36 /KH-UBND", "36", "KH-UBND", "a space before the slash"),
    ("Số:45/KH-SYT", "45", "KH-SYT", "no space behind the colon"),
    ("Số 07/KH-UBND", "07", "KH-UBND", "no colon, padded"),
    ("Số: 55a/KH-UBND", "55a", "KH-UBND", "a letter"),
    ("Số: 36/2027/NQ-HĐND", "36/2027", "NQ-HĐND", "a year inside"),
    ("Số:          /KH-UBND", None, "KH-UBND", "left blank"),
    ("Số: ....../KH-UBND", None, "KH-UBND", "dots for the number"),
    ("Số: 46/KH – UBND", "46", "KH-UBND", "a long dash with spaces"),
]


@pytest.mark.parametrize(("printed", "number", "symbol", "reason"), NUMBERS)
def test_number_and_symbol_are_read(
    printed: str, number: str | None, symbol: str, reason: str
) -> None:
    found = metadata(*head(number=printed))
    assert (found.number, found.symbol) == (number, symbol), reason
    assert ("number" in found.evidence) == (number is not None), reason


PLACES = [
    ("Cao Sơn, ngày 05 tháng 3 năm 2027", "Cao Sơn", (5, 3, 2027), "padded day"),
    ("Cao Sơn, ngày 29 tháng 12 năm 2027", "Cao Sơn", (29, 12, 2027), "two digits"),
    ("P. Lê Thanh Nghị, ngày tháng 03 năm 2027", "P. Lê Thanh Nghị", (None, 3, 2027), "no day"),
    ("Cao Sơn, ngày      tháng      năm 2027", "Cao Sơn", (None, None, 2027), "left blank"),
    ("Cao Sơn, ngày ... tháng ... năm 2027", "Cao Sơn", (None, None, 2027), "dots"),
    ("Cao Sơn, ngày 45 tháng 13 năm 2027", "Cao Sơn", (None, None, 2027), "no such day"),
    ("TP. Hồ Chí Minh, ngày 1 tháng 2 năm 2027", "TP. Hồ Chí Minh", (1, 2, 2027), "a stop inside"),
]


@pytest.mark.parametrize(("printed", "place", "date", "reason"), PLACES)
def test_place_and_date_are_read(
    printed: str, place: str, date: tuple[int | None, int | None, int], reason: str
) -> None:
    found = metadata(*head(place=printed))
    assert (found.place, found.date) == (place, DateParts(*date)), reason


PERIODS = [
    ("Thực hiện công tác trẻ em năm 2027", (2027, 2027), "one year"),
    ("Chương trình vì trẻ em giai đoạn 2026 - 2030", (2026, 2030), "a span"),
    ("Chương trình vì trẻ em giai đoạn 2026-2030", (2026, 2030), "a span without spaces"),
    ("Chương trình vì trẻ em giai đoạn 2021 - 2030 năm 2027", (2027, 2027), "a year of a span"),
    ("Bảo vệ trẻ em đến năm 2030", (2027, 2030), "from the year of the document"),
    ("Bảo vệ trẻ em đến năm 2030, tầm nhìn đến năm 2045", (2027, 2030), "a vision is none"),
    ("Tháng hành động vì trẻ em", (2027, 2027), "no year: that of the document"),
]


@pytest.mark.parametrize(("title", "years", "reason"), PERIODS)
def test_period_is_that_of_the_title(title: str, years: tuple[int, int], reason: str) -> None:
    found = metadata(*head(title=title))
    assert found.title == title
    assert found.period == Period(*years), reason


@pytest.mark.parametrize(
    ("printed", "doc_type"),
    [
        ("KẾ HOẠCH", "Kế hoạch"),
        ("KẾ HOẠCH LIÊN TỊCH", "Kế hoạch"),
        ("CHƯƠNG TRÌNH HÀNH ĐỘNG", "Chương trình"),
        ("ĐỀ ÁN", "Đề án"),
        ("QUYẾT ĐỊNH", "Quyết định"),
        ("BÁO CÁO", "Báo cáo"),
    ],
)
def test_type_is_named(printed: str, doc_type: str) -> None:
    assert metadata(*head(doc_type=printed)).doc_type == doc_type


def test_title_runs_over_its_centred_lines_and_no_further() -> None:
    title = "Thực hiện công tác bảo vệ, chăm sóc trẻ em và bình đẳng giới|trên địa bàn xã năm 2027"
    assert metadata(*head(title=title)).title == title.replace("|", " ")
    basis = "Căn cứ Luật Trẻ em số 102/2016/QH13 ngày 05 tháng 4 năm 2016 của Quốc hội;"
    assert metadata(*head(title=title), basis).title == title.replace("|", " ")


def test_a_document_without_head_says_who_issues_it_in_its_opening() -> None:
    title = "Thực hiện công tác trẻ em giai đoạn 2022 - 2030"
    opening = (
        "Thực hiện Quyết định của tỉnh về công tác trẻ em, Ủy ban nhân dân phường Ngô Mây xây dựng "
        "Kế hoạch thực hiện công tác trẻ em trên địa bàn phường như sau:"
    )
    found = plan_of(Centred("KẾ HOẠCH"), Centred(title), opening, *BODY[1:]).metadata
    assert (found.doc_type, found.title, found.period) == ("Kế hoạch", title, Period(2022, 2030))
    assert found.issuer == "UBND phường Ngô Mây"
    assert found.evidence["issuer"].confidence < 1.0
    assert (found.number, found.symbol, found.place, found.date) == (None, None, None, DateParts())


def test_what_is_not_printed_is_null_and_said() -> None:
    analysis = analyst().analyze(document_of("Các đơn vị tổ chức thực hiện nghiêm túc."), "x")
    found = analysis.plan.metadata
    assert found == Metadata(evidence=found.evidence)
    blank = {issue.field for issue in analysis.issues if issue.kind == "field_blank"}
    assert {f"metadata.{name}" for name in ("number", "symbol", "issuer", "date")} <= blank
    assert "type_unknown" in {issue.kind for issue in analysis.issues}


def test_a_report_is_named_and_has_no_targets() -> None:
    items = (*head(doc_type="BÁO CÁO"), OPENING, "I. CHỈ TIÊU", "- Đạt 95% trẻ em được khám.")
    analysis = analyst().analyze(document_of(*items), "x")
    assert analysis.plan.metadata.doc_type == "Báo cáo"
    assert analysis.plan.targets == ()
    assert "not_a_plan" in {issue.kind for issue in analysis.issues}


SIGNERS = [
    (
        "TM. ỦY BAN NHÂN DÂN|CHỦ TỊCH",
        "Nguyễn Thị Hương Giang",
        "Chủ tịch",
        ("TM. ỦY BAN NHÂN DÂN",),
    ),
    (
        "TM. ỦY BAN NHÂN DÂN|KT. CHỦ TỊCH|PHÓ CHỦ TỊCH",
        "Trần Văn Minh",
        "Phó Chủ tịch",
        ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"),
    ),
    (
        "TM. ỦY BAN NHÂN DÂN|KT.CHỦ TỊCH|PHÓ CHỦ TỊCH THƯỜNG TRỰC",
        "Lê An",
        "Phó Chủ tịch Thường trực",
        ("TM. ỦY BAN NHÂN DÂN", "KT.CHỦ TỊCH"),
    ),
    ("TL. CHỦ TỊCH|CHÁNH VĂN PHÒNG", "Lê Văn An", "Chánh Văn phòng", ("TL. CHỦ TỊCH",)),
    (
        "TL. CHỦ TỊCH|KT. CHÁNH VĂN PHÒNG|PHÓ CHÁNH VĂN PHÒNG",
        "Lê Văn An",
        "Phó Chánh Văn phòng",
        ("TL. CHỦ TỊCH", "KT. CHÁNH VĂN PHÒNG"),
    ),
    ("TUQ. CHỦ TỊCH|TRƯỞNG PHÒNG", "Y Thanh Hà", "Trưởng phòng", ("TUQ. CHỦ TỊCH",)),
    ("GIÁM ĐỐC", "Lê Văn An", "Giám đốc", ()),
    ("KT. GIÁM ĐỐC|PHÓ GIÁM ĐỐC", "Lê Văn An", "Phó Giám đốc", ("KT. GIÁM ĐỐC",)),
    ("KT. BỘ TRƯỞNG|THỨ TRƯỞNG", "Nguyễn Tri Thức", "Thứ trưởng", ("KT. BỘ TRƯỞNG",)),
    ("T/M BAN THƯỜNG VỤ|PHÓ BÍ THƯ", "Lê Văn An", "Phó Bí thư", ("T/M BAN THƯỜNG VỤ",)),
    ("TM. ỦY BAN NHÂN DÂN|CHỦ TỊCH|(Đã ký)", "Lê Văn An", "Chủ tịch", ("TM. ỦY BAN NHÂN DÂN",)),
]


PRINTED_NAMES = [
    ("NGUYỄN VĂN AN", "Nguyễn Văn An", "in capitals"),
    ("ThS. Lê Văn Cường", "Lê Văn Cường", "a degree before it"),
    ("BSCKII. TRẦN THỊ BÌNH", "Trần Thị Bình", "a degree before capitals"),
    ("Đại tá Lê Văn Cường", "Lê Văn Cường", "a rank before it"),
    ("H'Yim Kđoh", "H'Yim Kđoh", "an Ê Đê name"),
    ("ỦY BAN NHÂN DÂN", None, "an organisation is no name"),
]


@pytest.mark.parametrize(("printed", "name", "reason"), PRINTED_NAMES)
def test_a_name_is_given_in_usual_spelling(printed: str, name: str | None, reason: str) -> None:
    signer = closed(RECIPIENTS, "GIÁM ĐỐC", printed).signer
    assert signer is not None
    assert signer.name == name, reason


@pytest.mark.parametrize(("lines", "name", "position", "authority"), SIGNERS)
def test_signer_has_name_position_and_authority(
    lines: str, name: str, position: str, authority: tuple[str, ...]
) -> None:
    found = closed(RECIPIENTS, lines, name)
    assert found.signer == Signer(name, position, authority)
    assert found.recipients == ("Sở Y tế", "TT. Đảng ủy, HĐND xã", "Lưu: VT, VHXH")


def test_a_signature_without_a_name_stays_so() -> None:
    found = closed(RECIPIENTS, "TM. ỦY BAN NHÂN DÂN|CHỦ TỊCH", None)
    assert found.signer == Signer(None, "Chủ tịch", ("TM. ỦY BAN NHÂN DÂN",))


@pytest.mark.parametrize(
    ("printed", "recipients", "reason"),
    [
        ("Nơi nhận:|- Sở Y tế;|- Lưu: VT.", ("Sở Y tế", "Lưu: VT"), "dashes"),
        ("Nơi nhận:|• Sở Y tế;|+ Lưu: VT", ("Sở Y tế", "Lưu: VT"), "other marks"),
        ("Nơi nhận: - Sở Y tế;|- Lưu: VT.", ("Sở Y tế", "Lưu: VT"), "the first beside the label"),
        (
            "Nơi nhận:|- Các phòng, ban, đơn vị thuộc|Ủy ban nhân dân xã;|- Lưu: VT.",
            ("Các phòng, ban, đơn vị thuộc Ủy ban nhân dân xã", "Lưu: VT"),
            "an item of two lines",
        ),
    ],
)
def test_recipients_are_listed(printed: str, recipients: tuple[str, ...], reason: str) -> None:
    found = closed(printed, "TM. ỦY BAN NHÂN DÂN|CHỦ TỊCH", "Lê Văn An")
    assert found.recipients == recipients, reason


def test_a_foot_without_recipients_has_a_signer_all_the_same() -> None:
    found = metadata_of_foot(Columns("", "TM. ỦY BAN NHÂN DÂN|CHỦ TỊCH||||Lê Văn An"))
    assert found.signer == Signer("Lê Văn An", "Chủ tịch", ("TM. ỦY BAN NHÂN DÂN",))
    assert found.recipients == ()


def test_a_document_without_foot_has_neither() -> None:
    found = metadata_of_foot()
    assert (found.signer, found.recipients) == (None, ())


def test_the_foot_stands_before_the_appendix() -> None:
    closing = Closing(RECIPIENTS, "TM. ỦY BAN NHÂN DÂN|CHỦ TỊCH", "Lê Văn An")
    appendix = (NewPage(), Centred("PHỤ LỤC"), Centred("CHỈ TIÊU"), "- Nguyễn Văn Bình phụ trách.")
    found = metadata_of_foot(closing, *appendix)
    assert found.signer is not None
    assert found.signer.name == "Lê Văn An"
    assert len(found.recipients) == 3


def test_every_field_leads_back_to_the_page_that_it_is_printed_on() -> None:
    closing = Closing(RECIPIENTS, "TM. ỦY BAN NHÂN DÂN|CHỦ TỊCH", "Lê Văn An")
    found = metadata_of_foot(closing)
    printed = {
        "number": "12/KH-UBND",
        "symbol": "12/KH-UBND",
        "place": "Sơn,",
        "date": "2027",
        "title": "trẻ em",
        "doc_type": "KẾ HOẠCH",
        "issuer": "CAO SƠN",
        "signer": "Lê Văn An",
        "recipients": "- Sở Y tế;",
        "period": "2027",
    }
    for name, text in printed.items():
        evidence = found.evidence[name]
        assert text in " ".join(place.text for place in evidence.provenance), name
        assert {place.page for place in evidence.provenance} == {1}, name
        assert 0 < evidence.confidence <= 1, name
