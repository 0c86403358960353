"""The head of a document: number, symbol, issuer, place, date, title, period."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass

from models.domain.plan import DateParts, Metadata, Period
from models.domain.provenance import Evidence, Span
from nlp.casing import spelled_as_in
from nlp.foot import Foot
from nlp.language import Cue
from nlp.quantities import YearMention, find_years
from nlp.source import SourceText
from nlp.wording import Hit, find_wording, first_wording, opening_wording
from nlp.zones import Zones

_SYMBOL = re.compile(
    r"[A-ZĐ][A-Za-zĐđ]{0,7}(?:\s?[-–—./&]\s?[A-ZĐ][A-ZĐa-zđ0-9&]{0,14})*(?:\s?[-–]\s?[A-ZĐ]{2,})?"
)
_AFTER_NUMBER = re.compile(r"[/⁄|\\]\s?[A-ZĐ][A-ZĐa-zđ]{0,5}(?:\s?[-–.]\s?[A-ZĐ]{2,12})+")
_SPECKS = re.compile(r"[^\w\s.,&-]+|(?<!\w)_+")
_SAME_COLUMN = 120.0
"""Points right of its first line within which a line belongs to the same column."""
_LEAP_YEAR = 2000
_GUESSED = 0.7
"""Certainty of a value that a person should look at."""


@dataclass(frozen=True, slots=True)
class _Found:
    value: str
    span: Span


@dataclass(frozen=True, slots=True)
class _HeadLine:
    span: Span
    text: str
    kind: str | None
    hit: Hit | None


def _head_lines(source: SourceText, zones: Zones) -> list[_HeadLine]:
    spans: list[Span] = []
    for index in zones.head:
        for span in source.paragraphs[index].lines:
            if spans and _goes_on(source, spans[-1], span):
                spans[-1] = Span(spans[-1].start, span.end)
            else:
                spans.extend(_columns(source, span))
    lines = []
    for span in spans:
        text = source.slice(span).replace("\n", " ")
        hit = _head_hit(text)
        lines.append(_HeadLine(span, text, hit.rule.value if hit else None, hit))
    return lines


def _columns(source: SourceText, span: Span) -> list[Span]:
    """Cut a line that was read across both columns: "ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI ..."."""
    text = source.slice(span)
    starts = [
        hit.start for hit in find_wording("head", text) if hit.rule.value in ("country", "motto")
    ]
    if min(starts, default=0) <= 3:
        return [span]
    cut = span.start + min(starts)
    return [source.trimmed(Span(span.start, cut)), source.trimmed(Span(cut, span.end))]


def _goes_on(source: SourceText, before: Span, span: Span) -> bool:
    """Tell whether a blank for the number cut one line in two: "Số:" and "/KH-UBND"."""
    first, second = source.words_in(before), source.words_in(span)
    if not (first and second) or first[-1].page != second[0].page:
        return False
    level = first[-1].word.box.vertical_overlap(second[0].word.box) > 0.5
    return level and source.text[span.start] in "/-⁄\\" and len(before) <= 12


def _head_hit(text: str) -> Hit | None:
    order = ("country", "motto", "place_date", "number", "stamp", "subject", "addressee")
    hits = {hit.rule.value: hit for hit in reversed(list(find_wording("head", text)))}
    if "number" in hits and "place_date" in hits:
        return hits["number"]
    return next((hits[kind] for kind in order if kind in hits), None)


def read_metadata(source: SourceText, zones: Zones, foot: Foot, cues: tuple[Cue, ...]) -> Metadata:
    """Read head and foot; a part that is not printed, or not readable, is null."""
    lines = _head_lines(source, zones)
    evidence: dict[str, Evidence] = dict(foot.evidence)

    def note(name: str, found: _Found | None, certainty: float = 1.0) -> str | None:
        if found is None:
            return None
        evidence[name] = source.evidence(found.span, certainty=certainty)
        return found.value

    number, symbol = _number_and_symbol(source, lines)
    place, date, date_span = _place_and_date(source, lines)
    if date_span is not None:
        evidence["date"] = _by_hand(source, date_span)
    title = _subject(source, lines) if zones.letter else _title(source, zones)
    period, period_span = _period(title, date, cues)
    if period_span is not None:
        evidence["period"] = source.evidence(period_span)
    doc_type = zones.type_rule.value if zones.type_rule else None
    if zones.type_index is not None:
        evidence["doc_type"] = source.evidence(source.paragraphs[zones.type_index].span)
    issuer, certain = _issuer(source, zones, lines)
    return Metadata(
        doc_type=doc_type,
        number=note("number", number, source.confidence(number.span) if number else 1.0),
        symbol=note("symbol", symbol),
        issuer=note("issuer", issuer, 1.0 if certain else _GUESSED),
        place=note("place", place),
        date=date,
        title=note("title", title),
        period=period,
        signer=foot.signer,
        recipients=foot.recipients,
        evidence=evidence,
    )


def _by_hand(source: SourceText, span: Span) -> Evidence:
    """Trust a field that is usually filled in by hand less than print that was read as surely."""
    return source.evidence(span, certainty=source.confidence(span))


def _number_and_symbol(
    source: SourceText, lines: list[_HeadLine]
) -> tuple[_Found | None, _Found | None]:
    for line in lines:
        if line.kind != "number" or line.hit is None:
            continue
        number = _group(source, line, "n")
        rest = _group(source, line, "s")
        symbol = None
        if rest is None and (behind := _AFTER_NUMBER.search(line.text)):
            span = Span(line.span.start + behind.start() + 1, line.span.start + behind.end())
            symbol = _Found(tidy_symbol(source.slice(span).strip()), span)
        if rest is not None and (found := _SYMBOL.match(rest.value)):
            span = Span(rest.span.start, rest.span.start + found.end())
            symbol = _Found(tidy_symbol(found.group()), span)
        return number, symbol
    return None, None


def _group(source: SourceText, line: _HeadLine, name: str) -> _Found | None:
    assert line.hit is not None
    value = line.hit.groups.get(name, "").strip()
    if not value:
        return None
    at = source.folded.find(value, line.span.start, line.span.end)
    if at < 0:
        return None
    span = Span(at, at + len(value))
    return _Found(source.slice(span), span)


def tidy_symbol(text: str) -> str:
    """Return a symbol without spaces and with plain hyphens ("KH – UBND" -> "KH-UBND")."""
    return re.sub(r"\s+", "", text).replace("–", "-").replace("—", "-").rstrip("-./")


def _place_and_date(
    source: SourceText, lines: list[_HeadLine]
) -> tuple[_Found | None, DateParts, Span | None]:
    for line in lines:
        dated = first_wording("head", line.text, "place_date")
        if dated is None:
            continue
        place = _place(source, line, dated)
        parts = {key: dated.groups.get(key) for key in "dmy"}
        date = DateParts(*(int(parts[key] or 0) or None for key in "dmy"))
        start = place.span.end if place else line.span.start
        return place, _valid(date), source.trimmed(Span(start, line.span.end), " ,.;\n")
    return None, DateParts(), None


def _place(source: SourceText, line: _HeadLine, dated: Hit) -> _Found | None:
    length = len(dated.groups["p"])
    span = Span(line.span.start + dated.start, line.span.start + dated.start + length)
    symbol = _AFTER_NUMBER.search(source.slice(span))
    if symbol is not None:
        span = Span(span.start + symbol.end(), span.end)
    span = source.trimmed(span, " ,.;:")
    return _Found(source.slice(span), span) if len(span) > 1 else None


def _valid(date: DateParts) -> DateParts:
    month = date.month if date.month and 1 <= date.month <= 12 else None
    longest = monthrange(date.year or _LEAP_YEAR, month)[1] if month else 31
    day = date.day if date.day and 1 <= date.day <= longest else None
    return DateParts(day, month, date.year)


def _title(source: SourceText, zones: Zones) -> _Found | None:
    spans = [source.paragraphs[index].span for index in zones.title]
    addressed = [i for i, span in enumerate(spans) if _kind_of(source.slice(span)) == "addressee"]
    spans = spans[: addressed[0]] if addressed else spans
    kept = [
        span
        for span in spans
        if any(letter.isalpha() for letter in source.slice(span))
        and not source.slice(span).startswith("(")
    ]
    if not kept:
        return None
    span = Span(kept[0].start, kept[-1].end)
    text = re.sub(r"\s+", " ", source.slice(span)).strip(" .,;:-_")
    return _Found(text, span)


def _subject(source: SourceText, lines: list[_HeadLine]) -> _Found | None:
    """Return the subject of an official letter ("V/v ..."): its lines in the left column."""
    opening = next((i for i, line in enumerate(lines) if line.kind == "subject"), None)
    if opening is None:
        return None
    left = source.words_in(lines[opening].span)[0].word.box
    kept = [lines[opening]]
    for line in lines[opening + 1 :]:
        words = source.words_in(line.span)
        if line.kind is None and words and words[0].word.box.left < left.left + _SAME_COLUMN:
            kept.append(line)
    text = " ".join(" ".join(line.text for line in kept).split()).strip(" .,;:-_")
    return _Found(text, Span(kept[0].span.start, kept[-1].span.end))


def _kind_of(text: str) -> str | None:
    hit = opening_wording("head", text)
    return hit.rule.value if hit else None


def _period(
    title: _Found | None, date: DateParts, cues: tuple[Cue, ...]
) -> tuple[Period | None, Span | None]:
    """Return the years of the plan: those of its title, else the year of its date."""
    if title is not None:
        years = [y for y in find_years(cues) if title.span.contains(y.span)]
        years = [year for year in years if year.role not in ("baseline", "vision")]
        found = _years_of_title(years, date)
        if found is not None:
            return found
    return (Period(date.year, date.year), None) if date.year else (None, None)


def _years_of_title(years: list[YearMention], date: DateParts) -> tuple[Period, Span] | None:
    single = [year for year in years if year.role == "year"]
    spans = [year for year in years if year.role == "span"]
    if len(spans) >= 2 and (not single or single[-1].span.start < spans[0].span.start):
        return Period(spans[0].year, spans[1].year), spans[0].span
    if single:
        start = single[0].year
        if date.year and date.year < start and len(single) == 1:
            start = start if start - date.year <= 1 else date.year
        return Period(start, single[-1].year), single[0].span
    return None


def _issuer(source: SourceText, zones: Zones, lines: list[_HeadLine]) -> tuple[_Found | None, bool]:
    printed = _issuer_lines(lines)
    if printed:
        span = Span(printed[0].span.start, printed[-1].span.end)
        name = issuer_name([line.text for line in printed], source)
        return _Found(name, span), True
    return _issuer_in_opening(source, zones), False


def _issuer_lines(lines: list[_HeadLine]) -> list[_HeadLine]:
    """Return the lines of issuer and superior: capitals before the number, no state heading."""
    found: list[_HeadLine] = []
    for line in lines:
        if line.kind in ("number", "place_date", "subject"):
            if found:
                break
            continue
        letters = [letter for letter in line.text if letter.isalpha()]
        capitals = sum(letter.isupper() for letter in letters)
        if line.kind is None and len(letters) > 2 and capitals > 0.7 * len(letters):
            found.append(line)
    starts = [i for i, line in enumerate(found) if _organisation(line.text) is not None]
    return found[starts[0] :] if starts else []


def _organisation(text: str) -> Hit | None:
    return opening_wording("organisations", _SPECKS.sub(" ", text).strip(" .*-_"))


def issuer_name(printed: list[str], source: SourceText) -> str:
    """Return the short form of an issuer: "UBND xã Ngọc Hồi", "Sở Y tế tỉnh Ninh Bình".

    A department below a committee takes the committee's territory with it.
    """
    bodies: list[list[str]] = []
    for text in printed:
        hit = _organisation(text)
        opens = hit is not None and hit.rule.position != "level"
        if opens or not bodies:
            bodies.append([])
        bodies[-1].append(_SPECKS.sub(" ", text).strip(" .*-_"))
    last = " ".join(bodies[-1])
    name = _short_name(last, source)
    if len(bodies) > 1 and (hit := _organisation(last)) and hit.rule.position == "department":
        territory = _territory(" ".join(bodies[0]), source)
        if territory and territory.lower() not in name.lower():
            return f"{name} {territory}"
    return name


def _short_name(text: str, source: SourceText) -> str:
    hit = _organisation(text)
    if hit is not None and hit.rule.position == "party":
        return _territory(text, source) or hit.rule.value
    if hit is not None and hit.rule.position == "committee":
        territory = _territory(text, source)
        return f"{hit.rule.value} {territory}" if territory else hit.rule.value
    return spelled_as_in(source, text)


def _territory(text: str, source: SourceText) -> str | None:
    """Return the territory of a body, level and name; the Party's keeps its committee."""
    hit = _organisation(text)
    rest = text[hit.end :].strip() if hit and hit.rule.position != "level" else text
    if hit is not None and hit.rule.position == "department":
        levels = [found.start for found in find_wording("organisations", rest) if _is_level(found)]
        rest = rest[min(levels) :] if levels else ""
    level = _organisation(rest)
    if level is None or not _is_level(level):
        name = spelled_as_in(source, rest, proper=True) if rest else None
    else:
        name = f"{level.rule.value} {spelled_as_in(source, rest[level.end :].strip(), proper=True)}"
    if hit is not None and hit.rule.position == "party":
        return f"{hit.rule.value} {name or ''}".strip()
    return name.strip() if name else None


def _is_level(hit: Hit) -> bool:
    return hit.rule.position == "level"


def _issuer_in_opening(source: SourceText, zones: Zones) -> _Found | None:
    """Return the committee that the opening says issues the plan, where no head is printed."""
    for index in list(zones.body)[:12]:
        span = source.paragraphs[index].span
        text = source.slice(span)
        for hit in find_wording("organisations", text):
            if hit.rule.position != "committee" or not _starts_clause(text, hit.start):
                continue
            territory = _NAMED_TERRITORY.match(text, hit.end)
            if territory and _organisation(territory["name"].strip()):
                place = Span(span.start + hit.start, span.start + territory.end())
                return _Found(_short_name(source.slice(place), source), place)
    return None


def _starts_clause(text: str, start: int) -> bool:
    before = text[:start].rstrip()
    return not before or before[-1] in ",;.:"


_NAMED_TERRITORY = re.compile(
    r"(?P<name>\s+[^\W\d_A-Z]\w*(?:\s[^\W\d_A-Z]\w*)?(?:\s[A-ZĐÀ-Ỹ]\w*)+)"
)
