"""Worn blocks without end: the same seed gives the same blocks."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

import numpy as np

from corpus.lines.alphabet import load_alphabet
from corpus.lines.damage import Scanner
from corpus.lines.faces import Face, installed_faces
from corpus.lines.grammar import load_grammar
from corpus.lines.phrases import Writer
from corpus.lines.setting import Block, set_block
from corpus.lines.sources import Source


def worn_blocks(
    sources: Sequence[Source], seed: int, faces: Sequence[Face] | None = None
) -> Iterator[Block]:
    """Yield worn blocks for ever; ``faces`` default to those that may be learned from."""
    chosen = tuple(faces or (face for face in installed_faces() if face.weight > 0))
    rng = random.Random(seed)
    scanner = Scanner(rng, np.random.default_rng(seed))
    writer = Writer(tuple(sources), load_grammar(), load_alphabet(), rng)
    while True:
        yield scanner.scan(set_block(writer, chosen))
