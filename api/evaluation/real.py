"""Real scans: what of their heads is right, null or wrong, how they read, what was invented."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from time import perf_counter

from api.evaluation.goals import RealRules
from api.evaluation.measures import Score
from api.evaluation.reading_scores import page_text, score_reading
from api.evaluation.real_truth import RealTruth, Transcript, find_scans, load_truth
from api.evaluation.runner import Progress
from api.evaluation.texts import identifier, same, shortened, similar
from models.domain.errors import KehoachError
from models.domain.layout import Document, ReadMethod
from models.domain.plan import DateParts, Metadata, Plan
from models.domain.provenance import FieldEvidence


class Outcome(StrEnum):
    """How a field stands to its truth; ``null`` is honest, ``wrong`` is not."""

    RIGHT = "right"
    NULL = "null"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class FieldVerdict:
    """One field of the head against its truth; ``confidence`` is the program's own (0..1)."""

    name: str
    outcome: Outcome
    expected: str
    found: str
    confidence: float


@dataclass(frozen=True, slots=True)
class RealResult:
    """One real scan; ``invented`` are the clauses taken for targets in a document that has none."""

    name: str
    pages: int
    doc_type: str | None
    targets: int
    verdicts: tuple[FieldVerdict, ...] = ()
    readings: tuple[Score, ...] = ()
    invented: tuple[str, ...] = ()
    seconds: float = 0.0
    failure: str | None = None

    def verdict(self, name: str) -> FieldVerdict | None:
        """Return the verdict on one field, or None where its truth is not known."""
        return next((verdict for verdict in self.verdicts if verdict.name == name), None)


def run_real(
    folder: Path,
    read: Callable[[Path], Document],
    understand: Callable[[Document, str], Plan],
    rules: RealRules,
    report_progress: Progress,
) -> tuple[RealResult, ...]:
    """Read and judge every PDF below the folder; one that is refused never stops the others."""
    scans = find_scans(folder)
    results: list[RealResult] = []
    for done, scan in enumerate(scans):
        report_progress(done, len(scans), scan.name)
        results.append(_run_scan(scan, read, understand, rules))
    report_progress(len(scans), len(scans), "")
    return tuple(results)


def judge(
    name: str, document: Document, plan: Plan, truth: RealTruth, rules: RealRules
) -> RealResult:
    """Hold a document as read and understood against what is known of it."""
    has_no_targets = truth.symbol is not None and not truth.symbol.startswith(rules.plan_symbols)
    return RealResult(
        name=name,
        pages=len(document.pages),
        doc_type=plan.metadata.doc_type,
        targets=len(plan.targets),
        verdicts=tuple(_verdicts(truth, plan.metadata)),
        readings=tuple(_readings(truth.transcripts, document)),
        invented=tuple(shortened(t.text) for t in plan.targets) if has_no_targets else (),
    )


def find_failures(results: Iterable[RealResult], rules: RealRules) -> tuple[str, ...]:
    """Name what must not happen: a refused scan, a sure but wrong number or date, an invention."""
    failures: list[str] = []
    for result in results:
        if result.failure:
            failures.append(f"{result.name}: {result.failure}")
        for name in ("number", "date"):
            verdict = result.verdict(name)
            if (
                verdict
                and verdict.outcome is Outcome.WRONG
                and verdict.confidence > rules.sure_above
            ):
                told = f"{verdict.found} for {verdict.expected}"
                failures.append(
                    f"{result.name}: {name} {told}, confidence {verdict.confidence:.2f}"
                )
        failures += [f"{result.name}: invented target “{clause}”" for clause in result.invented]
    return tuple(failures)


def _run_scan(
    scan: Path,
    read: Callable[[Path], Document],
    understand: Callable[[Document, str], Plan],
    rules: RealRules,
) -> RealResult:
    started = perf_counter()
    try:
        document = read(scan)
    except KehoachError as error:
        return RealResult(scan.name, 0, None, 0, failure=str(error))
    plan = understand(document, scan.stem)
    seconds = perf_counter() - started
    return replace(judge(scan.name, document, plan, load_truth(scan), rules), seconds=seconds)


def _verdicts(truth: RealTruth, found: Metadata) -> Iterator[FieldVerdict]:
    evidence = found.evidence
    if truth.symbol is not None:
        fits = identifier(None, truth.symbol) == identifier(None, found.symbol)
        yield _verdict("symbol", truth.symbol, found.symbol, fits, evidence)
    if truth.number is not None:
        yield _verdict(
            "number", truth.number, found.number, same(truth.number, found.number), evidence
        )
    if truth.date is not None:
        yield _date_verdict(truth.date, found.date, evidence)
    if truth.doc_type is not None:
        fits = same(truth.doc_type, found.doc_type)
        yield _verdict("doc_type", truth.doc_type, found.doc_type, fits, evidence)
    if truth.title is not None:
        yield _verdict(
            "title", truth.title, found.title, similar(truth.title, found.title), evidence
        )
    if truth.signer is not None:
        name = found.signer.name if found.signer else None
        yield _verdict("signer", truth.signer, name, similar(truth.signer, name), evidence)


def _verdict(
    name: str, expected: str, found: str | None, fits: bool, evidence: FieldEvidence
) -> FieldVerdict:
    outcome = Outcome.RIGHT if fits else Outcome.NULL if found is None else Outcome.WRONG
    return FieldVerdict(name, outcome, expected, found or "null", _confidence(evidence, name))


def _date_verdict(expected: DateParts, found: DateParts, evidence: FieldEvidence) -> FieldVerdict:
    """A date with a part left out, the others right, is null: nothing wrong was said."""
    wanted = (expected.day, expected.month, expected.year)
    got = (found.day, found.month, found.year)
    is_wrong = any(g is not None and g != w for w, g in zip(wanted, got, strict=True))
    outcome = Outcome.RIGHT if wanted == got else Outcome.WRONG if is_wrong else Outcome.NULL
    told = [
        "/".join("?" if part is None else str(part) for part in parts) for parts in (wanted, got)
    ]
    return FieldVerdict("date", outcome, told[0], told[1], _confidence(evidence, "date"))


def _confidence(evidence: FieldEvidence, name: str) -> float:
    """The lowest certainty of a field or its parts; a value without evidence counts as sure."""
    parts = [found.confidence for key, found in evidence.items() if key.split(".")[0] == name]
    return min(parts, default=1.0)


def _readings(transcripts: Iterable[Transcript], document: Document) -> Iterator[Score]:
    for transcript in transcripts:
        pages = [page for page in document.pages if transcript.page in (None, page.number)]
        read = "\n".join(page_text(page, whole=transcript.page is not None) for page in pages)
        # Capital letters are a font of their own in legacy encodings: transcripts lose the case.
        if any(page.method is ReadMethod.LEGACY_TEXT_LAYER for page in pages):
            yield from score_reading(transcript.text.lower(), read.lower())
        else:
            yield from score_reading(transcript.text, read)
