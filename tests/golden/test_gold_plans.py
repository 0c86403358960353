"""What is said of a printed document stands on its pages, where it is said to stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

import pytest

from corpus.gold import GoldDocument, list_gold
from corpus.rendering.blocks import Text
from corpus.rendering.manuscript import load_manuscript
from models.domain.geometry import BoundingBox
from models.domain.layout import Document, Page, Table, Word
from models.domain.plan import DateParts, Metadata, Plan, Target
from models.domain.provenance import Evidence, Provenance
from nlp.language import find_cues
from nlp.normalize import fold
from nlp.numerals import digits_meant
from nlp.pipeline import Analyst
from nlp.quantities import parse_number
from tests.golden.conftest import Understand, Understood

DOCUMENTS = [gold for kind in ("gold", "fiction") for gold in list_gold(kind)]
_EDGE = 0.5  # points by which a box may differ from the words within it


@pytest.fixture(params=DOCUMENTS, ids=lambda gold: gold.slug)
def gold(request: pytest.FixtureRequest) -> GoldDocument:
    found: GoldDocument = request.param
    return found


@pytest.fixture
def understood(gold: GoldDocument, understand: Understand) -> Understood:
    return understand(gold.source_pdf)


def evidence_of(plan: Plan) -> Iterator[tuple[str, Mapping[str, Evidence]]]:
    """Yield the evidence of every object of a plan with a name for it."""
    yield "metadata", plan.metadata.evidence
    for name in ("references", "sections", "targets", "assignments", "reporting"):
        for index, item in enumerate(getattr(plan, name)):
            yield f"{name}.{index}", item.evidence


def words_of(page: Page) -> Iterator[Word]:
    for block in page.blocks:
        lines = (
            [line for cell in block.cells for line in cell.lines]
            if isinstance(block, Table)
            else [block]
        )
        for line in lines:
            yield from line.words


def within(page: Page, boxes: tuple[BoundingBox, ...]) -> Counter[str]:
    """Return the words of a page that lie in the boxes."""
    return Counter(
        word.text
        for word in words_of(page)
        if any(box.contains_point(word.box.center_x, word.box.center_y) for box in boxes)
    )


def numbers_of(text: str) -> set[float]:
    """Return the numbers that are printed in a text, one with a letter for a digit ("l00 %") too."""
    printed = re.findall(r"\d+(?:[.,]\d+)*", digits_meant(text))
    return {parse_number(digits) for digits in printed}


def printed_value(target: Target) -> set[float]:
    """Return what may be printed for the value of a target: itself, or ten times as many per mille."""
    assert target.value is not None
    return {target.value, round(target.value * 10, 6)}


def test_every_place_holds_the_words_that_it_is_said_to_hold(understood: Understood) -> None:
    pages = {page.number: page for page in understood.document.pages}
    for name, evidence in evidence_of(understood.analysis.plan):
        for field, item in evidence.items():
            for place in item.provenance:
                assert place.boxes, (name, field)
                found = within(pages[place.page], place.boxes)
                assert Counter(place.text.split()) <= split(found), (name, field)


def split(words: Counter[str]) -> Counter[str]:
    """Return the words cut at white space, as a place's text is compared."""
    pieces: Counter[str] = Counter()
    for word, count in words.items():
        for piece in word.split():
            pieces[piece] += count
    return pieces


def test_every_box_lies_on_its_page(understood: Understood) -> None:
    pages = {page.number: page for page in understood.document.pages}
    for name, place in places(understood.analysis.plan):
        page = pages[place.page]
        for box in place.boxes:
            assert box.left >= -_EDGE, name
            assert box.top >= -_EDGE, name
            assert box.right <= page.width + _EDGE, name
            assert box.bottom <= page.height + _EDGE, name


def places(plan: Plan) -> Iterator[tuple[str, Provenance]]:
    for name, evidence in evidence_of(plan):
        for item in evidence.values():
            for place in item.provenance:
                yield name, place


def test_every_certainty_is_a_share(understood: Understood) -> None:
    for name, evidence in evidence_of(understood.analysis.plan):
        for field, item in evidence.items():
            assert 0.0 <= item.confidence <= 1.0, (name, field)


def test_the_value_of_every_target_is_printed_where_it_leads(understood: Understood) -> None:
    for target in understood.analysis.plan.targets:
        text = " ".join(place.text for place in target.evidence["value"].provenance)
        assert text, target.text
        if target.value is None:
            continue
        zero = any(cue.table == "zero" for cue in find_cues(text))
        assert numbers_of(text) & printed_value(target) or (target.value == 0 and zero), target.text
        for further in (target.total, target.value_to):
            assert further is None or further in numbers_of(text), target.text


