"""Targets of running text: which paragraphs hold them, and what their place says of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from models.domain.plan import SectionKind
from models.domain.provenance import Span
from nlp.headings import tells_results
from nlp.labels import Label, LabelStyle, parse_label
from nlp.sections import SectionNode, SectionTree
from nlp.source import ParagraphKind, SourceText
from nlp.targets import Draft, Place, TargetFinder
from nlp.zones import Zones

_TARGET_KINDS = frozenset({SectionKind.TARGET, SectionKind.AIM})


def body_drafts(
    source: SourceText, zones: Zones, tree: SectionTree, finder: TargetFinder
) -> list[Draft]:
    """Return the targets of running text, body and appendices."""
    drafts: list[Draft] = []
    lead: Lead | None = None
    for index in (*zones.body, *zones.appendices):
        paragraph = source.paragraphs[index]
        node = tree.owner.get(index)
        if paragraph.kind is not ParagraphKind.TEXT or node is None or _of_other_things(node):
            continue
        content = _content_of(source, node, index)
        if content is None:
            continue
        label = parse_label(source.slice(content))
        if source.slice(content).rstrip().endswith(":"):
            lead = Lead(content, label, node)
        elif lead is not None and not lead.governs(label, node):
            lead = None
        place = replace(_place_of(node), lead=lead.span if lead and lead.span != content else None)
        place = _with_year(place, node, finder)
        span = _behind_labels(source, content, label)
        drafts.extend(finder.drafts_of(span, _with_ordinal(source, place, content, label)))
    return drafts


@dataclass(frozen=True, slots=True)
class Lead:
    """A paragraph that ends in a colon and introduces those below it."""

    span: Span
    label: Label | None
    node: SectionNode

    def governs(self, label: Label | None, node: SectionNode) -> bool:
        """Tell whether a paragraph below belongs to it: labelled, but not as the lead itself is."""
        above: SectionNode | None = node
        while above is not None and above is not self.node:
            above = above.parent
        if above is None or (label is None and node is self.node):
            return False
        if self.label is None or label is None:
            return True
        bullets = label.style is self.label.style is LabelStyle.BULLET
        return label.text != self.label.text if bullets else label.style is not self.label.style


def _behind_labels(source: SourceText, content: Span, label: Label | None) -> Span:
    """Return a paragraph without its label, and without "Chỉ tiêu 1:" behind a bullet."""
    start = content.start + (label.length if label else 0)
    if label is not None and label.style is LabelStyle.BULLET:
        inner = parse_label(source.text[start : content.end])
        if inner is not None and inner.style is LabelStyle.TARGET:
            start += inner.length
    return Span(start, content.end)


def _content_of(source: SourceText, node: SectionNode, index: int) -> Span | None:
    """Return the paragraph, or of a section's first line only what stands behind its heading."""
    span = source.paragraphs[index].span
    if node.index != index:
        return span
    if node.content_span is None:
        return None
    if node.heading_span is None:
        return node.content_span
    if not node.content_span.contains(node.heading_span):
        return None
    rest = source.trimmed(Span(node.heading_span.end, node.content_span.end), " :.\n")
    if len(rest) > 2:
        return rest
    heading = source.slice(node.heading_span)
    return node.heading_span if any(letter.isdigit() for letter in heading) else None


def _with_year(place: Place, node: SectionNode, finder: TargetFinder) -> Place:
    """Give a place the year that the lead of its list or its heading names ("Đến năm 2028:")."""
    spans = [place.lead] if place.lead else []
    above: SectionNode | None = node
    while above is not None:
        spans.extend([above.heading_span] if above.heading_span else [])
        above = above.parent
    for span in spans:
        years = finder.years_in(span)
        if len(years) == 1:
            return replace(place, year=years[0].year, year_span=years[0].span)
    return place


def _of_other_things(node: SectionNode | None) -> bool:
    """Tell whether a section holds figures of the past or of money."""
    if node is not None and SectionKind.BUDGET in node.kinds:
        return not _TARGET_KINDS & set(node.kinds)
    while node is not None:
        if tells_results(node.heading):
            return True
        node = node.parent
    return False


def _place_of(node: SectionNode) -> Place:
    core = bool(_TARGET_KINDS & set(node.kinds))
    return Place(section=node.path, core=core, listed=core and SectionKind.TARGET in node.kinds)


def _with_ordinal(source: SourceText, place: Place, content: Span, label: Label | None) -> Place:
    bullet = label is not None and label.style is LabelStyle.BULLET
    inner_start = content.start + (label.length if label and bullet else 0)
    inner = parse_label(source.text[inner_start : content.end]) if bullet else label
    if inner is None or inner.style is not LabelStyle.TARGET:
        return replace(place, listed=place.listed and bullet, itemised=label is not None)
    span = Span(inner_start, inner_start + len(inner.text))
    ordinal = inner.text.split()[-1]
    return replace(place, ordinal=ordinal, ordinal_span=span, listed=place.core, itemised=True)
