from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from extractor import errands, workers
from extractor.source import PageError
from models.domain.errors import DamagedFileError, EngineMissingError
from models.domain.layout import Page
from models.settings import EngineName, Limits, OcrSettings, Settings
from tests.unit.extractor import failing_tasks as failing

SETTINGS = Settings(
    jobs=2, ocr=OcrSettings(engine=EngineName.NULL), limits=Limits(page_seconds=2.0)
)


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Iterator[workers.ReadingPool]:
    monkeypatch.setattr(errands, "read_one_page", failing.read_one_page)
    monkeypatch.setattr(errands, "inspect_file", failing.inspect_file)
    with workers.ReadingPool(SETTINGS) as made:
        yield made


def test_each_failure_costs_its_page_only(pool: workers.ReadingPool, tmp_path: Path) -> None:
    pages = [
        failing.SOUND,
        failing.DIES,
        failing.HANGS,
        failing.DIES_ONCE,
        failing.EATS,
        failing.BREAKS,
        failing.DAMAGED,
    ]
    found = dict(pool.read_pages(tmp_path / "a.pdf", pages))
    kinds = {n: got.kind if isinstance(got, PageError) else None for n, got in found.items()}
    assert kinds == {
        failing.SOUND: None,
        failing.DIES: "page_crashed",
        failing.HANGS: "page_timeout",
        failing.DIES_ONCE: None,
        failing.EATS: "page_too_large",
        failing.BREAKS: "page_failed",
        failing.DAMAGED: "page_damaged",
    }
    assert isinstance(found[failing.DIES_ONCE], Page)


def test_what_fails_every_page_ends_the_reading(pool: workers.ReadingPool, tmp_path: Path) -> None:
    with pytest.raises(EngineMissingError):
        list(pool.read_pages(tmp_path / "a.pdf", [failing.NO_ENGINE]))


def test_a_file_that_kills_on_opening_is_damaged(pool: workers.ReadingPool, tmp_path: Path) -> None:
    with pytest.raises(DamagedFileError):
        pool.inspect(tmp_path / "a.pdf")


def test_a_pool_has_a_worker_for_each_core_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "available_cores", lambda: 7)
    with workers.ReadingPool(Settings(jobs=0)) as many, workers.ReadingPool(SETTINGS) as two:
        assert (many.size, two.size) == (7, 2)
