"""The published JSON: exact keys, whole numbers, and nothing lost on the way back."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from api.outputs import to_bytes
from api.schemas import (
    AssignmentOut,
    DutyOut,
    ExtractionOut,
    MetadataOut,
    PageOut,
    ProvenanceOut,
    ReferenceOut,
    SectionOut,
    Shape,
    TargetOut,
    VersionsOut,
)
from api.translation import plan_from_output, plan_to_output, to_output
from models.domain.errors import Issue
from models.domain.layout import Document, Page
from models.domain.plan import (
    Assignment,
    Comparator,
    Duty,
    Metadata,
    Plan,
    Reference,
    Section,
    Target,
    Unit,
)
from models.domain.provenance import Evidence


@pytest.fixture
def output(
    document: Document, plan: Plan, issues: tuple[Issue, ...], versions: VersionsOut
) -> ExtractionOut:
    return to_output(document, plan, issues, versions)


@pytest.fixture
def written(output: ExtractionOut) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(to_bytes(output))
    return content


def test_nothing_of_the_plan_is_lost_on_the_way_back(output: ExtractionOut, plan: Plan) -> None:
    assert plan_from_output(ExtractionOut.model_validate_json(to_bytes(output))) == plan


def test_top_level_keys_and_their_order(written: dict[str, Any]) -> None:
    expected = ["schema_version", "produced_at", "versions", "file", "plan", "issues"]
    assert list(written) == expected


@pytest.mark.parametrize("part", ["references", "sections", "targets", "assignments", "reporting"])
def test_every_object_of_the_plan_says_where_and_how_sure(
    written: dict[str, Any], part: str
) -> None:
    for entry in [*written["plan"][part], written["plan"]["metadata"]]:
        assert list(entry)[-2:] == ["provenance", "confidence"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("plan", "metadata", "date"), {"day": 3, "month": None, "year": 2027}),
        (("plan", "metadata", "period"), {"from": 2027, "to": 2030}),
        (("plan", "metadata", "provenance", "number", 0, "boxes"), [[85, 100.5, 200.2, 114]]),
        (("plan", "metadata", "confidence"), {"date": 0.5, "number": 0.75}),
        (("plan", "targets", 0, "total"), 126),
        (("plan", "targets", 0, "candidates", 0, "score"), 0.987),
        (("plan", "targets", 1, "value_to"), 5),
        (("plan", "reporting", 0, "from"), "Các thôn"),
        (("plan", "reporting", 0, "to"), "UBND xã"),
        (("plan", "reporting", 0, "confidence"), {"due": 0.9, "from": 0.9}),
        (("file", "pages", 0, "width"), 595.3),
        (("file", "pages", 0, "quality"), 0.912),
        (("file", "pages", 1, "method"), "failed"),
        (("issues", 0, "page"), 2),
        (("produced_at",), None),
    ],
)
def test_published_form(written: dict[str, Any], path: tuple[Any, ...], expected: object) -> None:
    found: Any = written
    for step in path:
        found = found[step]
    assert found == expected


@pytest.mark.parametrize("key", ["total", "value_to", "scope"])
def test_rare_keys_are_written_only_where_present(written: dict[str, Any], key: str) -> None:
    first, second = written["plan"]["targets"]
    assert (key in first, key in second) == ((False, True) if key == "value_to" else (True, False))


def test_whole_numbers_are_written_as_integers(output: ExtractionOut) -> None:
    text = to_bytes(output).decode()
    assert '"value": 79,' in text
    assert '"value": 4.5,' in text


def test_boxes_stand_on_one_line(output: ExtractionOut) -> None:
    assert "[85, 100.5, 200.2, 114]" in to_bytes(output).decode()


def test_same_content_gives_the_same_bytes_whatever_the_order_of_evidence(
    document: Document, plan: Plan, versions: VersionsOut
) -> None:
    turned = dict(reversed(list(plan.metadata.evidence.items())))
    again = replace(plan, metadata=replace(plan.metadata, evidence=turned))
    first, second = (to_bytes(to_output(document, p, (), versions)) for p in (plan, again))
    assert first == second


def test_text_is_nfc_and_utf8_whatever_was_read(
    document: Document, plan: Plan, versions: VersionsOut
) -> None:
    odd = unicodedata.normalize("NFD", "Kế hoạch") + "\udcff"
    content = to_bytes(to_output(replace(document, name=odd), plan, (), versions)).decode("utf-8")
    assert '"name": "Kế hoạch?"' in content
    assert unicodedata.is_normalized("NFC", content)
    assert content.endswith("}\n")


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("value", float("nan"), "NaN is no JSON"),
        ("value", True, "a truth value is no number"),
        ("comparator", "about", "outside the value set"),
        ("surprise", 1, "unknown keys are refused"),
    ],
)
def test_shapes_are_closed(plan: Plan, field: str, value: object, reason: str) -> None:
    target = plan_to_output(plan).targets[0].model_dump(by_alias=True)
    with pytest.raises(ValidationError):
        TargetOut.model_validate({**target, field: value})
    assert reason


@pytest.mark.parametrize(
    ("kind", "shape"),
    [
        (Metadata, MetadataOut),
        (Reference, ReferenceOut),
        (Section, SectionOut),
        (Target, TargetOut),
        (Assignment, AssignmentOut),
        (Duty, DutyOut),
        (Page, PageOut),
    ],
)
def test_every_domain_field_is_published(kind: type, shape: type[Shape]) -> None:
    on_their_own = {"evidence", "blocks"}
    domain = {entry.name for entry in fields(kind)} - on_their_own
    assert domain == set(shape.model_fields) - {"provenance", "confidence"}


values = st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False))
texts = st.text(st.characters(exclude_categories=["Cs"])).map(
    lambda text: unicodedata.normalize("NFC", text)
)


@given(text=texts, value=values, year=st.one_of(st.none(), st.integers(1900, 2100)))
def test_any_target_comes_back(text: str, value: float | None, year: int | None) -> None:
    target = Target("I", None, text, None, Comparator.EQ, value, Unit.PERCENT, year)
    plan = Plan("a", Metadata(), targets=(target,))
    output = to_output(
        Document("a.pdf", "0" * 64, ()),
        plan,
        (),
        VersionsOut(program="1", engine=None, engine_data=None, catalog="c 1", rules="r"),
    )
    assert plan_from_output(ExtractionOut.model_validate_json(to_bytes(output))) == plan


@given(st.floats(0, 1))
def test_confidence_stays_in_its_bounds(confidence: float) -> None:
    metadata = Metadata(evidence={"title": Evidence((), confidence)})
    found = plan_to_output(Plan("a", metadata)).metadata
    assert found.confidence["title"] == round(confidence, 3)
    assert found.provenance["title"] == ()


def test_a_page_number_is_one_based() -> None:
    with pytest.raises(ValidationError):
        ProvenanceOut(page=0, boxes=(), text="x")
