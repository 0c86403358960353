"""Which files a command reads, and that no two results have one name."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from api.inputs import Input, collect_inputs, safe_stem, stdin_as_file
from models.domain.errors import EmptyFileError, FileTooLargeError


def make(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


def described(inputs: tuple[Input, ...], folder: Path) -> list[tuple[str, str]]:
    return [(str(entry.path.relative_to(folder)), entry.slug) for entry in inputs]


@pytest.mark.parametrize(
    ("files", "given", "expected", "reason"),
    [
        (["a.pdf"], ["a.pdf"], [("a.pdf", "a")], "one file"),
        (["b.txt"], ["b.txt"], [("b.txt", "b")], "what is named is read, whatever its suffix"),
        (
            ["d/b.PDF", "d/a.tiff", "d/x/c.jpeg", "d/n.txt"],
            ["d"],
            [("d/a.tiff", "a"), ("d/b.PDF", "b"), ("d/x/c.jpeg", "c")],
            "a folder to its depth, known suffixes only, in order of names",
        ),
        (["d/.h.pdf", "d/.g/a.pdf", "d/b.pdf"], ["d"], [("d/b.pdf", "b")], "nothing hidden"),
        (["a.pdf"], ["a.pdf", "./a.pdf"], [("a.pdf", "a")], "the same file is read once"),
        (
            ["x/a.pdf", "y/a.pdf", "z/a.png"],
            ["x", "y", "z"],
            [("x/a.pdf", "a"), ("y/a.pdf", "a-2"), ("z/a.png", "a-3")],
            "one stem, three names",
        ),
        (
            ["x/a.pdf", "y/a.pdf", "y/a-2.pdf"],
            ["x", "y"],
            [("x/a.pdf", "a"), ("y/a-2.pdf", "a-2"), ("y/a.pdf", "a-3")],
            "a number that another file already has is passed over",
        ),
        (
            ["x/A.pdf", "y/a.pdf"],
            ["x", "y"],
            [("x/A.pdf", "A"), ("y/a.pdf", "a-2")],
            "some file systems do not tell capitals apart",
        ),
        (["a.pdf"], ["gone.pdf", "a.pdf"], [("gone.pdf", "gone"), ("a.pdf", "a")], "told later"),
    ],
)
def test_collect_inputs(
    tmp_path: Path,
    files: list[str],
    given: list[str],
    expected: list[tuple[str, str]],
    reason: str,
) -> None:
    make(tmp_path, *files)
    found = collect_inputs(tmp_path / name for name in given)
    assert described(found, tmp_path) == expected, reason


def test_a_folder_without_readable_files_is_a_problem_of_its_own(tmp_path: Path) -> None:
    make(tmp_path, "d/notes.txt")
    (found,) = collect_inputs([tmp_path / "d"])
    assert found.problem is not None
    assert found.problem.kind == "empty_folder"


@pytest.mark.parametrize(
    ("name", "expected", "reason"),
    [
        ("ke\u0302\u0301 hoa\u0323ch.pdf", "kế hoạch", "composed"),
        ("a.b.pdf", "a.b", "only the last suffix goes"),
        (".pdf", ".pdf", "a name that is all suffix"),
        ("a\nb.pdf", "a_nb", "no control characters in names of results"),
        ("a\u202eb.pdf", "a_u202eb", "no marks that turn the order round"),
        ("ế" * 300 + ".pdf", "ế" * 66, "short enough for any file system"),
        (" .pdf", "document", "never without a name"),
    ],
)
def test_safe_stem(name: str, expected: str, reason: str) -> None:
    assert safe_stem(Path(name)) == expected, reason


def test_stdin_is_kept_as_a_file_and_cleared_away() -> None:
    with stdin_as_file(10, io.BytesIO(b"%PDF-")) as source:
        assert source.path.read_bytes() == b"%PDF-"
        assert source.slug == "stdin"
    assert not source.path.parent.exists()


@pytest.mark.parametrize(
    ("content", "error"), [(b"", EmptyFileError), (b"12345678901", FileTooLargeError)]
)
def test_stdin_is_refused(content: bytes, error: type[Exception]) -> None:
    with pytest.raises(error), stdin_as_file(10, io.BytesIO(content)):
        raise AssertionError("nothing to read here")
