"""The parts of a document by Nghị định 30/2020: head, title, body, foot, appendices."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.rules import Rule, load_rules
from nlp.labels import LabelStyle, parse_label
from nlp.source import Paragraph, ParagraphKind, SourceText
from nlp.wording import find_wording, opening_wording

_SIGNATURE_REACH = 12
_FEWEST_NAMES, _MOST_NAMES = 2, 10
"""Words of the names on one line: one person's, or two beside each other."""
_HEAD_REACH = 24
"""The type of the document stands among its first paragraphs."""


@dataclass(frozen=True, slots=True)
class Zones:
    """Half-open ranges of paragraph indices; ``type_index`` is the line that names the type."""

    type_index: int | None
    type_rule: Rule | None
    head: range
    title: range
    body: range
    foot: range
    appendices: range

    @property
    def letter(self) -> bool:
        """Tell whether the document is an official letter, which prints no type."""
        return self.type_rule is not None and self.type_rule.id == "cong-van"


def _type_of(text: str) -> Rule | None:
    """Return the type that a title line names: the words of the type and nothing else."""
    bare = text.strip(" .:_-*")
    for hit in find_wording("doc_types", bare):
        if hit.start == 0 and hit.end >= len(bare) - 1:
            return hit.rule
    return None


def _is_title_line(paragraph: Paragraph, text: str) -> bool:
    capitals = sum(letter.isupper() for letter in text)
    letters = sum(letter.isalpha() for letter in text)
    return paragraph.kind is ParagraphKind.TEXT and letters > 0 and capitals > 0.8 * letters


def _find_type(source: SourceText) -> tuple[int | None, Rule | None]:
    for index, paragraph in enumerate(source.paragraphs[:_HEAD_REACH]):
        text = source.slice(paragraph.span)
        if _is_title_line(paragraph, text):
            rule = _type_of(text)
            if rule is not None:
                return index, rule
    return _letter(source)


def _letter(source: SourceText) -> tuple[int | None, Rule | None]:
    """An official letter names no type; it says whom it is addressed to below its head."""
    for index, paragraph in enumerate(source.paragraphs[:_HEAD_REACH]):
        hit = opening_wording("head", source.slice(paragraph.span))
        if hit is not None and hit.rule.value == "addressee":
            return index, load_rules("doc_types").by_id("cong-van")
    return None, None


def _title_end(source: SourceText, start: int) -> int:
    """Return the index behind the centred lines that follow the type."""
    end = start
    for paragraph in source.paragraphs[start : start + 8]:
        text = source.slice(paragraph.span)
        letters = sum(letter.isalpha() for letter in text)
        if paragraph.kind is not ParagraphKind.TEXT:
            break
        if letters and (not paragraph.centered or parse_label(text) is not None):
            break
        if opening_wording("openings", text) is not None:
            break
        end += 1
    return end if end > start else min(start + 1, len(source.paragraphs))


def is_foot_line(text: str) -> bool:
    """Tell whether a line opens the foot: recipients or an authority line."""
    hit = opening_wording("foot", text)
    if hit is None or hit.rule.value == "closing":
        return False
    return hit.rule.value == "recipients" or text[:2].isupper()


def _is_appendix(paragraph: Paragraph, text: str) -> bool:
    label = parse_label(text)
    if label is None or label.style is not LabelStyle.APPENDIX:
        return False
    return paragraph.kind is ParagraphKind.TEXT and (paragraph.centered or text[:2].isupper())


def _foot_start(source: SourceText, start: int) -> int:
    for index in range(start, len(source.paragraphs)):
        paragraph = source.paragraphs[index]
        if paragraph.kind is ParagraphKind.TEXT and is_foot_line(source.slice(paragraph.span)):
            return index
    return len(source.paragraphs)


def _signature_start(source: SourceText, body_start: int, foot_start: int) -> int:
    """Return where the signature begins that stands above the recipients, or ``foot_start``.

    Positions, bodies in capitals and names belong to it; without a position there is none.
    """
    start, signed = foot_start, foot_start
    while start > max(body_start, foot_start - _SIGNATURE_REACH):
        text = source.slice(source.paragraphs[start - 1].span).strip()
        if source.paragraphs[start - 1].kind is not ParagraphKind.TEXT or not _signs(text):
            break
        start -= 1
        if text.isupper() and opening_wording("positions", text) is not None:
            signed = start
    return signed


def _signs(text: str) -> bool:
    words = text.split()
    if text.isupper():
        return any(opening_wording(table, text) for table in ("positions", "organisations"))
    named = all(word[:1].isupper() and word.isalpha() for word in words)
    return named and _FEWEST_NAMES <= len(words) <= _MOST_NAMES


def _appendix_start(source: SourceText, start: int) -> int:
    for index in range(start, len(source.paragraphs)):
        paragraph = source.paragraphs[index]
        text = source.slice(paragraph.span)
        if _is_appendix(paragraph, text) and _opens_page(source, index):
            return index
    return len(source.paragraphs)


def _opens_page(source: SourceText, index: int) -> bool:
    page = source.paragraphs[index].page
    above = source.paragraphs[max(0, index - 4) : index]
    return any(paragraph.page < page for paragraph in above) or len(above) == 0


def find_zones(source: SourceText) -> Zones:
    """Cut the document into its parts; a part that is not there is an empty range."""
    count = len(source.paragraphs)
    type_index, rule = _find_type(source)
    title_start = 0 if type_index is None else type_index + 1
    body_start = title_start if type_index is None else _title_end(source, title_start)
    foot_start = _foot_start(source, body_start)
    appendix_start = _appendix_start(source, foot_start if foot_start < count else body_start)
    foot_start = min(foot_start, appendix_start)
    foot_start = _signature_start(source, body_start, foot_start)
    return Zones(
        type_index=type_index,
        type_rule=rule,
        head=range(type_index or 0),
        title=range(title_start, body_start),
        body=range(body_start, foot_start),
        foot=range(foot_start, appendix_start),
        appendices=range(appendix_start, count),
    )
