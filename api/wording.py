"""Values of a plan as people write them, in the language of the voice."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from api.voice import Voice
from models.domain.layout import Document
from models.domain.plan import (
    Comparator,
    DateParts,
    Metadata,
    Plan,
    Reference,
    ReferenceRole,
    Unit,
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A stated level: what a target or one side of a comparison row says."""

    comparator: Comparator | None
    value: float | None
    unit: Unit | None
    total: float | None = None
    value_to: float | None = None


def say_number(number: float, voice: Voice) -> str:
    """Return a number without trailing zeros, with the decimal mark of the language."""
    plain = f"{number:.6f}".rstrip("0").rstrip(".")
    return plain.replace(".", voice.word("decimal_mark", "mark"))


def say_quantity(quantity: Quantity, voice: Voice) -> str:
    """Return a level such as ``≥ 95 %``, ``79/126`` or ``5-10 %``; a word where it has no value."""
    if quantity.value is None:
        return voice.word("qualitative", "yes")
    number = say_number(quantity.value, voice)
    if quantity.total is not None:
        number = f"{number}/{say_number(quantity.total, voice)}"
    unit = voice.word("unit", quantity.unit) if quantity.unit else ""
    if quantity.value_to is not None:
        return f"{number}–{say_number(quantity.value_to, voice)}{unit}"
    sign = voice.word("comparator", quantity.comparator) if quantity.comparator else ""
    return f"{sign}{number}{unit}"


def say_date(date: DateParts, voice: Voice) -> str:
    """Return a date with a mark for each part that is blank."""
    blank = voice.text("label.blank_part")
    parts = {"day": date.day, "month": date.month, "year": date.year}
    said = {name: blank if part is None else str(part) for name, part in parts.items()}
    return voice.text("label.date", **said)


def say_number_and_symbol(number: str | None, symbol: str | None, voice: Voice) -> str:
    """Return ``36/KH-UBND``, with a mark for a blank number."""
    if number is None and symbol is None:
        return voice.text("label.blank")
    shown = number or voice.text("label.blank_part")
    return voice.text("label.numbered", number=shown, symbol=symbol) if symbol else shown


def say_period(metadata: Metadata, voice: Voice) -> str:
    """Return the year or the span of years that the plan covers."""
    period = metadata.period
    if period is None:
        return voice.text("label.blank")
    return str(period.start) if period.start == period.end else f"{period.start}–{period.end}"


def say_signer(metadata: Metadata, voice: Voice) -> str:
    """Return name and position of the signer."""
    signer = metadata.signer
    parts = [signer.name, signer.position] if signer else []
    return ", ".join(part for part in parts if part) or voice.text("label.blank")


def say_parents(references: tuple[Reference, ...], voice: Voice) -> list[str]:
    """Return the cited documents that the plan carries out, each as one line."""
    return [
        voice.text(
            "label.cited",
            doc_type=reference.doc_type or voice.text("label.blank"),
            number=say_number_and_symbol(reference.number, reference.symbol, voice),
            issuer=reference.issuer or voice.text("label.blank"),
        )
        for reference in references
        if reference.role is ReferenceRole.PARENT
    ]


def issuer_of(plan: Plan) -> str:
    """Return who issued a plan, or the name of the document where that was not read."""
    return plan.metadata.issuer or plan.document


def say_file(document: Document, voice: Voice) -> str:
    """Return name, number of pages, how they were read and how well."""
    methods = Counter(page.method for page in document.pages)
    qualities = [page.quality for page in document.pages if page.quality > 0]
    mean = sum(qualities) / len(qualities) if qualities else 0.0
    return voice.text(
        "label.file_line",
        file=document.name,
        pages=len(document.pages),
        methods=", ".join(f"{count} {voice.word('method', m)}" for m, count in methods.items()),
        quality=say_number(round(mean, 2), voice),
    )
