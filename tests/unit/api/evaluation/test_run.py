from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pymupdf
import pytest

from api.evaluation import run
from api.evaluation.measures import Stage
from api.evaluation.options import EvaluationOptions
from api.evaluation.run import evaluate, stored_baseline, user_cache
from corpus.gold import GoldDocument, GoldKind
from models.domain.errors import ExitStatus
from models.domain.layout import Document, Page, ReadMethod
from models.domain.plan import Metadata, Plan
from models.settings import Settings

TITLE = "Thực hiện công tác mẫu"


class Pool:
    """A pool without workers that knows whether it was closed."""

    is_open = False

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def __enter__(self) -> Pool:
        Pool.is_open = True
        return self

    def __exit__(self, *_: object) -> None:
        Pool.is_open = False


class FakeAnalyst:
    """Understands a head of one field, ``title``, unless the file is worn."""

    def analyze(self, document: Document, slug: str) -> SimpleNamespace:
        title = TITLE if document.name == "source.pdf" else None
        return SimpleNamespace(plan=Plan(slug, Metadata(title=title)))


def read_file(path: Path, settings: Settings, pool: Pool) -> SimpleNamespace:
    assert Pool.is_open
    page = Page(1, 100, 100, ReadMethod.OCR, "", 1.0)
    return SimpleNamespace(document=Document(path.name, "", (page,)))


def scan_path(gold: GoldDocument, level: int, dpi: int, cache: Path) -> Path:
    return cache / f"{gold.slug}-{level}-{dpi}.pdf"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "gold" / "mau"
    folder.mkdir(parents=True)
    with pymupdf.open() as pdf:
        pdf.new_page().insert_text((72, 300), "one")
        pdf.save(folder / "source.pdf")
    annotation = {"document": "mau", "metadata": {"title": TITLE}}
    (folder / "expected.json").write_text(json.dumps(annotation), encoding="utf-8")
    gold = GoldDocument(
        "mau", GoldKind.GOLD, folder, folder / "source.pdf", folder / "expected.json"
    )
    monkeypatch.setattr(run, "list_gold", lambda kind: (gold,) if kind is GoldKind.GOLD else ())
    monkeypatch.setattr(run, "ReadingPool", Pool)
    monkeypatch.setattr(run, "read_file", read_file)
    monkeypatch.setattr(run, "Analyst", FakeAnalyst)
    monkeypatch.setattr(run, "scan_path", scan_path)
    return tmp_path


def options(home: Path, **more: object) -> EvaluationOptions:
    defaults = {"levels": (0,), "cache": home / "cache", "baseline": home / "baseline.json"}
    return EvaluationOptions(**{**defaults, **more})


def silent(done: int, count: int, label: str) -> None:
    """Say nothing about progress."""


def test_a_run_scores_the_documents_and_closes_its_workers(home: Path) -> None:
    report = evaluate(options(home), silent, Settings())
    assert report.results.total(Stage.METADATA, GoldKind.GOLD, 0).value == 1.0
    assert not Pool.is_open
    assert not (home / "baseline.json").exists(), "nothing is stored unless asked for"


@pytest.mark.parametrize(
    ("level", "check", "expected", "reason"),
    [
        (0, True, ExitStatus.OK, "every floor is held"),
        (1, True, ExitStatus.BELOW_BASELINE, "the title is lost on the scan"),
        (1, False, ExitStatus.OK, "not asked to check"),
    ],
)
def test_the_exit_status_follows_the_floors(
    home: Path, level: int, check: bool, expected: ExitStatus, reason: str
) -> None:
    report = evaluate(options(home, levels=(level,), check=check), silent, Settings())
    assert report.exit_status is expected, reason


def test_a_stored_run_is_what_the_next_one_is_held_against(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = evaluate(options(home, write_baseline=True), silent, Settings())
    assert (first.has_baseline, first.changes) == (False, ())
    monkeypatch.setattr(
        FakeAnalyst, "analyze", lambda *_: SimpleNamespace(plan=Plan("mau", Metadata()))
    )
    second = evaluate(options(home), silent, Settings())
    assert second.has_baseline
    assert [item.key for change in second.changes for item in change.losses] == ["title"]


def test_real_scans_are_added_and_judged(home: Path) -> None:
    scans = home / "real"
    scans.mkdir()
    (scans / "cv.pdf").write_bytes(b"%PDF-1.4")
    (scans / "number_date.json").write_text(json.dumps({"cv": {"number": "575"}}), encoding="utf-8")
    report = evaluate(options(home, real=scans), silent, Settings())
    verdict = report.real[0].verdict("number")
    assert verdict is not None
    assert verdict.outcome == "null"


def test_the_cache_of_scans_follows_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert user_cache() == tmp_path / "kehoach" / "scans"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert user_cache() == tmp_path / ".cache" / "kehoach" / "scans"


def test_the_baseline_of_the_project_lies_with_the_corpus() -> None:
    assert stored_baseline().parent.name == "corpus"
