"""The truth that lies beside real scans: typed numbers and dates, header fields, transcripts."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from models.domain.plan import DateParts

T = TypeVar("T")

NUMBERS_FILE = "number_date.json"
HEADERS_FILE = "header_fields.json"
_TRANSCRIPT = re.compile(r"(?P<name>.+?)(?:_p(?P<page>\d+))?\.gt\.txt")


class _NumberDate(BaseModel):
    """An entry of the numbers file, by stem; the date is ``d/m/yyyy``."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    number: str | None = None
    symbol: str | None = None
    date: str | None = None


class _Headers(BaseModel):
    """An entry of the headers file, by file name; its keys are given."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    doc_type: str | None = Field(None, alias="loai_vb")
    title: str | None = Field(None, alias="nd_chinh")
    signer: str | None = Field(None, alias="chu_ky")


@dataclass(frozen=True, slots=True)
class Transcript:
    """True text of a whole document, or of one page (1-based)."""

    text: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class RealTruth:
    """What is known of one real scan; null is not known."""

    number: str | None = None
    symbol: str | None = None
    date: DateParts | None = None
    doc_type: str | None = None
    title: str | None = None
    signer: str | None = None
    transcripts: tuple[Transcript, ...] = field(default=())


def find_scans(folder: Path) -> tuple[Path, ...]:
    """Return all PDF files below a folder, in the order of their paths."""
    return tuple(sorted(path for path in folder.rglob("*.pdf") if path.is_file()))


def load_truth(scan: Path) -> RealTruth:
    """Gather what lies beside one scan; raises ValidationError where a truth file is wrong."""
    numbers = _entries(scan.parent / NUMBERS_FILE, TypeAdapter(dict[str, _NumberDate]))
    headers = _entries(scan.parent / HEADERS_FILE, TypeAdapter(dict[str, _Headers]))
    number = numbers.get(scan.stem, _NumberDate())
    header = headers.get(scan.name) or _Headers.model_validate({})
    return RealTruth(
        number=number.number,
        symbol=number.symbol,
        date=_parse_date(number.date),
        doc_type=header.doc_type or None,
        title=header.title or None,
        signer=header.signer or None,
        transcripts=tuple(_find_transcripts(scan)),
    )


def _entries(path: Path, shape: TypeAdapter[dict[str, T]]) -> Mapping[str, T]:
    if not path.is_file():
        return {}
    return shape.validate_python(json.loads(path.read_text(encoding="utf-8")))


def _parse_date(text: str | None) -> DateParts | None:
    if not text:
        return None
    day, month, year = (int(part) for part in text.split("/"))
    return DateParts(day, month, year)


def _find_transcripts(scan: Path) -> list[Transcript]:
    found: list[Transcript] = []
    for path in sorted(scan.parent.glob("*.gt.txt")):
        named = _TRANSCRIPT.fullmatch(path.name)
        if named and _is_of(scan.stem, named["name"], named["page"]):
            page = int(named["page"]) if named["page"] else None
            found.append(Transcript(path.read_text(encoding="utf-8"), page))
    return found


def _is_of(stem: str, name: str, page: str | None) -> bool:
    """A transcript of a page may be named by the start of the scan's name."""
    return stem == name or (page is not None and stem.startswith(f"{name}_"))
