"""What an evaluation is asked to do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from corpus.gold import GoldKind

DEFAULT_LEVELS = (0, 1, 2)
ALL_LEVELS = (0, 1, 2, 3)
CI_SCANNED_LEVEL = 1
CI_SCANNED_DOCUMENTS = 2
BASELINE_NAME = "baseline.json"


@dataclass(frozen=True, slots=True)
class EvaluationOptions:
    """One run: which documents at which levels, and what to do with the outcome.

    ``documents`` narrows the sets to these slugs (empty: all). ``ci`` takes every born-digital
    document and two short scans. ``dpi`` is that of the scans. ``cache`` is where scans are kept
    (default: the user's cache). ``baseline`` is the stored baseline (default: the project's own).
    ``real`` adds a folder of real scans. ``check`` makes figures under their floors the run's
    failure.
    """

    sets: tuple[GoldKind, ...] = (GoldKind.GOLD,)
    levels: tuple[int, ...] = DEFAULT_LEVELS
    documents: tuple[str, ...] = ()
    ci: bool = False
    dpi: int = 200
    cache: Path | None = None
    real: Path | None = None
    check: bool = False
    write_baseline: bool = False
    baseline: Path | None = None


class EvaluationUsageError(ValueError):
    """The options ask for something that does not exist; the message says what."""


def parse_sets(name: str) -> tuple[GoldKind, ...]:
    """Turn ``gold``, ``fiction``, ``sealed`` or ``all`` into document sets."""
    if name == "all":
        return tuple(GoldKind)
    try:
        return (GoldKind(name),)
    except ValueError:
        known = ", ".join([*GoldKind, "all"])
        raise EvaluationUsageError(f"no such set: {name} (one of {known})") from None


def parse_levels(text: str) -> tuple[int, ...]:
    """Turn ``0,1,2`` into levels of wear, ascending, each once."""
    try:
        levels = sorted({int(part) for part in text.split(",")})
    except ValueError:
        levels = []
    if not levels or not set(levels) <= set(ALL_LEVELS):
        raise EvaluationUsageError(f"no such levels: {text} (of 0,1,2,3)")
    return tuple(levels)
