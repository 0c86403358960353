from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest

from api.evaluation.truth import page_count, read_truth


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "mau.pdf"
    with pymupdf.open() as document:
        for number in (1, 2):
            page = document.new_page(width=595, height=842)
            page.insert_text((297, 36), str(number))
            page.insert_text((72, 400), f"Body of page {number}")
            page.insert_text((72, 420), "2026")
        document.save(path)
    return path


def test_the_text_is_in_the_order_of_the_file_without_page_numbers(pdf: Path) -> None:
    assert read_truth(pdf).splitlines() == ["Body of page 1", "2026", "Body of page 2", "2026"]
    assert page_count(pdf) == 2
