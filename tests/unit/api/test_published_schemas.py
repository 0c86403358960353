"""The JSON Schemas in the repository are those of the shapes, and outputs obey them."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from api.comparison_schemas import ComparisonVersionsOut, comparison_to_output
from api.outputs import to_bytes
from api.published_schemas import PUBLISHED, schema_bytes, schema_file_name
from api.schemas import VersionsOut
from api.translation import to_output
from models.domain.alignment import Alignment, AlignmentRow, Status
from models.domain.catalog import Better, Catalog, CatalogEntry
from models.domain.errors import Issue
from models.domain.layout import Document
from models.domain.plan import Plan, Unit


def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads(schema_bytes(name)))


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_published_file_is_current(name: str) -> None:
    """Bring it up to date with ``kehoach schema NAME > corpus/schemas/NAME-1.json``."""
    published = files("corpus") / "schemas" / schema_file_name(name)
    assert published.read_bytes() == schema_bytes(name)


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_published_file_is_a_schema(name: str) -> None:
    Draft202012Validator.check_schema(json.loads(schema_bytes(name)))


@pytest.fixture
def written(
    document: Document, plan: Plan, issues: tuple[Issue, ...], versions: VersionsOut
) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(to_bytes(to_output(document, plan, issues, versions)))
    return content


def test_an_output_obeys_the_schema(written: dict[str, Any]) -> None:
    validator("extraction").validate(written)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("plan", "targets", 0, "unit"), "dozen"),
        (("plan", "targets", 0, "surprise"), 1),
        (("plan", "metadata", "confidence", "number"), 1.5),
        (("file", "sha256"), "short"),
        (("file", "pages", 0, "number"), 0),
        (("schema_version",), "2"),
    ],
)
def test_the_schema_refuses_what_is_wrong(
    written: dict[str, Any], path: tuple[Any, ...], value: object
) -> None:
    place: Any = written
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert not validator("extraction").is_valid(written)


def test_a_comparison_obeys_the_schema(plan: Plan) -> None:
    first, second = plan.targets
    entry = CatalogEntry("a", "Tỷ lệ xã", 1, Unit.PERCENT, Better.HIGHER)
    rows = (
        AlignmentRow("a", Status.STRICTER, first, second, True, 2027, reason="79/126 = 62,7 %"),
        AlignmentRow("b", Status.MISSING_IN_CHILD, None, second, False, scope="miền núi"),
    )
    comparison = comparison_to_output(
        Alignment("child", "parent", rows),
        Catalog("tre-em", 1, (entry,)),
        ComparisonVersionsOut(program="1", catalog="tre-em 1"),
    )
    content = json.loads(to_bytes(comparison))
    validator("comparison").validate(content)
    row, missing = content["rows"]
    assert (row["name"], row["child_value"], row["child_total"]) == ("Tỷ lệ xã", 79, 126)
    assert (row["parent_value"], row["parent_value_to"], row["note"]) == (4.5, 5, "79/126 = 62,7 %")
    assert (missing["name"], missing["child_value"], missing["child_unit"]) == (None, None, None)
    assert (missing["scope"], "scope" in row) == ("miền núi", False)
    assert content["counts"]["stricter"] == content["counts"]["missing_in_child"] == 1
