"""Cited documents: their identifier, type, date and issuer, once for each number and symbol."""

from __future__ import annotations

import re
from dataclasses import dataclass

from models.domain.plan import Metadata, Reference, ReferenceRole
from models.domain.provenance import Evidence, Span
from nlp.citation_roles import Citation, RoleJudge
from nlp.normalize import fold
from nlp.sections import SectionTree
from nlp.source import SourceText
from nlp.wording import find_wording
from nlp.zones import Zones

_DASH = r"\s?[-–—]\s?"
_ORG = r"[A-ZĐ][A-Za-zĐđ0-9&]{0,14}"
_NUMBER = r"(?P<n>\d{1,5}[a-zđ]?(?:/(?:19|20)\d\d)?)"
_SYMBOL = (
    rf"(?P<s>(?:[A-ZĐ][A-Za-zĐđ0-9]{{0,8}})(?:(?:{_DASH}|/)(?:{_ORG}))*"
    rf"(?:(?<=NQ)\s[A-ZĐ]{{3,5}})?)"
)
_CITED = re.compile(
    rf"(?<![\w/.,-]){_NUMBER}\s?[/⁄{chr(0x2215)}]\s?{_SYMBOL}|(?<![\w/.,-])(?P<pn>\d{{1,5}})\s?[-–]\s?(?P<ps>[A-ZĐ][A-Za-zĐđ]{{1,4}}/[A-ZĐ]{{2,6}}\w*)"
)
_DATE = re.compile(
    r"[\s,;(]*(?:ngay\s+)?(?P<d>\d{1,2})\s?[/.-]\s?(?P<m>\d{1,2})\s?[/.-]\s?(?P<y>(?:19|20)\d\d)"
    r"|[\s,;(]*ngay\s+(?P<d2>\d{1,2})\s+thang\s+(?P<m2>\d{1,2})\s+nam\s+(?P<y2>(?:19|20)\d\d)"
)
_LATER_DATE = re.compile(r"ngay\s+(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>(?:19|20)\d\d)")
_BEFORE = re.compile(r"(?:\s*(?:lien tich|hanh dong|chi dao))?\s*(?:so)?\s*[:.]?\s*$")
_ISSUER_END = re.compile(
    r"\s(?:ve|phe|ban hanh|thuc|trien|quy dinh|tren|ngay|va|tai|giai|nham|co|huong dan|sua|lan|de)"
    r"\s|[,;:.()“\"”\n]"
)
_ROLE_RANK = {ReferenceRole.PARENT: 2, ReferenceRole.BASIS: 1, ReferenceRole.MENTIONED: 0}


@dataclass(frozen=True, slots=True)
class _Known:
    """What all mentions of one document say together."""

    number: str
    symbol: str | None
    citation: Citation
    doc_type: str | None
    date: str | None
    issuer: str | None
    role: ReferenceRole
    evidence: Evidence
    date_evidence: Evidence | None


def identifier(number: str, symbol: str | None) -> str:
    """Return the form in which two mentions of one document are equal."""
    joined = f"{number}/{symbol or ''}"
    return re.sub(r"[\s\-–—/.,]", "", fold(joined))


def find_citations(source: SourceText, zones: Zones) -> tuple[Citation, ...]:
    """Return every mention of a document with number and symbol, in order."""
    skip = {index for zone in (zones.head, zones.foot) for index in zone}
    citations: list[Citation] = []
    for index, paragraph in enumerate(source.paragraphs):
        if index in skip:
            continue
        text = source.slice(paragraph.span)
        for found in _CITED.finditer(text):
            citation = _citation(source, paragraph.span, index, found)
            if citation is not None:
                citations.append(citation)
    return tuple(citations)


def _citation(
    source: SourceText, paragraph: Span, index: int, found: re.Match[str]
) -> Citation | None:
    number = found["n"] or found["pn"]
    symbol = tidy_reference_symbol(found["s"] or found["ps"])
    span = Span(paragraph.start + found.start(), paragraph.start + found.end())
    before = source.folded[paragraph.start : span.start]
    doc_type, type_start = _type_before(before)
    if not _plausible(symbol, doc_type):
        return None
    start = span.start if type_start is None else paragraph.start + type_start
    return Citation(number, symbol, span, Span(start, span.end), index, doc_type)


def tidy_reference_symbol(symbol: str) -> str:
    """Return a symbol without spaces, with plain hyphens, without a trailing mark."""
    symbol = re.sub(r"(?<=NQ)\s(?=[A-ZĐ])", "-", symbol)
    return re.sub(r"\s+", "", symbol).replace("–", "-").replace("—", "-").rstrip("-/.,")


