"""The outcome of a run as JSON, for machines that follow the figures."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from api.evaluation.measures import Item, Score, Stage
from api.evaluation.real import RealResult
from api.evaluation.report import Report
from api.evaluation.results import CaseResult

Json = dict[str, Any]


def render_json(report: Report) -> str:
    """Return totals, goals, cases with their items, changes and real scans as a JSON text."""
    content = {
        "configuration": report.configuration,
        "exit_status": int(report.exit_status),
        "totals": list(_totals(report)),
        "cases": [_case(case) for case in report.results.cases],
        "changes": [
            {
                "document": change.slug,
                "level": change.level,
                "stage": change.stage,
                "gains": _items(change.gains),
                "losses": _items(change.losses),
            }
            for change in report.changes
        ],
        "real": [_real(result) for result in report.real],
        "real_failures": list(report.real_failures),
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _totals(report: Report) -> Iterable[Json]:
    for chosen in report.results.kinds:
        for level in report.results.levels:
            for stage in Stage:
                score = report.results.total(stage, chosen, level)
                if score.value is not None:
                    goal = report.goals.goal(stage, chosen, level)
                    yield {"set": chosen, "level": level, **_figure(score), "goal": goal}


def _case(case: CaseResult) -> Json:
    return {
        "document": case.slug,
        "set": case.kind,
        "level": case.level,
        "pages": case.pages,
        "failure": case.failure,
        "figures": [
            {
                **_figure(score),
                "right": len(score.right),
                "missed": _items(score.missed),
                "extra": _items(score.extra),
            }
            for score in case.scores
        ],
    }


def _real(result: RealResult) -> Json:
    return {
        "document": result.name,
        "pages": result.pages,
        "seconds": round(result.seconds, 3),
        "doc_type": result.doc_type,
        "targets": result.targets,
        "invented": list(result.invented),
        "failure": result.failure,
        "fields": {
            verdict.name: {
                "outcome": verdict.outcome,
                "expected": verdict.expected,
                "found": verdict.found,
                "confidence": verdict.confidence,
            }
            for verdict in result.verdicts
        },
        "figures": [_figure(score) for score in result.readings],
    }


def _figure(score: Score) -> Json:
    value = None if score.value is None else round(score.value, 5)
    return {"stage": score.stage, "value": value, "points": score.points, "of": score.possible}


def _items(items: Iterable[Item]) -> list[str]:
    return [f"{item.key}  {item.detail}".rstrip() for item in items]
