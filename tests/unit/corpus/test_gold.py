from __future__ import annotations

import json
import re
import shutil
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pymupdf
import pytest
from pydantic import ValidationError

from corpus.gold import GoldDocument, list_gold, scan_path
from corpus.rendering.blocks import (
    Appendix,
    Block,
    Closing,
    Footnote,
    Head,
    Manuscript,
    RowKind,
    Table,
    Text,
    Title,
)
from corpus.rendering.manuscript import load_manuscript, parse_manuscript
from corpus.rendering.typeset import typeset
from corpus.rendering.wording import load_wording

SAMPLES = list_gold("gold")
DOCUMENTS = SAMPLES + list_gold("fiction")

# What the manuscripts say otherwise than the converted texts: (word, how many more than there).
UNDONE = {
    "ngoc-hoi-2026": {"593/KH-": -1, "SGDĐT": -1, "593/KH-SGDĐT": 1},
    "ha-noi-2026": {"$\\leq": -1, "1,5$;": -1, "≤": 1, "1,5;": 1, "4": -1, ";": -1, "4;": 1, "5": -1, ".": -1, "5.": 1, "-": -4},
    "le-thanh-nghi-2026": {"HĐND": -2, "55/2025/NQ": -1, "55/2025/NQ-HĐND": 1, "52/NQ-": -1, "52/NQ-HĐND": 1, "3": -1, "6": -1},
    "nghia-hung-2026": {},
    "ngo-may-2022-2030": {"4": -1},
}  # fmt: skip


def _texts(block: Block) -> Iterator[str]:
    """Yield all that a block prints."""
    wording = load_wording()
    match block:
        case Head():
            yield from (*block.superior, *block.issuer, *block.number, *block.place)
            yield from (wording.state, wording.motto)
        case Title():
            yield from (*block.doc_type, *block.subject)
        case Text() | Footnote():
            yield block.text
        case Table():
            yield from (cell.text for row in block.rows for cell in row.cells)
        case Closing():
            yield from (*block.recipients, *block.sign, *block.signer)
            yield wording.recipients if block.recipients else ""
        case Appendix():
            yield from block.title


def _words(texts: Iterator[str] | list[str]) -> Counter[str]:
    return Counter(word for text in texts for word in text.split())


def _printed(manuscript: Manuscript) -> Counter[str]:
    return _words(text for block in manuscript.blocks for text in _texts(block))


def _repeated(manuscript: Manuscript) -> set[str]:
    """Return the words of the table headers that stand on each page."""
    tables = [block for block in manuscript.blocks if isinstance(block, Table) and block.repeat]
    rows = [row for table in tables for row in table.rows if row.kind is RowKind.HEADER]
    return set(_words(cell.text for row in rows for cell in row.cells))


def _collapsed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().lower()


def test_the_five_sample_plans_are_listed() -> None:
    slugs = [gold.slug for gold in SAMPLES]
    assert slugs == [
        "ha-noi-2026",
        "le-thanh-nghi-2026",
        "nghia-hung-2026",
        "ngo-may-2022-2030",
        "ngoc-hoi-2026",
    ]
    assert all(gold.manuscript.is_file() for gold in SAMPLES)


def test_unknown_kinds_are_refused() -> None:
    with pytest.raises(ValueError, match="silver"):
        list_gold("silver")


def test_half_made_documents_and_missing_folders_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "fiction" / "half").mkdir(parents=True)
    (tmp_path / "fiction" / "half" / "expected.json").write_text("{}")
    assert list_gold("fiction", tmp_path) == ()
    assert list_gold("sealed", tmp_path) == ()


@pytest.mark.parametrize("gold", DOCUMENTS, ids=lambda gold: gold.slug)
def test_annotations_load_whole(gold: GoldDocument) -> None:
    loaded = gold.load_expected()
    assert loaded["document"] == gold.slug
    raw = json.loads(gold.expected.read_text(encoding="utf-8"))
    assert {name: loaded[name] for name in ("targets", "sections", "references")} == {  # type: ignore[literal-required]
        name: raw[name] for name in ("targets", "sections", "references")
    }


def test_a_wrong_annotation_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "gold" / "wrong"
    shutil.copytree(SAMPLES[0].expected.parent, folder)
    raw = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    raw["targets"][0]["comparator"] = "about"
    (folder / "expected.json").write_text(json.dumps(raw), encoding="utf-8")
    with pytest.raises(ValidationError, match="comparator"):
        list_gold("gold", tmp_path)[0].load_expected()


