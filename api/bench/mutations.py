"""Sound files broken at random, the same way for the same seed."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence

from api.bench.papers import Paper

_NUMBER = re.compile(rb"(?<![\w.])\d{1,10}(?![\w.])")
_NAME = re.compile(rb"/[A-Z][A-Za-z0-9]{2,20}")
_EXTREMES = (b"0", b"-1", b"1", b"65536", b"2147483647", b"4294967296", b"99999999999", b"1e309")
_NAMES = (
    b"/Length", b"/Width", b"/Height", b"/Filter", b"/Kids", b"/Count", b"/Parent", b"/Contents",
    b"/Resources", b"/MediaBox", b"/Rotate", b"/FlateDecode", b"/DCTDecode", b"/Type", b"/Font",
)  # fmt: skip
_TEXT_REACH = 200_000

Mutate = Callable[[random.Random, bytes], bytes]


def mutated(papers: Sequence[Paper], count: int, seed: int) -> Iterator[Paper]:
    """Yield so many broken files, in turn of each kind, by one to four faults each."""
    for number in range(count):
        dice = random.Random(f"{seed}/{number}")
        paper = papers[number % len(papers)]
        content = paper.content
        for _ in range(dice.randint(1, 4)):
            content = dice.choice(_FAULTS)(dice, content) or content[:1]
        while content == paper.content:
            content = _flip_bits(dice, content)
        yield Paper(f"{number:04d}-{paper.name}", content)


def _flip_bits(dice: random.Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(dice.randint(1, 40)):
        changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def _scribble(dice: random.Random, content: bytes) -> bytes:
    start = dice.randrange(len(content))
    length = dice.randint(1, 256)
    return content[:start] + dice.randbytes(length) + content[start + length :]


def _cut(dice: random.Random, content: bytes) -> bytes:
    return content[: dice.randrange(len(content))]


def _drop(dice: random.Random, content: bytes) -> bytes:
    start = dice.randrange(len(content))
    return content[:start] + content[start + dice.randint(1, 4000) :]


def _repeat(dice: random.Random, content: bytes) -> bytes:
    start = dice.randrange(len(content))
    piece = content[start : start + dice.randint(1, 4000)]
    return content[:start] + piece * dice.randint(2, 20) + content[start:]


def _swap(dice: random.Random, content: bytes) -> bytes:
    first, second, third = sorted(dice.randrange(len(content) + 1) for _ in range(3))
    return content[:first] + content[second:third] + content[first:second] + content[third:]


def _number(dice: random.Random, content: bytes) -> bytes:
    return _replace_one(dice, content, _NUMBER, _EXTREMES)


def _name(dice: random.Random, content: bytes) -> bytes:
    return _replace_one(dice, content, _NAME, _NAMES)


def _head(dice: random.Random, content: bytes) -> bytes:
    return dice.randbytes(dice.randint(1, 2000)) + content


def _fields(dice: random.Random, content: bytes) -> bytes:
    """Put extremes into the first bytes, where images keep their sizes."""
    changed = bytearray(content)
    for _ in range(dice.randint(1, 4)):
        start = dice.randrange(min(len(changed), 64))
        value = dice.choice((b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\0\1\0\0"))
        changed[start : start + 4] = value
    return bytes(changed)


def _replace_one(
    dice: random.Random, content: bytes, what: re.Pattern[bytes], choices: Sequence[bytes]
) -> bytes:
    """Replace one place, in what is text at the head or the foot of the file."""
    start = dice.choice((0, max(len(content) - _TEXT_REACH, 0)))
    found = list(what.finditer(content, start, start + _TEXT_REACH))
    if not found:
        return content
    place = dice.choice(found)
    return content[: place.start()] + dice.choice(choices) + content[place.end() :]


_FAULTS: tuple[Mutate, ...] = (
    _flip_bits, _scribble, _cut, _drop, _repeat, _swap, _number, _name, _head, _fields
)  # fmt: skip
