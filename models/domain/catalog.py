"""The catalog of indicators, and the answer of matching a phrase against it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from models.domain.plan import Unit


class Better(StrEnum):
    """Which way is an improvement."""

    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """One canonical indicator.

    ``aliases`` are known other wordings. ``requires`` is a conjunction of alternatives: of each
    inner tuple one phrase must occur in a wording of this indicator; ``excludes`` are phrases that
    speak against it.
    """

    code: str
    name: str
    group: int
    unit: Unit
    better: Better
    aliases: tuple[str, ...] = ()
    requires: tuple[tuple[str, ...], ...] = ()
    excludes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalog:
    """All indicators of one field, with the version that outputs name."""

    name: str
    version: int
    entries: tuple[CatalogEntry, ...]

    def find(self, code: str) -> CatalogEntry | None:
        """Return the entry of that code, or None."""
        return next((entry for entry in self.entries if entry.code == code), None)


class MatchLevel(StrEnum):
    """How a phrase was matched, strongest first."""

    EXACT = "exact"
    ALIAS = "alias"
    FUZZY = "fuzzy"
    AMBIGUOUS = "ambiguous"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A near catalog entry with its similarity, 0..1."""

    code: str
    score: float


@dataclass(frozen=True, slots=True)
class Match:
    """The decision for one phrase: ``code`` is null unless exactly one entry is left."""

    code: str | None
    level: MatchLevel
    score: float
    reason: str
    candidates: tuple[Candidate, ...]
