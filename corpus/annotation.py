"""The shape of a gold annotation (``expected.json``); what a field may hold is told there.

Further keys (a note of the annotator) are kept.
"""

from __future__ import annotations

from typing import Literal, NotRequired

from pydantic import ConfigDict, with_config
from typing_extensions import TypedDict

_OPEN = ConfigDict(extra="allow")

Years = TypedDict("Years", {"from": int | None, "to": int | None})
Duty = TypedDict(
    "Duty",
    {
        "what": str,
        "from": NotRequired[str | None],
        "to": NotRequired[str | None],
        "due": str | None,
    },
)


@with_config(_OPEN)
class PrintedDate(TypedDict):
    """The date line; null where left blank."""

    day: int | None
    month: int | None
    year: int | None


@with_config(_OPEN)
class Signer(TypedDict):
    """Who signs, in which position, on whose behalf."""

    name: str | None
    position: str | None
    authority: list[str]


@with_config(_OPEN)
class ExpectedMetadata(TypedDict):
    """The head of the document, its period, signer and recipients."""

    doc_type: str | None
    number: str | None
    symbol: str | None
    issuer: str | None
    place: str | None
    date: PrintedDate | None
    title: str | None
    period: Years | None
    signer: Signer | None
    recipients: list[str]


@with_config(_OPEN)
class ExpectedReference(TypedDict):
    """A cited document."""

    doc_type: str | None
    number: str | None
    symbol: str | None
    date: str | None
    issuer: str | None
    role: Literal["parent", "basis", "mentioned"]


@with_config(_OPEN)
class ExpectedSection(TypedDict):
    """A headed part."""

    path: str
    label: str
    heading: str | None
    kinds: list[str]


@with_config(_OPEN)
class ExpectedTarget(TypedDict):
    """One measurable quantity and year."""

    section: str
    ordinal: str | None
    text: str
    indicator: str | None
    comparator: Literal["eq", "ge", "gt", "le", "lt", "none"]
    value: float | None
    unit: str
    year: int | None
    responsible: list[str]
    core: bool
    total: NotRequired[float | None]
    value_to: NotRequired[float | None]
    scope: NotRequired[str | None]


@with_config(_OPEN)
class ExpectedAssignment(TypedDict):
    """Who does what."""

    unit: str
    section: str
    tasks: int
    target_refs: list[str]


@with_config(_OPEN)
class ExpectedPlan(TypedDict):
    """The whole annotation of one document."""

    document: str
    metadata: ExpectedMetadata
    references: list[ExpectedReference]
    sections: list[ExpectedSection]
    targets: list[ExpectedTarget]
    assignments: list[ExpectedAssignment]
    reporting: list[Duty]
