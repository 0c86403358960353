"""Cited documents: identifier, type, date, issuer, and what they are to the plan."""

from __future__ import annotations

import pytest

from models.domain.plan import Reference
from nlp.references import identifier, tidy_reference_symbol
from tests.factories import OPENING, Centred, Closing, NewPage, head, plan_of, plan_with

DO = "- Nội dung công việc."


def cited(*tasks: str) -> tuple[Reference, ...]:
    return plan_with("I. NHIỆM VỤ", *tasks).references


def opened(opening: str) -> list[tuple[str, str]]:
    references = plan_with("I. NHIỆM VỤ", DO, opening=opening).references
    return [(reference.number, reference.role.value) for reference in references]


FORMS = [
    ("Kế hoạch số 36/KH-UBND", "Kế hoạch", "36", "KH-UBND", "the usual form"),
    ("Kế hoạch số 46/KH – UBND", "Kế hoạch", "46", "KH-UBND", "a long dash with spaces"),
    ("Kế hoạch số: 36 /KH-UBND", "Kế hoạch", "36", "KH-UBND", "a colon and a space"),
    ("Quyết định số 1438 /QĐ - TTg", "Quyết định", "1438", "QĐ-TTg", "spaces at the dash"),
    ("Quyết định 23/QĐ-TTg", "Quyết định", "23", "QĐ-TTg", "no word for number"),
    ("Quyết định số 3978/QĐBYT", "Quyết định", "3978", "QĐBYT", "the dash is left out"),
    ("Nghị quyết số 121/2020/QH14", "Nghị quyết", "121/2020", "QH14", "the National Assembly"),
    ("Quyết định số 55a/2013/QĐ-TTg", "Quyết định", "55a/2013", "QĐ-TTg", "a letter"),
    ("Nghị định số 56/2017/NĐ-CP", "Nghị định", "56/2017", "NĐ-CP", "a year inside"),
    ("Nghị quyết số 55/2025/NQ-HĐND", "Nghị quyết", "55/2025", "NQ-HĐND", "a council"),
    ("Nghị quyết số 12/NQ HĐND", "Nghị quyết", "12", "NQ-HĐND", "a space for the dash"),
    (
        "Thông tư liên tịch số 68/2007/TTLT-BTC-BLĐTBXH",
        "Thông tư",
        "68/2007",
        "TTLT-BTC-BLĐTBXH",
        "of two ministries",
    ),
    ("Công văn số 1481/BYT-BMTE", "Công văn", "1481", "BYT-BMTE", "an official letter"),
    ("Chỉ thị số 28-CT/TW", "Chỉ thị", "28", "CT/TW", "the Party"),
    ("Kế hoạch số 07-KH/TU", "Kế hoạch", "07", "KH/TU", "the Party of a province"),
    ("Chương trình số 12-CTr/TU", "Chương trình", "12", "CTr/TU", "a small letter"),
    ("Hướng dẫn số 36-HD/VPTW", "Hướng dẫn", "36", "HD/VPTW", "an office of the Party"),
    ("Nghị quyết số 57/NQ-TW", "Nghị quyết", "57", "NQ-TW", "the Party, dash and slash changed"),
]


@pytest.mark.parametrize(("printed", "doc_type", "number", "symbol", "reason"), FORMS)
def test_identifier_is_read(
    printed: str, doc_type: str, number: str, symbol: str, reason: str
) -> None:
    (reference,) = cited(f"- Thực hiện {printed} về công tác trẻ em.")
    assert (reference.doc_type, reference.number, reference.symbol) == (doc_type, number, symbol)
    place = reference.evidence["number"].provenance[0]
    assert number.split("/")[0] in place.text


@pytest.mark.parametrize(
    "text",
    [
        "Giảm tai nạn xuống 80/100.000 trẻ em, 12/15 xã đạt chuẩn.",
        "Gửi báo cáo trước ngày 10/05/2027 và ngày 15/6 hằng năm.",
        "Kế hoạch số      /KH-UBND ngày    /02/2027 của xã.",
        "Thực hiện Luật Trẻ em năm 2016 và Chương trình quốc gia.",
        "Tổ chức 3/Khối lớp, mỗi 02 lần/năm.",
        "Thực hiện Kế hoạch số 12/KH-UBND của xã.",
    ],
    ids=["figures", "dates", "left blank", "no number", "a slash", "its own number"],
)
def test_nothing_else_is_a_reference(text: str) -> None:
    assert cited(f"- {text}") == ()


