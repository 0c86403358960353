"""Lines that no context helps to read, and the alphabet itself, clean, in many fonts."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from api.evaluation.lines_samples import LineSample, make_sample
from corpus.lines.alphabet import load_alphabet
from corpus.lines.faces import Face, installed_faces
from corpus.lines.setting import set_line
from corpus.lines.sources import HELD_OUT, named_sources
from corpus.lines.tones import accented, with_wrong_tone
from extractor.recogniser.strips import Place

SHUFFLED, WRONG, CAPITALS, SYMBOLS = "shuffled words", "wrong tones", "capitals", "symbols"
STRESS = (SHUFFLED, WRONG, CAPITALS, SYMBOLS)
ALPHABET = "alphabet"
_SEED = 1975
_EMS = (29, 39, 58)  # pixels: 14 points at 150, 200, 300 dpi
_WORDS = (3, 9)
_SIGNS = '≤≥%‰/–“”…="[]?!<>()+±°;:'
_VOWELS = "aeiouyAEIOUY"
_LINE = 12  # letters of the alphabet on a line


def stress_faces() -> tuple[Face, ...]:
    """Return the font of most documents, and all that nothing is learned from."""
    faces = installed_faces()
    usual = [face for face in faces if face.family == "Liberation Serif"][:1]
    return (*usual, *(face for face in faces if face.weight == 0))


def stress_lines(count: int) -> Iterator[LineSample]:
    """Yield ``count`` lines of each kind; always the same ones."""
    rng = random.Random(_SEED)
    sources = named_sources(HELD_OUT, load_alphabet())
    words = sorted({word for source in sources for word in source.words})
    for kind in STRESS:
        for number in range(count):
            faces = stress_faces()
            yield _set(kind, _text(kind, words, rng), faces[number % len(faces)], rng)


def alphabet_lines(faces: Sequence[Face]) -> Iterator[LineSample]:
    """Yield lines that hold every accented letter and every sign, in every font that has it."""
    alphabet = load_alphabet()
    letters = [letter for vowel in _VOWELS for letter in accented(vowel)] + ["đ", "Đ"]
    for face in faces:
        printed = [c for c in (*letters, *_SIGNS) if face.prints(c) and c in alphabet.characters]
        for start in range(0, len(printed), _LINE):
            text = " ".join(printed[start : start + _LINE])
            yield _set(ALPHABET, text, face, random.Random(_SEED))


def _text(kind: str, words: Sequence[str], rng: random.Random) -> str:
    chosen = [rng.choice(words) for _ in range(rng.randint(*_WORDS))]
    if kind == WRONG:
        chosen = [with_wrong_tone(word, rng) for word in chosen]
    if kind == SYMBOLS:
        chosen = [_with_sign(word, rng) for word in chosen]
    text = " ".join(chosen)
    return text.upper() if kind == CAPITALS else text


def _with_sign(word: str, rng: random.Random) -> str:
    sign = rng.choice(_SIGNS)
    number = str(rng.randint(0, 100))
    return rng.choice((f"{sign}{number}", f"{sign} {word}", f"{word}{sign}", f"{number}{sign}"))


def _set(group: str, text: str, face: Face, rng: random.Random) -> LineSample:
    """Set a line, without what the font lacks."""
    printed = " ".join("".join(c for c in text if face.prints(c)).split())
    block = set_line(printed, face, rng.choice(_EMS))
    (line,) = block.lines
    place = Place(line.left, line.right, line.baseline, line.em)
    return make_sample(group, line.text, block.image, place)
