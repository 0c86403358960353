"""``kehoach demo``: the main job on the two scanned plans that come with the program."""

from __future__ import annotations

from contextlib import ExitStack
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.usage import make_progress, read_settings, voice_of

if TYPE_CHECKING:
    from api.inputs import Input
    from api.runs import Outcome
    from api.voice import Voice
    from models.settings import Settings

CHILD = "ngoc-hoi-2026"
PARENT = "ha-noi-2026"


def demo(
    context: typer.Context,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR")] = Path("out/demo"),
    jobs: Annotated[int | None, typer.Option("-j", "--jobs", min=1, metavar="N")] = None,
) -> None:
    """Read both scans, write both results, print the plan and the comparison."""
    voice = voice_of(context)
    settings = read_settings(jobs)
    voice.inform("demo.title")
    with ExitStack() as opened:
        sources = [_scan(slug, opened) for slug in (CHILD, PARENT)]
        outcomes = _read(sources, output, settings, voice)
    raise typer.Exit(_show(outcomes, output, settings, voice))


def _scan(slug: str, opened: ExitStack) -> Input:
    from api.inputs import Input

    packaged = files("corpus") / "demo" / f"{slug}.pdf"
    path = opened.enter_context(as_file(packaged)) if packaged.is_file() else Path(str(packaged))
    return Input(path, f"{slug}.pdf", slug, slug)


def _read(
    sources: list[Input], output: Path, settings: Settings, voice: Voice
) -> tuple[Outcome, ...]:
    from api.runs import Tools, extract_all, keep_in
    from api.workflow import LazyAnalyst
    from extractor.workers import ReadingPool

    with ReadingPool(settings) as pool:
        tools = Tools(settings, pool, LazyAnalyst(), keep_in(output))
        return extract_all(sources, tools, make_progress(voice))


def _show(outcomes: tuple[Outcome, ...], output: Path, settings: Settings, voice: Voice) -> int:
    from api.outputs import to_bytes
    from api.runs import keep_in, overall_status, publish_comparison
    from api.terminal import Screen
    from api.wording import issuer_of
    from corpus.catalog import load_catalog

    screen = Screen(voice)
    found = [outcome.extraction for outcome in outcomes if outcome.extraction]
    for extraction in found:
        screen.head(extraction.plan, extraction.document, extraction.issues)
    written = [outcome.output for outcome in outcomes if outcome.output]
    if len(found) == len(outcomes):
        child, parent = (extraction.plan for extraction in found)
        comparison = publish_comparison(child, parent, settings)
        written.append(keep_in(output)(f"{CHILD}--{PARENT}", to_bytes(comparison)))
        screen.targets(child, load_catalog())
        screen.comparison(comparison, (issuer_of(child), issuer_of(parent)))
        screen.line()
        screen.line(voice.text("demo.done", outputs=", ".join(map(str, written))))
    return overall_status(outcome.status for outcome in outcomes)
