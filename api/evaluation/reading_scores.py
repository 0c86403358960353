"""How exactly a document was read: edits, words and numbers held against its true text."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator

from rapidfuzz.distance import Levenshtein

from api.evaluation.measures import Item, Score, Stage
from models.domain.layout import Document, Line, LineRole, Page

_NUMBER = re.compile(r"\d+(?:[.,/]\d+)*")


def page_text(page: Page, *, whole: bool = False) -> str:
    """Return what was read of a page, in reading order, cells row by row.

    Page numbers and stamps are no text of the document; ``whole`` keeps them.
    """
    wanted = frozenset(LineRole) if whole else frozenset({LineRole.BODY})
    return "\n".join(line.text for line in _lines(page) if line.role in wanted)


def document_text(document: Document) -> str:
    """Return what was read of all pages, see ``page_text``."""
    return "\n".join(page_text(page) for page in document.pages)


def score_reading(truth: str, read: str) -> tuple[Score, Score, Score]:
    """Return character error rate (edits per true character, in order), word and number recall.

    Words are white-space tokens, numbers what looks like one; both regardless of order.
    """
    true_text, read_text = _collapsed(truth), _collapsed(read)
    edits = Levenshtein.distance(true_text, read_text)
    return (
        Score(Stage.CER, float(edits), float(len(true_text))),
        _recall(Stage.WORD_RECALL, true_text.split(), read_text.split()),
        _recall(Stage.NUMBER_RECALL, _NUMBER.findall(true_text), _NUMBER.findall(read_text)),
    )


def _lines(page: Page) -> Iterator[Line]:
    for block in page.blocks:
        if isinstance(block, Line):
            yield block
        else:
            for cell in block.cells:
                yield from cell.lines


def _collapsed(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _recall(stage: Stage, truth: Iterable[str], read: Iterable[str]) -> Score:
    wanted = Counter(truth)
    lost = wanted - Counter(read)
    possible = wanted.total()
    missed = tuple(Item(token, f"{count} of {wanted[token]}") for token, count in lost.items())
    return Score(stage, float(possible - lost.total()), float(possible), missed=missed)
