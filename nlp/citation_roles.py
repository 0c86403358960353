"""What a cited document is to the citing plan: parent, basis of a task, or merely mentioned."""

from __future__ import annotations

import re
from dataclasses import dataclass

from models.domain.plan import Metadata, ReferenceRole
from models.domain.provenance import Span
from nlp.headings import tells_results
from nlp.labels import LabelStyle, parse_label
from nlp.normalize import fold
from nlp.sections import SectionTree
from nlp.source import ParagraphKind, SourceText
from nlp.wording import find_wording, first_wording, opening_wording
from nlp.zones import Zones

_MIN_TITLE_SYLLABLES = 4
_CENTRAL = ("-ttg", "-cp")
_PROGRAMME = re.compile(r"(?:chuong trinh|ke hoach|de an|chien luoc)\b")
_CLOSE = 14
"""Characters before a mention in which a word governs it whatever was cited before."""
_SENTENCE = re.compile(r"[.]\s+(?=[^\W\d_a-z])")


@dataclass(frozen=True, slots=True)
class Citation:
    """One mention: its characters (``whole`` with the type before them) and its paragraph."""

    number: str
    symbol: str
    span: Span
    whole: Span
    paragraph: int
    doc_type: str | None


class RoleJudge:
    """Judges mentions by where they stand and by the words that govern them."""

    def __init__(
        self,
        source: SourceText,
        zones: Zones,
        tree: SectionTree,
        metadata: Metadata,
        citations: tuple[Citation, ...],
    ) -> None:
        """Find the opening: the paragraphs of the body before the first section."""
        self._source = source
        self._metadata = metadata
        self._citations = citations
        first = min(
            (node.index for node in tree.nodes if node.index is not None), default=zones.body.stop
        )
        self._opening = range(zones.body.start, min(first, zones.body.stop))
        self._programmes = self._programmes_of_opening()
        self._of_province = _is_of_province(metadata.issuer or "")
        self._owner = tree.owner

    def role_of(self, position: int) -> ReferenceRole:
        """Return the role of one mention."""
        citation = self._citations[position]
        if citation.paragraph in self._opening:
            return self._role_in_opening(position)
        if self._names_programme(position):
            return ReferenceRole.PARENT
        if self._nested(position) or self._tells_the_past(citation.paragraph):
            return ReferenceRole.MENTIONED
        governor = self._governor(position)
        return ReferenceRole.BASIS if governor == "carry" else ReferenceRole.MENTIONED

    def _role_in_opening(self, position: int) -> ReferenceRole:
        citation = self._citations[position]
        if self._nested(position):
            return ReferenceRole.MENTIONED
        plan_like = fold(citation.doc_type or "") in ("ke hoach", "chuong trinh", "de an")
        if plan_like and self._own(position):
            return ReferenceRole.BASIS
        if plan_like or (self._of_province and self._approves_programme(position)):
            return ReferenceRole.PARENT
        return ReferenceRole.BASIS

    def _tells_the_past(self, paragraph: int) -> bool:
        """Tell whether a mention stands in a note or in an account of what was."""
        if self._source.paragraphs[paragraph].kind is ParagraphKind.NOTE:
            return True
        node = self._owner.get(paragraph)
        while node is not None:
            if tells_results(node.heading):
                return True
            node = node.parent
        return False

    def _own(self, position: int) -> bool:
        """Tell whether a plan is the issuer's own, as one that an amendment changes."""
        own = _body_and_level(self._metadata.issuer or "")
        citation = self._citations[position]
        end = self._source.paragraphs[citation.paragraph].span.end
        if position + 1 < len(self._citations):
            end = min(end, self._citations[position + 1].whole.start)
        behind = self._source.slice(Span(citation.span.end, max(end, citation.span.end)))
        issuer = first_wording("citations", behind, "by")
        return issuer is not None and bool(own) and _body_and_level(behind[issuer.end :]) == own

    def _approves_programme(self, position: int) -> bool:
        """Tell whether a decision of the central government approves a programme or a plan."""
        symbol = self._citations[position].symbol.lower()
        title = self._title_behind(position)
        return symbol.endswith(_CENTRAL) and title is not None and bool(_PROGRAMME.match(title))

    def _title_behind(self, position: int) -> str | None:
        """Return what the title behind a mention says is approved, in folded letters."""
        citation = self._citations[position]
        end = self._source.paragraphs[citation.paragraph].span.end
        if position + 1 < len(self._citations):
            end = min(end, self._citations[position + 1].whole.start)
        text = self._source.folded[citation.span.end : max(end, citation.span.end)]
        found = re.search(r"\b(?:phe duyet|ban hanh)\s+([^;.\n]+)", text)
        return found[1] if found else None

    def _programmes_of_opening(self) -> tuple[str, ...]:
        """Return the programmes that the opening carries out by title, without a number."""
        titles = []
        for index in self._opening:
            span = self._source.paragraphs[index].span
            text = self._source.folded[span.start : span.end]
            for found in re.finditer(r"\b(?:chuong trinh|de an|chien luoc)\s[^,;.\n]+", text):
                cited = any(
                    span.start + found.start() <= citation.whole.start <= span.start + found.end()
                    for citation in self._citations
                )
                title = re.split(r"\s(?:va cac|cua|giai doan|den nam)\s", found.group())[0]
                if not cited and len(title.split()) >= _MIN_TITLE_SYLLABLES:
                    titles.append(title.strip())
        return tuple(titles)

    def _names_programme(self, position: int) -> bool:
        """A decision that approves a programme named by title in the opening is its parent."""
        if self._nested(position):
            return False
        title = self._title_behind(position)
        if title is None:
            return False
        return any(title.startswith(named) for named in self._programmes)

    def _nested(self, position: int) -> bool:
        """Tell whether the mention stands inside the title of the document cited before it."""
        citation = self._citations[position]
        if position == 0 or self._citations[position - 1].paragraph != citation.paragraph:
            return False
        before = self._citations[position - 1]
        between = self._source.folded[before.span.end : citation.whole.start]
        if re.search(r"[;\n]|\.\s", between) or _starts_anew(between):
            return False
        return any(hit.rule.value == "title" for hit in find_wording("citations", between)) or (
            self._nested(position - 1)
        )

    def _governor(self, position: int) -> str | None:
        """Return the governing word of a mention: of its sentence, else of its list.

        Words inside the title of a document cited before do not govern, unless they stand right
        before the mention ("... theo Nghị định số ...").
        """
        citation = self._citations[position]
        paragraph = self._source.paragraphs[citation.paragraph].span
        text = self._source.text[paragraph.start : citation.whole.start]
        sentence_start = paragraph.start + len(text) - len(_SENTENCE.split(text)[-1])
        before = [
            other
            for other in self._citations[:position]
            if other.paragraph == citation.paragraph and other.whole.start >= sentence_start
        ]
        close = _nearest_governor(text[-_CLOSE:]) if before else None
        head_end = before[0].whole.start if before else citation.whole.start
        own = close or _nearest_governor(self._source.text[sentence_start:head_end])
        if own is None and _is_list_item(self._source.slice(paragraph)):
            return self._governor_of_list(citation.paragraph)
        return own

    def _governor_of_list(self, index: int) -> str | None:
        """Return the governor of the lead above a list: what stands between are items of it."""
        for above in range(index - 1, max(index - 30, -1), -1):
            text = self._source.slice(self._source.paragraphs[above].span)
            if text.rstrip().endswith(":"):
                return _nearest_governor(text.rstrip(": \n"))
            if not _is_list_item(text):
                return None
        return None


