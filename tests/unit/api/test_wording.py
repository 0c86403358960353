"""Values as people write them."""

from __future__ import annotations

import pytest

from api.voice import Voice
from api.wording import (
    Quantity,
    say_date,
    say_file,
    say_number,
    say_number_and_symbol,
    say_parents,
    say_period,
    say_quantity,
    say_signer,
)
from corpus.messages import Language
from models.domain.layout import Document
from models.domain.plan import Comparator, DateParts, Metadata, Period, Plan, Signer, Unit

VI = Voice(Language.VI)
EN = Voice(Language.EN)


@pytest.mark.parametrize(
    ("quantity", "vietnamese", "english"),
    [
        (Quantity(Comparator.EQ, 95.0, Unit.PERCENT), "95 %", "95 %"),
        (Quantity(Comparator.GE, 95.1, Unit.PERCENT), "≥ 95,1 %", "≥ 95.1 %"),
        (Quantity(Comparator.LT, 1.5, Unit.PER_1000_LIVE_BIRTHS), "< 1,5 ‰", "< 1.5 ‰"),
        (Quantity(Comparator.LE, 8.0, Unit.PER_100000_CHILDREN), "≤ 8 /100.000", "≤ 8 /100,000"),
        (Quantity(Comparator.EQ, 79.0, Unit.COUNT_OF_TOTAL, 126.0), "79/126", "79/126"),
        (Quantity(Comparator.GE, 5.0, Unit.PERCENT, None, 10.0), "5–10 %", "5–10 %"),
        (Quantity(Comparator.NONE, None, Unit.NONE), "định tính", "qualitative"),
        (Quantity(Comparator.EQ, 0.0, Unit.COUNT), "0", "0"),
        (Quantity(Comparator.EQ, 0.05, Unit.PERCENT), "0,05 %", "0.05 %"),
    ],
)
def test_quantities(quantity: Quantity, vietnamese: str, english: str) -> None:
    assert say_quantity(quantity, VI) == vietnamese
    assert say_quantity(quantity, EN) == english


@pytest.mark.parametrize(
    ("number", "expected"), [(100.0, "100"), (0.1 + 0.2, "0,3"), (1000.0, "1000"), (-2.5, "-2,5")]
)
def test_numbers(number: float, expected: str) -> None:
    assert say_number(number, VI) == expected


@pytest.mark.parametrize("comparator", Comparator)
@pytest.mark.parametrize("unit", Unit)
def test_every_comparator_and_unit_has_words(comparator: Comparator, unit: Unit) -> None:
    assert "7" in say_quantity(Quantity(comparator, 7.0, unit), VI)


def test_what_is_blank_is_shown_as_blank() -> None:
    assert say_date(DateParts(year=2026), VI) == "ngày … tháng … năm 2026"
    assert say_number_and_symbol(None, "KH-UBND", VI) == "…/KH-UBND"
    assert say_number_and_symbol(None, None, VI) == "(để trống)"
    assert say_period(Metadata(), VI) == "(để trống)"
    assert say_signer(Metadata(), VI) == "(để trống)"


def test_what_is_there_is_shown(plan: Plan) -> None:
    assert say_number_and_symbol("36", None, VI) == "36"
    assert say_period(Metadata(period=Period(2026, 2026)), VI) == "2026"
    assert say_period(plan.metadata, VI) == "2027–2030"
    assert say_signer(Metadata(signer=Signer(None, "Chủ tịch")), VI) == "Chủ tịch"
    assert say_parents(plan.references, VI) == ["Kế hoạch 8/KH-UBND (UBND tỉnh)"]


def test_how_a_file_was_read(document: Document) -> None:
    said = say_file(document, VI)
    assert (
        said == "ke-hoach-mau.pdf · 2 trang (1 nhận dạng, 1 không đọc được) · chất lượng đọc 0,91"
    )
