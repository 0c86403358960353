# ruff: noqa: ANN401 - the values of JSON
"""Short builders of published plans and corrections."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from api.schemas import PlanOut
from api.service.anchors import anchor_of, name_parts
from api.service.parts import parts_of, values_of
from models.domain.review import Anchor, Correction, CorrectionState, ItemKind, Operation

START = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
LEFT, WIDTH, HEIGHT = 100.0, 300.0, 14.0


def place(page: int, top: float, left: float = LEFT, width: float = WIDTH) -> list[dict[str, Any]]:
    return [{"page": page, "boxes": [[left, top, left + width, top + HEIGHT]], "text": "x"}]


def target(
    text: str = "Tỷ lệ trẻ em được khai sinh đạt 95%",
    value: float | None = 95,
    year: int | None = 2026,
    page: int = 1,
    top: float = 100.0,
    spot: float = 300.0,
    **more: Any,
) -> dict[str, Any]:
    provenance = {"text": place(page, top)}
    if value is not None:
        provenance["value"] = place(page, top, spot, 20.0)
    return {
        "section": "I", "ordinal": None, "text": text, "indicator": None, "comparator": "eq",
        "value": value, "unit": "percent", "year": year, "responsible": [], "core": True,
        "match_reason": None, "candidates": [], "provenance": provenance,
        "confidence": {"value": 0.6}, **more,
    }  # fmt: skip


def reference(number: str = "36", top: float = 80.0, **more: Any) -> dict[str, Any]:
    return {
        "doc_type": "Kế hoạch", "number": number, "symbol": "KH-UBND", "date": None,
        "issuer": "UBND tỉnh Nghệ An", "role": "parent",
        "provenance": {"number": place(1, top)}, "confidence": {"number": 0.9}, **more,
    }  # fmt: skip


def head(**more: Any) -> dict[str, Any]:
    return {
        "doc_type": "Kế hoạch", "number": "12", "symbol": "KH-UBND", "issuer": "UBND xã Đông Hòa",
        "place": "Đông Hòa", "date": {"day": 5, "month": 3, "year": 2026}, "title": "Công tác trẻ em",
        "period": {"from": 2026, "to": 2026}, "signer": None, "recipients": [],
        "provenance": {"number": place(1, 60.0)}, "confidence": {"number": 0.8}, **more,
    }  # fmt: skip


def plan(*targets: dict[str, Any], **more: Any) -> PlanOut:
    content = {
        "document": "dong-hoa", "metadata": head(), "references": [], "sections": [],
        "targets": targets, "assignments": [], "reporting": [], **more,
    }  # fmt: skip
    return PlanOut.model_validate(content)


def names(plan: PlanOut, kind: ItemKind = ItemKind.TARGET) -> tuple[str, ...]:
    return tuple(name_parts(kind, parts_of(plan, kind)))


def correct(
    plan: PlanOut,
    position: int,
    field: str,
    after: Any,
    number: int = 0,
    kind: ItemKind = ItemKind.TARGET,
    run: str = "run-1",
    **more: Any,
) -> Correction:
    """Set a field of a part as it stands in the plan."""
    name, item = list(name_parts(kind, parts_of(plan, kind)).items())[position]
    values: dict[str, Any] = {"before": item.get(field), "after": after, **more}
    return correction(anchor_of(kind, name, item), Operation.SET, field, number, run, **values)


def remove(plan: PlanOut, position: int, number: int = 0, **more: Any) -> Correction:
    kind = ItemKind.TARGET
    name, item = list(name_parts(kind, parts_of(plan, kind)).items())[position]
    before = values_of(kind, item)
    anchor = anchor_of(kind, name, item)
    return correction(anchor, Operation.REMOVE, None, number, before=before, **more)


def add(item: dict[str, Any], number: int = 0, beside: int = 0, **more: Any) -> Correction:
    kind, name = ItemKind.TARGET, f"added-{number}"
    found = anchor_of(kind, name, item)
    marks = {**found.marks, "beside": str(beside)}
    anchor = Anchor(kind, name, found.page, found.box, found.text, marks)
    return correction(anchor, Operation.ADD, None, number, after=item, **more)


def correction(
    anchor: Anchor,
    operation: Operation,
    field: str | None,
    number: int = 0,
    run: str = "run-1",
    before: Any = None,
    after: Any = None,
    state: CorrectionState = CorrectionState.ACTIVE,
) -> Correction:
    at = START + timedelta(minutes=number)
    return Correction(
        f"c{number:04d}", "document", run, anchor, operation, field, before, after,
        "lan", at, state=state,
    )  # fmt: skip
