"""The head of a plan as the store keeps it, to be listed and filtered by.

Year and province are told only where the document tells them plainly; nothing is guessed.
"""

from __future__ import annotations

from api.schemas import DateOut, MetadataOut, PlanOut
from corpus.rules import load_rules
from models.domain.archive import JobOutcome
from models.domain.folding import fold
from models.domain.plan import ReferenceRole
from models.storage.documents import Head
from nlp.wording import find_wording


def head_of(plan: PlanOut, outcome: JobOutcome) -> Head:
    """Return the head of a published plan."""
    metadata = plan.metadata
    return Head(
        doc_type=metadata.doc_type,
        number=metadata.number,
        symbol=metadata.symbol,
        issuer=metadata.issuer,
        title=metadata.title,
        place=metadata.place,
        date=iso_date(metadata.date),
        year=year_of(metadata),
        province=province_of(plan),
        outcome=outcome,
    )


def iso_date(date: DateOut) -> str | None:
    """Return a date as ISO, as much of it as is known; null without a year."""
    if date.year is None:
        return None
    known = [f"{date.year:04d}"]
    for part in (date.month, date.day):
        if part is None:
            break
        known.append(f"{part:02d}")
    return "-".join(known)


def year_of(metadata: MetadataOut) -> int | None:
    """Return the one year that a plan is for, or else the year it is dated, or its first year."""
    period = metadata.period
    if period and period.start == period.end:
        return period.start
    return metadata.date.year or (period.start if period else None)


def province_of(plan: PlanOut) -> str | None:
    """Return the province that issuer, place line or parent plan name, or None.

    The place line of a commune bears the commune's name, which may be that of a province.
    """
    issuer, place = plan.metadata.issuer or "", plan.metadata.place or ""
    named = _last_named(issuer) or _last_named(place)
    if not named and any(find_wording("provincial_offices", issuer)):
        named = _by_name(place)
    return named or _of_parents(plan)


def _of_parents(plan: PlanOut) -> str | None:
    parents = [cited for cited in plan.references if cited.role is ReferenceRole.PARENT]
    named = {_last_named(cited.issuer or "") for cited in parents} - {None}
    return named.pop() if len(named) == 1 else None


def _last_named(text: str) -> str | None:
    hits = list(find_wording("provinces", text))
    last = max(hits, key=lambda hit: (hit.start, hit.end), default=None)
    return last.rule.value if last else None


def _by_name(place: str) -> str | None:
    names = (rule.value for rule in load_rules("provinces").rules)
    return next((name for name in names if fold(name) == fold(place.strip())), None)
