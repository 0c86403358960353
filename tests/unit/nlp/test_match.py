"""A target clause finds its indicator, whoever worded it and however badly it was read."""

from __future__ import annotations

import json
import random
import unicodedata
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from corpus.catalog import load_catalog_file
from models.domain.catalog import Catalog, CatalogEntry, Match, MatchLevel
from nlp.match import IndicatorMatcher

HERE = Path(__file__).parent
GOLD = Path(__file__).parents[3] / "corpus" / "gold"
FILE = load_catalog_file()
MATCHER = IndicatorMatcher(FILE.catalog)

LETTERS = "abcdeghiklmnopqrstuvxy"
TONES = "\u0300\u0301\u0303\u0309\u0323"


def gold_targets() -> list[tuple[str, str]]:
    plans = [json.loads(path.read_text("utf-8")) for path in sorted(GOLD.glob("*/expected.json"))]
    return [(t["text"], t["indicator"]) for plan in plans for t in plan["targets"]]


def other_wordings() -> list[tuple[str, str]]:
    table = yaml.safe_load((HERE / "phrases" / "other_wordings.yaml").read_text("utf-8"))
    return [(phrase, code) for code, phrases in table.items() for phrase in phrases]


def outside_catalog() -> list[str]:
    table = yaml.safe_load((HERE / "phrases" / "outside_catalog.yaml").read_text("utf-8"))
    return [phrase for phrases in table.values() for phrase in phrases]


def misread(text: str, seed: int) -> str:
    """Spoil a text as a bad scan does: diacritics on 5 % of the letters, one letter in sixty."""
    chance = random.Random(seed)
    return "".join(_misread_letter(letter, chance) for letter in text)


def _misread_letter(letter: str, chance: random.Random) -> str:
    if letter.isalpha() and chance.random() < 0.05:
        letter = _other_diacritics(letter, chance)
    if letter.isalpha() and chance.random() < 1 / 60:
        wrong = chance.choice(LETTERS)
        return chance.choice(["", wrong, letter + wrong])
    return letter


def _other_diacritics(letter: str, chance: random.Random) -> str:
    base, *marks = unicodedata.normalize("NFD", letter)
    if letter in "đĐ":
        return "d"
    if base.lower() not in "aeiouy" or chance.random() < 0.5:
        return base
    kept = [mark for mark in marks if mark not in TONES]
    return unicodedata.normalize("NFC", "".join([base, *kept, chance.choice(TONES)]))


def wrong_ones(rows: list[tuple[str, str]]) -> list[tuple[str, str, str | None, str]]:
    answers = [(phrase, code, MATCHER.match(phrase)) for phrase, code in rows]
    return [(phrase, code, m.code, m.reason) for phrase, code, m in answers if m.code != code]


def test_every_name_alias_and_example_finds_its_own_entry() -> None:
    entries = FILE.catalog.entries
    names = [(text, one.code) for one in entries for text in (one.name, *one.aliases)]
    examples = [(text, code) for code, texts in FILE.examples.items() for text in texts]
    assert wrong_ones(names + examples) == []


def test_names_and_aliases_are_met_on_their_levels() -> None:
    for entry in FILE.catalog.entries:
        assert MATCHER.match(entry.name).level is MatchLevel.EXACT, entry.name
        levels = {MATCHER.match(alias).level for alias in entry.aliases}
        assert levels <= {MatchLevel.ALIAS, MatchLevel.EXACT}, entry.code


def test_every_target_of_the_gold_plans_is_matched() -> None:
    targets = gold_targets()
    assert len(targets) >= 145
    assert wrong_ones([row for row in targets if row[1]]) == []


def test_no_sentence_of_the_gold_plans_is_an_alias() -> None:
    told = {" ".join(text.lower().split()) for text, _ in gold_targets()}
    for entry in FILE.catalog.entries:
        assert told.isdisjoint(alias.lower() for alias in entry.aliases), entry.code


