"""A run over many files: each ends in an outcome, and one never stops the others."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import api.runs
from api.inputs import Input
from api.progress import PlainProgress
from api.runs import (
    FileStatus,
    Tools,
    extract_all,
    keep_in,
    overall_status,
    publish,
    status_of,
    summarize,
)
from api.voice import Voice
from api.workflow import Extraction, LazyAnalyst
from corpus.messages import Language
from models.domain.errors import (
    EmptyFileError,
    ExitStatus,
    Issue,
    KehoachError,
    Stage,
    WrongTypeError,
)
from models.domain.layout import Document, ReadMethod
from models.domain.plan import Plan
from models.settings import OcrSettings, Settings

SETTINGS = Settings(timestamp=False, ocr=OcrSettings(engine="null"))


@pytest.fixture
def whole(document: Document, plan: Plan) -> Extraction:
    return Extraction(replace(document, pages=document.pages[:1]), plan, ())


def source(name: str, problem: KehoachError | None = None) -> Input:
    return Input(Path(name), name, Path(name).stem, Path(name).stem, problem)


def not_a_plan(kind: str = "not_a_plan") -> Issue:
    return Issue(Stage.UNDERSTAND, kind, "Văn bản này là Báo cáo.", field="targets")


@pytest.mark.parametrize(
    ("issues", "method", "expected", "reason"),
    [
        ((), ReadMethod.OCR, FileStatus.OK, "everything came out"),
        ((), ReadMethod.BLANK, FileStatus.OK, "a blank page holds nothing to miss"),
        ((), ReadMethod.FAILED, FileStatus.PARTIAL, "a page is missing"),
        (
            (Issue(Stage.OPEN, "repaired", "Tệp hỏng một phần."),),
            ReadMethod.OCR,
            FileStatus.PARTIAL,
            "pages may be missing",
        ),
        (
            (Issue(Stage.UNDERSTAND, "field_blank", "Để trống: số."),),
            ReadMethod.OCR,
            FileStatus.OK,
            "a draft leaves its number blank",
        ),
        ((not_a_plan(),), ReadMethod.OCR, FileStatus.NOT_A_PLAN, "a report"),
        ((not_a_plan("type_unknown"),), ReadMethod.OCR, FileStatus.NOT_A_PLAN, "a letter"),
        ((not_a_plan(),), ReadMethod.FAILED, FileStatus.PARTIAL, "what is missing weighs more"),
    ],
)
def test_status_of_a_file(
    whole: Extraction,
    issues: tuple[Issue, ...],
    method: ReadMethod,
    expected: FileStatus,
    reason: str,
) -> None:
    pages = tuple(replace(page, method=method) for page in whole.document.pages)
    extraction = Extraction(replace(whole.document, pages=pages), whole.plan, issues)
    assert status_of(extraction) is expected, reason


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ("ok", ExitStatus.OK),
        ("ok ok", ExitStatus.OK),
        ("failed", ExitStatus.FAILED),
        ("failed failed", ExitStatus.FAILED),
        ("ok failed", ExitStatus.PARTIAL),
        ("partial", ExitStatus.PARTIAL),
        ("not_a_plan", ExitStatus.NOT_A_PLAN),
        ("ok not_a_plan", ExitStatus.NOT_A_PLAN),
        ("failed not_a_plan", ExitStatus.PARTIAL),
        ("", ExitStatus.OK),
    ],
)
def test_status_of_a_run(statuses: str, expected: ExitStatus) -> None:
    assert overall_status(FileStatus(status) for status in statuses.split()) is expected


@pytest.fixture
def stream() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, stream: io.StringIO, whole: Extraction
) -> Callable[..., tuple[api.runs.Outcome, ...]]:
    """Run over inputs where reading gives what ``answers`` say by name; else a whole plan."""

    def run_over(
        inputs: list[Input], answers: dict[str, Extraction | Exception] | None = None
    ) -> tuple[api.runs.Outcome, ...]:
        def answer(path: Path, *rest: object) -> Extraction:
            found = (answers or {}).get(path.name, whole)
            if isinstance(found, Exception):
                raise found
            return found

        monkeypatch.setattr(api.runs, "extract_one", answer)
        pool = object()
        tools = Tools(SETTINGS, pool, LazyAnalyst(), keep_in(tmp_path / "out"))  # type: ignore[arg-type]
        return extract_all(inputs, tools, PlainProgress(Voice(Language.VI, True, stream)))

    return run_over


def test_one_bad_file_never_stops_the_others(
    run: Callable[..., tuple[api.runs.Outcome, ...]], stream: io.StringIO, tmp_path: Path
) -> None:
    names = ["empty.pdf", "folder", "word.pdf", "bug.pdf", "good.pdf"]
    inputs = [source(name) for name in names]
    inputs[1] = source("folder", api.inputs.EmptyFolderError(suffixes=".pdf"))
    outcomes = run(
        inputs,
        {
            "empty.pdf": EmptyFileError(),
            "word.pdf": WrongTypeError(actual="docx"),
            "bug.pdf": ZeroDivisionError("division by zero"),
        },
    )
    assert [outcome.status.value for outcome in outcomes] == ["failed"] * 4 + ["ok"]
    said = stream.getvalue().splitlines()
    assert [line.split(":")[0] for line in said] == names[:4]
    assert "thực chất là Word (.docx)" in said[2]
    assert "ZeroDivisionError: division by zero" in said[3]
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["good.json"]


def test_a_document_that_is_no_plan_is_named_for_what_it_is_and_written(
    run: Callable[..., tuple[api.runs.Outcome, ...]],
    stream: io.StringIO,
    whole: Extraction,
) -> None:
    metadata = replace(whole.plan.metadata, doc_type="Báo cáo")
    report = replace(whole, plan=replace(whole.plan, metadata=metadata), issues=(not_a_plan(),))
    letter_plan = replace(whole.plan, metadata=replace(metadata, doc_type=None))
    letter = replace(report, plan=letter_plan, issues=(not_a_plan("type_unknown"),))
    outcomes = run([source("a.pdf"), source("b.pdf")], {"a.pdf": report, "b.pdf": letter})
    first, second = stream.getvalue().splitlines()
    assert "a.pdf: đây là Báo cáo, không phải kế hoạch" in first
    assert "b.pdf: không thấy đây là kế hoạch" in second
    assert all(outcome.output and outcome.output.is_file() for outcome in outcomes)


def test_what_could_not_be_read_is_said_even_when_quiet(
    run: Callable[..., tuple[api.runs.Outcome, ...]],
    stream: io.StringIO,
    whole: Extraction,
    issues: tuple[Issue, ...],
) -> None:
    run([source("a.pdf")], {"a.pdf": replace(whole, issues=issues)})
    assert "Trang 2 không đọc được." in stream.getvalue()


def test_a_result_that_cannot_be_written_is_that_files_failure(
    run: Callable[..., tuple[api.runs.Outcome, ...]], stream: io.StringIO, tmp_path: Path
) -> None:
    (tmp_path / "out").write_bytes(b"a file where the folder should be")
    (outcome,) = run([source("a.pdf")])
    assert outcome.status is FileStatus.FAILED
    assert "Không ghi được" in stream.getvalue()


def test_the_summary_says_what_became_of_each_file(
    run: Callable[..., tuple[api.runs.Outcome, ...]],
) -> None:
    outcomes = run([source("a.pdf"), source("b.pdf")], {"b.pdf": EmptyFileError()})
    summary = summarize(outcomes, Voice(Language.EN))
    assert summary["exit_status"] == 3
    assert summary["counts"] == {"ok": 1, "partial": 0, "not_a_plan": 0, "failed": 1}
    first, second = summary["files"]
    assert (first["status"], first["targets"], first["error"]) == ("ok", 2, None)
    assert (second["output"], second["error"]["kind"]) == (None, "empty_file")
    assert second["error"]["message"].startswith("The file is empty")


def test_the_same_extraction_gives_the_same_bytes(whole: Extraction) -> None:
    assert publish(whole, SETTINGS) == publish(whole, SETTINGS)
    assert b'"produced_at": null' in publish(whole, SETTINGS)


def test_the_engine_is_named_only_where_a_page_needed_one(whole: Extraction) -> None:
    page = replace(whole.document.pages[0], engine=None, method=ReadMethod.TEXT_LAYER)
    native = replace(whole, document=replace(whole.document, pages=(page,)))
    assert b'"engine": "null 1"' in publish(whole, SETTINGS)
    assert b'"engine": null,\n  "engine_data": null' in publish(native, SETTINGS)
