from __future__ import annotations

import random
import re
import unicodedata

import pytest

from corpus.lines.alphabet import load_alphabet
from corpus.lines.grammar import Grammar, load_grammar
from corpus.lines.phrases import Writer
from corpus.lines.sources import (
    HELD_OUT,
    WATCHED,
    Source,
    manuscript_words,
    named_sources,
    training_sources,
)
from corpus.lines.tones import accented, is_vowel, with_wrong_tone

ALPHABET = load_alphabet()


def test_the_alphabet_holds_every_vietnamese_letter_and_every_sign() -> None:
    letters = {letter for vowel in "aeiouyAEIOUY" for letter in accented(vowel)} | {"đ", "Đ"}
    assert len([letter for letter in letters if ord(letter) > 127]) == 134
    assert letters <= set(ALPHABET.characters)
    assert ALPHABET.spells('≤≥%‰/–“”…="[]0123456789')
    assert len(set(ALPHABET.characters)) == len(ALPHABET.characters)
    assert ALPHABET.inherited == 222


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021—2025", "2021–2025"),
        ("Ðắk\u00a0Lắk", "Đắk Lắk"),
        ("de\u0302\u0301n  nay", "đến nay".replace("đ", "d")),
        ("co\u00adng", "cong"),
    ],
)
def test_signs_that_print_alike_are_one(text: str, expected: str) -> None:
    assert ALPHABET.normalized(text) == expected


@pytest.mark.parametrize("word", ["nghiêm", "ĐẮK", "quyền", "xyz", "95%", "Ở"])
def test_a_wrong_tone_leaves_the_plain_letters(word: str) -> None:
    def plain(text: str) -> str:
        return "".join(
            c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c)
        )

    rng = random.Random(1)
    variants = {with_wrong_tone(word, rng) for _ in range(60)}
    assert {plain(variant) for variant in variants} == {plain(word)}
    assert all(len(variant) == len(word) for variant in variants)
    assert (len(variants) > 1) == any(is_vowel(letter) for letter in word)


def test_every_template_can_be_written() -> None:
    grammar = load_grammar()
    rng = random.Random(2)
    for name, rows in grammar.lists.items():
        for row in rows:
            written = Grammar({**grammar.lists, name: (row,)}).write(name, rng)
            assert "{" not in written and "}" not in written, f"{name}: {row}"
            assert ALPHABET.spells(ALPHABET.normalized(written)), f"{name}: {row}"


def test_ranges_keep_their_bounds_and_zeros() -> None:
    grammar = Grammar({"day": ("{01..31}",), "share": ("{0..100}",)})
    rng = random.Random(3)
    days = {grammar.write("day", rng) for _ in range(300)}
    assert all(re.fullmatch(r"\d\d", day) and 1 <= int(day) <= 31 for day in days)
    assert {int(grammar.write("share", rng)) for _ in range(900)} <= set(range(101))


def test_nothing_is_learned_from_the_plans_that_judge() -> None:
    names = {source.name for source in training_sources(ALPHABET)}
    assert len(names) > 10
    assert not names & {*HELD_OUT, *WATCHED}
    assert {source.name for source in named_sources(HELD_OUT, ALPHABET)} == set(HELD_OUT)


def test_a_manuscript_gives_its_printed_words() -> None:
    text = "@layout size=14\n# note\n@issuer ỦY BAN|XÃ\n@row 1|đạt 95%\\nnăm 2026|........\n@para Căn cứ"
    words = manuscript_words(text, ALPHABET)
    assert words == ("ỦY", "BAN", "XÃ", "1", "đạt", "95%", "năm", "2026", "Căn", "cứ")


def test_a_writer_writes_what_can_be_read_and_the_same_again() -> None:
    source = Source("plan", ("trẻ", "em", "được", "bảo", "vệ", "năm", "2026;", "đạt", "95%"))

    def passages(seed: int) -> list[str]:
        writer = Writer((source,), load_grammar(), ALPHABET, random.Random(seed))
        makers = (lambda: writer.passage(8), writer.cell, writer.head_line, writer.capitals)
        return [maker() for _ in range(40) for maker in makers]

    written = passages(5)
    assert all(ALPHABET.spells(text) and text == text.strip() for text in written)
    assert written == passages(5) != passages(6)
    assert any(text.isupper() for text in written)