DATES = [
    ("ngày 23/01/2027 của Sở Y tế", "2027-01-23", "slashes"),
    ("ngày 23/1/2027 của Sở Y tế", "2027-01-23", "not padded"),
    ("ngày 3.1.2027 của Sở Y tế", "2027-01-03", "stops"),
    ("ngày 23-01-2027 của Sở Y tế", "2027-01-23", "dashes"),
    ("ngày 23 tháng 01 năm 2027 của Sở Y tế", "2027-01-23", "in words"),
    ("của Sở Y tế ngày 23/01/2027", "2027-01-23", "behind the issuer"),
    ("năm 2027 của Sở Y tế", None, "a year is no date"),
    ("ngày 45/13/2027 của Sở Y tế", None, "no such day"),
]


@pytest.mark.parametrize(("behind", "date", "reason"), DATES)
def test_date_is_read(behind: str, date: str | None, reason: str) -> None:
    (reference,) = cited(f"- Thực hiện Kế hoạch số 36/KH-SYT {behind}.")
    assert reference.date == date, reason
    assert ("date" in reference.evidence) == (date is not None)


ISSUERS = [
    ("Kế hoạch số 36/KH-UBND của Ủy ban nhân dân tỉnh", "UBND tỉnh", "in short"),
    ("Kế hoạch số 36/KH-UBND ngày 3/1/2027 của UBND tỉnh về trẻ em", "UBND tỉnh", "behind a date"),
    ("Nghị quyết số 9/NQ-HĐND của Hội đồng nhân dân xã", "HĐND xã", "in short"),
    ("Chỉ thị số 28-CT/TW của Bộ Chính trị về trẻ em", "Bộ Chính trị", "as printed"),
    ("Quyết định số 23/QĐ-TTg", "Thủ tướng Chính phủ", "by the symbol"),
    ("Nghị định số 56/2017/NĐ-CP", "Chính phủ", "by the symbol"),
    ("Nghị quyết số 121/2020/QH14", "Quốc hội", "by the symbol"),
    ("Quyết định số 3978/QĐ-BYT", "Bộ Y tế", "by the symbol"),
    ("Kế hoạch số 36/KH-UBND", None, "any committee"),
]


@pytest.mark.parametrize(("printed", "issuer", "reason"), ISSUERS)
def test_issuer_is_read_or_known_by_the_symbol(
    printed: str, issuer: str | None, reason: str
) -> None:
    (reference,) = cited(f"- Thực hiện {printed}.")
    assert reference.issuer == issuer, reason


def test_a_document_counts_once_with_all_that_its_mentions_say() -> None:
    (reference,) = cited(
        "- Tuyên truyền Nghị định số 56/2017/NĐ-CP cho nhân dân.",
        "- Thực hiện Nghị định số 56/2017/NĐ - CP ngày 09/5/2017 của Chính phủ.",
    )
    assert reference.date == "2017-05-09"
    assert reference.role == "basis"


def test_documents_keep_the_order_of_their_first_mention() -> None:
    references = cited(
        "- Thực hiện Quyết định số 06/QĐ-TTg; Quyết định số 1437/QĐ-TTg.",
        "- Thực hiện Nghị định số 56/2017/NĐ-CP; Quyết định số 06/QĐ-TTg.",
    )
    assert [reference.number for reference in references] == ["06", "1437", "56/2017"]


def test_equal_numbers_of_different_issuers_are_two() -> None:
    references = cited("- Thực hiện Quyết định số 588/QĐ-TTg; Kế hoạch số 588/KH-SYT.")
    assert [reference.symbol for reference in references] == ["QĐ-TTg", "KH-SYT"]


ROLES = [
    ("- Thực hiện Kế hoạch số 36/KH-SYT về trẻ em.", "basis", "carried out"),
    ("- Tiếp tục triển khai Quyết định số 36/QĐ-TTg.", "basis", "carried out"),
    ("- Hỗ trợ trẻ em theo Nghị định số 36/2017/NĐ-CP.", "basis", "according to"),
    ("- Tuyên truyền Nghị quyết số 36/2020/QH14 cho nhân dân.", "mentioned", "spread"),
    ("- Tổ chức tập huấn Thông tư số 36/2025/TT-BYT.", "mentioned", "studied"),
    ("Nghị quyết số 36-NQ/TW nêu rõ vai trò của gia đình.", "mentioned", "in a sentence"),
    ("- Trình HĐND tỉnh thay thế Nghị quyết số 36/2022/NQ-HĐND.", "mentioned", "replaced"),
]


@pytest.mark.parametrize(("task", "role", "reason"), ROLES)
def test_role_in_a_task(task: str, role: str, reason: str) -> None:
    (reference,) = cited(task)
    assert reference.role == role, reason


def test_a_document_in_the_title_of_another_is_mentioned() -> None:
    outer, inner = cited(
        "- Triển khai Quyết định số 1248/QĐ-TTg ngày 19/7/2021 của Thủ tướng Chính phủ về thực hiện "
        "Nghị quyết số 121/2020/QH14."
    )
    assert (outer.role, inner.role) == ("basis", "mentioned")


