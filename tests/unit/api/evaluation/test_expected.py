from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from api.evaluation.expected import load_comparison, load_expected, parse_expected
from models.domain.alignment import Status
from models.domain.plan import Comparator, DateParts, Period, ReferenceRole, SectionKind, Unit

ANNOTATION = {
    "document": "mau",
    "source": "mau.txt",
    "metadata": {
        "doc_type": "Kế hoạch",
        "number": None,
        "symbol": "KH-UBND",
        "issuer": "UBND xã Mẫu",
        "place": "Mẫu",
        "date": {"day": None, "month": 3, "year": 2026},
        "title": "Thực hiện công tác mẫu",
        "period": {"from": 2026, "to": 2030},
        "signer": {"name": "Trần Văn A", "position": "Chủ tịch", "authority": ["TM. UBND"]},
        "recipients": ["Sở Y tế"],
    },
    "references": [
        {
            "doc_type": "Kế hoạch",
            "number": "1",
            "symbol": "KH-UBND",
            "date": None,
            "issuer": None,
            "role": "parent",
        }
    ],
    "sections": [{"path": "I", "label": "I", "heading": None, "kinds": ["muc_tieu", "chi_tieu"]}],
    "targets": [
        {
            "section": "I",
            "ordinal": None,
            "text": "79/126 xã",
            "indicator": None,
            "comparator": "eq",
            "value": 79,
            "unit": "count_of_total",
            "total": 126,
            "year": 2026,
            "responsible": [],
            "core": True,
            "note": "beyond the catalog",
            "change": {"direction": "up", "value": 2, "unit": "percentage_points"},
        }
    ],
    "assignments": [{"unit": "Công an", "section": "V", "tasks": 1, "target_refs": ["8"]}],
    "reporting": [{"what": "báo cáo năm", "from": "Các đơn vị", "to": None, "due": "2026-11-10"}],
}


def test_a_gold_annotation_becomes_a_plan() -> None:
    plan = parse_expected(ANNOTATION)
    assert plan.metadata.date == DateParts(None, 3, 2026)
    assert plan.metadata.period == Period(2026, 2030)
    assert plan.references[0].role is ReferenceRole.PARENT
    assert plan.sections[0].kinds == (SectionKind.AIM, SectionKind.TARGET)
    target = plan.targets[0]
    assert (target.comparator, target.unit, target.value, target.total) == (
        Comparator.EQ,
        Unit.COUNT_OF_TOTAL,
        79.0,
        126.0,
    )
    assert plan.assignments[0].target_refs == ("8",)
    assert (plan.reporting[0].sender, plan.reporting[0].due) == ("Các đơn vị", "2026-11-10")


def test_a_document_without_period_date_and_lists_is_a_plan_too() -> None:
    plan = parse_expected(
        {"document": "thu", "metadata": {"doc_type": None, "period": None, "date": None}}
    )
    assert plan.metadata.period is None
    assert plan.metadata.date == DateParts()
    assert plan.targets == ()


@pytest.mark.parametrize(
    "broken",
    [
        {"targets": [{**ANNOTATION["targets"][0], "comparator": "about"}]},
        {"sections": [{"path": "I", "label": "I", "heading": None, "kinds": ["unknown"]}]},
        {"references": [{"number": None, "role": "parent"}]},
    ],
)
def test_an_annotation_that_breaks_the_contract_is_refused(broken: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        parse_expected({**ANNOTATION, **broken})


def test_files_are_read(tmp_path: Path) -> None:
    plan_path = tmp_path / "expected.json"
    plan_path.write_text(json.dumps(ANNOTATION), encoding="utf-8")
    comparison_path = tmp_path / "compare.json"
    row = {"indicator": "a", "status": "missing_in_child", "child_value": None, "core": True}
    comparison_path.write_text(
        json.dumps({"child": "x", "parent": "y", "rows": [row, {**row, "scored": False}]}),
        encoding="utf-8",
    )
    assert load_expected(plan_path).document == "mau"
    comparison = load_comparison(comparison_path)
    assert comparison.rows[0].status is Status.MISSING_IN_CHILD
    assert [found.scored for found in comparison.rows] == [True, False]
