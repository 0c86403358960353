"""A run over many files: one bad file never stops the others, and each ends in an outcome."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from api.comparison_schemas import (
    ComparisonOut,
    ComparisonVersionsOut,
    comparison_to_output,
)
from api.inputs import Input
from api.outputs import produced_at, to_bytes, write_atomically
from api.progress import Progress
from api.schemas import VersionsOut
from api.translation import to_output
from api.voice import Voice
from api.workflow import Extraction, PlanAnalyst, compare, engine_facts, extract_one
from corpus.catalog import load_catalog
from corpus.rules import rules_version
from extractor.workers import ReadingPool
from models.domain.errors import ExitStatus, KehoachError
from models.domain.layout import Document
from models.domain.plan import Plan
from models.settings import Settings


class FileStatus(StrEnum):
    """What became of one file."""

    OK = "ok"
    PARTIAL = "partial"
    NOT_A_PLAN = "not_a_plan"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Tools:
    """What a run works with; ``keep`` takes slug and content and returns where it was kept."""

    settings: Settings
    pool: ReadingPool
    analyst: PlanAnalyst
    keep: Callable[[str, bytes], Path | None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one input; ``error`` is set where it failed, ``extraction`` where not."""

    source: Input
    status: FileStatus
    output: Path | None = None
    extraction: Extraction | None = None
    error: KehoachError | None = None


def keep_in(folder: Path) -> Callable[[str, bytes], Path]:
    """Return a way to keep results as ``FOLDER/<slug>.json``."""

    def keep(slug: str, content: bytes) -> Path:
        path = folder / f"{slug}.json"
        write_atomically(path, content)
        return path

    return keep


def extract_all(inputs: Sequence[Input], tools: Tools, progress: Progress) -> tuple[Outcome, ...]:
    """Extract every input in turn, say what became of each, and return the outcomes."""
    outcomes: list[Outcome] = []
    with progress:
        for number, source in enumerate(inputs, start=1):
            progress.start_file(source.label, number, len(inputs))
            outcome = extract_input(source, tools, progress)
            tell(outcome, progress.voice)
            outcomes.append(outcome)
    return tuple(outcomes)


def extract_input(source: Input, tools: Tools, progress: Progress) -> Outcome:
    """Extract one input; whatever goes wrong with it stays with it."""
    if source.problem:
        return Outcome(source, FileStatus.FAILED, error=source.problem)
    try:
        extraction = extract_one(
            source.path,
            tools.pool,
            tools.analyst,
            tools.settings,
            lambda done, pages, page: progress.page_read(done, pages),  # noqa: ARG005 - any page
            source.slug,
        )
        output = tools.keep(source.slug, publish(extraction, tools.settings))
    except KehoachError as error:
        return Outcome(source, FileStatus.FAILED, error=error)
    except Exception as error:
        detail = f"{type(error).__name__}: {error}"
        return Outcome(source, FileStatus.FAILED, error=KehoachError(detail=detail))
    return Outcome(source, status_of(extraction), output, extraction)


def publish(extraction: Extraction, settings: Settings) -> bytes:
    """Return the content of the output file of an extraction."""
    output = to_output(
        extraction.document,
        extraction.plan,
        extraction.issues,
        output_versions(extraction.document, settings),
        produced_at(settings.timestamp),
    )
    return to_bytes(output)


def status_of(extraction: Extraction) -> FileStatus:
    """Return what became of a file that could be read."""
    if not extraction.is_whole:
        return FileStatus.PARTIAL
    return FileStatus.OK if extraction.is_plan else FileStatus.NOT_A_PLAN


def overall_status(statuses: Iterable[FileStatus]) -> ExitStatus:
    """Return what a run ends in: nothing came out, something missing, no plan, or all well."""
    found = set(statuses)
    if found == {FileStatus.FAILED}:
        return ExitStatus.FAILED
    if found & {FileStatus.FAILED, FileStatus.PARTIAL}:
        return ExitStatus.PARTIAL
    return ExitStatus.NOT_A_PLAN if FileStatus.NOT_A_PLAN in found else ExitStatus.OK


def tell(outcome: Outcome, voice: Voice) -> None:
    """Say what became of one file: a refusal, a warning, or where its result is."""
    label, extraction = outcome.source.label, outcome.extraction
    if outcome.error:
        voice.refuse(label, outcome.error)
    if not extraction:
        return
    doc_type = extraction.plan.metadata.doc_type
    if not extraction.is_plan and doc_type:
        voice.warn("run.not_a_plan", file=label, doc_type=doc_type)
    elif not extraction.is_plan:
        voice.warn("run.not_a_plan_unnamed", file=label)
    if extraction.unread:
        first = extraction.unread[0].message
        voice.warn("run.partial", file=label, issues=len(extraction.unread), example=first)
    if outcome.output:
        voice.inform(
            "run.written",
            file=label,
            output=str(outcome.output),
            doc_type=doc_type or voice.text("label.blank"),
            pages=len(extraction.document.pages),
            targets=len(extraction.plan.targets),
        )


def summarize(outcomes: Sequence[Outcome], voice: Voice) -> dict[str, Any]:
    """Return the summary of a run, for programs that called it."""
    statuses = [outcome.status for outcome in outcomes]
    return {
        "exit_status": int(overall_status(statuses)),
        "counts": {status.value: statuses.count(status) for status in FileStatus},
        "files": [_summary_row(outcome, voice) for outcome in outcomes],
    }


def _summary_row(outcome: Outcome, voice: Voice) -> dict[str, Any]:
    extraction, error = outcome.extraction, outcome.error
    return {
        "input": outcome.source.label,
        "status": outcome.status.value,
        "output": str(outcome.output) if outcome.output else None,
        "doc_type": extraction.plan.metadata.doc_type if extraction else None,
        "pages": len(extraction.document.pages) if extraction else None,
        "targets": len(extraction.plan.targets) if extraction else None,
        "issues": len(extraction.issues) if extraction else None,
        "error": {"kind": error.kind, "message": voice.refusal(error)} if error else None,
    }


def output_versions(document: Document, settings: Settings) -> VersionsOut:
    """Return what made an output."""
    engine = engine_facts(document, settings)
    return VersionsOut(
        program=program_version(),
        engine=engine.name if engine else None,
        engine_data=engine.data if engine else None,
        catalog=catalog_version(),
        rules=rules_version(),
    )


def publish_comparison(child: Plan, parent: Plan, settings: Settings) -> ComparisonOut:
    """Hold a plan against the plan of the level above and return the published form."""
    versions = ComparisonVersionsOut(program=program_version(), catalog=catalog_version())
    when = produced_at(settings.timestamp)
    return comparison_to_output(compare(child, parent), load_catalog(), versions, when)


@cache
def program_version() -> str:
    """Return the version of the installed program."""
    return version("kehoach")


def catalog_version() -> str:
    """Return name and version of the catalog of indicators."""
    catalog = load_catalog()
    return f"{catalog.name} {catalog.version}"
