"""The stored baseline, and what a run gained and lost against it, item by item.

The file keeps, per document and stage, every item that was right (or extra) with the levels of wear
at which it was: ``"I.2 | Chỉ tiêu": "012"``. So one line of a diff is one item.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from api.evaluation.measures import ITEM_STAGES, Item, Score, Stage
from api.evaluation.results import CaseResult

Levels = dict[str, str]  # item key -> the digits of the levels


class StageItems(BaseModel):
    """The items of one stage of one document."""

    model_config = ConfigDict(extra="forbid")

    right: Levels = {}
    extra: Levels = {}


class DocumentItems(BaseModel):
    """The levels that were measured, and the items of every stage."""

    model_config = ConfigDict(extra="forbid")

    levels: str = ""
    stages: dict[Stage, StageItems] = {}


class Baseline(BaseModel):
    """All documents by slug."""

    model_config = ConfigDict(extra="forbid")

    documents: dict[str, DocumentItems] = {}


@dataclass(frozen=True, slots=True)
class Change:
    """What one stage of one document at one level gained and lost against the baseline.

    An extra that is gone is a gain; a new extra is a loss.
    """

    slug: str
    level: int
    stage: Stage
    gains: tuple[Item, ...] = field(default=())
    losses: tuple[Item, ...] = field(default=())


def load_baseline(path: Path) -> Baseline:
    """Read a stored baseline; an absent file is an empty one."""
    if not path.exists():
        return Baseline()
    return Baseline.model_validate_json(path.read_text(encoding="utf-8"))


def save_baseline(baseline: Baseline, path: Path) -> None:
    """Write the baseline, sorted and one item a line, so that a diff reads as a list of changes."""
    content = baseline.model_dump(mode="json", exclude_defaults=True)
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")


def updated(baseline: Baseline, cases: Iterable[CaseResult]) -> Baseline:
    """Return the baseline with the levels of these cases replaced and all others kept."""
    renewed = baseline.model_copy(deep=True)
    for case in cases:
        document = renewed.documents.setdefault(case.slug, DocumentItems())
        level = str(case.level)
        document.levels = _with_level(document.levels, level)
        for score in _item_scores(case):
            items = document.stages.setdefault(score.stage, StageItems())
            items.right = _replaced(items.right, level, score.right)
            items.extra = _replaced(items.extra, level, score.extra)
    return renewed


def find_changes(baseline: Baseline, cases: Iterable[CaseResult]) -> tuple[Change, ...]:
    """Return what changed; levels and stages that the baseline does not know are left out."""
    changes: list[Change] = []
    for case in cases:
        document = baseline.documents.get(case.slug)
        if document is None or str(case.level) not in document.levels:
            continue
        for score in _item_scores(case):
            change = _change(case, score, document.stages.get(score.stage, StageItems()))
            if change.gains or change.losses:
                changes.append(change)
    return tuple(changes)


def _change(case: CaseResult, score: Score, before: StageItems) -> Change:
    level = str(case.level)
    was_right = {key for key, levels in before.right.items() if level in levels}
    was_extra = {key for key, levels in before.extra.items() if level in levels}
    now_extra = {item.key for item in score.extra}
    gone = [Item(key, "no longer extra") for key in sorted(was_extra - now_extra)]
    return Change(
        slug=case.slug,
        level=case.level,
        stage=score.stage,
        gains=(*(item for item in score.right if item.key not in was_right), *gone),
        losses=(
            *(item for item in score.missed if item.key in was_right),
            *(_as_extra(item) for item in score.extra if item.key not in was_extra),
        ),
    )


def _as_extra(item: Item) -> Item:
    return Item(item.key, f"new extra {item.detail}".strip())


def _item_scores(case: CaseResult) -> Iterable[Score]:
    return (score for score in case.scores if score.stage in ITEM_STAGES)


def _replaced(levels_of: Levels, level: str, items: Iterable[Item]) -> Levels:
    keys = {item.key for item in items}
    renewed = {key: levels.replace(level, "") for key, levels in levels_of.items()}
    for key in keys:
        renewed[key] = _with_level(renewed.get(key, ""), level)
    return {key: levels for key, levels in renewed.items() if levels}


def _with_level(levels: str, level: str) -> str:
    return "".join(sorted({*levels, level}))
