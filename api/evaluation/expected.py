"""Gold annotations as domain types: a gold plan and a found plan are the same kind of thing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter

from models.domain.alignment import Status
from models.domain.plan import Plan

_PLAN = TypeAdapter(Plan)
_RENAMED = {
    "period": {"from": "start", "to": "end"},
    "reporting": {"from": "sender", "to": "receiver"},
}


class ExpectedRow(BaseModel):
    """One row of an expected comparison; ``year`` and ``scope`` only count where stated."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    indicator: str
    status: Status
    year: int | None = None
    scope: str | None = None
    scored: bool = True


class ExpectedComparison(BaseModel):
    """What a comparison of two gold plans must say."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    child: str
    parent: str
    rows: tuple[ExpectedRow, ...]


def load_expected(path: Path) -> Plan:
    """Read a gold annotation; raises pydantic's ValidationError where it breaks the contract."""
    return parse_expected(json.loads(path.read_text(encoding="utf-8")))


def parse_expected(annotation: Mapping[str, Any]) -> Plan:
    """Turn the gold JSON (see its contract) into a plan without evidence."""
    renamed = dict(annotation)
    metadata = dict(renamed.get("metadata", {}))
    if metadata.get("period"):
        metadata["period"] = _rename(metadata["period"], _RENAMED["period"])
    if metadata.get("date") is None:
        metadata.pop("date", None)
    renamed["metadata"] = metadata
    renamed["reporting"] = [
        {"receiver": None, "sender": None, **_rename(duty, _RENAMED["reporting"])}
        for duty in renamed.get("reporting", ())
    ]
    return _PLAN.validate_python(renamed)


def load_comparison(path: Path) -> ExpectedComparison:
    """Read an expected comparison; raises ValidationError where it breaks the contract."""
    return ExpectedComparison.model_validate_json(path.read_text(encoding="utf-8"))


def _rename(fields: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {names.get(name, name): value for name, value in fields.items()}
