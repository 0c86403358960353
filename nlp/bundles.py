"""Several documents in one file: a page that opens like the first one, with a number of its own.

A form in an appendix also prints the name of the country and "Số: …"; its number is blank, so it
opens no document.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from corpus.messages import load_messages
from models.domain.errors import Issue, Stage
from nlp.source import Paragraph, ParagraphKind, SourceText
from nlp.wording import find_wording

_REACH = 16
"""A head and the type below it stand among the first paragraphs of a page."""


def bundle_issues(source: SourceText) -> Iterator[Issue]:
    """Yield an issue for each page behind the first that opens another document."""
    numbers = {page: _opened_number(source, top) for page, top in _tops(source)}
    opened = [(page, number) for page, number in numbers.items() if number]
    first = min(numbers, default=0)
    for page, number in opened:
        if page != first and number != numbers.get(first):
            said = load_messages().text("several_documents", page=page, number=number)
            yield Issue(Stage.UNDERSTAND, "several_documents", said, page)


def _tops(source: SourceText) -> Iterator[tuple[int, Sequence[Paragraph]]]:
    for page, paragraphs in groupby(source.paragraphs, key=lambda paragraph: paragraph.page):
        yield page, [found for found in paragraphs if found.kind is ParagraphKind.TEXT][:_REACH]


def _opened_number(source: SourceText, top: Sequence[Paragraph]) -> str | None:
    """Return the line with the number of the document whose head stands there, or None."""
    lines = [source.slice(line).strip() for paragraph in top for line in paragraph.lines]
    hits = [(line, hit) for line in lines for hit in find_wording("head", line)]
    found = {hit.rule.value for _, hit in hits}
    opens = "addressee" in found or any(_names_type(line) for line in lines)
    if not opens or not found & {"country", "motto"}:
        return None
    numbered = ((line, hit) for line, hit in hits if hit.rule.value == "number")
    return next((line for line, hit in numbered if {"n", "s"} <= hit.groups.keys()), None)


def _names_type(line: str) -> bool:
    """Tell whether a line is the type of a document in capitals and nothing else."""
    bare = line.strip(" .:_-*")
    return bare.isupper() and any(
        hit.start == 0 and hit.end >= len(bare) - 1 for hit in find_wording("doc_types", bare)
    )
