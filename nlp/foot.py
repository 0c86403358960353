"""The foot of a document: who signed, by whose authority, and who receives it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from models.domain.plan import Signer
from models.domain.provenance import Evidence, Span
from nlp.normalize import fold
from nlp.source import SourceText
from nlp.wording import find_wording, opening_wording
from nlp.zones import Zones

_NAME = re.compile(r"(?:H['’])?[A-ZĐÀ-Ỹ][a-zà-ỹđ]*(?:\s[A-ZĐÀ-Ỹ]?[a-zà-ỹđ]+){1,5}")
_CAPITAL_NAME = re.compile(r"[A-ZĐÀ-Ỹ]+(?:\s[A-ZĐÀ-Ỹ]+){1,5}")
_DASH = re.compile(r"^\s*[-–—•+*~_¬=]+\s*")
_SPECKS = " .,;:-*'\"‘’“”`|´"
_SIGNING = re.compile(r"(?<=\s)(?:TM|KT|TL|TUQ|Q)\s?[.,]\s?(?=[A-ZĐÀ-Ỹ]{2})")
_MIN_CAPITALS = 0.8


@dataclass(frozen=True, slots=True)
class Foot:
    """What the foot says; null and empty where it is missing or was not read."""

    signer: Signer | None = None
    recipients: tuple[str, ...] = ()
    evidence: Mapping[str, Evidence] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _FootLine:
    span: Span
    text: str
    left: float
    right: float


def read_foot(source: SourceText, zones: Zones) -> Foot:
    """Read recipients (left) and signature block (right) line by line."""
    lines = _lines(source, zones)
    if not lines:
        return Foot()
    listed = _recipient_lines(lines)
    signing = [line for line in lines if line not in listed]
    evidence: dict[str, Evidence] = {}
    recipients = _recipients(source, listed, evidence)
    signer = _signer(source, _leading(source, zones, signing), evidence)
    return Foot(signer, recipients, evidence)


def _lines(source: SourceText, zones: Zones) -> list[_FootLine]:
    lines = []
    for index in zones.foot:
        for printed in source.paragraphs[index].lines:
            for span in _columns(source, printed):
                words = source.words_in(span)
                if words:
                    left, right = words[0].word.box.left, words[-1].word.box.right
                    lines.append(_FootLine(span, source.slice(span), left, right))
    return lines


def _columns(source: SourceText, span: Span) -> list[Span]:
    """Cut a line that was read across both columns: "- Thường trực Thành ủy; KT. CHỦ TỊCH"."""
    text = source.slice(span)
    cuts = [found.start() for found in _SIGNING.finditer(text)]
    cuts.extend(
        hit.start
        for hit in find_wording("positions", text)
        if text[hit.start : hit.end].isupper()
        and hit.end >= len(text) - 2
        and any(letter.islower() for letter in text[: hit.start])
    )
    if not cuts or min(cuts) == 0:
        return [span]
    cut = span.start + min(cuts)
    return [source.trimmed(Span(span.start, cut)), source.trimmed(Span(cut, span.end))]


def _recipient_lines(lines: list[_FootLine]) -> list[_FootLine]:
    """Return the lines of the list of recipients: below its label and left of the signature."""
    opening = next((i for i, line in enumerate(lines) if _kind(line.text) == "recipients"), None)
    if opening is None:
        return []
    label = lines[opening]
    signing = [line.left for line in lines if _kind(line.text) == "authority"]
    border = min(signing) if signing else max(line.right for line in lines)
    listed = [label]
    for line in lines[opening + 1 :]:
        if line.left >= max(border - 5, label.left + 60) or _kind(line.text) == "authority":
            continue
        if _DASH.match(line.text) or (len(listed) > 1 and line.left < label.left + 60):
            listed.append(line)
    return listed


def _leading(source: SourceText, zones: Zones, signing: list[_FootLine]) -> list[_FootLine]:
    """Return the lines of the one who signs for the leading body, where two sign side by side.

    The body that the head names first leads; where none is told, the one at the right.
    """
    names = [line for line in signing if _is_name(line.text)]
    places = [line for line in signing if _position(line.text)]
    blocks = [_block(signing, place) for place in places]
    apart = [block for block in blocks if len(block) < len(signing)]
    if len(names) < 2 or len(apart) < 2:
        return signing
    head = " ".join(fold(source.slice(source.paragraphs[i].span)) for i in zones.head)
    head = " ".join(head.split())
    return min(apart, key=lambda block: (_first_named(head, block), -block[0].left))


def _block(signing: list[_FootLine], place: _FootLine) -> list[_FootLine]:
    """Return the lines above and below a position, in its half of the page."""
    middle = (place.left + place.right) / 2
    return [line for line in signing if line.left <= middle <= line.right]


def _first_named(head: str, block: list[_FootLine]) -> int:
    bodies = [fold(line.text).strip() for line in block if not _position(line.text)]
    found = [head.find(body) for body in bodies if opening_wording("organisations", body)]
    return min((at for at in found if at >= 0), default=len(head))


def _kind(text: str) -> str | None:
    hit = opening_wording("foot", text)
    if hit is None or (hit.rule.value == "authority" and not text[:2].isupper()):
        return None
    return hit.rule.value


def _recipients(
    source: SourceText, listed: list[_FootLine], evidence: dict[str, Evidence]
) -> tuple[str, ...]:
    items: list[list[_FootLine]] = []
    for position, line in enumerate(listed):
        if position == 0:
            behind = opening_wording("foot", line.text)
            rest = line.text[behind.end :].strip() if behind else ""
            if len(rest) > 2:
                items.append([line])
        elif _DASH.match(line.text) or not items:
            items.append([line])
        else:
            items[-1].append(line)
    if items:
        spans = [line.span for item in items for line in item]
        evidence["recipients"] = source.evidence(*spans)
    texts = (" ".join(line.text for line in item) for item in items)
    return tuple(_tidy_recipient(text) for text in texts)


def _tidy_recipient(text: str) -> str:
    hit = opening_wording("foot", text, "recipients")
    bare = _DASH.sub("", text[hit.end :] if hit else text)
    return re.sub(r"\s+", " ", bare).strip().rstrip(".;,: ")


def _signer(
    source: SourceText, lines: list[_FootLine], evidence: dict[str, Evidence]
) -> Signer | None:
    authority = [line for line in lines if _kind(line.text) == "authority"]
    positions = [line for line in lines if line not in authority and _position(line.text)]
    after = positions[-1].span.end if positions else (authority[-1].span.end if authority else 0)
    named = [line for line in lines if line.span.start >= after and _is_name(line.text)]
    if not (authority or positions):
        return None
    name = named[-1] if named else None
    found = [*authority, *positions[-1:], *([name] if name else [])]
    evidence["signer"] = source.evidence(*(line.span for line in found))
    return Signer(
        name=_name_of(name.text) if name else None,
        position=_held(positions[-1].text, authority) if positions else None,
        authority=tuple(re.sub(r"\s+", " ", line.text).strip(" ,;") for line in authority),
    )


def _held(text: str, authority: list[_FootLine]) -> str | None:
    """Return the position, but none that the signer only stands in for ("KT. CHỦ TỊCH").

    There the first word of the position (Phó) was not read.
    """
    position = _position(text)
    stood_in = (fold(line.text).partition(".")[2].strip() for line in authority)
    return None if position is not None and fold(position) in set(stood_in) else position


def _position(text: str) -> str | None:
    """Return the usual spelling of a position line in capitals, or None."""
    letters = [letter for letter in text if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in letters)
    if not letters or capitals < _MIN_CAPITALS * len(letters):
        return None
    bare = text.strip(_SPECKS)
    hits = [hit for hit in find_wording("positions", bare) if hit.start == 0]
    best = max(hits, key=lambda hit: hit.end, default=None)
    if best is None:
        return None
    rest = bare[best.end :].strip()
    return f"{best.rule.value} {rest.title()}".strip() if len(fold(rest)) > 2 else best.rule.value


def _is_name(text: str) -> bool:
    bare = _without_title(text)
    if bare.isupper():
        return _CAPITAL_NAME.fullmatch(bare) is not None and _is_nobody_else(bare)
    found = _NAME.search(bare)
    return found is not None and len(found.group()) > 0.7 * len(bare)


def _is_nobody_else(text: str) -> bool:
    """Tell whether words in capitals are neither a position nor an organisation."""
    other = (opening_wording(table, text) for table in ("positions", "organisations", "foot"))
    return not any(other)


def _name_of(text: str) -> str:
    bare = _without_title(text)
    found = None if bare.isupper() else _NAME.search(bare)
    return found.group() if found else bare.title()


def _without_title(text: str) -> str:
    """Leave out a degree or a rank before a name: "ThS. Lê Văn Cường", "Đại tá Lê Văn Cường"."""
    bare = text.strip(_SPECKS)
    hit = opening_wording("foot", bare, "name_title")
    return bare[hit.end :].strip() if hit else bare
