"""A plan (kế hoạch) as data: the fields, names and value sets of the published JSON.

Every object carries ``evidence``: field name -> places on the page and confidence.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from models.domain.provenance import FieldEvidence


class ReferenceRole(StrEnum):
    """What a cited document is to the citing one; the strongest role of all mentions counts."""

    PARENT = "parent"
    BASIS = "basis"
    MENTIONED = "mentioned"


class SectionKind(StrEnum):
    """What a section is about."""

    PURPOSE = "muc_dich_yeu_cau"
    AIM = "muc_tieu"
    TARGET = "chi_tieu"
    SCOPE = "doi_tuong_pham_vi"
    TASK = "nhiem_vu_giai_phap"
    BUDGET = "kinh_phi"
    ORGANISATION = "to_chuc_thuc_hien"
    REPORTING = "che_do_bao_cao"
    APPENDIX = "phu_luc"
    OTHER = "khac"


class Comparator(StrEnum):
    """How the value bounds the indicator; ``none`` for a qualitative target."""

    EQ = "eq"
    GE = "ge"
    GT = "gt"
    LE = "le"
    LT = "lt"
    NONE = "none"


class Unit(StrEnum):
    """The unit as stated."""

    PERCENT = "percent"
    PER_1000_LIVE_BIRTHS = "per_1000_live_births"
    PER_100000_CHILDREN = "per_100000_children"
    COUNT = "count"
    COUNT_OF_TOTAL = "count_of_total"
    NONE = "none"


class Direction(StrEnum):
    """Which way a relative target goes."""

    UP = "up"
    DOWN = "down"


class ChangeUnit(StrEnum):
    """What a relative target counts in; a share of what was, or the unit of its indicator."""

    PERCENT = "percent"
    PERCENTAGE_POINTS = "percentage_points"
    PER_1000_LIVE_BIRTHS = "per_1000_live_births"
    PER_100000_CHILDREN = "per_100000_children"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class DateParts:
    """A date of which any part may be blank in the draft."""

    day: int | None = None
    month: int | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """The years that the plan covers, both included."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed, in what position and by whose authority (TM., KT., TL. lines as printed)."""

    name: str | None
    position: str | None
    authority: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Metadata:
    """The head and foot of the document (Nghị định 30/2020/NĐ-CP, annex I and VI)."""

    doc_type: str | None = None
    number: str | None = None
    symbol: str | None = None
    issuer: str | None = None
    place: str | None = None
    date: DateParts = DateParts()
    title: str | None = None
    period: Period | None = None
    signer: Signer | None = None
    recipients: tuple[str, ...] = ()
    evidence: FieldEvidence = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reference:
    """A cited document; ``date`` is ISO, as much of it as is printed."""

    doc_type: str | None
    number: str
    symbol: str | None
    date: str | None
    issuer: str | None
    role: ReferenceRole
    evidence: FieldEvidence = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Section:
    """A labelled section; ``heading`` is null where the label opens a plain paragraph."""

    path: str
    label: str
    heading: str | None
    kinds: tuple[SectionKind, ...]
    evidence: FieldEvidence = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Baseline:
    """What the figure was, in the unit of its target; ``year`` is null where none is printed."""

    value: float
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Shift:
    """By how much a figure shall change, against ``base_year`` where one is printed."""

    direction: Direction
    value: float
    unit: ChangeUnit
    base_year: int | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """One measurable quantity in one year.

    ``baseline`` and ``change`` are what a relative target states. ``total`` only with unit
    count_of_total; ``value_to`` only for a range.
    ``candidates`` are the nearest catalog codes with their scores, best first.
    """

    section: str | None
    ordinal: str | None
    text: str
    indicator: str | None
    comparator: Comparator
    value: float | None
    unit: Unit
    year: int | None
    responsible: tuple[str, ...] = ()
    core: bool = True
    total: float | None = None
    value_to: float | None = None
    scope: str | None = None
    baseline: Baseline | None = None
    change: Shift | None = None
    match_reason: str | None = None
    candidates: tuple[tuple[str, float], ...] = ()
    evidence: FieldEvidence = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who does what: a unit of the implementation part and the number of its tasks."""

    unit: str
    section: str
    tasks: int
    target_refs: tuple[str, ...] = ()
    evidence: FieldEvidence = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Duty:
    """A dated (or periodic) duty to report or to issue a plan; ``due`` is an ISO date."""

    what: str
    sender: str | None
    receiver: str | None
    due: str | None
    evidence: FieldEvidence = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """One document understood."""

    document: str
    metadata: Metadata
    references: tuple[Reference, ...] = ()
    sections: tuple[Section, ...] = ()
    targets: tuple[Target, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    reporting: tuple[Duty, ...] = ()
