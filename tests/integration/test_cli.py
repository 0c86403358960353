"""The command line as a user meets it: sound files, bad files, pipes, exit statuses."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from api.published_schemas import schema_bytes
from models.domain.errors import ExitStatus
from tests.integration.conftest import Answer

Run = Callable[..., Answer]


def parsed(content: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(content)
    return found


@pytest.fixture
def inbox(tmp_path: Path, papers: Path, refused: Path) -> Path:
    """A folder with one sound plan among files of every bad kind."""
    folder = tmp_path / "inbox"
    shutil.copytree(refused, folder)
    shutil.copy(papers / "plan.pdf", folder / "plan.pdf")
    return folder


REFUSALS = {
    "empty.pdf": ("empty_file", "rỗng"),
    "word.pdf": ("wrong_type", "thực chất là Word (.docx)"),
    "login.pdf": ("wrong_type", "thực chất là trang web (.html)"),
    "locked.pdf": ("password", "mật khẩu"),
    "header.pdf": ("damaged", "bị hỏng"),
    "no-pages.pdf": ("no_pages", "không có trang nào"),
    "bomb.png": ("image_too_large", "10.000.000.000 điểm ảnh"),
    "photo.jpg": ("no_text", "Không trang nào có chữ"),
}


def test_bad_files_are_refused_one_by_one_and_the_sound_one_is_read(
    kehoach: Run, inbox: Path, tmp_path: Path
) -> None:
    answer = kehoach("extract", inbox, "-o", "out", "--json", "--quiet", "--no-timestamp")
    assert answer.status == ExitStatus.PARTIAL
    assert answer.left_behind == []
    files = {Path(row["input"]).name: row for row in parsed(answer.out)["files"]}
    kinds = {name: row["error"]["kind"] for name, row in files.items() if row["error"]}
    assert kinds == {name: kind for name, (kind, _) in REFUSALS.items()}
    for name, (_, words) in REFUSALS.items():
        (line,) = [line for line in answer.lines if line.startswith(str(inbox / name))]
        assert words in line
    assert len(answer.lines) == len(REFUSALS)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["plan.json"]


def test_an_output_obeys_the_schema_and_says_what_the_plan_says(
    kehoach: Run, papers: Path, tmp_path: Path
) -> None:
    answer = kehoach("extract", papers / "plan.pdf", "-o", "out", "--no-timestamp")
    assert answer.status == ExitStatus.OK
    content = (tmp_path / "out" / "plan.json").read_bytes()
    Draft202012Validator(parsed(schema_bytes("extraction"))).validate(parsed(content))
    plan = parsed(content)["plan"]
    assert plan["document"] == "plan"
    assert plan["metadata"]["issuer"] == "UBND xã Cao Sơn"
    assert plan["metadata"]["date"] == {"day": 5, "month": 3, "year": 2027}
    (target,) = plan["targets"]
    found = (target["indicator"], target["comparator"], target["value"], target["unit"])
    assert found == ("the-bhyt-duoi-6-tuoi", "eq", 98, "percent")
    (place,) = target["provenance"]["value"]
    assert place["page"] == 1
    assert "98" in place["text"]


def test_the_same_file_gives_the_same_bytes(kehoach: Run, papers: Path) -> None:
    first, second = (
        kehoach("extract", papers / "plan.pdf", "--no-timestamp", "--quiet") for _ in range(2)
    )
    assert first.out == second.out
    assert first.lines == []


def test_stdin_to_stdout(kehoach: Run, papers: Path) -> None:
    content = (papers / "plan.pdf").read_bytes()
    answer = kehoach("extract", "-", "--no-timestamp", given=content)
    assert answer.status == ExitStatus.OK
    assert parsed(answer.out)["plan"]["document"] == "stdin"
    assert answer.left_behind == []


def test_nothing_on_stdin_is_refused(kehoach: Run) -> None:
    answer = kehoach("extract", "-", "--lang", "en")
    assert (answer.status, answer.out) == (ExitStatus.FAILED, b"")
    assert answer.lines == ["-: The file is empty (0 bytes). Scan or download it again."]
    assert answer.left_behind == []


def test_a_file_that_only_the_owner_may_change_is_read(kehoach: Run, papers: Path) -> None:
    answer = kehoach("extract", papers / "owned.pdf", "--quiet")
    assert answer.status == ExitStatus.OK
    assert parsed(answer.out)["plan"]["metadata"]["number"] == "12"


def test_a_report_is_named_for_what_it_is_and_nothing_is_invented(
    kehoach: Run, papers: Path
) -> None:
    answer = kehoach("extract", papers / "report.pdf")
    assert answer.status == ExitStatus.NOT_A_PLAN
    assert any("đây là Báo cáo, không phải kế hoạch" in line for line in answer.lines)
    plan = parsed(answer.out)["plan"]
    assert (plan["metadata"]["doc_type"], plan["targets"]) == ("Báo cáo", [])


def test_two_files_of_one_name_both_keep_their_results(
    kehoach: Run, papers: Path, tmp_path: Path
) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        shutil.copy(papers / "plan.pdf", tmp_path / folder / "plan.pdf")
    answer = kehoach("extract", "a", "b", "-o", "out", "--quiet")
    assert answer.status == ExitStatus.OK
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "plan-2.json",
        "plan.json",
    ]
    assert answer.lines == ["b/plan.pdf: trùng tên với tệp khác, kết quả được ghi là plan-2.json"]


def test_a_name_that_would_steer_the_terminal_is_shown_escaped(
    kehoach: Run, tmp_path: Path
) -> None:
    (tmp_path / "a\x1b[2J\u202e\n.pdf").write_bytes(b"")
    answer = kehoach("extract", tmp_path, "-o", "out", "--quiet")
    (line,) = answer.lines
    assert "a\\x1b[2J\\u202e\\n.pdf: Tệp rỗng" in line


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("extract", "gone.pdf"), "Không tìm thấy tệp"),
        (("extract", "gone.pdf", "--lang", "en"), "There is no such file"),
        (("compare", "gone.json", "gone.pdf"), "Không tìm thấy tệp"),
    ],
)
def test_a_missing_file(kehoach: Run, arguments: tuple[str, ...], words: str) -> None:
    answer = kehoach(*arguments, "--quiet")
    assert (answer.status, answer.out) == (ExitStatus.FAILED, b"")
    assert words in answer.lines[0]


def test_compare_reads_results_and_paper_alike(kehoach: Run, papers: Path, tmp_path: Path) -> None:
    kehoach("extract", papers / "plan.pdf", "-o", "out", "--quiet")
    answer = kehoach(
        "compare", "out/plan.json", papers / "owned.pdf", "--json", "-o", "c.json", "--no-timestamp"
    )
    assert answer.status == ExitStatus.OK
    assert (tmp_path / "c.json").read_bytes() == answer.out
    comparison = parsed(answer.out)
    Draft202012Validator(parsed(schema_bytes("comparison"))).validate(comparison)
    (row,) = comparison["rows"]
    assert (row["indicator"], row["status"]) == ("the-bhyt-duoi-6-tuoi", "equal")
    assert (row["child_value"], row["parent_value"], row["year"]) == (98, 98, 2027)


def test_compare_prints_a_table_without_colours_into_a_pipe(kehoach: Run, papers: Path) -> None:
    answer = kehoach("compare", papers / "plan.pdf", papers / "plan.pdf", "--quiet")
    text = answer.out.decode()
    assert answer.status == ExitStatus.OK
    assert "bằng: 1" in text
    assert "\x1b" not in text


def test_compare_refuses_json_of_others(kehoach: Run, papers: Path, tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text('{"a": 1}')
    answer = kehoach("compare", "other.json", papers / "plan.pdf", "--quiet")
    assert answer.status == ExitStatus.FAILED
    (line,) = answer.lines
    assert line.startswith("other.json: Tệp JSON này không phải kết quả của kehoach extract")


def test_schema_prints_what_is_published(kehoach: Run) -> None:
    assert kehoach("schema", "comparison").out == schema_bytes("comparison")
