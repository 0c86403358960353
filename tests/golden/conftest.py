"""Documents of the corpus, read and understood once for all golden tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from extractor.pipeline import read_file
from extractor.workers import ReadingPool
from models.domain.layout import Document
from models.settings import Settings
from nlp.pipeline import Analysis
from tests.factories import analyst


@dataclass(frozen=True)
class Understood:
    """A document with its analysis."""

    document: Document
    analysis: Analysis


Understand = Callable[[Path], Understood]


@pytest.fixture(scope="session")
def understand() -> Iterator[Understand]:
    """Read and analyse a file; each path once."""
    settings = Settings(jobs=2)
    known: dict[Path, Understood] = {}
    with ReadingPool(settings) as pool:

        def of(path: Path) -> Understood:
            if path not in known:
                document = read_file(path, settings, pool).document
                slug = path.parent.name if path.stem == "source" else path.stem
                known[path] = Understood(document, analyst().analyze(document, slug))
            return known[path]

        yield of
