"""The catalog loads whole, or says what is wrong with it and where."""

from __future__ import annotations

import re

import pytest

from corpus.catalog import (
    CatalogError,
    load_catalog,
    load_catalog_file,
    load_programme,
    parse_catalog,
)
from models.domain.catalog import Better
from models.domain.plan import Comparator, Unit

HEAD = "catalog: small\nversion: 3\n"
ROW = """
- code: {code}
  group: 1
  unit: {unit}
  better: {better}
  name: {name}
  aliases: {aliases}
  requires: {requires}
  examples: [{example}]
"""
PLAIN = {
    "code": "biet-boi",
    "unit": "percent",
    "better": "higher",
    "name": "Trẻ em biết bơi",
    "aliases": "[học sinh biết bơi, trẻ bơi giỏi]",
    "requires": "[[biết bơi]]",
    "example": "60% trẻ em biết bơi",
}
OTHER = {
    **PLAIN,
    "code": "bo-hoc",
    "better": "lower",
    "name": "Trẻ em bỏ học",
    "aliases": "[học sinh bỏ học, trẻ nghỉ học]",
    "example": "1% bỏ học",
}


def catalog_text(*rows: dict[str, str], tail: str = "") -> str:
    return HEAD + "indicators:" + "".join(ROW.format(**row) for row in rows) + tail


def test_the_catalog_holds_every_indicator_once() -> None:
    catalog = load_catalog()
    codes = [entry.code for entry in catalog.entries]
    assert (catalog.name, len(codes), len(set(codes))) == ("tre-em", 52, 52)
    assert {entry.group for entry in catalog.entries} == {1, 2, 3, 4, 5}


def test_every_entry_knows_other_wordings_that_are_no_example() -> None:
    file = load_catalog_file()
    for entry in file.catalog.entries:
        wordings = {entry.name, *entry.aliases}
        assert len(wordings) >= 3, entry.code
        assert len(file.examples[entry.code]) >= 2, entry.code
        assert wordings.isdisjoint(file.examples[entry.code]), entry.code


def test_phrases_of_an_entry_hold_no_number() -> None:
    # Numbers leave a clause before it is matched: "lớp 1" would be the word "lớp".
    for entry in load_catalog().entries:
        phrases = [*entry.excludes, *(phrase for line in entry.requires for phrase in line)]
        for phrase in phrases:
            assert not re.search(r"\d", phrase) or phrase.endswith("tuổi"), (entry.code, phrase)


def test_a_catalog_is_read_with_what_belongs_to_it() -> None:
    tail = "negations: [chưa biết]\nnone_examples: [tỷ lệ hộ nghèo]\n"
    file = parse_catalog("x.yaml", catalog_text(PLAIN, OTHER, tail=tail))
    swim, leave = file.catalog.entries
    assert (file.catalog.name, file.catalog.version) == ("small", 3)
    assert (swim.unit, swim.better) == (Unit.PERCENT, Better.HIGHER)
    assert swim.requires == (("biết bơi",),)
    assert swim.excludes == ("chưa biết",), "turns round what should rise"
    assert leave.excludes == (), "and says nothing about what should fall"
    assert file.examples["biet-boi"] == ("60% trẻ em biết bơi",)
    assert file.none_examples == ("tỷ lệ hộ nghèo",)


@pytest.mark.parametrize(
    ("text", "words", "reason"),
    [
        (catalog_text(PLAIN, PLAIN), ["biet-boi", "twice"], "code twice"),
        (catalog_text({**PLAIN, "unit": "per_head"}), ["biet-boi", "unit"], "unknown unit"),
        (catalog_text({**PLAIN, "better": "more"}), ["biet-boi", "better"], "unknown direction"),
        (catalog_text({**PLAIN, "code": "Biết bơi"}), ["Biết bơi", "code"], "no identifier"),
        (catalog_text({**PLAIN, "aliases": "[một]"}), ["biet-boi", "aliases"], "one alias only"),
        (catalog_text({**PLAIN, "requires": "[]"}), ["biet-boi", "requires"], "demands nothing"),
        (
            catalog_text(PLAIN, {**OTHER, "name": "trẻ em  biết bơi"}),
            ["bo-hoc", "belongs to 'biet-boi'"],
            "one name of two",
        ),
        (
            catalog_text(PLAIN, {**OTHER, "example": PLAIN["example"]}),
            ["bo-hoc", "belongs to 'biet-boi'"],
            "one example of two",
        ),
        (
            catalog_text(PLAIN, tail="none_examples: [Trẻ em biết bơi]\n"),
            ["biet-boi", "none_example"],
            "in the catalog and not in it",
        ),
        (catalog_text(PLAIN).replace("version: 3\n", ""), ["version"], "no version"),
        (catalog_text(PLAIN) + "  colour: red\n", ["biet-boi", "colour"], "unknown field"),
        (HEAD, ["no indicators"], "nothing in it"),
        ("- a\n- b\n", ["not a mapping"], "a list"),
        ("a: [b\n", ["x.yaml"], "no YAML"),
        (HEAD + "indicators: [7]\n", ["7"], "a row that is no row"),
    ],
)
def test_a_wrong_catalog_is_refused_with_file_and_code(
    text: str, words: list[str], reason: str
) -> None:
    with pytest.raises(CatalogError) as refusal:
        parse_catalog("x.yaml", text)
    for word in ["x.yaml", *words]:
        assert word in str(refusal.value), reason


def test_a_missing_catalog_is_named() -> None:
    with pytest.raises(CatalogError, match=r"hoa\.yaml"):
        load_catalog_file("hoa")


def test_the_national_programme_is_a_plan_on_the_catalog() -> None:
    programme = load_programme()
    codes = {entry.code for entry in load_catalog().entries}
    assert programme.metadata.number == "23"
    assert programme.metadata.period is not None
    assert (programme.metadata.period.start, programme.metadata.period.end) == (2021, 2030)
    assert {target.indicator for target in programme.targets} <= codes
    assert {target.year for target in programme.targets} == {2025, 2030}
    birth = [t for t in programme.targets if t.indicator == "khai-sinh-duoi-5-tuoi"]
    assert [(t.comparator, t.value, t.year) for t in birth] == [
        (Comparator.EQ, 98.5, 2025),
        (Comparator.EQ, 100.0, 2030),
    ]