def _is_of_province(issuer: str) -> bool:
    """Tell whether a committee of a province or a city under the government issues the plan."""
    body = opening_wording("organisations", issuer)
    committee = body is not None and body.rule.position == "committee"
    return committee and first_wording("central_cities", issuer) is not None


def _body_and_level(text: str) -> tuple[str, ...]:
    """Return the body that a text opens with and its level ("UBND", "xã"), or its field."""
    body = opening_wording("organisations", text.lstrip())
    if body is None:
        return ()
    rest = text.lstrip()[body.end :].split()
    return (body.rule.value, *(fold(word) for word in rest[:1]))


def _starts_anew(between: str) -> bool:
    """Tell whether the words between two citations close the first and begin a sibling."""
    tail = between.rstrip()
    if not tail:
        return False
    return bool(re.search(r"(?:,|\bva|\bcung)$", tail)) and not re.search(
        r"(?:thuc hien|trien khai|ap dung)$", tail
    )


def _nearest_governor(text: str) -> str | None:
    """Return the kind of the last governing word of the last sentence of a text."""
    sentence = _SENTENCE.split(text)[-1]
    hits = [
        hit for hit in find_wording("citations", sentence) if hit.rule.value in ("carry", "spread")
    ]
    return max(hits, key=lambda hit: (hit.end, hit.start)).rule.value if hits else None


def _is_list_item(text: str) -> bool:
    label = parse_label(text)
    return label is not None and label.style is LabelStyle.BULLET
