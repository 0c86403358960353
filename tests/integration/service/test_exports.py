# ruff: noqa: ANN401 - the values of JSON
"""What is handed out: values, places, who corrected, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import openpyxl
import pytest

from models.settings import Settings
from models.storage.database import Database
from tests.integration.service.stored_plans import Archive, make_archive
from tests.unit.api.service.plans import head, reference, target

FORMULAS = ("=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", " =1", "＝1", "\t=1")
CODE = "sdd-nhe-can-duoi-5-tuoi"


@pytest.fixture
def archive(database: Database, settings: Settings) -> Archive:
    return make_archive(database, settings)


def table(archive: Archive, path: str, **query: Any) -> list[dict[str, str]]:
    answer = archive.client.get(path, params={"format": "csv", **query})
    assert answer.status_code == 200, answer.text
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def workbook(archive: Archive, path: str, **query: Any) -> openpyxl.Workbook:
    answer = archive.client.get(path, params={"format": "xlsx", **query})
    assert answer.status_code == 200, answer.text
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def test_a_table_tells_where_a_value_stands_and_who_corrected_it(archive: Archive) -> None:
    document = archive.store(target("Phấn đấu 95% trẻ em đi học", 95, indicator=CODE))
    archive.patch(document, archive.part(document), value=85)
    (row,) = table(archive, f"/v1/documents/{document}/export")
    assert row["Nội dung chỉ tiêu"] == "Phấn đấu 95% trẻ em đi học"
    assert (row["Giá trị"], row["So sánh"], row["Đơn vị tính"]) == ("85", "bằng", "%")
    assert (row["Trang"], row["Khung (pt)"]) == ("1", "100, 100, 400, 114")
    assert (row["Trường đã sửa"], row["Máy đọc"], row["Người sửa"]) == (
        "value",
        "value: 95",
        "local",
    )
    assert row["Sửa lúc (UTC)"].startswith("20")
    (raw,) = table(archive, f"/v1/documents/{document}/export", raw=True)
    assert (raw["Giá trị"], raw["Trường đã sửa"]) == ("95", "")
    english = archive.client.get(
        f"/v1/documents/{document}/export?format=csv", headers={"Accept-Language": "en"}
    )
    assert "Comparator" in english.content.decode("utf-8-sig").splitlines()[0]


def test_formulas_are_texts_in_every_table(archive: Archive) -> None:
    targets = [target(text, n, top=100.0 + 30 * n) for n, text in enumerate(FORMULAS)]
    document = archive.store(*targets, metadata=head(issuer="=HYPERLINK(1)"))
    path = f"/v1/documents/{document}/export"
    texts = [row["Nội dung chỉ tiêu"] for row in table(archive, path)]
    assert texts == [f"'{text}" for text in FORMULAS]
    sheet = workbook(archive, path)["Chỉ tiêu"]
    for number, text in enumerate(FORMULAS, start=2):
        cell = sheet.cell(number, 7)
        assert (cell.value.strip(), cell.data_type, cell.quotePrefix) == (text.strip(), "s", True)
    assert sheet.cell(2, 2).data_type == "s"


def test_a_workbook_can_be_worked_with(archive: Archive) -> None:
    document = archive.store(target(), target("Không còn trẻ em bị xâm hại", None, top=200.0))
    book = workbook(archive, f"/v1/documents/{document}/export")
    sheet = book["Chỉ tiêu"]
    heads = [cell.value for cell in sheet[1]]
    assert book.sheetnames == ["Chỉ tiêu", "Văn bản"]
    assert heads[:3] == ["Số, ký hiệu", "Cơ quan ban hành", "Tỉnh, thành phố"]
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref is not None
    assert sheet.auto_filter.ref.startswith("A1:")
    assert sheet.column_dimensions["G"].width > 50
    assert (sheet["J2"].value, sheet["J3"].value) == (95, None)
    assert book["Văn bản"]["H2"].value == 2


def test_many_plans_come_in_one_file(archive: Archive) -> None:
    first = archive.store(target("Chỉ tiêu một"), metadata=head(issuer="UBND tỉnh Nghệ An"))
    second = archive.store(target("Chỉ tiêu hai"), metadata=head(issuer="UBND tỉnh Cà Mau"))
    archive.add_file()
    assert [row["Mã văn bản"] for row in table(archive, "/v1/export")] == [second, first]
    assert [row["Mã văn bản"] for row in table(archive, "/v1/export", province="Cà Mau")] == [
        second
    ]
    lines = archive.client.get("/v1/export", params={"format": "jsonl"}).text.splitlines()
    assert [json.loads(line)["document"] for line in lines] == [second, first]
    array = archive.client.get("/v1/export").json()
    assert [plan["plan"]["targets"][0]["text"] for plan in array] == [
        "Chỉ tiêu hai",
        "Chỉ tiêu một",
    ]
    raw = archive.client.get("/v1/export", params={"raw": True}).json()
    assert {extraction["schema_version"] for extraction in raw} == {"1"}
    assert archive.client.get("/v1/export", params={"q": "nothing"}).json() == []
    assert workbook(archive, "/v1/export")["Văn bản"].max_row == 3


def test_the_raw_extraction_is_handed_out_as_it_was_made(archive: Archive) -> None:
    document = archive.store(target(value=95))
    archive.patch(document, archive.part(document), value=85)
    path = f"/v1/documents/{document}/export"
    corrected, raw = (
        archive.client.get(path).json(),
        archive.client.get(path, params={"raw": True}).json(),
    )
    assert corrected["plan"]["targets"][0]["value"] == 85
    assert [mark["author"] for mark in corrected["corrected"]] == ["local"]
    assert (raw["plan"]["targets"][0]["value"], raw["file"]["name"]) == (95, "ke-hoach.pdf")


def test_nothing_is_handed_out_of_what_was_not_read(archive: Archive) -> None:
    for form in ("json", "jsonl", "csv", "xlsx"):
        query = {"format": form}
        path = f"/v1/documents/{archive.add_file()}/export"
        assert archive.client.get(path, params=query).status_code == 409
    assert archive.client.get(f"/v1/documents/{'0' * 32}/export").status_code == 404


def test_a_plan_is_held_against_the_one_it_cites(archive: Archive) -> None:
    parent_head = head(number="36", issuer="UBND tỉnh Nghệ An")
    parent = archive.store(target(value=8, indicator=CODE, comparator="le"), metadata=parent_head)
    child = archive.store(
        target(value=9, indicator=CODE, comparator="le"), references=[reference("36")]
    )
    parents = archive.client.get(f"/v1/documents/{child}/parents").json()["items"]
    assert [one["id"] for one in parents] == [parent]
    query = {"child": child, "parent": parent}
    rows = archive.client.get("/v1/comparisons", params=query).json()["rows"]
    assert [(row["indicator"], row["status"]) for row in rows] == [(CODE, "looser")]
    archive.patch(child, archive.part(child), value=7)
    rows = archive.client.get("/v1/comparisons", params=query).json()["rows"]
    assert rows[0]["status"] == "stricter"
    sheet = workbook(archive, "/v1/comparisons", **query)["Đối chiếu"]
    assert [sheet["D1"].value, sheet["D2"].value, sheet["F2"].value] == ["Kết quả", "vượt mức", 7]
    same = archive.client.get("/v1/comparisons", params={"child": child, "parent": child})
    assert (same.status_code, same.json()["type"]) == (422, "urn:kehoach:problem:not_comparable")