def _plausible(symbol: str, doc_type: str | None) -> bool:
    """A symbol has capitals only; "trẻ/Km" or "1/Xã" is none."""
    capitals = sum(letter.isupper() for letter in symbol)
    return capitals >= 2 and (
        doc_type is not None or "-" in symbol or "/" in symbol or len(symbol) > 3
    )


def _type_before(before: str) -> tuple[str | None, int | None]:
    """Return the type named right before a number, and where it starts."""
    tail = _BEFORE.sub("", before)
    best = None
    for hit in find_wording("doc_types", tail[-40:]):
        if hit.end >= len(tail[-40:].rstrip()) and (best is None or hit.start < best.start):
            best = hit
    if best is None:
        return None, None
    return best.rule.value, max(0, len(tail) - 40) + best.start


def _date_behind(source: SourceText, citation: Citation, end: int) -> tuple[str, Span] | None:
    text = source.folded[citation.span.end : min(end, citation.span.end + 160)]
    found = _DATE.match(text) or _LATER_DATE.search(text.split(";")[0].split(".\n")[0])
    if not found:
        return None
    groups = {key.rstrip("2"): value for key, value in found.groupdict().items() if value}
    day, month, year = (int(groups[key]) for key in "dmy")
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    start = citation.span.end
    return f"{year:04d}-{month:02d}-{day:02d}", Span(start + found.start(), start + found.end())


def _issuer_behind(source: SourceText, start: int, end: int) -> str | None:
    text, folded = source.text[start:end][:120], source.folded[start:end][:120]
    opening = re.match(r"[\s,]*cua\s+", folded)
    if not opening:
        return None
    closing = _ISSUER_END.search(folded, opening.end())
    name = text[opening.end() : closing.start() if closing else len(text)].strip()
    return _short_issuer(name) or None


def _short_issuer(name: str) -> str:
    name = re.sub(r"\s+", " ", name)
    for hit in find_wording("organisations", name):
        if hit.start == 0 and hit.rule.position == "committee":
            return f"{hit.rule.value} {name[hit.end :].strip()}".strip()
    return name


def _issuer_by_symbol(symbol: str | None) -> str | None:
    for hit in find_wording("symbols", symbol or ""):
        return hit.rule.value
    return None


def find_references(
    source: SourceText, zones: Zones, tree: SectionTree, metadata: Metadata
) -> tuple[Reference, ...]:
    """Return every cited document once, in order of first mention, with its strongest role."""
    citations = find_citations(source, zones)
    own = identifier(metadata.number, metadata.symbol) if metadata.number else None
    judge = RoleJudge(source, zones, tree, metadata, citations)
    known: dict[str, _Known] = {}
    for position, citation in enumerate(citations):
        key = identifier(citation.number, citation.symbol)
        if key == own:
            continue
        mention = _mention(source, citations, position, judge.role_of(position))
        known[key] = _merged(known.get(key), mention)
    return tuple(_reference(item) for item in known.values())


def _mention(
    source: SourceText, citations: tuple[Citation, ...], position: int, role: ReferenceRole
) -> _Known:
    citation = citations[position]
    following = citations[position + 1] if position + 1 < len(citations) else None
    paragraph_end = source.paragraphs[citation.paragraph].span.end
    end = min(paragraph_end, following.whole.start) if following else paragraph_end
    dated = _date_behind(source, citation, max(end, citation.span.end))
    behind = dated[1].end if dated and dated[1].start - citation.span.end < 3 else citation.span.end
    issuer = _issuer_behind(source, behind, max(end, behind))
    return _Known(
        number=citation.number,
        symbol=citation.symbol,
        citation=citation,
        doc_type=citation.doc_type,
        date=dated[0] if dated else None,
        issuer=issuer,
        role=role,
        evidence=source.evidence(citation.span),
        date_evidence=source.evidence(dated[1]) if dated else None,
    )


def _merged(first: _Known | None, later: _Known) -> _Known:
    if first is None:
        return later
    stronger = max(first.role, later.role, key=_ROLE_RANK.__getitem__)
    return _Known(
        number=first.number,
        symbol=first.symbol,
        citation=first.citation,
        doc_type=first.doc_type or later.doc_type,
        date=first.date or later.date,
        issuer=first.issuer or later.issuer,
        role=stronger,
        evidence=first.evidence,
        date_evidence=first.date_evidence or later.date_evidence,
    )


def _reference(known: _Known) -> Reference:
    evidence = {"number": known.evidence, "symbol": known.evidence}
    if known.date_evidence is not None:
        evidence["date"] = known.date_evidence
    return Reference(
        doc_type=known.doc_type,
        number=known.number,
        symbol=known.symbol,
        date=known.date,
        issuer=known.issuer or _issuer_by_symbol(known.symbol),
        role=known.role,
        evidence=evidence,
    )
