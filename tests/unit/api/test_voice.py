"""What is said to people: every refusal in both languages, no name that can steer a terminal."""

from __future__ import annotations

import importlib
import io
import re
from collections.abc import Iterator

import pytest

from api.voice import Voice, printable
from corpus.messages import Language, load_messages
from models.domain.errors import (
    EmptyFileError,
    FileMissingError,
    KehoachError,
    TooManyPagesError,
    WrongTypeError,
)
from tests.architecture.house import ROOMS, ROOT

LANGUAGES = list(Language)
_ERRORS = re.compile(r"^class [A-Z]\w*\(\w*Error\):", re.MULTILINE)


def _load_errors() -> None:
    """Load every module that says what can go wrong: a class is seen only once it is there."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if _ERRORS.search(path.read_text(encoding="utf-8")):
                importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))


_load_errors()


def error_kinds(kind: type[KehoachError] = KehoachError) -> Iterator[str]:
    yield kind.kind
    for below in kind.__subclasses__():
        yield from error_kinds(below)


@pytest.mark.parametrize("kind", sorted(set(error_kinds())))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_error_has_a_sentence_whose_example_fills_it(
    kind: str, language: Language
) -> None:
    messages = load_messages()
    sentence = messages.text(kind, language, **messages.by_kind[kind].example)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert "{" not in sentence


def test_every_refusal_belongs_to_a_kind_of_error_or_is_said_by_the_voice() -> None:
    """The other way round: no sentence is left over when a kind of error goes."""
    from importlib.resources import files

    import yaml

    text = (files("corpus") / "messages" / "errors.yaml").read_text(encoding="utf-8")
    assert set(yaml.safe_load(text)["messages"]) <= set(error_kinds()) | {"file_unreadable"}


@pytest.mark.parametrize("kind", sorted(load_messages().by_kind))
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_example_gives_exactly_the_facts_that_the_sentence_needs(
    kind: str, language: Language
) -> None:
    message = load_messages().by_kind[kind]
    assert message.facts(language) <= set(message.example)


@pytest.mark.parametrize("kind", sorted(load_messages().by_kind))
def test_every_fact_of_an_example_is_used_in_some_language(kind: str) -> None:
    message = load_messages().by_kind[kind]
    used = message.facts(Language.VI) | message.facts(Language.EN)
    assert set(message.example) <= used


@pytest.mark.parametrize(
    ("error", "language", "expected", "reason"),
    [
        (EmptyFileError(), "vi", "rỗng", "the reason"),
        (EmptyFileError(), "en", "empty", "the same in English"),
        (WrongTypeError(actual="docx"), "vi", "thực chất là Word (.docx)", "named for what it is"),
        (WrongTypeError(actual="odd-new-code"), "vi", "odd-new-code", "an unknown code is shown"),
        (FileMissingError(), "vi", "Không tìm thấy", "no such file"),
        (FileMissingError(detail="Permission denied"), "vi", "quyền đọc", "there, but closed"),
        (TooManyPagesError(pages=25000, limit=2000), "vi", "25.000", "thousands with a stop"),
        (TooManyPagesError(pages=25000, limit=2000), "en", "25,000", "thousands with a comma"),
        (TooManyPagesError(), "vi", "ngoài dự kiến", "facts that are missing do no harm"),
    ],
)
def test_refusals(error: KehoachError, language: str, expected: str, reason: str) -> None:
    assert expected in Voice(Language(language)).refusal(error), reason


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    [
        ("kế hoạch.pdf", "kế hoạch.pdf", "ordinary names stay"),
        ("ke\u0302\u0301 hoa\u0323ch", "kế hoạch", "shown composed"),
        ("a\x1b[2Jb", "a\\x1b[2Jb", "an escape sequence does nothing"),
        ("a\nb\tc", "a\\nb\\tc", "one line"),
        ("a\u202efdp.exe", "a\\u202efdp.exe", "reading order is not turned"),
        ("a\u200bb", "a\\u200bb", "nothing invisible"),
        ("a\udcffb", "a\\udcffb", "bytes that are no UTF-8"),
    ],
)
def test_printable(text: str, expected: str, reason: str) -> None:
    assert printable(text) == expected, reason


def test_a_refusal_is_one_line_with_the_name_of_the_file() -> None:
    stream = io.StringIO()
    Voice(Language.VI, stream=stream).refuse("a\nb.pdf", EmptyFileError())
    assert stream.getvalue().startswith("a\\nb.pdf: Tệp rỗng")
    assert stream.getvalue().count("\n") == 1


@pytest.mark.parametrize(("quiet", "lines"), [(False, 2), (True, 1)])
def test_quiet_silences_what_is_only_informative(quiet: bool, lines: int) -> None:
    stream = io.StringIO()
    voice = Voice(Language.EN, quiet, stream)
    voice.inform("demo.title")
    voice.warn("run.interrupted")
    assert stream.getvalue().count("\n") == lines
