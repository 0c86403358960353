"""Lines of real scans whose pages have a transcript; what each says is found in the transcript."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from api.evaluation.lines_samples import LineSample, make_sample
from api.evaluation.lines_scores import edits
from api.evaluation.real_truth import find_scans, load_truth
from corpus.rendering.pages import open_rendered
from extractor.imaging import prepare
from extractor.line_finder import find_lines
from extractor.recogniser.found import places_of

REAL = "real scans"
_DPI = 300
_UNLIKE = 0.4  # edits per character: a line unlike every piece of the transcript is not of it
_SLACK = 2  # words that a line may have more or fewer than an engine read


@dataclass(frozen=True, slots=True)
class RealPage:
    """The lines found on a page, and the words of its transcript in order."""

    name: str
    lines: tuple[LineSample, ...]
    words: tuple[str, ...]


def real_pages(folder: Path) -> tuple[RealPage, ...]:
    """Find the lines of every page of a folder's scans that has a transcript."""
    return tuple(
        _page(scan, transcript.page - 1, transcript.text)
        for scan in find_scans(folder)
        for transcript in load_truth(scan).transcripts
        if transcript.page is not None
    )


def with_truth(page: RealPage, readings: Sequence[Sequence[str]]) -> list[tuple[LineSample, int]]:
    """Give lines their true text: the piece of the transcript nearest to what any engine read.

    Lines unlike all of it (stamps, handwriting alone) are left out. Returns them with their number.
    """
    found: list[tuple[LineSample, int]] = []
    for number, line in enumerate(page.lines):
        best = min((_nearest(read[number], page.words) for read in readings), default=(1.0, ""))
        if best[0] <= _UNLIKE:
            found.append((LineSample(REAL, best[1], line.image, line.place), number))
    return found


def _page(scan: Path, number: int, text: str) -> RealPage:
    with open_rendered(scan) as pdf:
        image = prepare(pdf.draw(number, _DPI), _DPI)
    lines = find_lines(image.pixels, _DPI)
    samples = (
        make_sample(REAL, "", image.grainy, places_of(lines, line)[0])
        for line in range(len(lines.boxes))
    )
    return RealPage(scan.stem, tuple(samples), tuple(text.split()))


def _nearest(reading: str, words: Sequence[str]) -> tuple[float, str]:
    """Return how unlike the nearest piece of the transcript is, and the piece."""
    length = len(reading.split())
    if not length:
        return 1.0, ""
    pieces = (
        " ".join(words[start : start + size])
        for size in range(max(1, length - _SLACK), length + _SLACK + 1)
        for start in range(len(words) - size + 1)
    )
    scored = ((edits(piece, reading) / max(len(piece), 1), piece) for piece in pieces)
    return min(scored, default=(1.0, ""))