def test_other_offices_words_are_matched() -> None:
    rows = other_wordings()
    written = {text for one in FILE.catalog.entries for text in (one.name, *one.aliases)}
    assert len(rows) >= 100
    assert {code for _, code in rows} == {entry.code for entry in FILE.catalog.entries}
    assert written.isdisjoint(phrase for phrase, _ in rows)
    assert wrong_ones(rows) == []


def test_what_is_not_in_the_catalog_is_none() -> None:
    phrases = [*outside_catalog(), *FILE.none_examples]
    assert len(outside_catalog()) >= 120
    found = [(phrase, MATCHER.match(phrase).code) for phrase in phrases]
    assert [pair for pair in found if pair[1] is not None] == []


@pytest.mark.parametrize(
    ("rows", "floor"),
    [(gold_targets(), 0.98), (other_wordings(), 0.97)],
    ids=["gold", "other wordings"],
)
def test_misread_phrases_are_still_matched(rows: list[tuple[str, str]], floor: float) -> None:
    spoiled = [
        (misread(phrase, seed * 1000 + row), code)
        for seed in range(6)
        for row, (phrase, code) in enumerate(rows)
    ]
    wrong = wrong_ones(spoiled)
    assert 1 - len(wrong) / len(spoiled) >= floor, wrong
    taken_for_another = [row for row in wrong if row[2] is not None]
    assert len(taken_for_another) <= len(spoiled) // 500, taken_for_another


def test_misread_phrases_of_other_fields_stay_none() -> None:
    phrases = [
        misread(phrase, seed * 1000 + row)
        for seed in range(3)
        for row, phrase in enumerate(outside_catalog())
    ]
    found = [(phrase, MATCHER.match(phrase).code) for phrase in phrases]
    assert len([pair for pair in found if pair[1]]) <= len(phrases) // 100


@pytest.mark.parametrize(
    ("phrase", "code", "reason"),
    [
        ("tỷ lệ trẻ em dưới 5 tuổi được tiêm chủng đầy đủ", "tiem-chung-duoi-5-tuoi", "the age"),
        ("tỷ lệ trẻ dưới 12 tháng tuổi tiêm đủ vắc xin", "tiem-chung-duoi-1-tuoi", "in months"),
        ("tỷ lệ trẻ em dưới 3 tuổi được tiêm chủng đầy đủ", None, "an age that none has"),
        ("TỶ LỆ TRẺ EM DƯỚI 5 TUỔI ĐƯỢC ĐĂNG KÝ KHAI SINH", "khai-sinh-duoi-5-tuoi", "capitals"),
        ("ty le tre em duoi 5 tuoi duoc dang ky khai sinh", "khai-sinh-duoi-5-tuoi", "no marks"),
        (
            "Tỷ lệ trẻ em dưới 5 tuổi bị suydinh dưỡng thể thấpcòi",
            "sdd-thap-coi-duoi-5-tuoi",
            "glued",
        ),
        ("Giảm 5% số trẻ em bị xâm hại", "ty-le-xam-hai", "a relative target"),
        ("Trẻ em chưa được đăng ký khai sinh dưới 1%", None, "the rate turned round"),
        ("Xã duy trì 100% trẻ em dưới 6 tuổi có thẻ BHYT", "the-bhyt-duoi-6-tuoi", "the share of"),
        ("Tỷ lệ giáo viên bỏ học tiểu học", None, "somebody else's rate"),
        ("", None, "nothing"),
        ("95%", None, "a number"),
        ("!!! ... ---", None, "marks"),
    ],
)
def test_evidence_is_weighed(phrase: str, code: str | None, reason: str) -> None:
    assert MATCHER.match(phrase).code == code, reason


