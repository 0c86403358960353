"""Names of files as they are kept."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.service.intake import judge, safe_name
from models.domain.errors import EmptyFileError, WrongTypeError


@pytest.mark.parametrize(
    ("name", "expected", "reason"),
    [
        ("kế hoạch 2026.pdf", "kế hoạch 2026.pdf", "an ordinary name stays"),
        ("../../etc/passwd", "passwd", "folders go"),
        ("C:\\plans\\a.pdf", "a.pdf", "folders of another system too"),
        ("a\nb\r\tc.pdf", "a b c.pdf", "a name is one line"),
        ("\u202egpj.exe", "gpj.exe", "marks of direction go"),
        ("ke\u0302.pdf", "kê.pdf", "one form of each letter"),
        (". . ", "document", "nothing is left"),
        ("", "document", "nothing was there"),
        ("/", "document", "only a folder"),
        (".pdf", "pdf", "no hidden file"),
        ("\ud800.pdf", "?.pdf", "half a character cannot be written down"),
        ("x" * 500 + ".pdf", "x" * 196 + ".pdf", "a long name keeps its ending"),
    ],
)
def test_a_name_is_only_a_name(name: str, expected: str, reason: str) -> None:
    assert safe_name(name) == expected, reason


@given(st.text())
def test_whatever_comes_a_safe_name_is_short_visible_and_without_folders(name: str) -> None:
    safe = safe_name(name)
    assert 0 < len(safe) <= 200
    assert not set(safe) & set("/\\")
    assert not safe.startswith(".")
    assert all(unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} for c in safe)
    assert unicodedata.is_normalized("NFC", safe)


@pytest.mark.parametrize(
    ("head", "refused"),
    [
        (b"%PDF-1.7", None),
        (b"\xff\xd8\xff\xe0", None),
        (b"", EmptyFileError),
        (b"<html>", WrongTypeError),
        (b"PK\x03\x04", None),
    ],
)
def test_the_first_bytes_refuse_what_no_further_byte_can_save(
    head: bytes, refused: type[Exception] | None
) -> None:
    if refused is None:
        judge(head)
        return
    with pytest.raises(refused):
        judge(head)
