"""Short builders of targets and plans to be compared."""

from __future__ import annotations

from corpus.catalog import load_catalog
from models.domain.alignment import AlignmentRow, Status
from models.domain.plan import Comparator, Metadata, Period, Plan, Target, Unit
from nlp.align import align_plans

CATALOG = load_catalog()
HIGHER = "tre-em-biet-boi"
"""An indicator of which more is better."""
MIRROR = {
    Status.STRICTER: Status.LOOSER,
    Status.LOOSER: Status.STRICTER,
    Status.EQUAL: Status.EQUAL,
    Status.INCOMPARABLE: Status.INCOMPARABLE,
}
"""What a verdict becomes when child and parent change places."""


def target(
    indicator: str | None = HIGHER,
    comparator: str = "eq",
    value: float | None = 95,
    unit: str = "percent",
    year: int | None = 2026,
    *,
    text: str = "",
    core: bool = True,
    total: float | None = None,
    value_to: float | None = None,
    scope: str | None = None,
) -> Target:
    return Target(
        section="II",
        ordinal=None,
        text=text,
        indicator=indicator,
        comparator=Comparator(comparator),
        value=value,
        unit=Unit(unit),
        year=year,
        core=core,
        total=total,
        value_to=value_to,
        scope=scope,
    )


def plan(
    *targets: Target, period: tuple[int, int] | None = None, issuer: str = "UBND xã A"
) -> Plan:
    span = Period(*period) if period else None
    return Plan("a-plan", Metadata(issuer=issuer, period=span), targets=targets)


def align(child: Plan, parent: Plan) -> tuple[AlignmentRow, ...]:
    return align_plans(child, parent, CATALOG).rows
