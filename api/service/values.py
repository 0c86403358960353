"""What a person may put into a plan: closed forms of changes, checked before anything is kept.

The published shapes say how a value is written; here is what it must be to make sense. A form holds
only the fields that are sent; its names are the published ones.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    StringConstraints,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from api.schemas import DateOut, PeriodOut, clean_text, plain_number
from corpus.catalog import load_catalog
from models.domain.plan import Comparator, ReferenceRole, SectionKind, Unit

_VAST = 10**15
_PRINTABLE = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"

# Constraints stand before validators: only so are they written into the JSON Schema.
_Clean = AfterValidator(clean_text)
Line = Annotated[str, StringConstraints(max_length=500, pattern=_PRINTABLE), _Clean]
FilledLine = Annotated[
    str, StringConstraints(min_length=1, max_length=500, pattern=_PRINTABLE), _Clean
]
Words = Annotated[
    str, StringConstraints(min_length=1, max_length=10_000, pattern=_PRINTABLE), _Clean
]
Lines = Annotated[tuple[FilledLine, ...], Field(max_length=200)]
_Whole = BeforeValidator(plain_number)
Year = Annotated[StrictInt, Field(ge=1900, le=2200), _Whole]
Count = Annotated[StrictInt, Field(ge=0, le=10**9), _Whole]
Figure = Annotated[
    StrictInt | StrictFloat,
    Field(ge=-_VAST, le=_VAST),
    _Whole,
    WithJsonSchema({"type": "number", "minimum": -_VAST, "maximum": _VAST}),
]
_MONTHS, _DAYS = "(0[1-9]|1[0-2])", "(0[1-9]|[12][0-9]|3[01])"
IsoDate = Annotated[
    str,
    StringConstraints(pattern=rf"^(19|20|21)[0-9]{{2}}(-{_MONTHS}(-{_DAYS})?)?$", max_length=10),
]


class Changes(BaseModel):
    """Fields to set, each to its new value; a field that is not sent stays as it is."""

    model_config = ConfigDict(extra="forbid", populate_by_name=False)

    def values(self) -> dict[str, Any]:
        """Return what was sent as JSON, under the published names."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)


class DateIn(DateOut):
    """A date of which any part may be unknown."""

    day: Annotated[StrictInt, Field(ge=1, le=31), _Whole] | None
    month: Annotated[StrictInt, Field(ge=1, le=12), _Whole] | None
    year: Year | None

    @model_validator(mode="after")
    def _exists(self) -> Self:
        """Refuse a day that no calendar has; a leap year is granted where the year is unknown."""
        if self.day is not None and self.month is not None:
            date(self.year or 2000, self.month, self.day)
        return self


class PeriodIn(PeriodOut):
    """The years that a plan covers, both included."""

    start: Year = Field(validation_alias="from", serialization_alias="from")
    end: Year = Field(validation_alias="to", serialization_alias="to")

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.end < self.start:
            raise ValueError("ends before it begins")
        return self


class SignerIn(BaseModel):
    """Who signed, in what position and by whose authority."""

    model_config = ConfigDict(extra="forbid")

    name: Line | None
    position: Line | None
    authority: Lines


class MetadataChanges(Changes):
    """Changes of the head and foot of the document."""

    doc_type: Line | None = None
    number: Line | None = None
    symbol: Line | None = None
    issuer: Line | None = None
    place: Line | None = None
    date: DateIn = Field(default=DateIn(day=None, month=None, year=None))
    title: Words | None = None
    period: PeriodIn | None = None
    signer: SignerIn | None = None
    recipients: Lines = ()


class ReferenceChanges(Changes):
    """Changes of a cited document; ``date`` is ISO, as much of it as is printed."""

    doc_type: Line | None = None
    number: FilledLine = ""
    symbol: Line | None = None
    date: IsoDate | None = None
    issuer: Line | None = None
    role: ReferenceRole = ReferenceRole.MENTIONED

    _exists = field_validator("date")(lambda text: _existing(text))


class SectionChanges(Changes):
    """Changes of a section."""

    path: FilledLine = ""
    label: FilledLine = ""
    heading: Words | None = None
    kinds: Annotated[tuple[SectionKind, ...], Field(min_length=1, max_length=len(SectionKind))] = ()


class TargetChanges(Changes):
    """Changes of a target; ``indicator`` is a code of the catalog."""

    section: Line | None = None
    ordinal: Line | None = None
    text: Words = ""
    indicator: Line | None = None
    comparator: Comparator = Comparator.NONE
    value: Figure | None = None
    unit: Unit = Unit.NONE
    year: Year | None = None
    responsible: Lines = ()
    core: StrictBool = True
    total: Figure | None = None
    value_to: Figure | None = None
    scope: Line | None = None

    @field_validator("indicator")
    @classmethod
    def _known(cls, code: str | None) -> str | None:
        if code is not None and load_catalog().find(code) is None:
            raise ValueError("not a code of the catalog")
        return code


class AssignmentChanges(Changes):
    """Changes of who does what."""

    unit: FilledLine = ""
    section: FilledLine = ""
    tasks: Count = 0
    target_refs: Lines = ()


class DutyChanges(Changes):
    """Changes of a duty to report; ``due`` is an ISO date."""

    what: Words = ""
    sender: Line | None = Field(None, alias="from")
    receiver: Line | None = Field(None, alias="to")
    due: IsoDate | None = None

    _exists = field_validator("due")(lambda text: _existing(text))


class PlaceIn(BaseModel):
    """Where a missed target stands: 1-based page and [left, top, right, bottom] in points."""

    model_config = ConfigDict(extra="forbid")

    page: Annotated[StrictInt, Field(ge=1, le=100_000), _Whole]
    box: tuple[Figure, Figure, Figure, Figure]


class TargetIn(TargetChanges):
    """A target that the reader missed; what is not sent is null, or empty."""

    text: Words


def _existing(text: str | None) -> str | None:
    """Return an ISO date as it is; raises ValueError where no calendar has it."""
    if text:
        year, month, day, *_ = *map(int, text.split("-")), 1, 1
        date(year, month, day)
    return text
