"""Lines of the plans that nothing is learned from, on pages worn to every level."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from api.evaluation.lines_samples import LineSample, make_sample
from api.evaluation.lines_truth import PrintedLine, printed_lines
from corpus.gold import GoldDocument, GoldKind, list_gold, scan_path
from corpus.lines.sources import HELD_OUT
from corpus.rendering.pages import open_rendered
from corpus.rendering.wear import LEVELS
from extractor.imaging import prepare

RESOLUTIONS = (150, 200, 300)
_SEED = 1945


@dataclass(frozen=True, slots=True)
class WornSet:
    """How many lines are drawn for each level and resolution, and where scans are kept."""

    lines: int
    cache: Path


def worn_group(level: int) -> str:
    """Name the group of a level."""
    return f"level {level}"


def worn_lines(wanted: WornSet) -> Iterator[LineSample]:
    """Yield lines of worn pages; always the same ones."""
    plans = [gold for gold in list_gold(GoldKind.GOLD) if gold.slug in HELD_OUT]
    for level in LEVELS:
        for dpi in RESOLUTIONS:
            chosen = _chosen(plans, wanted.lines, random.Random(f"{_SEED}/{level}/{dpi}"))
            for gold, lines in chosen.items():
                scan = scan_path(gold, level, dpi, wanted.cache)
                yield from _of_scan(scan, level, dpi, lines)


def _chosen(
    plans: list[GoldDocument], count: int, rng: random.Random
) -> dict[GoldDocument, list[PrintedLine]]:
    every = [(gold, line) for gold in plans for line in printed_lines(gold.source_pdf)]
    drawn = rng.sample(every, min(count, len(every)))
    return {gold: [line for owner, line in drawn if owner == gold] for gold in plans}


def _of_scan(scan: Path, level: int, dpi: int, lines: list[PrintedLine]) -> Iterator[LineSample]:
    """Level each page as the reader does; turning back about its middle puts lines in place."""
    with open_rendered(scan) as rendered:
        for number in sorted({line.page for line in lines}):
            page = prepare(rendered.draw(number, dpi), dpi).grainy
            for line in lines:
                if line.page == number:
                    yield make_sample(worn_group(level), line.text, page, line.at(dpi))