@pytest.mark.parametrize(
    ("phrase", "codes"),
    [
        (
            "Tỷ lệ trẻ em được tiêm chủng đầy đủ",
            {"tiem-chung-duoi-1-tuoi", "tiem-chung-duoi-5-tuoi"},
        ),
        ("Giảm tỷ suất tử vong trẻ em", {"tu-vong-duoi-1-tuoi", "tu-vong-duoi-5-tuoi"}),
        ("Tỷ lệ bỏ học bậc tiểu học và bậc trung học cơ sở", {"bo-hoc-tieu-hoc", "bo-hoc-thcs"}),
    ],
)
def test_two_survivors_are_no_answer(phrase: str, codes: set[str]) -> None:
    match = MATCHER.match(phrase)
    assert (match.code, match.level) == (None, MatchLevel.AMBIGUOUS)
    assert codes <= {candidate.code for candidate in match.candidates}
    assert all(code in match.reason for code in codes)


@pytest.mark.parametrize(
    ("phrase", "level", "said"),
    [
        ("Tỷ lệ học sinh trung học cơ sở bỏ học", MatchLevel.EXACT, "Trùng tên"),
        ("Tỷ lệ tốt nghiệp tiểu học", MatchLevel.ALIAS, "“Tỷ lệ tốt nghiệp tiểu học”"),
        ("99% HS lớp 9 tốt nghiệp THCS năm 2026", MatchLevel.FUZZY, "trung học cơ sở"),
        ("tỷ lệ học sinh THPT bỏ học", MatchLevel.NONE, "thiếu"),
        ("Tỷ lệ trẻ em dưới 2 tuổi bị thừa cân", MatchLevel.NONE, "độ tuổi"),
        ("Tỷ lệ vụ việc xâm hại trẻ em được điều tra, xử lý", MatchLevel.NONE, "xử lý"),
        ("Tỷ lệ hộ gia đình có nhà vệ sinh, trường học", MatchLevel.NONE, "câu có"),
        ("Tỷ lệ phủ sóng 5G", MatchLevel.NONE, "Không khớp"),
    ],
)
def test_the_reason_names_level_and_evidence(phrase: str, level: MatchLevel, said: str) -> None:
    match = MATCHER.match(phrase)
    assert match.level is level
    assert said in match.reason


def test_none_names_what_comes_nearest() -> None:
    match = MATCHER.match("tỷ lệ học sinh THPT bỏ học")
    assert match.code is None
    assert {"bo-hoc-thcs", "bo-hoc-tieu-hoc"} & {one.code for one in match.candidates}
    scores = [one.score for one in match.candidates]
    assert scores == sorted(scores, reverse=True)


def test_the_catalog_decides_not_the_code() -> None:
    entry = FILE.catalog.entries[0]
    trees = CatalogEntry(
        code="che-phu-rung",
        name="Tỷ lệ che phủ rừng",
        group=1,
        unit=entry.unit,
        better=entry.better,
        aliases=("Độ che phủ của rừng", "Rừng che phủ"),
        requires=(("che phủ",), ("rừng",)),
    )
    match = IndicatorMatcher(Catalog("rung", 1, (trees,))).match("Nâng độ che phủ rừng lên 42,5%")
    assert match.code == "che-phu-rung"


def check_sound(match: Match) -> None:
    assert 0.0 <= match.score <= 1.0
    assert match.reason
    assert (match.code is None) == (match.level in (MatchLevel.NONE, MatchLevel.AMBIGUOUS))
    if match.code is not None:
        assert match.candidates[0].code == match.code


@given(st.text(max_size=300))
def test_any_text_gets_a_sound_answer(text: str) -> None:
    check_sound(MATCHER.match(text))


@given(st.sampled_from(other_wordings()), st.integers(0, 10**6))
def test_numbers_and_years_do_not_matter(row: tuple[str, str], number: int) -> None:
    phrase, code = row
    match = MATCHER.match(f"Phấn đấu {phrase} đạt {number / 100:.2f}% vào năm 20{number % 90 + 10}")
    check_sound(match)
    assert match.code == code
