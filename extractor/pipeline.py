"""A file in, a read document and what was not read out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from corpus.messages import load_messages
from extractor.probe import probe
from extractor.workers import PageOutcome, ReadingPool
from models.domain.errors import DamagedFileError, Issue, NoTextError, Stage
from models.domain.layout import Document, Page, ReadMethod
from models.settings import Settings

OnPage = Callable[[int, int, Page], None]
"""Called after each page with the number of pages done, their total, and the page."""

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as far as it could be read, and what could not."""

    document: Document
    issues: tuple[Issue, ...]


def read_file(
    path: Path, settings: Settings, pool: ReadingPool, on_page: OnPage | None = None
) -> Reading:
    """Read a PDF or an image; raises a KehoachError where nothing of it can be read."""
    probe(path, settings.limits)
    facts = pool.inspect(path)
    pages: dict[int, Page] = {}
    for index, outcome in pool.read_pages(path, range(facts.page_count)):
        pages[index] = page_of(index, outcome)
        if on_page is not None:
            on_page(len(pages), facts.page_count, pages[index])
    ordered = tuple(pages[index] for index in sorted(pages))
    return assemble(Document(path.name, file_hash(path), ordered), facts.repaired)


def assemble(document: Document, repaired: bool) -> Reading:
    """Return what was read of a document, page by page in order, with what was not.

    Raises NoTextError or DamagedFileError where nothing of it can be read.
    """
    _refuse_empty(document.pages)
    issues = [_issue("file_repaired")] if repaired else []
    for page in document.pages:
        issues.extend(_issues_of(page))
    return Reading(document, tuple(issues))


def page_of(index: int, outcome: PageOutcome) -> Page:
    """Return the page (counted from 0), or an empty one that says why it failed."""
    if isinstance(outcome, Page):
        return outcome
    return Page(
        number=index + 1,
        width=0.0,
        height=0.0,
        method=ReadMethod.FAILED,
        reason=outcome.kind,
        quality=0.0,
    )


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    digest = sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _issues_of(page: Page) -> list[Issue]:
    if page.method is ReadMethod.FAILED:
        return [_issue(page.reason, page.number)]
    if page.method is ReadMethod.PHOTO:
        return [_issue("page_photo", page.number)]
    return [_issue(f"page_{remark}", page.number) for remark in page.remarks]


def _issue(kind: str, page: int | None = None) -> Issue:
    facts = {} if page is None else {"page": page}
    return Issue(Stage.READ, kind, load_messages().text(kind, "vi", **facts), page)


def _refuse_empty(pages: tuple[Page, ...]) -> None:
    """Raise where no page holds a word: damaged if none could even be opened."""
    if any(page.blocks for page in pages):
        return
    if pages and all(page.method is ReadMethod.FAILED for page in pages):
        raise DamagedFileError()
    raise NoTextError()
