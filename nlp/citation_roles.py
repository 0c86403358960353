"""What a cited document is to the citing plan: parent, basis of a task, or merely mentioned."""

from __future__ import annotations

import re
from dataclasses import dataclass

from models.domain.plan import Metadata, ReferenceRole
from models.domain.provenance import Span
from nlp.labels import LabelStyle, parse_label
from nlp.normalize import fold
from nlp.sections import SectionTree
from nlp.source import SourceText
from nlp.wording import find_wording, first_wording
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
        self._of_province = first_wording("central_cities", metadata.issuer or "") is not None

    def role_of(self, position: int) -> ReferenceRole:
        """Return the role of one mention."""
        citation = self._citations[position]
        if citation.paragraph in self._opening:
            return self._role_in_opening(position)
        if self._names_programme(position):
            return ReferenceRole.PARENT
        if self._nested(position):
            return ReferenceRole.MENTIONED
        governor = self._governor(position)
        return ReferenceRole.BASIS if governor == "carry" else ReferenceRole.MENTIONED

    def _role_in_opening(self, position: int) -> ReferenceRole:
        citation = self._citations[position]
        if self._nested(position):
            return ReferenceRole.MENTIONED
        plan_like = fold(citation.doc_type or "") in ("ke hoach", "chuong trinh", "de an")
        if plan_like or (self._of_province and self._approves_programme(position)):
            return ReferenceRole.PARENT
        return ReferenceRole.BASIS

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
        for above in range(index - 1, max(index - 30, -1), -1):
            span = self._source.paragraphs[above].span
            text = self._source.slice(span)
            if text.rstrip().endswith(":"):
                return _nearest_governor(text.rstrip(": \n"))
        return None


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
