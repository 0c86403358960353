# ruff: noqa: ANN401 - the values of JSON
"""Finding targets and documents by what they say, with or without marks."""

from __future__ import annotations

from typing import Any

import pytest

from models.settings import Settings
from models.storage.database import Database
from tests.integration.service.stored_plans import Archive, make_archive
from tests.unit.api.service.plans import head, target

CODE = "sdd-nhe-can-duoi-5-tuoi"


@pytest.fixture
def archive(database: Database, settings: Settings) -> Archive:
    return make_archive(database, settings)


def found(archive: Archive, path: str, **query: Any) -> list[Any]:
    answer = archive.client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


FILTERS: list[tuple[dict[str, Any], list[float]]] = [
    ({}, [8, 95, 90]),
    ({"indicator": CODE}, [8]),
    ({"unit": "count"}, [90]),
    ({"year": 2030}, [90]),
    ({"comparator": "le"}, [8]),
    ({"value_min": 8, "value_max": 90}, [8, 90]),
    ({"value_min": 95.5}, []),
    ({"core": False}, [90]),
    ({"text": "bao hiem Y TẾ"}, [95]),
    ({"issuer": "dong nai"}, [8]),
    ({"province": "Nghệ An", "text": "trẻ"}, [95, 90]),
]


def test_targets_are_found_across_documents(archive: Archive) -> None:
    archive.store(
        target("95% trẻ em có thẻ bảo hiểm y tế", 95),
        target("Xây 90 điểm vui chơi cho trẻ", 90, 2030, top=200.0, unit="count", core=False),
        metadata=head(issuer="UBND tỉnh Nghệ An"),
    )
    archive.store(
        target("Suy dinh dưỡng không quá 8%", 8, indicator=CODE, comparator="le"),
        metadata=head(issuer="UBND tỉnh Đồng Nai"),
    )
    for query, expected in FILTERS:
        values = [one["value"] for one in found(archive, "/v1/targets", **query)]
        assert values == expected, query


def test_a_list_goes_on_where_it_stopped(archive: Archive) -> None:
    for number in range(3):
        archive.store(target(value=number), target("khác", number + 0.5, top=300.0))
    values, cursor = [], None
    while True:
        query = {"limit": 4} | ({"cursor": cursor} if cursor else {})
        answer = archive.client.get("/v1/targets", params=query)
        values += [one["value"] for one in answer.json()["items"]]
        cursor = answer.json()["next"]
        assert ("link" in answer.headers) == (cursor is not None)
        if cursor is None:
            break
    assert values == [2, 2.5, 1, 1.5, 0, 0.5]


WORDS: list[tuple[str, bool]] = [
    ("đuối nước", True),
    ("DUOI nuoc", True),
    ("phong chong duoi", True),
    ('"chống đuối nước"', True),
    ('"nước chống"', False),
    ("đuối nước bạo lực", False),
    ("!!!", False),
]


def test_words_of_the_pages_are_found_with_and_without_marks(archive: Archive) -> None:
    words = "Kế hoạch phòng, chống đuối nước cho trẻ em"
    document = archive.store(target("Giảm đuối nước ở trẻ em"), words=words)
    archive.store(target("Tiêm chủng"), words="Kế hoạch tiêm chủng mở rộng")
    for query, expected in WORDS:
        hits = found(archive, "/v1/search", q=query)
        assert [hit["document"]["id"] for hit in hits] == ([document] if expected else []), query
    (hit,) = found(archive, "/v1/search", q="đuối nước")
    assert [one["text"] for one in hit["targets"]] == ["Giảm đuối nước ở trẻ em"]


def test_the_words_stay_when_the_plan_is_corrected(archive: Archive) -> None:
    document = archive.store(target(), words="đuối nước")
    archive.patch(document, archive.part(document), text="Điều khác")
    assert len(found(archive, "/v1/search", q="duoi nuoc")) == 1
    assert len(found(archive, "/v1/targets", text="dieu khac")) == 1


def test_the_catalog_and_the_schemas_are_handed_out(archive: Archive) -> None:
    catalog = archive.client.get("/v1/catalog").json()
    assert CODE in [one["code"] for one in catalog["indicators"]]
    assert archive.client.get(f"/v1/catalog/{CODE}").json()["code"] == CODE
    assert archive.client.get("/v1/catalog/no-such-code").status_code == 404
    schema = archive.client.get("/v1/schemas/extraction")
    assert schema.headers["content-type"] == "application/schema+json"
    assert schema.json()["$id"] == "urn:kehoach:schema:extraction-1"
