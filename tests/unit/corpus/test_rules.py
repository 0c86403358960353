"""Every row of every rule table is proven by its own examples, and wrong tables are refused."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from corpus import rules as rule_tables
from corpus.rules import Rule, RuleTableError, load_rules, rules_version, table_names
from nlp.labels import LabelStyle, parse_label, parse_misread, roman_value
from nlp.language import CUE_TABLES, find_cues
from nlp.normalize import expand_abbreviations, fold
from nlp.wording import find_wording, fold_pattern

TABLES = table_names()
# The rows of this table say how a label is misread; they are proven by reading one.
MISREAD = "misread_labels"
WORDED = [table for table in TABLES if table != MISREAD]

# Wordings that a pattern takes and no example of its row shows: printed forms of other offices.
FURTHER: dict[tuple[str, str], tuple[str, ...]] = {
    ("columns", "baseline"): ("Cơ sở năm 2024", "Số liệu năm 2024", "Năm gốc", "Thực trạng"),
    ("columns", "responsible"): (
        "Đầu mối",
        "Phân công nhiệm vụ",
        "Cơ quan",
        "Người thực hiện",
    ),
    ("columns", "note"): (
        "Lưu ý",
        "Căn cứ đề xuất",
        "Minh chứng",
        "Phương pháp tính",
        "Kỳ báo cáo",
    ),
    ("columns", "value"): ("Phấn đấu", "Giá trị"),
    ("columns", "indicator"): ("Mục tiêu", "Danh mục", "Lĩnh vực"),
    ("foot", "closing"): ("Trên cơ sở Kế hoạch này, các đơn vị", "các đơn vị thực hiện./"),
    ("head", "number"): ("Số: 45 KH-UBND",),
    ("head", "subject"): ("Về việc tham gia ý kiến",),
    ("layout_stamps", "signed_by"): ("Signature valid",),
    ("symbols", "tw"): ("NQ-TW",),
}


def name_of(row: object) -> str | None:
    return row.id if isinstance(row, Rule) else None


def is_hit(table: str, rule: Rule, text: str) -> bool:
    return any(hit.rule.id == rule.id for hit in find_wording(table, text))


def spots(pattern: str, rule: Rule, text: str) -> bool:
    """Tell whether one pattern of a row, on its own, is found in a text."""
    if rule.diacritics:
        return re.search(pattern, text.lower()) is not None
    return re.search(fold_pattern(pattern), fold(text)) is not None


def shown(table: str, rule: Rule) -> tuple[str, ...]:
    return (*rule.examples, *FURTHER.get((table, rule.id), ()))


def test_there_are_tables_and_each_says_what_it_is_about() -> None:
    assert {"comparators", "headings", "labels", "units"} <= set(TABLES)
    assert all(load_rules(table).about.strip() for table in TABLES)


@pytest.mark.parametrize("table", TABLES)
def test_a_table_bears_the_name_of_its_file_and_its_ids_differ(table: str) -> None:
    ids = [rule.id for rule in load_rules(table).rules]
    assert rule_tables._read(table)["table"] == table
    assert ids
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("table", TABLES)
def test_all_words_of_a_table_are_composed(table: str) -> None:
    words = [
        word
        for rule in load_rules(table).rules
        for word in (rule.value, rule.text or "", *rule.phrases, *rule.patterns, *rule.examples)
    ]
    assert [word for word in words if unicodedata.normalize("NFC", word) != word] == []


@pytest.mark.parametrize("table", TABLES)
def test_no_word_of_a_row_stands_twice(table: str) -> None:
    lists = [
        (rule.id, words)
        for rule in load_rules(table).rules
        for words in (rule.phrases, rule.patterns, rule.examples)
    ]
    assert [rule_id for rule_id, words in lists if len(words) != len(set(words))] == []


@pytest.mark.parametrize("table", WORDED)
def test_every_example_is_found_by_its_own_row(table: str) -> None:
    lost = [
        (rule.id, text)
        for rule in load_rules(table).rules
        for text in rule.examples
        if not is_hit(table, rule, text)
    ]
    assert lost == []


@pytest.mark.parametrize("table", WORDED)
def test_every_phrase_finds_itself(table: str) -> None:
    lost = [
        (rule.id, phrase)
        for rule in load_rules(table).rules
        for phrase in rule.phrases
        if not is_hit(table, rule, phrase)
    ]
    assert lost == []


@pytest.mark.parametrize("table", WORDED)
def test_every_pattern_is_shown_by_a_wording(table: str) -> None:
    unseen = [
        (rule.id, pattern)
        for rule in load_rules(table).rules
        for pattern in rule.patterns
        if not any(spots(pattern, rule, text) for text in shown(table, rule))
    ]
    assert unseen == []


@pytest.mark.parametrize("table", CUE_TABLES)
def test_the_language_pipeline_finds_every_example(table: str) -> None:
    # A rate that the sentence names is a unit for bare numbers (position "clause"); where it
    # stands alone, the longer reading of it as the unit of a number wins, and one cue is left.
    unheard = [
        (rule.id, text)
        for rule in load_rules(table).rules
        if rule.position != "clause"
        for text in (*rule.examples, *rule.phrases)
        if not any(cue.table == table and cue.rule.id == rule.id for cue in find_cues(text))
    ]
    assert unheard == []


@pytest.mark.parametrize("key", FURTHER, ids="-".join)
def test_every_further_wording_is_found_by_its_row(key: tuple[str, str]) -> None:
    table, rule_id = key
    rule = load_rules(table).by_id(rule_id)
    assert [text for text in FURTHER[key] if not is_hit(table, rule, text)] == []


@pytest.mark.parametrize("rule", load_rules("labels").rules, ids=name_of)
def test_a_label_in_words_is_read_by_its_row(rule: Rule) -> None:
    for text in rule.examples:
        label = parse_label(text)
        assert label is not None, text
        assert label.style == LabelStyle(rule.value), text
        assert text.startswith(label.text)


@pytest.mark.parametrize("rule", load_rules("misread_labels").rules, ids=name_of)
def test_a_misread_label_is_read_as_printed(rule: Rule) -> None:
    assert rule.position in ("roman", "arabic")
    for read, number in misreadings(rule):
        label = parse_misread(read, {LabelStyle(rule.position): number})
        assert label is not None, read
        assert label.number == number, read


def misreadings(rule: Rule) -> Iterator[tuple[str, int]]:
    """Yield each misread form as the label of a heading, with the number that is printed."""
    for phrase in rule.phrases:
        if rule.position == "roman":
            yield f"{phrase}. NHIỆM VỤ", roman_value(rule.value) or 0
        elif rule.value == "0":
            yield f"1{phrase}. Sở Y tế", 10
        else:
            yield f"{phrase}. Sở Y tế", int(rule.value)


def test_every_short_form_is_written_out() -> None:
    for rule in load_rules("abbreviations").rules:
        assert [expand_abbreviations(short) for short in rule.phrases] == [rule.value] * len(
            rule.phrases
        )
        assert all(rule.value in expand_abbreviations(text) for text in rule.examples), rule.id


@pytest.mark.parametrize("pattern", [r"\bnăm\s+\S", r"(?P<y>20\d\d)", r"\D+đ\W"])
def test_folding_a_pattern_leaves_its_escapes(pattern: str) -> None:
    folded = fold_pattern(pattern)
    assert re.findall(r"\\.", folded) == re.findall(r"\\.", pattern)
    assert folded.islower() == pattern.islower()
    assert not set("ăđ") & set(folded)


def test_a_row_is_called_by_its_id() -> None:
    table = load_rules("comparators")
    assert table.by_id("lt-below").value == "lt"
    with pytest.raises(KeyError, match="comparators: no rule nobody"):
        table.by_id("nobody")


def test_the_version_of_the_tables_stands_and_changes_with_a_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert re.fullmatch(r"[0-9a-f]{12}", rules_version())
    versions = set()
    for word in ("dưới", "trên"):
        (tmp_path / "words.yaml").write_text(word, "utf-8")
        monkeypatch.setattr(rule_tables, "_FOLDER", tmp_path)
        versions.add(rules_version.__wrapped__())
    assert len(versions) == 2


SOUND = {"id": "below", "value": "lt", "phrases": ["dưới"], "examples": ["dưới 5%"]}


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A folder of rule tables of its own."""
    monkeypatch.setattr(rule_tables, "_FOLDER", tmp_path)
    load_rules.cache_clear()
    yield tmp_path
    load_rules.cache_clear()


