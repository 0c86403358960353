"""The use cases: read and understand one file, hold two plans against each other.

Nothing here knows a terminal, a web or a published form; doors call this and show what comes back.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from corpus.catalog import load_catalog
from extractor.engines import make_engine
from extractor.pipeline import OnPage, read_file
from extractor.workers import ReadingPool
from models.domain.alignment import Alignment
from models.domain.errors import Issue, is_unread
from models.domain.layout import Document, ReadMethod
from models.domain.plan import Plan
from models.settings import OcrSettings, Settings
from nlp.align import align_plans

if TYPE_CHECKING:
    from nlp.pipeline import Analysis, Analyst

_NO_PLAN = frozenset({"not_a_plan", "type_unknown"})


class PlanAnalyst(Protocol):
    """What understands a read document."""

    def analyze(self, document: Document, slug: str) -> Analysis:
        """Return the plan of the document and what was not understood."""


class LazyAnalyst:
    """An analyst that starts its language tools with the first document: a refusal needs none."""

    @cached_property
    def _analyst(self) -> Analyst:
        from nlp.pipeline import Analyst

        return Analyst()

    def analyze(self, document: Document, slug: str) -> Analysis:
        """Return the plan of the document and what was not understood."""
        return self._analyst.analyze(document, slug)


@dataclass(frozen=True, slots=True)
class Extraction:
    """One document as read and as understood."""

    document: Document
    plan: Plan
    issues: tuple[Issue, ...]

    @property
    def is_whole(self) -> bool:
        """Tell whether every page came out."""
        failed = any(page.method is ReadMethod.FAILED for page in self.document.pages)
        return not failed and not self.unread

    @property
    def is_plan(self) -> bool:
        """Tell whether the document is a plan at all."""
        return all(issue.kind not in _NO_PLAN for issue in self.issues)

    @property
    def unread(self) -> tuple[Issue, ...]:
        """The issues of opening and reading: what is missing from the words themselves."""
        return tuple(issue for issue in self.issues if is_unread(issue.stage, issue.kind))


@dataclass(frozen=True, slots=True)
class EngineFacts:
    """The engine that read and the data it read with."""

    name: str
    data: str


def extract_one(
    path: Path,
    pool: ReadingPool,
    analyst: PlanAnalyst,
    settings: Settings,
    on_page: OnPage | None = None,
    slug: str | None = None,
) -> Extraction:
    """Read and understand one file; ``slug`` names the document (default: the file's stem).

    Raises a KehoachError where the file cannot be read at all.
    """
    reading = read_file(path, settings, pool, on_page)
    analysis = analyst.analyze(reading.document, slug or path.stem)
    issues = (*reading.issues, *analysis.issues)
    return Extraction(reading.document, analysis.plan, issues)


def compare(child: Plan, parent: Plan) -> Alignment:
    """Hold a plan against the plan of the level above, indicator by indicator."""
    return align_plans(child, parent, load_catalog())


def engine_facts(document: Document, settings: Settings) -> EngineFacts | None:
    """Return which engine read the document, or None where no page needed one."""
    needed = any(page.engine is not None for page in document.pages)
    return _engine_facts(settings.ocr) if needed else None


@cache
def _engine_facts(settings: OcrSettings) -> EngineFacts:
    engine = make_engine(settings)
    return EngineFacts(f"{engine.name} {engine.version}", engine.data_version)
