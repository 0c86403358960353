"""``kehoach evaluate --lines``: the same lines to every engine, in one run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from api.evaluation.lines_readers import (
    LineReader,
    OwnReader,
    TesseractReader,
    Timed,
    TrueocrReader,
    timed,
)
from api.evaluation.lines_real import RealPage, real_pages, with_truth
from api.evaluation.lines_samples import LineSample, of_group
from api.evaluation.lines_scores import LineScore, edits, score_lines
from api.evaluation.lines_stress import ALPHABET, alphabet_lines, stress_lines
from api.evaluation.lines_worn import WornSet, worn_lines
from corpus.lines.faces import installed_faces
from extractor.engines import make_engine
from extractor.recogniser.artifact import load_artifact
from extractor.recogniser.recogniser import Recogniser
from models.settings import EngineName, OcrSettings

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class LinesOptions:
    """What to read: ``lines`` for each level and resolution, and for each kind without context.

    ``cache`` is where worn pages are kept, ``real`` a folder of scans with transcripts,
    ``trueocr`` the folder of trueocr's models, where it is to be compared with, ``model`` that of
    a recogniser other than the one that ships.
    """

    lines: int
    cache: Path
    real: Path | None = None
    trueocr: Path | None = None
    model: Path | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What one engine read of all lines."""

    engine: str
    texts: tuple[str, ...]
    seconds: float

    @property
    def milliseconds(self) -> float:
        """Processor time per line, cutting included."""
        return 1000 * self.seconds / max(len(self.texts), 1)


@dataclass(frozen=True, slots=True)
class LinesReport:
    """All lines with their truth, and what each engine read of them."""

    samples: tuple[LineSample, ...]
    readings: tuple[Reading, ...]

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups of lines, in order."""
        return tuple(dict.fromkeys(sample.group for sample in self.samples))

    def score(self, reading: Reading, group: str) -> LineScore:
        """Score what an engine read of a group."""
        numbers = of_group(self.samples, group)
        truths = [self.samples[number].text for number in numbers]
        return score_lines(truths, [reading.texts[number] for number in numbers])

    def worst(self, count: int) -> tuple[int, ...]:
        """Return the numbers of the lines that the first engine read worst, bare letters apart."""
        texts = self.readings[0].texts
        lines = [n for n, sample in enumerate(self.samples) if sample.group != ALPHABET]
        lines.sort(key=lambda n: -edits(self.samples[n].text, texts[n]))
        return tuple(lines[:count])


def evaluate_lines(options: LinesOptions, say: Say) -> LinesReport:
    """Read all lines with every engine; raises EngineMissingError where ours is missing."""
    readers = _readers(options)
    samples = [
        *worn_lines(WornSet(options.lines, options.cache)),
        *stress_lines(options.lines),
        *alphabet_lines([face for face in installed_faces() if face.weight > 0]),
    ]
    read: list[Timed] = []
    for reader in readers:
        say(reader.name)
        read.append(timed(reader, samples))
    texts = [list(one.texts) for one in read]
    for page in real_pages(options.real) if options.real else ():
        samples += _read_page(page, readers, texts)
    readings = [
        Reading(reader.name, tuple(own), one.seconds * len(own) / max(len(one.texts), 1))
        for reader, own, one in zip(readers, texts, read, strict=True)
    ]
    return LinesReport(tuple(samples), tuple(readings))


def _read_page(
    page: RealPage, readers: Sequence[LineReader], texts: list[list[str]]
) -> list[LineSample]:
    """Read a real page with every engine, add what they read to ``texts``, return its lines."""
    readings = [reader.read(page.lines) for reader in readers]
    known = with_truth(page, readings)
    for own, reading in zip(texts, readings, strict=True):
        own += [reading[number] for _, number in known]
    return [sample for sample, _ in known]


def _readers(options: LinesOptions) -> list[LineReader]:
    readers: list[LineReader] = [
        OwnReader(Recogniser(load_artifact(options.model))),
        TesseractReader(make_engine(OcrSettings(engine=EngineName.TESSEROCR))),
    ]
    return readers + ([TrueocrReader(options.trueocr)] if options.trueocr else [])
