"""The shapes of the published JSON: one document, extracted (``extraction-1.json``).

These are the program's outward promise and nothing else: frozen, closed, without behaviour. The
translators between them and the domain types are in ``api.translation``.
"""

from __future__ import annotations

import math
import unicodedata
from typing import Annotated, Final, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    WithJsonSchema,
    model_serializer,
)

from models.domain.errors import Stage
from models.domain.layout import ReadMethod
from models.domain.plan import (
    ChangeUnit,
    Comparator,
    Direction,
    ReferenceRole,
    SectionKind,
    Unit,
)

SCHEMA_VERSION: Final = "1"
_EXACT_INTEGERS = 2**53


def plain_number(value: object) -> object:
    """Turn a whole float into an integer (100.0 is written as 100); refuse NaN and infinity."""
    broken = isinstance(value, float) and not math.isfinite(value)
    if isinstance(value, bool) or broken:
        raise ValueError("not a finite number")
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT_INTEGERS:
        return int(value)
    return value


def clean_text(text: str) -> str:
    """Return the text in NFC, with halves of surrogate pairs replaced: UTF-8 cannot hold them."""
    return unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode("utf-8"))


Number = Annotated[int | float, BeforeValidator(plain_number), WithJsonSchema({"type": "number"})]
Text = Annotated[str, AfterValidator(clean_text)]
Share = Annotated[
    Number,
    Field(ge=0, le=1),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 1}),
]


def is_absent(value: object) -> bool:
    """Tell whether a key that is written only where it has a value is left out."""
    return value is None


class Shape(BaseModel):
    """A frozen, closed shape: an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class ProvenanceOut(Shape):
    """A place on one page: boxes in points, origin top left, on the page as displayed."""

    page: int = Field(ge=1, description="1-based page number")
    boxes: tuple[tuple[Number, Number, Number, Number], ...] = Field(
        description="[left, top, right, bottom] in points, rounded to 0.1"
    )
    text: Text = Field(description="the characters as read")


class Evident(Shape):
    """An object whose fields carry where they were read and how sure the reader is."""

    provenance: dict[str, tuple[ProvenanceOut, ...]] = Field(description="places by field name")
    confidence: dict[str, Share] = Field(description="certainty by field name, 0..1")

    # No return type: it would take the place of the fields in the published schema.
    @model_serializer(mode="wrap")
    def _evidence_last(self, handler: SerializerFunctionWrapHandler):  # type: ignore[no-untyped-def]  # noqa: ANN202
        """Write the values first, since people read them first."""
        written = handler(self)
        evidence = {name: written.pop(name) for name in ("provenance", "confidence")}
        return {**written, **evidence}


class DateOut(Shape):
    """A date of which any part may be blank in the draft."""

    day: int | None
    month: int | None
    year: int | None


class PeriodOut(Shape):
    """The years that the plan covers, both included."""

    start: int = Field(validation_alias="from", serialization_alias="from")
    end: int = Field(validation_alias="to", serialization_alias="to")


class SignerOut(Shape):
    """Who signed, in what position and by whose authority."""

    name: Text | None
    position: Text | None
    authority: tuple[Text, ...]


class MetadataOut(Evident):
    """The head and foot of the document."""

    doc_type: Text | None
    number: Text | None
    symbol: Text | None
    issuer: Text | None
    place: Text | None
    date: DateOut
    title: Text | None
    period: PeriodOut | None
    signer: SignerOut | None
    recipients: tuple[Text, ...]


class ReferenceOut(Evident):
    """A cited document; ``date`` is ISO, as much of it as is printed."""

    doc_type: Text | None
    number: Text
    symbol: Text | None
    date: Text | None
    issuer: Text | None
    role: ReferenceRole


class SectionOut(Evident):
    """A labelled section; ``heading`` is null where the label opens a plain paragraph."""

    path: Text
    label: Text
    heading: Text | None
    kinds: tuple[SectionKind, ...]


class CandidateOut(Shape):
    """A near catalog entry with its similarity."""

    code: Text
    score: Share


class BaselineOut(Shape):
    """What the figure was, in the unit of its target."""

    value: Number
    year: int | None


class ChangeOut(Shape):
    """By how much a figure shall change, against a base year where one is printed."""

    direction: Direction
    value: Number
    unit: ChangeUnit
    base_year: int | None


class TargetOut(Evident):
    """One measurable quantity in one year."""

    section: Text | None
    ordinal: Text | None
    text: Text
    indicator: Text | None
    comparator: Comparator
    value: Number | None
    unit: Unit
    year: int | None
    responsible: tuple[Text, ...]
    core: bool
    total: Number | None = Field(None, exclude_if=is_absent)
    value_to: Number | None = Field(None, exclude_if=is_absent)
    scope: Text | None = Field(None, exclude_if=is_absent)
    baseline: BaselineOut | None = Field(None, exclude_if=is_absent)
    change: ChangeOut | None = Field(None, exclude_if=is_absent)
    match_reason: Text | None
    candidates: tuple[CandidateOut, ...] = Field(description="nearest catalog codes, best first")


class AssignmentOut(Evident):
    """Who does what."""

    unit: Text
    section: Text
    tasks: int = Field(ge=0)
    target_refs: tuple[Text, ...]


class DutyOut(Evident):
    """A dated or periodic duty to report or to issue a plan; ``due`` is an ISO date."""

    what: Text
    sender: Text | None = Field(validation_alias="from", serialization_alias="from")
    receiver: Text | None = Field(validation_alias="to", serialization_alias="to")
    due: Text | None


class PlanOut(Shape):
    """One document understood; ``document`` is its slug, the stem of the file."""

    document: Text
    metadata: MetadataOut
    references: tuple[ReferenceOut, ...]
    sections: tuple[SectionOut, ...]
    targets: tuple[TargetOut, ...]
    assignments: tuple[AssignmentOut, ...]
    reporting: tuple[DutyOut, ...]


class PageOut(Shape):
    """How one page was read; ``width`` and ``height`` in points, ``turned`` in degrees."""

    number: int = Field(ge=1)
    width: Number
    height: Number
    method: ReadMethod
    reason: Text
    quality: Share
    engine: Text | None
    dpi: int | None
    turned: int
    remarks: tuple[Text, ...]


class FileOut(Shape):
    """The file that was read."""

    name: Text
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    pages: tuple[PageOut, ...]


class IssueOut(Shape):
    """Something that was not read or not understood; ``kind`` is stable."""

    stage: Stage
    kind: str
    message: Text
    page: int | None
    field: str | None


class VersionsOut(Shape):
    """What made this output: the same versions and the same file give the same bytes."""

    program: Text
    engine: Text | None
    engine_data: Text | None = Field(description="hash of the engine's language data")
    catalog: Text
    rules: Text = Field(description="hash of the rule tables")


class ExtractionOut(Shape):
    """The output for one document."""

    schema_version: Literal["1"]
    produced_at: str | None = Field(description="UTC, ISO 8601; null where switched off")
    versions: VersionsOut
    file: FileOut
    plan: PlanOut
    issues: tuple[IssueOut, ...]
