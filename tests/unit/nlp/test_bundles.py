from __future__ import annotations

import pytest

from nlp.bundles import bundle_issues
from tests.factories import OPENING, Item, NewPage, head, source_of

REPORT = head(number="Số: 40/BC-UBND", doc_type="BÁO CÁO", title="Kết quả năm 2026")
LETTER = (*head(number="Số: 41/UBND-VX", doc_type="Kính gửi: Sở Y tế", title=""),)
FORM = head(number="Số:        /BC-UBND", doc_type="BÁO CÁO", title="Kết quả (mẫu)")
NO_TYPE = head(number="Số: 40/BC-UBND", doc_type="Bảng tổng hợp", title="")

BUNDLES: list[tuple[tuple[Item, ...], list[int], str]] = [
    ((), [], "one document"),
    ((NewPage(), *REPORT, OPENING), [2], "a report behind the plan"),
    ((NewPage(), *LETTER, OPENING), [2], "a letter names no type but its reader"),
    ((NewPage(), *REPORT, OPENING, NewPage(), *LETTER), [2, 3], "three documents"),
    ((NewPage(), "Tiếp theo trang trước.", *REPORT), [2], "a head in the middle of a page"),
    ((NewPage(), *FORM, OPENING), [], "a form in an appendix: its number is blank"),
    ((NewPage(), *NO_TYPE), [], "a table under a printed head"),
    ((NewPage(), *head()), [], "the same document scanned twice"),
    ((NewPage(), "Căn cứ Báo cáo số 40/BC-UBND ngày 05/12/2026;"), [], "a cited document"),
]


@pytest.mark.parametrize(("more", "pages", "why"), BUNDLES)
def test_a_page_that_opens_another_document_is_named(
    more: tuple[Item, ...], pages: list[int], why: str
) -> None:
    issues = list(bundle_issues(source_of(*head(), OPENING, *more)))
    assert [issue.page for issue in issues] == pages, why
    assert {issue.kind for issue in issues} <= {"several_documents"}


def test_the_officer_reads_where_and_what() -> None:
    (issue,) = bundle_issues(source_of(*head(), OPENING, NewPage(), *REPORT))
    assert "40/BC-UBND" in issue.message
    assert "2" in issue.message


def test_a_document_without_head_is_followed_by_one_with() -> None:
    (issue,) = bundle_issues(source_of(OPENING, NewPage(), *REPORT))
    assert issue.page == 2