def write(folder: Path, rules: list[dict[str, object]]) -> None:
    content = {"table": "broken", "about": "A table.", "rules": rules}
    (folder / "broken.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")


def test_a_sound_table_is_loaded(written: Path) -> None:
    write(written, [SOUND])
    assert [rule.id for rule in load_rules("broken").rules] == ["below"]
    assert table_names() == ("broken",)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"examples": []}, "needs an example"),
        ({"phrases": []}, "needs a phrase or a pattern"),
        ({"value": None}, "value"),
        ({"phrase": ["dưới"]}, "phrase"),
        ({"position": 3}, "position"),
        ({"phrases": "dưới"}, "phrases"),
    ],
)
def test_a_wrong_row_is_refused_with_file_and_id(
    written: Path, change: dict[str, object], fault: str
) -> None:
    write(written, [SOUND, {**SOUND, "id": "above", **change}])
    with pytest.raises(RuleTableError, match=r"broken\.yaml, rule 'above'") as caught:
        load_rules("broken")
    assert fault in str(caught.value)


def test_a_row_without_id_is_refused(written: Path) -> None:
    write(written, [{key: value for key, value in SOUND.items() if key != "id"}])
    with pytest.raises(RuleTableError, match=r"broken\.yaml, rule None"):
        load_rules("broken")


def test_an_id_twice_is_refused(written: Path) -> None:
    write(written, [SOUND, SOUND])
    with pytest.raises(RuleTableError, match=r"broken\.yaml: ids twice: \['below'\]"):
        load_rules("broken")