def test_the_items_of_a_list_are_governed_by_its_lead() -> None:
    references = cited(
        "- Tiếp tục triển khai thực hiện các văn bản:",
        "+ Nghị định số 56/2017/NĐ-CP;",
        "+ Quyết định số 23/QĐ-TTg.",
    )
    assert {reference.role.value for reference in references} == {"basis"}


OPENINGS = [
    (
        "Thực hiện Kế hoạch số 8/KH-UBND ngày 12/01/2027 của Ủy ban nhân dân tỉnh về công tác trẻ "
        "em năm 2027, Ủy ban nhân dân xã Cao Sơn ban hành kế hoạch như sau:",
        [("8", "parent")],
        "the plan of the level above",
    ),
    (
        "Căn cứ Nghị định số 56/2017/NĐ-CP ngày 09/5/2017 của Chính phủ; Kế hoạch số 52/KH-SYT của "
        "Sở Y tế về công tác trẻ em; xã Cao Sơn ban hành kế hoạch như sau:",
        [("56/2017", "basis"), ("52", "parent")],
        "a decree is a basis, a department's plan a parent",
    ),
    (
        "Thực hiện Kế hoạch số 8/KH-UBND của UBND tỉnh về việc thực hiện Nghị quyết số 121/2020/QH14 "
        "của Quốc hội, xã Cao Sơn ban hành kế hoạch như sau:",
        [("8", "parent"), ("121/2020", "mentioned")],
        "in the title of the parent",
    ),
    (
        "Thực hiện Công văn số 1481/BYT-BMTE của Bộ Y tế về công tác trẻ em năm 2027, xã Cao Sơn ban "
        "hành kế hoạch như sau:",
        [("1481", "basis")],
        "a letter is no plan",
    ),
    (
        "Căn cứ Kế hoạch số 5/KH-UBND ngày 10/01/2027 của Ủy ban nhân dân xã Cao Sơn; Kế hoạch số "
        "8/KH-UBND của UBND tỉnh, xã Cao Sơn điều chỉnh kế hoạch như sau:",
        [("5", "basis"), ("8", "parent")],
        "the issuer's own plan, which is changed, is no parent",
    ),
]


@pytest.mark.parametrize(("opening", "expected", "reason"), OPENINGS)
def test_role_in_the_opening(opening: str, expected: list[tuple[str, str]], reason: str) -> None:
    assert opened(opening) == expected, reason


def test_the_strongest_role_of_all_mentions_counts() -> None:
    plan = plan_with(
        "I. NHIỆM VỤ",
        "- Tuyên truyền Kế hoạch số 8/KH-UBND của tỉnh.",
        opening="Thực hiện Kế hoạch số 8/KH-UBND ngày 12/01/2027 của Ủy ban nhân dân tỉnh về công "
        "tác trẻ em năm 2027, xã Cao Sơn ban hành kế hoạch như sau:",
    )
    assert [reference.role.value for reference in plan.references] == ["parent"]


def test_head_foot_and_the_note_of_the_appendix_cite_nothing() -> None:
    closing = Closing("Nơi nhận:|- Như Quyết định số 9/QĐ-SYT;|- Lưu: VT.", "CHỦ TỊCH", "Lê Văn An")
    note = Centred("(Kèm theo Kế hoạch số 12/KH-UBND ngày 05/3/2027)")
    items = (*head(), OPENING, "I. NHIỆM VỤ", DO, closing, NewPage(), Centred("PHỤ LỤC"), note)
    assert plan_of(*items).references == ()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("28", "CT/TW"), ("28", "CT-TW")),
        (("46", "KH-UBND"), ("46", "KH – UBND")),
        (("23", "QĐ-TTg"), ("23", "QĐ-TTG")),
        (("56/2017", "NĐ-CP"), ("56/2017", "NĐ - CP")),
    ],
)
def test_two_spellings_of_one_identifier_are_equal(
    first: tuple[str, str], second: tuple[str, str]
) -> None:
    assert identifier(*first) == identifier(*second)


def test_identifiers_of_two_documents_differ() -> None:
    pairs = [("36", "KH-UBND"), ("36", "KH-SYT"), ("37", "KH-UBND"), ("36", "QĐ-UBND")]
    assert len({identifier(*pair) for pair in pairs}) == len(pairs)


def test_symbol_is_made_tidy() -> None:
    assert tidy_reference_symbol("KH – UBND") == "KH-UBND"
    assert tidy_reference_symbol("NQ HĐND") == "NQ-HĐND"
    assert tidy_reference_symbol("QĐ-TTg,") == "QĐ-TTg"
