"""The command line before any command runs: language, help, version, wrong usage."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version

import pytest
from typer.core import TyperGroup

from api.cli import COMMANDS, GROUPS, main, make_command, take_language
from api.commands.usage import WrongUsageError
from api.voice import Voice
from corpus.messages import Language
from models.domain.errors import EngineMissingError, ExitStatus


@pytest.mark.parametrize(
    ("arguments", "environment", "language", "rest"),
    [
        ([], {}, "vi", []),
        (["demo"], {"KEHOACH_LANG": "en"}, "en", ["demo"]),
        (["--lang", "en", "demo"], {}, "en", ["demo"]),
        (["demo", "--lang=en"], {"KEHOACH_LANG": "vi"}, "en", ["demo"]),
        (["extract", "--", "--lang"], {}, "vi", ["extract", "--", "--lang"]),
    ],
)
def test_language(
    arguments: list[str], environment: dict[str, str], language: str, rest: list[str]
) -> None:
    assert take_language(arguments, environment) == (Language(language), rest)


@pytest.mark.parametrize("arguments", [["--lang"], ["--lang", "fr"], ["--lang="]])
def test_an_unknown_language_is_refused(arguments: list[str]) -> None:
    with pytest.raises(WrongUsageError):
        take_language(arguments, {})


@pytest.mark.parametrize("language", Language)
def test_every_command_and_every_parameter_has_help(language: Language) -> None:
    command = make_command(Voice(language))
    parts = dict(command.commands)
    assert parts.keys() == {function.__name__ for function in COMMANDS} | GROUPS.keys()
    for name, verbs in GROUPS.items():
        group = parts[name]
        assert isinstance(group, TyperGroup)
        assert group.commands.keys() == verbs.keys()
        parts |= {f"{name} {verb}": part for verb, part in group.commands.items()}
    for part in parts.values():
        assert part.help
        assert all(getattr(parameter, "help", None) for parameter in part.params)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--help"], "Đọc kế hoạch quét"),
        (["extract", "--help"], "--no-timestamp"),
        (["compare", "-h", "--lang", "en"], "level above"),
        (["--version"], f"kehoach {version('kehoach')}"),
    ],
)
def test_what_is_asked_for_goes_to_stdout(
    capsys: pytest.CaptureFixture[str], arguments: list[str], expected: str
) -> None:
    assert main(arguments) == ExitStatus.OK
    captured = capsys.readouterr()
    assert expected in captured.out
    assert captured.err == ""


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["extract", "--nope"], "Không có tuỳ chọn --nope. Xem: kehoach extract --help"),
        (["extract", "--nope", "--lang", "en"], "There is no option --nope"),
        (["extract"], "Thiếu PATH"),
        (["extract", "a.pdf", "--jobs", "x"], "Giá trị của --jobs không hợp lệ"),
        (["extract", "a.pdf", "--jobs", "0"], "Giá trị của --jobs không hợp lệ"),
        (["compare", "a.json"], "Thiếu PARENT"),
        (["nope"], "Sai cách dùng"),
        (["--lang", "fr", "demo"], "chọn một trong: vi, en"),
        (["extract", "a.pdf", "b.pdf"], "hãy cho thư mục kết quả bằng -o"),
        (["extract", "a.pdf", "--json"], "hãy cho thư mục kết quả bằng -o"),
        (["extract", "-", "a.pdf"], "phải đứng một mình"),
        (["schema", "nope"], "chọn một trong: extraction, comparison"),
        (["extract", "a.pdf", "--engine", "nope"], "chọn một trong: auto, tesserocr"),
        (["extract", "a\x1b.pdf", "--\x1b"], "--\\x1b"),
    ],
)
def test_wrong_usage_is_one_line_on_stderr(
    capsys: pytest.CaptureFixture[str], arguments: list[str], expected: str
) -> None:
    assert main(arguments) == ExitStatus.USAGE
    captured = capsys.readouterr()
    assert expected in captured.err
    assert captured.err.count("\n") == 1
    assert captured.out == ""


def test_no_command_shows_the_help_and_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == ExitStatus.USAGE
    assert "extract" in capsys.readouterr().out


def test_a_setting_that_is_not_valid_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEHOACH_LIMITS__MAX_PAGES", "many")
    assert main(["extract", "a.pdf"]) == ExitStatus.USAGE
    assert "limits__max_pages" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ZeroDivisionError("division by zero"), "ngoài dự kiến (ZeroDivisionError"),
        (OSError(28, "No space left on device"), "Không ghi được stdout (No space left"),
        (EngineMissingError(detail="vie.traineddata"), "bộ nhận dạng chữ tiếng Việt"),
    ],
)
def test_what_ends_the_whole_run_is_one_line_too(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    words: str,
) -> None:
    def fail(name: str) -> bytes:
        raise error

    monkeypatch.setattr("api.published_schemas.schema_bytes", fail)
    assert main(["schema"]) == ExitStatus.FAILED
    captured = capsys.readouterr()
    assert words in captured.err
    assert captured.err.count("\n") == 1


@pytest.mark.parametrize("heavy", ["spacy", "underthesea", "numpy", "fitz", "pymupdf", "rich"])
def test_nothing_heavy_is_loaded_for_the_version(heavy: str) -> None:
    code = (
        "import sys; from api.cli import main; main(['--version']); main(['--help']);"
        f"sys.exit({heavy!r} in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["--set", "nope"], "no such set: nope"), (["--levels", "7"], "no such levels: 7")],
)
def test_an_evaluation_of_what_does_not_exist_is_wrong_usage(
    capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert main(["evaluate", *arguments]) == ExitStatus.USAGE
    assert words in capsys.readouterr().err
