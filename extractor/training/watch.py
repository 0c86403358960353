"""How far a network is, told on lines of plans that nothing is learned from."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from rapidfuzz.distance import Levenshtein

from corpus.lines.alphabet import Alphabet, load_alphabet
from corpus.lines.faces import choose_face, installed_faces
from corpus.lines.grammar import load_grammar
from corpus.lines.phrases import Writer
from corpus.lines.setting import set_line
from corpus.lines.sources import WATCHED, Source, named_sources
from extractor.recogniser.decoding import collapse
from extractor.recogniser.strips import Place, cut_strip
from extractor.training.network import Network
from extractor.training.samples import Sample, cut_lines, grouped, is_legible, make_batch

_SEED = 20_260
_WORN, _CAPITALS = 320, 160
_EM = 46  # pixels


@dataclass(frozen=True, slots=True)
class Watched:
    """The lines that are watched: worn ones, and capitals as they were set."""

    worn: tuple[Sample, ...]
    capitals: tuple[Sample, ...]


def watched_lines() -> Watched:
    """Make the lines; always the same."""
    alphabet = load_alphabet()
    sources = named_sources(WATCHED, alphabet)
    worn = cut_lines(sources, _SEED, _WORN)
    return Watched(tuple(worn), tuple(_capitals(sources, alphabet)))


def error_rate(network: Network, samples: Sequence[Sample], alphabet: Alphabet) -> float:
    """Return the edits per character that a network needs on these lines."""
    edits = characters = 0
    for group in grouped(sorted(samples, key=lambda sample: sample.strip.shape[1])):
        batch = make_batch(group)
        lengths = torch.from_numpy(batch.lengths)
        with torch.no_grad():
            best = network(torch.from_numpy(batch.strips), lengths).argmax(-1).numpy()
        for row, length, text in zip(best, batch.lengths, batch.texts, strict=True):
            read = collapse(row[:length].tolist(), alphabet.characters)
            edits += Levenshtein.distance(alphabet.normalized(read), text)
            characters += len(text)
    return edits / max(characters, 1)


def _capitals(sources: tuple[Source, ...], alphabet: Alphabet) -> list[Sample]:
    rng = random.Random(_SEED)
    writer = Writer(sources, load_grammar(), alphabet, rng)
    faces = [face for face in installed_faces() if face.weight > 0]
    found: list[Sample] = []
    while len(found) < _CAPITALS:
        text, face = writer.capitals(), choose_face(faces, rng)
        if not text or not face.prints(text):
            continue
        block = set_line(text, face, _EM)
        (line,) = block.lines
        place = Place(line.left, line.right, line.baseline, line.em)
        sample = Sample(cut_strip(block.image, place), text)
        found += [sample] if is_legible(sample) else []
    return found
