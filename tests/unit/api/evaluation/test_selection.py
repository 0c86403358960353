from __future__ import annotations

import json
from pathlib import Path

import pymupdf
import pytest

from api.evaluation.options import EvaluationOptions, EvaluationUsageError
from api.evaluation.selection import ListGold, choose_cases, find_comparisons
from corpus.gold import GoldDocument, GoldKind


def make_gold(folder: Path, slug: str, pages: int) -> GoldDocument:
    home = folder / slug
    home.mkdir(parents=True)
    with pymupdf.open() as pdf:
        for _ in range(pages):
            pdf.new_page()
        pdf.save(home / "source.pdf")
    kind = GoldKind(folder.name)
    return GoldDocument(
        slug, kind, home / "manuscript.txt", home / "source.pdf", home / "expected.json"
    )


@pytest.fixture
def list_gold(tmp_path: Path) -> ListGold:
    sets = {
        GoldKind.GOLD: [
            make_gold(tmp_path / "gold", slug, pages)
            for slug, pages in (("a", 3), ("b", 1), ("c", 2))
        ],
        GoldKind.FICTION: [make_gold(tmp_path / "fiction", "d", 1)],
        GoldKind.SEALED: [],
    }
    return lambda chosen: sets[chosen]


BOTH = (GoldKind.GOLD, GoldKind.FICTION)


@pytest.mark.parametrize(
    ("options", "expected", "reason"),
    [
        (EvaluationOptions(levels=(0,)), "a0 b0 c0", "the gold set alone"),
        (EvaluationOptions(levels=(0, 2), sets=(GoldKind.FICTION,)), "d0 d2", "another set"),
        (EvaluationOptions(levels=(1,), sets=BOTH, documents=("d", "b")), "b1 d1", "by name"),
        (
            EvaluationOptions(sets=BOTH, ci=True),
            "a0 b0 c0 d0 b1 c1",
            "all born-digital, two short scans",
        ),
        (EvaluationOptions(sets=(GoldKind.SEALED,)), "", "an empty set"),
        (EvaluationOptions(sets=(GoldKind.SEALED,), ci=True), "", "an empty set in CI"),
    ],
)
def test_cases(options: EvaluationOptions, expected: str, reason: str, list_gold: ListGold) -> None:
    cases = choose_cases(options, list_gold)
    assert " ".join(f"{case.gold.slug}{case.level}" for case in cases) == expected, reason


def test_a_document_that_is_in_none_of_the_sets_is_refused(list_gold: ListGold) -> None:
    with pytest.raises(EvaluationUsageError, match="no such document: d, e"):
        choose_cases(EvaluationOptions(documents=("a", "e", "d")), list_gold)


def test_comparisons_lie_beside_the_documents(tmp_path: Path, list_gold: ListGold) -> None:
    content = {"child": "a", "parent": "b", "rows": []}
    (tmp_path / "gold" / "compare-a-b.json").write_text(json.dumps(content), encoding="utf-8")
    found = find_comparisons([*list_gold(GoldKind.GOLD), *list_gold(GoldKind.FICTION)])
    assert [(comparison.child, comparison.parent) for comparison in found] == [("a", "b")]
