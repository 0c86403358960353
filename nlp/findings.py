"""What was not understood, and what the document itself leaves open, in words for the officer."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from corpus.messages import load_messages
from models.domain.errors import Issue, Stage
from models.domain.plan import DateParts, Metadata, Plan, Target
from models.domain.provenance import FieldEvidence
from nlp.labels import roman_value
from nlp.zones import Zones

_FIELDS = ("number", "symbol", "issuer", "place", "title", "period", "signer")
_CLAUSE_LENGTH = 80


def is_plan(zones: Zones) -> bool:
    """Tell whether the figures of a document of this type are targets."""
    return zones.type_rule is not None and zones.type_rule.position == "plan"


def issues_of(plan: Plan, zones: Zones) -> tuple[Issue, ...]:
    """Return everything that stays null or open in a plan, in the order of the document."""
    return (
        *_type_issues(zones),
        *_blank_fields(plan.metadata),
        *_unmatched(plan),
        *_told_labels(plan),
        *_left_out(plan),
        *_doubled(plan),
        *_out_of_period(plan),
        *_late_duties(plan),
    )


def _issue(kind: str, field: str | None, page: int | None = None, **facts: str | int) -> Issue:
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


def _page_of(evidence: FieldEvidence, name: str) -> int | None:
    places = evidence[name].provenance if name in evidence else ()
    return places[0].page if places else None


def _told_labels(plan: Plan) -> Iterator[Issue]:
    """Yield the labels that were told by their place in the row, not read as they are."""
    for position, section in enumerate(plan.sections):
        places = section.evidence["label"].provenance if "label" in section.evidence else ()
        if places and section.label not in " ".join(place.text for place in places):
            field, page = f"sections.{position}.label", places[0].page
            yield _issue("label_inferred", field, page, label=section.label)


def _left_out(plan: Plan) -> Iterator[Issue]:
    """Yield the numerals that a row of sections of the first level leaves out or prints twice."""
    numbered = [
        (at, section, roman_value(section.label))
        for at, section in enumerate(plan.sections)
        if section.path == section.label
    ]
    rows = [(at, section, number) for at, section, number in numbered if number]
    for (_, above, before), (at, section, number) in pairwise(rows):
        if number - before != 1:
            field, page = f"sections.{at}.label", _page_of(section.evidence, "label")
            yield _issue("numbering", field, page, before=above.label, label=section.label)


def _doubled(plan: Plan) -> Iterator[Issue]:
    """Yield the indicators that have two values for one year and one area."""
    first: dict[tuple[str, int | None, str | None], Target] = {}
    for position, target in enumerate(plan.targets):
        if target.indicator is None or target.value is None or not target.core:
            continue
        known = first.setdefault((target.indicator, target.year, target.scope), target)
        if (known.unit, known.comparator) == (target.unit, target.comparator) and (
            known.value != target.value
        ):
            field, page = f"targets.{position}.value", _page_of(target.evidence, "text")
            clause = target.text[:_CLAUSE_LENGTH]
            yield _issue("two_values", field, page, clause=clause, other=f"{known.value:g}")


def _out_of_period(plan: Plan) -> Iterator[Issue]:
    """Yield the targets of years that lie behind the plan's own."""
    period = plan.metadata.period
    for position, target in enumerate(plan.targets):
        if period is not None and target.year is not None and target.year > period.end:
            field, page = f"targets.{position}.year", _page_of(target.evidence, "year")
            yield _issue("year_outside", field, page, year=target.year, end=period.end)


def _late_duties(plan: Plan) -> Iterator[Issue]:
    """Yield the duties that are due more than a year behind the end of the plan."""
    period = plan.metadata.period
    for position, duty in enumerate(plan.reporting):
        if period is not None and duty.due and int(duty.due[:4]) > period.end + 1:
            field, page = f"reporting.{position}.due", _page_of(duty.evidence, "due")
            yield _issue("due_outside", field, page, due=duty.due, end=period.end)
