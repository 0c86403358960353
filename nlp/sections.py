"""The section tree: labels in their order, headings, and what each section is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from models.domain.plan import Section, SectionKind
from models.domain.provenance import Span
from nlp.headings import heading_of, kinds_of
from nlp.labels import (
    Label,
    LabelStyle,
    is_capitals,
    number_of,
    parse_label,
    parse_misread,
    parse_unstopped,
    roman_numeral,
)
from nlp.source import ParagraphKind, SourceText
from nlp.wording import opening_wording
from nlp.zones import Zones

_LEVEL_STYLES = frozenset(LabelStyle) - {
    LabelStyle.BULLET,
    LabelStyle.TARGET,
    LabelStyle.COUNTED,
    LabelStyle.APPENDIX,
}
_DOTTED_PARENTS = (
    LabelStyle.ARABIC,
    LabelStyle.DOTTED,
    LabelStyle.ROMAN,
    LabelStyle.UPPER,
)
_FREE_STYLES = (LabelStyle.PART, LabelStyle.CHAPTER)
_CENTERED_STYLES = (LabelStyle.APPENDIX, LabelStyle.PART, LabelStyle.CHAPTER)
_REPAIRED = 0.5
"""Certainty of a label that was told by its place in the row, not read as printed."""
_MAX_SKIP = 2
"""A numeral may be left out by the author; more than that is no succession."""
_FAR_SKIP = 6
"""Before a heading in capitals the author may have left out more."""


@dataclass(slots=True)
class SectionNode:
    """A section while the tree grows: ``paragraphs`` are indices of its own content, in order."""

    path: str
    label: str
    style: LabelStyle
    number: int
    index: int | None
    label_span: Span | None = None
    heading: str | None = None
    heading_span: Span | None = None
    content_span: Span | None = None
    kinds: tuple[SectionKind, ...] = ()
    parent: SectionNode | None = None
    children: list[SectionNode] = field(default_factory=list)
    paragraphs: list[int] = field(default_factory=list)
    holds_table: bool = False

    @property
    def in_appendix(self) -> bool:
        """Tell whether the section belongs to an appendix."""
        return self.path.startswith(APPENDIX_PATH)


APPENDIX_PATH = "PL"


@dataclass(frozen=True, slots=True)
class SectionTree:
    """All sections in reading order, and for each paragraph index the section it belongs to."""

    nodes: tuple[SectionNode, ...]
    owner: dict[int, SectionNode]


class _Grower:
    """Walks the paragraphs and keeps the stack of open sections."""

    def __init__(self, source: SourceText) -> None:
        self._source = source
        self.nodes: list[SectionNode] = []
        self.owner: dict[int, SectionNode] = {}
        self._stack: list[SectionNode] = []
        self._appendices = 0

    def _attach(self, node: SectionNode) -> None:
        node.parent = self._stack[-1] if self._stack else None
        if node.parent is not None:
            node.parent.children.append(node)
        self._stack.append(node)
        self.nodes.append(node)

    def open_appendix(self, index: int, label: Label) -> None:
        """Begin an appendix; the second one is PL2."""
        self._appendices += 1
        path = APPENDIX_PATH if self._appendices == 1 else f"{APPENDIX_PATH}{self._appendices}"
        self._stack.clear()
        start = self._source.paragraphs[index].span.start
        node = SectionNode(
            path,
            label.text,
            LabelStyle.APPENDIX,
            self._appendices,
            index,
            label_span=Span(start, start + len(label.text)),
        )
        self._attach(node)
        self.owner[index] = node

    def take_cell(self) -> None:
        """Tell the open section that a table stands in it."""
        if self._stack:
            self._stack[-1].holds_table = True

    def take(self, index: int) -> None:
        """Give a paragraph to a new section that it opens, or to the open one."""
        span = self._source.paragraphs[index].span
        text = self._source.slice(span)
        label = self._label(text)
        if label is not None and (self._follows_first(label) or self._opens_again(label)):
            self._reread_first_numeral()
        depth = None if label is None else self._depth(label, text)
        if label is None or depth is None:
            if self._stack:
                self._stack[-1].paragraphs.append(index)
                self.owner[index] = self._stack[-1]
            return
        del self._stack[depth:]
        parent = self._stack[-1].path + "." if self._stack else ""
        node = SectionNode(
            f"{parent}{label.text}",
            label.text,
            label.style,
            label.number,
            index,
            label_span=Span(span.start, span.start + label.length),
            content_span=Span(span.start + label.length, span.end),
        )
        self._attach(node)
        self.owner[index] = node

    def _follows_first(self, label: Label) -> bool:
        return label.style is LabelStyle.ROMAN and label.number == 2

    def _opens_again(self, label: Label) -> bool:
        """Tell whether "1." stands right below another "1." that holds nothing."""
        top = self._stack[-1] if self._stack else None
        if top is None or top.style is not LabelStyle.ARABIC or top.paragraphs or top.children:
            return False
        return top.number == 1 and label.style is LabelStyle.ARABIC and label.number == 1

    def _reread_first_numeral(self) -> None:
        """Take an open "1." for the "I." that it must have been, by what follows it."""
        if self._seen_style(LabelStyle.ROMAN):
            return
        for node in reversed(self._stack):
            if node.style is LabelStyle.ARABIC and node.number == 1:
                node.style, node.label = LabelStyle.ROMAN, roman_numeral(1)
                _rename(node, node.parent.path + "." if node.parent else "")
                return

    def _seen_style(self, style: LabelStyle) -> bool:
        return any(node.style is style for node in self._stack)

    def _label(self, text: str) -> Label | None:
        """Return the label of a paragraph; one that is out of its row may be a misread one."""
        label = parse_label(text)
        if (
            label is not None
            and label.style in _LEVEL_STYLES
            and self._depth(label, text) is not None
        ):
            return label
        if label is not None and label.style in (LabelStyle.TARGET, LabelStyle.COUNTED):
            return None
        expected = {LabelStyle.ROMAN: 1} if not self._stack else {}
        expected |= {node.style: node.number + 1 for node in self._stack}
        if self._stack and self._stack[-1].style is LabelStyle.ROMAN:
            expected.setdefault(LabelStyle.ARABIC, 1)
        return parse_misread(text, expected) or parse_unstopped(text, expected)

    def _depth(self, label: Label, text: str) -> int | None:
        """Return how many open sections stay open above the new one, or None if it opens none."""
        for depth in range(len(self._stack) - 1, -1, -1):
            node = self._stack[depth]
            if node.style is label.style and _same_form(node, label):
                if _succeeds(label, node, text):
                    return depth
                if label.style is not LabelStyle.UPPER or label.number != 1:
                    return len(self._stack) if self._restarts(label, depth) else None
        if label.style is LabelStyle.DOTTED:
            return self._dotted_depth(label)
        if label.number == 1 or (label.number <= _MAX_SKIP and not self._seen_style(label.style)):
            return len(self._stack)
        return None

    def _restarts(self, label: Label, depth: int) -> bool:
        """A row that starts again at 1 below a level between: "2. a) ... 1."."""
        return (
            label.number == 1
            and depth < len(self._stack) - 1
            and label.style
            in (
                LabelStyle.ARABIC,
                LabelStyle.LOWER,
            )
        )

    def _dotted_depth(self, label: Label) -> int | None:
        head = label.text.rpartition(".")[0]
        for depth in range(len(self._stack) - 1, -1, -1):
            node = self._stack[depth]
            if node.label == head and node.style in _DOTTED_PARENTS:
                return depth + 1
            if _heads_next(node, label):
                return depth
        if label.number == 1 and not self._seen_style(label.style):
            return len(self._stack)
        return None


def _succeeds(label: Label, node: SectionNode, text: str) -> bool:
    """Tell whether a label comes next in the row of a section, as authors count.

    Before a heading in capitals a numeral may come again, or several may be left out.
    """
    step = label.number - node.number
    if 0 < step <= _MAX_SKIP:
        return True
    again = step == 0 and label.number > 1 and bool(node.paragraphs or node.children)
    return (again or 0 < step <= _FAR_SKIP) and is_capitals(text[label.length :])


def _heads_next(node: SectionNode, label: Label) -> bool:
    """Tell whether "2.1" follows "1.3" although no "2" is printed."""
    if node.style is not LabelStyle.DOTTED or label.number > _MAX_SKIP:
        return False
    *before, _ = node.label.split(".")
    *after, _ = label.text.split(".")
    if len(before) != len(after) or before[:-1] != after[:-1]:
        return False
    numbers = [number_of(part.lower()) for part in (before[-1], after[-1])]
    return 0 < numbers[1] - numbers[0] <= _MAX_SKIP


def _rename(node: SectionNode, parent_path: str) -> None:
    """Give a section and all below it the paths that its label asks for."""
    node.path = f"{parent_path}{node.label}"
    for child in node.children:
        _rename(child, f"{node.path}.")


def _same_form(node: SectionNode, label: Label) -> bool:
    if label.style is not LabelStyle.DOTTED:
        return True
    return node.label.rpartition(".")[0] == label.text.rpartition(".")[0]


def grow_tree(source: SourceText, zones: Zones) -> SectionTree:
    """Build the tree over body and appendices; headings and kinds are settled at the end."""
    grower = _Grower(source)
    for index in zones.body:
        if source.paragraphs[index].kind is ParagraphKind.TEXT:
            grower.take(index)
        elif source.paragraphs[index].kind is ParagraphKind.CELL:
            grower.take_cell()
    for index in zones.appendices:
        paragraph = source.paragraphs[index]
        if paragraph.kind is not ParagraphKind.TEXT:
            continue
        label = parse_label(source.slice(paragraph.span))
        if label is not None and label.style is LabelStyle.APPENDIX:
            grower.open_appendix(index, label)
        else:
            grower.take(index)
    for node in grower.nodes:
        _settle(source, node)
    _own_table_cells(source, zones, grower)
    return SectionTree(tuple(grower.nodes), grower.owner)


def _own_table_cells(source: SourceText, zones: Zones, grower: _Grower) -> None:
    """Give every cell to the section that is open above its table."""
    current: SectionNode | None = None
    for index in (*zones.body, *zones.appendices):
        if source.paragraphs[index].kind is ParagraphKind.TEXT:
            current = grower.owner.get(index, current)
        elif current is not None:
            grower.owner[index] = current


def _settle(source: SourceText, node: SectionNode) -> None:
    own = [i for i in node.paragraphs if not _is_closing(source, i)]
    bare = node.style is LabelStyle.SECTION and not (
        node.content_span and len(node.content_span) > 1
    )
    if node.style in _CENTERED_STYLES or bare:
        node.heading_span = _heading_below(source, node)
    elif node.content_span is not None:
        node.heading_span = heading_of(
            source, node.content_span, followed=bool(own or node.children or node.holds_table)
        )
    if node.heading_span is not None:
        node.heading = source.slice(node.heading_span)
    parent = node.parent
    free = parent is None or parent.style in _FREE_STYLES
    node.kinds = kinds_of(
        node.heading,
        parent.kinds if parent else (),
        top=free,
        appendix=node.style is LabelStyle.APPENDIX,
    )


def _is_closing(source: SourceText, index: int) -> bool:
    hit = opening_wording("foot", source.slice(source.paragraphs[index].span), "closing")
    return hit is not None


def _heading_below(source: SourceText, node: SectionNode) -> Span | None:
    """Return the heading of an appendix or part: behind its label, else the centred lines below."""
    assert node.index is not None and node.label_span is not None
    line = source.paragraphs[node.index].span
    rest = source.trimmed(Span(node.label_span.end, line.end), " .:-–")
    if len(rest) > 3 and not source.slice(rest).startswith("("):
        return rest
    spans: list[Span] = []
    for index in list(node.paragraphs):
        paragraph = source.paragraphs[index]
        text = source.slice(paragraph.span)
        if text.startswith("(") or not (paragraph.centered or text.isupper()) or len(spans) == 4:
            break
        spans.append(paragraph.span)
        node.paragraphs.remove(index)
    return Span(spans[0].start, spans[-1].end) if spans else None


def to_sections(source: SourceText, nodes: Iterable[SectionNode]) -> tuple[Section, ...]:
    """Turn nodes into the published sections, with their places."""
    return tuple(_to_section(source, node) for node in nodes)


def _to_section(source: SourceText, node: SectionNode) -> Section:
    evidence = {}
    if node.label_span is not None:
        as_read = node.label in source.slice(node.label_span)
        certainty = 1.0 if as_read else _REPAIRED
        evidence["label"] = source.evidence(node.label_span, certainty=certainty)
    if node.heading_span is not None:
        evidence["heading"] = source.evidence(node.heading_span)
    heading = None if node.heading is None else re.sub(r"\s+", " ", node.heading).strip()
    return Section(node.path, node.label, heading, node.kinds, evidence)


def ordered(nodes: Sequence[SectionNode]) -> list[SectionNode]:
    """Return nodes by the place of their labels in the text."""
    return sorted(nodes, key=lambda node: node.label_span.start if node.label_span else 0)