@pytest.mark.parametrize("gold", DOCUMENTS, ids=lambda gold: gold.slug)
def test_what_the_annotation_quotes_stands_in_the_manuscript(gold: GoldDocument) -> None:
    blocks = load_manuscript(gold.manuscript).blocks
    body = _collapsed(" ".join(text for block in blocks for text in _texts(block)))
    expected = gold.load_expected()
    quoted = [target["text"] for target in expected["targets"]]
    quoted += [section["heading"] for section in expected["sections"] if section["heading"]]
    quoted += expected["metadata"]["recipients"]
    missing = [text for text in quoted if _collapsed(text).rstrip(" .;:,") not in body]
    assert missing == []


@pytest.mark.parametrize("gold", DOCUMENTS, ids=lambda gold: gold.slug)
def test_the_pdf_prints_the_words_of_the_manuscript(gold: GoldDocument) -> None:
    with pymupdf.open(gold.source_pdf) as document:
        printed = Counter(
            word
            for page in document
            for _, _, _, bottom, word, *_ in page.get_text("words")
            if not (word.isdigit() and bottom < 45)  # page numbers stand in the top margin
        )
    manuscript = load_manuscript(gold.manuscript)
    assert not _printed(manuscript) - printed, "all is printed"
    assert set(printed - _printed(manuscript)) <= _repeated(manuscript), "only headers come again"


@pytest.mark.parametrize("gold", DOCUMENTS, ids=lambda gold: gold.slug)
def test_the_text_layer_is_sound(gold: GoldDocument) -> None:
    with pymupdf.open(gold.source_pdf) as document:
        text = "".join(page.get_text() for page in document)
    assert unicodedata.normalize("NFC", text) == text
    assert not [
        letter
        for letter in text
        if unicodedata.category(letter) in {"Co", "Cn"} or letter == "\ufffd"
    ]


@pytest.mark.parametrize("gold", SAMPLES, ids=lambda gold: gold.slug)
def test_manuscripts_keep_the_words_of_the_texts(gold: GoldDocument) -> None:
    """Only the head may be new, and only the listed traces of conversion may be gone."""
    text = (gold.manuscript.parent / "text.txt").read_text(encoding="utf-8")
    plain = re.sub(r"\*+|^#+ |[<>](?=http|\))", "", text, flags=re.MULTILINE)
    heads = [block for block in load_manuscript(gold.manuscript).blocks if isinstance(block, Head)]
    wording = load_wording()
    invented = _words([wording.state, wording.motto, *heads[0].issuer] if heads else [])
    manuscript = _printed(load_manuscript(gold.manuscript))
    manuscript.subtract(invented)
    manuscript.subtract(_words([plain]))
    assert {word: count for word, count in manuscript.items() if count} == UNDONE[gold.slug]


def test_the_committed_pdf_is_the_rendered_manuscript() -> None:
    for gold in SAMPLES:
        with (
            pymupdf.open(stream=typeset(load_manuscript(gold.manuscript))) as fresh,
            pymupdf.open(gold.source_pdf) as kept,
        ):
            assert [page.get_text("words") for page in fresh] == [
                page.get_text("words") for page in kept
            ]


@pytest.fixture
def small(tmp_path: Path) -> GoldDocument:
    folder = tmp_path / "gold" / "nho"
    folder.mkdir(parents=True)
    (folder / "source.pdf").write_bytes(typeset(parse_manuscript("@para Một câu.")))
    (folder / "expected.json").write_text("{}")
    return list_gold("gold", tmp_path)[0]


def test_scans_are_made_once_and_never_stale(small: GoldDocument, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    scan = scan_path(small, 1, 72, cache)
    with pymupdf.open(scan) as document:
        assert len(document) == 1
    scan.write_bytes(b"kept")
    assert scan_path(small, 1, 72, cache) == scan
    assert scan.read_bytes() == b"kept", "what is there is not made again"
    others = {scan_path(small, 2, 72, cache), scan_path(small, 1, 50, cache)}
    small.source_pdf.write_bytes(typeset(parse_manuscript("@para Hai câu.")))
    others.add(scan_path(small, 1, 72, cache))
    assert len(others - {scan}) == 3, "level, resolution and content each make another scan"
    assert len(list(cache.iterdir())) == 4, "nothing else is left behind"
