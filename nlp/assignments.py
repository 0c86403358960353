"""Who does what: the units of the implementation part, their tasks, the targets they answer for."""

from __future__ import annotations

import re
from collections.abc import Iterable

from models.domain.plan import Assignment, SectionKind
from models.domain.provenance import Evidence, Span
from nlp.labels import LabelStyle, parse_label
from nlp.normalize import fold
from nlp.sections import SectionNode, SectionTree
from nlp.source import SourceText
from nlp.wording import Hit, find_wording, opening_wording

_RUN_IN_BULLET = re.compile(r"[.;]\s+-\s+(?=[A-ZĐÀ-Ỹ])")
_NOUN_BEFORE = re.compile(r"\b(?:cac|nhung|cua|va)\s+$")
_MAX_UNIT_WORDS = 40
_MAX_LINE_WORDS = 16


def find_assignments(source: SourceText, tree: SectionTree) -> tuple[Assignment, ...]:
    """Return the units in the order of the document."""
    found: list[Assignment] = []
    for node in tree.nodes:
        if SectionKind.ORGANISATION not in node.kinds or SectionKind.REPORTING in node.kinds:
            continue
        if node.parent is None or SectionKind.ORGANISATION not in node.parent.kinds:
            found.extend(_listed_units(source, node))
        else:
            unit = None if _groups_units(node) else _unit_of(source, node)
            if unit is not None and not _under_unit(source, node):
                found.append(_assignment(source, node, unit))
    return tuple(found)


def _under_unit(source: SourceText, node: SectionNode) -> bool:
    """A sub-section of a unit's section is a task of that unit, not a unit."""
    parent = node.parent
    above = parent.parent if parent else None
    return (
        parent is not None
        and above is not None
        and SectionKind.ORGANISATION in above.kinds
        and not _groups_units(parent)
        and _unit_of(source, parent) is not None
    )


def _groups_units(node: SectionNode) -> bool:
    """Tell whether a section only gathers units ("I. Các sở, ngành": 1. Sở Y tế, 2. Sở ...)."""
    named = sum(
        child.heading is not None
        and opening_wording("units_of_work", child.heading, "name") is not None
        for child in node.children
    )
    return named >= 2 and 2 * named >= len(node.children)


def _unit_of(source: SourceText, node: SectionNode) -> Span | None:
    """Return the name of the unit that a section is about, without the words of request."""
    span = node.heading_span or node.content_span
    if span is None:
        return None
    return unit_span(source, span, heading=node.heading_span is not None)


def unit_span(source: SourceText, span: Span, *, heading: bool) -> Span | None:
    """Return the unit named at the beginning of a span, or None.

    In a heading all of it is the name; in a paragraph the name ends where the task begins.
    """
    span = source.trimmed(span, " -–+•*:.;,\n")
    while request := opening_wording("units_of_work", source.slice(span), "request"):
        span = source.trimmed(Span(span.start + request.end, span.end), " :\n")
    text = source.slice(span)
    if heading:
        return span if _may_name(text) else None
    if not _opens_with_unit(text):
        return None
    end = _name_end(text)
    if end is None or len(text[:end].split()) > _MAX_UNIT_WORDS:
        return None
    return source.trimmed(Span(span.start, span.start + end), " ,:;.\n")


def _opens_with_unit(text: str) -> bool:
    """Tell whether a text begins with a unit, not with a task ("Tổ chức ...", "Ban hành ...")."""
    name = opening_wording("units_of_work", text, "name")
    task = opening_wording("units_of_work", text, "stop")
    return name is not None and (task is None or task.end <= name.end or text[: task.end].istitle())


def _may_name(text: str) -> bool:
    """Tell whether a heading of the implementation part can be a unit: it names no task."""
    if opening_wording("units_of_work", text, "name") is not None:
        return True
    return not any(opening_wording("units_of_work", text, kind) for kind in ("stop", "no_unit"))


def _name_end(text: str) -> int | None:
    colon = text.find(":")
    stop = _first_stop(text)
    ends = [at for at in (colon if colon >= 0 else None, stop.start if stop else None) if at]
    return min(ends, default=None)


def _first_stop(text: str) -> Hit | None:
    """Return the first word of a task, but none within a name ("Phòng Tổ chức", "Ban Chỉ đạo")."""
    stops = [
        hit
        for hit in find_wording("units_of_work", text)
        if hit.rule.value == "stop"
        and not text[hit.start].isupper()
        and not _NOUN_BEFORE.search(fold(text[: hit.start]))
    ]
    return min(stops, key=lambda hit: hit.start, default=None)