def test_the_clause_of_every_target_is_printed_where_it_leads(understood: Understood) -> None:
    for target in understood.analysis.plan.targets:
        text = " ".join(place.text for place in target.evidence["text"].provenance)
        assert squeezed(target.text) in squeezed(text)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_the_year_of_a_single_value_is_printed_where_it_leads(understood: Understood) -> None:
    targets = understood.analysis.plan.targets
    clauses = Counter(target.evidence["text"].provenance for target in targets)
    for target in targets:
        if "year" in target.evidence and clauses[target.evidence["text"].provenance] == 1:
            text = " ".join(place.text for place in target.evidence["year"].provenance)
            assert str(target.year) in text, target.text


def known_fields(metadata: Metadata) -> set[str]:
    names = {
        name
        for name in ("doc_type", "number", "symbol", "issuer", "place", "title", "signer")
        if getattr(metadata, name) is not None
    }
    if metadata.recipients:
        names.add("recipients")
    if metadata.date != DateParts():
        names.add("date")
    return names


def test_every_field_of_the_head_has_a_place_and_no_other(understood: Understood) -> None:
    metadata = understood.analysis.plan.metadata
    placed = {name for name, item in metadata.evidence.items() if item.provenance}
    # the years of a plan may be those of its date line, which has a place of its own
    assert placed - {"period"} == known_fields(metadata)
    assert "period" not in placed or metadata.period is not None


def test_number_symbol_and_place_are_printed_where_they_lead(understood: Understood) -> None:
    metadata = understood.analysis.plan.metadata
    for name in ("number", "symbol", "place", "title"):
        value = getattr(metadata, name)
        if value is not None:
            text = " ".join(place.text for place in metadata.evidence[name].provenance)
            assert plain(value) in plain(text), name


def plain(text: str) -> str:
    return re.sub(r"[\s–—-]+", "", fold(text))


def test_sections_references_and_units_lead_to_their_words(understood: Understood) -> None:
    plan = understood.analysis.plan
    for section in plan.sections:
        label = " ".join(place.text for place in section.evidence["label"].provenance)
        assert plain(section.label) in plain(label), section.path
        if section.heading:
            text = " ".join(place.text for place in section.evidence["heading"].provenance)
            assert plain(section.heading) in plain(text), section.path
    for reference in plan.references:
        text = " ".join(place.text for place in reference.evidence["number"].provenance)
        assert plain(reference.number) in plain(text)
    for assignment in plan.assignments:
        text = " ".join(place.text for place in assignment.evidence["unit"].provenance)
        assert plain(assignment.unit) in plain(text)


def test_sections_of_targets_and_units_exist(understood: Understood) -> None:
    plan = understood.analysis.plan
    paths = {section.path for section in plan.sections}
    for target in plan.targets:
        section = target.section or ""
        assert section in paths or section.rpartition(".")[0] in paths, target.text
    assert all(assignment.section in paths for assignment in plan.assignments)


def test_what_is_not_understood_is_said(understood: Understood) -> None:
    plan, issues = understood.analysis.plan, understood.analysis.issues
    open_targets = {f"targets.{i}.indicator" for i, t in enumerate(plan.targets) if not t.indicator}
    assert {i.field for i in issues if i.kind == "target_unmatched"} == open_targets
    blank = {i.field for i in issues if i.kind == "field_blank"}
    assert ("metadata.number" in blank) == (plan.metadata.number is None)
    assert all(issue.message.strip() for issue in issues)


def test_one_document_is_always_understood_alike(
    gold: GoldDocument, understand: Understand
) -> None:
    first = understand(gold.source_pdf)
    again = Analyst().analyze(first.document, gold.slug)
    assert again == first.analysis


def test_paragraphs_come_back_as_they_were_written(understand: Understand) -> None:
    written = lost = 0
    for gold in DOCUMENTS:
        source = understand(gold.source_pdf).analysis.text
        found = {tidy(source.slice(paragraph.span)) for paragraph in source.paragraphs}
        texts = [
            tidy(block.text)
            for block in load_manuscript(gold.manuscript).blocks
            if isinstance(block, Text)
        ]
        written += len(texts)
        lost += sum(text not in found for text in texts)
    assert written > 0
    assert lost <= 0.01 * written


def tidy(text: str) -> str:
    return " ".join(text.split())


def test_every_document_was_there_to_be_read() -> None:
    assert {gold.kind.value for gold in DOCUMENTS} == {"gold", "fiction"}


def all_words(document: Document) -> Counter[str]:
    return Counter(word.text for page in document.pages for word in words_of(page))


def test_no_word_of_a_page_is_lost_or_invented_in_the_flow(understood: Understood) -> None:
    flow = Counter(placed.word.text for placed in understood.analysis.text.words)
    assert flow <= all_words(understood.document)
    missing = all_words(understood.document) - flow
    # what stays out are the running numbers of the pages and marks that are no text
    assert all(not any(letter.isalpha() for letter in word) for word in missing), missing
