"""Reads strips, in batches of like width."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from extractor.recogniser.artifact import Artifact
from extractor.recogniser.decoding import Character, decode
from extractor.recogniser.session import Session
from extractor.recogniser.strips import HEIGHT, STEP, Strip

_LARGEST = 16  # lines of a batch
_AREA = 8 * 1700  # columns of pixels of a batch
_RATIO = 1.25  # of the widest line of a batch to its narrowest
_LEAST = 64


@dataclass(frozen=True, slots=True)
class ReadLine:
    """What a strip says; places of characters are in columns of ``STEP`` pixels of the strip."""

    characters: tuple[Character, ...]

    @property
    def text(self) -> str:
        """The characters, as printed."""
        return "".join(character.text for character in self.characters)

    @property
    def certainty(self) -> float:
        """The geometric mean of what its characters are sure of; 0 for an empty line."""
        if not self.characters:
            return 0.0
        logs = [math.log(max(c.confidence, 1e-9)) for c in self.characters]
        return math.exp(sum(logs) / len(logs))


class Recogniser:
    """A trained recogniser, loaded once and kept."""

    def __init__(self, artifact: Artifact) -> None:
        """Start the session."""
        self.card = artifact.card
        self._session = Session(artifact.graph)

    def read(self, strips: Sequence[Strip]) -> tuple[ReadLine, ...]:
        """Read strips, in the order given; none is squeezed, however long it is."""
        found: dict[int, ReadLine] = {}
        for group in width_groups([strip.shape[1] for strip in strips]):
            batch, lengths = side_by_side([strips[number] for number in group])
            likely = self._session.run(batch, lengths)
            for number, row, length in zip(group, likely, lengths, strict=True):
                characters = decode(row[:length], self.card.characters, self.card.temperature)
                found[number] = ReadLine(characters)
        return tuple(found[number] for number in range(len(strips)))


def width_groups(widths: Sequence[int]) -> list[list[int]]:
    """Group lines by number so that little of a batch is padding, narrow ones first."""
    groups: list[list[int]] = []
    for number in sorted(range(len(widths)), key=lambda n: widths[n]):
        width = max(widths[number], _LEAST)
        group = groups[-1] if groups else []
        fits = (
            bool(group)
            and len(group) < _LARGEST
            and width <= _RATIO * max(widths[group[0]], _LEAST)
            and (len(group) + 1) * width <= _AREA
        )
        if fits:
            group.append(number)
        else:
            groups.append([number])
    return groups


def side_by_side(
    strips: Sequence[Strip],
) -> tuple[Strip, np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """Put strips into one array, each with paper behind it; return it and their columns."""
    lengths = np.array([-(-strip.shape[1] // STEP) for strip in strips], np.int64)
    batch = np.zeros((len(strips), HEIGHT, (int(lengths.max()) + 1) * STEP), np.uint8)
    for row, strip in zip(batch, strips, strict=True):
        row[:, : strip.shape[1]] = strip
    return batch, lengths