def _listed_units(source: SourceText, node: SectionNode) -> Iterable[Assignment]:
    """Return units of a part without sub-sections.

    They stand as lines of their own with bullets below ("Trạm Y tế xã"), or open a bullet
    ("- Phòng Y tế: chủ trì ...").
    """
    if node.children:
        return
    unit: Span | None = None
    below: list[Span] = []
    for index in _own_paragraphs(source, node):
        span = source.paragraphs[index].span
        alone = _unit_line(source, span)
        label = parse_label(source.slice(span))
        if alone is not None:
            if unit is not None:
                yield _listed(source, node, unit, below)
            unit, below = alone, []
        elif unit is not None and not _opens_bullet(source, span):
            below.append(span)
        elif label is not None and label.style is LabelStyle.BULLET:
            opening = unit_span(source, Span(span.start + label.length, span.end), heading=False)
            if opening is not None:
                yield _listed(source, node, opening, [span])
    if unit is not None:
        yield _listed(source, node, unit, below)


def _opens_bullet(source: SourceText, span: Span) -> bool:
    """Tell whether a bullet names its unit and goes on with the task."""
    label = parse_label(source.slice(span))
    if label is None or label.style is not LabelStyle.BULLET:
        return False
    return unit_span(source, Span(span.start + label.length, span.end), heading=False) is not None


def _unit_line(source: SourceText, span: Span) -> Span | None:
    """Return the unit that a short line names and nothing else; a bullet of it ends in a colon."""
    label = parse_label(source.slice(span))
    if label is not None:
        if label.style is not LabelStyle.BULLET or not source.slice(span).rstrip().endswith(":"):
            return None
        span = Span(span.start + label.length, span.end)
    text = source.slice(span)
    if len(text.split()) > _MAX_LINE_WORDS:
        return None
    unit = source.trimmed(span, " :.\n")
    while request := opening_wording("units_of_work", source.slice(unit), "request"):
        unit = source.trimmed(Span(unit.start + request.end, unit.end), " :\n")
    named = _opens_with_unit(source.slice(unit))
    return unit if named and _first_stop(source.slice(unit)) is None else None


def _listed(source: SourceText, node: SectionNode, unit: Span, below: list[Span]) -> Assignment:
    refs, refs_span = target_refs(source, below)
    return Assignment(
        unit=" ".join(source.slice(unit).split()),
        section=node.path,
        tasks=sum(_tasks_in(source, span) for span in below),
        target_refs=refs,
        evidence=_evidence(source, unit, refs_span),
    )


def _assignment(source: SourceText, node: SectionNode, unit: Span) -> Assignment:
    spans = [source.paragraphs[index].span for index in _own_paragraphs(source, node)]
    inline = _inline_content(source, node, unit)
    refs, refs_span = target_refs(source, [*([inline] if inline else []), *spans])
    tasks = sum(_tasks_in(source, span) for span in spans) + (1 if inline else 0)
    return Assignment(
        unit=" ".join(source.slice(unit).split()),
        section=node.path,
        tasks=tasks,
        target_refs=refs,
        evidence=_evidence(source, unit, refs_span),
    )


def _evidence(source: SourceText, unit: Span, refs: tuple[Span, ...]) -> dict[str, Evidence]:
    evidence = {"unit": source.evidence(unit)}
    if refs:
        evidence["target_refs"] = source.evidence(*refs)
    return evidence


def _own_paragraphs(source: SourceText, node: SectionNode) -> list[int]:
    own = list(node.paragraphs)
    for child in node.children:
        own.extend([child.index] if child.index is not None else [])
        own.extend(_own_paragraphs(source, child))
    return [
        index
        for index in own
        if opening_wording("foot", source.slice(source.paragraphs[index].span), "closing") is None
    ]


def _inline_content(source: SourceText, node: SectionNode, unit: Span) -> Span | None:
    if node.content_span is None:
        return None
    rest = source.trimmed(Span(unit.end, max(unit.end, node.content_span.end)), " :.,;\n")
    return rest if len(rest) > 3 else None


def _tasks_in(source: SourceText, span: Span) -> int:
    return 1 + len(_RUN_IN_BULLET.findall(source.slice(span)))


def target_refs(
    source: SourceText, spans: Iterable[Span]
) -> tuple[tuple[str, ...], tuple[Span, ...]]:
    """Return the numbers of targets named in the spans ("chỉ tiêu 2, 5 và 7-9"), ranges in full."""
    refs: list[str] = []
    places: list[Span] = []
    for span in spans:
        for hit in find_wording("units_of_work", source.slice(span)):
            if hit.rule.value == "targets":
                places.append(Span(span.start + hit.start, span.start + hit.end))
                refs.extend(ref for ref in _numbers(hit.groups["list"]) if ref not in refs)
    return tuple(refs), tuple(places)


def _numbers(text: str) -> list[str]:
    numbers: list[str] = []
    for part in re.split(r"\s*(?:[,;]|\bva\b)\s*", text):
        ends = re.split(r"\s*(?:-|–|\bden\b)\s*", part.strip())
        if len(ends) == 2 and all(end.isdigit() for end in ends) and int(ends[0]) < int(ends[1]):
            numbers.extend(str(n) for n in range(int(ends[0]), int(ends[1]) + 1))
        else:
            numbers.extend(end.lstrip("0") or "0" for end in ends if end)
    return numbers
