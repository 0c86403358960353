"""What was not understood: null fields and unmatched targets, named for the officer."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.messages import load_messages
from models.domain.errors import Issue, Stage
from models.domain.plan import DateParts, Metadata, Plan
from nlp.zones import Zones

_FIELDS = ("number", "symbol", "issuer", "place", "title", "period", "signer")
_CLAUSE_LENGTH = 80


def is_plan(zones: Zones) -> bool:
    """Tell whether the figures of a document of this type are targets."""
    return zones.type_rule is not None and zones.type_rule.position == "plan"


def issues_of(plan: Plan, zones: Zones) -> tuple[Issue, ...]:
    """Return everything that stays null or open in a plan, in the order of the document."""
    return (*_type_issues(zones), *_blank_fields(plan.metadata), *_unmatched(plan))


def _issue(kind: str, field: str | None, page: int | None = None, **facts: str) -> Issue:
    stage = Stage.MATCH if kind == "target_unmatched" else Stage.UNDERSTAND
    return Issue(stage, kind, load_messages().text(kind, **facts), page, field)


def _type_issues(zones: Zones) -> Iterator[Issue]:
    if zones.type_rule is None:
        yield _issue("type_unknown", "metadata.doc_type")
    elif not is_plan(zones):
        yield _issue("not_a_plan", "targets", doc_type=zones.type_rule.value)


def _blank_fields(metadata: Metadata) -> Iterator[Issue]:
    for name in _FIELDS:
        if getattr(metadata, name) is None:
            yield _issue("field_blank", f"metadata.{name}", name=name)
    if _incomplete(metadata.date):
        yield _issue("field_blank", "metadata.date", name="date")
    if not metadata.recipients:
        yield _issue("field_blank", "metadata.recipients", name="recipients")


def _incomplete(date: DateParts) -> bool:
    return None in (date.day, date.month, date.year)


def _unmatched(plan: Plan) -> Iterator[Issue]:
    for position, target in enumerate(plan.targets):
        if target.indicator is None:
            places = target.evidence["text"].provenance
            clause = target.text[:_CLAUSE_LENGTH]
            page = places[0].page if places else None
            yield _issue("target_unmatched", f"targets.{position}.indicator", page, clause=clause)
