"""The outcome on real scans as text for a terminal of 100 columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from api.evaluation.measures import READING_STAGES, Stage
from api.evaluation.real import Outcome, RealResult
from api.evaluation.texts import shortened

_WIDTH = 100
_NAME = 38
_FIELDS = ("symbol", "number", "date", "doc_type", "title", "signer")
_MARKS = {Outcome.RIGHT: "✓", Outcome.NULL: "null", Outcome.WRONG: "✗"}


def render_real(results: Sequence[RealResult], failures: Sequence[str]) -> Iterator[str]:
    """Yield a table of fields, one of readings, what was not right, and the failures."""
    heads = "".join(f"{name:>9}" for name in _FIELDS)
    yield "── real scans: ✓ right, null not read, ✗ wrong, blank not known ".ljust(_WIDTH, "─")
    yield f"{'':<{_NAME}}{heads}{'targets':>8}"
    for result in results:
        marks = "".join(f"{_mark(result, name):>9}" for name in _FIELDS)
        yield f"{shortened(result.name, _NAME - 1):<{_NAME}}{marks}{result.targets:>8}".rstrip()
    yield f"{'right of known':<{_NAME}}" + "".join(f"{_tally(results, n):>9}" for n in _FIELDS)
    yield ""
    yield from _readings(results)
    yield from _doubts(results)
    yield "── real scans: failures ".ljust(_WIDTH, "─")
    yield from (shortened(f"✗ {failure}", _WIDTH) for failure in failures)
    if not failures:
        yield "none"
    yield ""


def _mark(result: RealResult, name: str) -> str:
    verdict = result.verdict(name)
    return _MARKS[verdict.outcome] if verdict else ""


def _tally(results: Sequence[RealResult], name: str) -> str:
    verdicts = [found for result in results if (found := result.verdict(name))]
    right = sum(verdict.outcome is Outcome.RIGHT for verdict in verdicts)
    return f"{right}/{len(verdicts)}"


def _readings(results: Sequence[RealResult]) -> Iterator[str]:
    names = "".join(f"{stage.value:>15}" for stage in READING_STAGES)
    yield f"{'':<{_NAME}}{'pages':>6}{'s/page':>8}{names}"
    for result in results:
        by_stage: dict[Stage, str] = {
            score.stage: f"{score.value:.2%}"
            for score in result.readings
            if score.value is not None
        }
        figures = "".join(f"{by_stage.get(stage, ''):>15}" for stage in READING_STAGES)
        pace = f"{result.seconds / result.pages:.2f}" if result.pages else "-"
        name = shortened(result.name, _NAME - 1)
        yield f"{name:<{_NAME}}{result.pages:>6}{pace:>8}{figures}".rstrip()
    yield ""


def _doubts(results: Sequence[RealResult]) -> Iterator[str]:
    """Every field that was not right; a wrong one with the certainty that it came with."""
    for result in results:
        for verdict in result.verdicts:
            if verdict.outcome is not Outcome.RIGHT:
                where = f"{shortened(result.name, _NAME - 8)} {verdict.name}"
                found, expected = shortened(verdict.found, 22), shortened(verdict.expected, 22)
                sure = f" ({verdict.confidence:.2f})" if verdict.outcome is Outcome.WRONG else ""
                yield f"{where}: {found}{sure} for {expected}"
    yield ""
