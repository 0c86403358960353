from __future__ import annotations

from dataclasses import replace

import pytest

from api.evaluation.metadata_scores import recipients_f1, score_metadata
from models.domain.plan import DateParts, Metadata, Period, Signer

SIGNER = Signer("Tạ Đăng Doanh", "Phó Chủ tịch", ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"))
METADATA = Metadata(
    doc_type="Kế hoạch",
    number=None,
    symbol="KH-UBND",
    issuer="UBND xã Ngọc Hồi",
    place="Ngọc Hồi",
    date=DateParts(None, None, 2026),
    title="Thực hiện công tác trẻ em năm 2026 trên địa bàn xã Ngọc Hồi",
    period=Period(2026, 2026),
    signer=SIGNER,
    recipients=("Sở Y tế", "Lưu: VT"),
)


@pytest.mark.parametrize(
    ("change", "wrong", "reason"),
    [
        ({}, [], "the same"),
        (
            {"doc_type": "KẾ HOẠCH", "place": "ngọc hồi", "symbol": "KH - UBND"},
            [],
            "case and spaces",
        ),
        ({"number": "36"}, ["number"], "an invented number is wrong"),
        ({"issuer": "UBND xã Ngọc Hối"}, ["issuer"], "an issuer is exact"),
        (
            {"title": "Thực hiện công tác trẻ em năm 2026 trên địa bàn xã Ngọc Hối"},
            [],
            "a title is similar",
        ),
        ({"title": None}, ["title"], "a title not read"),
        ({"date": DateParts(5, None, 2025)}, ["date.day", "date.year"], "a date is three fields"),
        ({"period": Period(2025, 2026)}, ["period"], "a period is one field"),
        ({"period": None}, ["period"], "no period"),
        (
            {"signer": None},
            ["signer.name", "signer.position", "signer.authority"],
            "a signer is three",
        ),
        (
            {"signer": replace(SIGNER, authority=("KT. CHỦ TỊCH",))},
            ["signer.authority"],
            "a line of authority less",
        ),
        (
            {"signer": replace(SIGNER, authority=("TM. ỦY BAN NHÂN DAN", "KT. CHỦ TỊCH"))},
            [],
            "a line of authority is similar",
        ),
    ],
)
def test_fields(change: dict[str, object], wrong: list[str], reason: str) -> None:
    score = score_metadata(METADATA, replace(METADATA, **change))
    assert [item.key for item in score.missed] == wrong, reason
    assert (score.points, score.possible) == (14.0 - len(wrong), 14.0)


def test_recipients_earn_their_f1_as_one_field() -> None:
    score = score_metadata(METADATA, replace(METADATA, recipients=("Sở Y tế;",)))
    assert [item.key for item in score.missed] == ["recipients"]
    assert score.missed[0].detail == "missed [Lưu: VT], extra []"
    assert score.points == pytest.approx(13 + 2 / 3)


@pytest.mark.parametrize(
    ("expected", "found", "value"),
    [((), (), 1.0), (("a",), (), 0.0), ((), ("a",), 0.0), (("a", "b"), ("b", "a"), 1.0)],
)
def test_recipients_f1(expected: tuple[str, ...], found: tuple[str, ...], value: float) -> None:
    assert recipients_f1(expected, found) == value
