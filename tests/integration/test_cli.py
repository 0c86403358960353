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
from tests.integration.conftest import Answer, Extracted

Run = Callable[..., Answer]


def parsed(content: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(content)
    return found


@pytest.fixture
def inbox(tmp_path: Path, papers: Path, refused: Path) -> Path:
    """A folder with one sound plan, twice, among files of every bad kind."""
    folder = tmp_path / "inbox"
    shutil.copytree(refused, folder)
    (folder / "a\x1b[2J\u202e\n.pdf").write_bytes(b"")
    shutil.copy(papers / "plan.pdf", folder / "plan.pdf")
    cut_off = (papers / "plan.pdf").read_bytes()[:-300]
    (folder / "cut.pdf").write_bytes(cut_off)
    shutil.copytree(papers, folder / "z", ignore=shutil.ignore_patterns("[or]*.pdf"))
    return folder


REFUSALS = {
    "a\\x1b[2J\\u202e\\n.pdf": ("empty_file", "rỗng"),
    "empty.pdf": ("empty_file", "rỗng"),
    "word.pdf": ("wrong_type", "thực chất là Word (.docx)"),
    "login.pdf": ("wrong_type", "thực chất là trang web (.html)"),
    "locked.pdf": ("password", "mật khẩu"),
    "header.pdf": ("damaged", "bị hỏng"),
    "no-pages.pdf": ("no_pages", "không có trang nào"),
    "bomb.png": ("image_too_large", "10.000.000.000 điểm ảnh"),
    "photo.jpg": ("no_text", "Không trang nào có chữ"),
}


def test_bad_files_are_refused_one_by_one_and_the_sound_ones_are_read(
    kehoach: Run, inbox: Path, tmp_path: Path
) -> None:
    answer = kehoach("extract", "inbox", "-o", "out", "--json", "--quiet", "--no-timestamp")
    assert answer.status == ExitStatus.PARTIAL
    assert answer.left_behind == []
    summary = parsed(answer.out)
    assert summary["counts"] == {"ok": 2, "partial": 1, "not_a_plan": 0, "failed": len(REFUSALS)}
    errors = [row["error"]["kind"] for row in summary["files"] if row["error"]]
    assert sorted(errors) == sorted(kind for kind, _ in REFUSALS.values())
    for name, (_, words) in REFUSALS.items():
        (line,) = [line for line in answer.lines if line.startswith(f"inbox/{name}: ")]
        assert words in line
    renamed = "inbox/z/plan.pdf: trùng tên với tệp khác, kết quả được ghi là plan-2.json"
    assert renamed in answer.lines
    (partial,) = [line for line in answer.lines if line.startswith("inbox/cut.pdf: ")]
    assert "đọc được một phần" in partial
    assert len(answer.lines) == len(REFUSALS) + 2
    written = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert written == ["cut.json", "plan-2.json", "plan.json"]


def test_an_output_obeys_the_schema_and_says_what_the_plan_says(extracted: Extracted) -> None:
    content = parsed((extracted.folder / "plan.json").read_bytes())
    Draft202012Validator(parsed(schema_bytes("extraction"))).validate(content)
    plan = content["plan"]
    assert plan["document"] == "plan"
    assert plan["metadata"]["issuer"] == "UBND xã Cao Sơn"
    assert plan["metadata"]["date"] == {"day": 5, "month": 3, "year": 2027}
    (target,) = plan["targets"]
    found = (target["indicator"], target["comparator"], target["value"], target["unit"])
    assert found == ("the-bhyt-duoi-6-tuoi", "eq", 98, "percent")
    (place,) = target["provenance"]["value"]
    assert place["page"] == 1
    assert "98" in place["text"]


def test_a_file_that_only_the_owner_may_change_is_read(extracted: Extracted) -> None:
    plan = parsed((extracted.folder / "owned.json").read_bytes())["plan"]
    assert plan["metadata"]["number"] == "12"


def test_a_report_is_named_for_what_it_is_and_nothing_is_invented(extracted: Extracted) -> None:
    assert extracted.answer.status == ExitStatus.NOT_A_PLAN
    words = "report.pdf: đây là Báo cáo, không phải kế hoạch"
    assert sum(words in line for line in extracted.answer.lines) == 1
    plan = parsed((extracted.folder / "report.json").read_bytes())["plan"]
    assert (plan["metadata"]["doc_type"], plan["targets"]) == ("Báo cáo", [])


def test_the_same_file_gives_the_same_bytes(
    kehoach: Run, papers: Path, extracted: Extracted
) -> None:
    answer = kehoach("extract", papers / "plan.pdf", "--no-timestamp", "--quiet", "--jobs", "1")
    assert (answer.status, answer.lines) == (ExitStatus.OK, [])
    assert answer.out == (extracted.folder / "plan.json").read_bytes()


def test_stdin_to_stdout(kehoach: Run, papers: Path) -> None:
    answer = kehoach("extract", "-", given=(papers / "plan.pdf").read_bytes())
    assert answer.status == ExitStatus.OK
    assert parsed(answer.out)["plan"]["document"] == "stdin"
    assert answer.left_behind == []


def test_nothing_on_stdin_is_refused(kehoach: Run) -> None:
    answer = kehoach("extract", "-", "--lang", "en")
    assert (answer.status, answer.out) == (ExitStatus.FAILED, b"")
    assert answer.lines == ["-: The file is empty (0 bytes). Scan or download it again."]
    assert answer.left_behind == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("extract", "gone.pdf", "--lang", "en"), "There is no such file"),
        (("compare", "gone.json", "gone.pdf"), "Không tìm thấy tệp"),
    ],
)
def test_a_missing_file(kehoach: Run, arguments: tuple[str, ...], words: str) -> None:
    answer = kehoach(*arguments, "--quiet")
    assert (answer.status, answer.out) == (ExitStatus.FAILED, b"")
    assert words in answer.lines[0]


def test_compare_reads_results_and_paper_alike(
    kehoach: Run, papers: Path, extracted: Extracted, tmp_path: Path
) -> None:
    sides = (extracted.folder / "plan.json", papers / "plan.pdf")
    answer = kehoach("compare", *sides, "--json", "-o", "c.json", "--no-timestamp")
    assert answer.status == ExitStatus.OK
    assert (tmp_path / "c.json").read_bytes() == answer.out
    comparison = parsed(answer.out)
    Draft202012Validator(parsed(schema_bytes("comparison"))).validate(comparison)
    (row,) = comparison["rows"]
    assert (row["indicator"], row["status"]) == ("the-bhyt-duoi-6-tuoi", "equal")
    assert (row["child_value"], row["parent_value"], row["year"]) == (98, 98, 2027)


def test_compare_prints_a_table_without_colours_into_a_pipe(
    kehoach: Run, extracted: Extracted
) -> None:
    answer = kehoach("compare", extracted.folder / "plan.json", extracted.folder / "owned.json")
    text = answer.out.decode()
    assert answer.status == ExitStatus.OK
    assert "bằng: 1" in text
    assert "\x1b" not in text


def test_compare_refuses_json_of_others(kehoach: Run, extracted: Extracted, tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text('{"a": 1}')
    answer = kehoach("compare", "other.json", extracted.folder / "plan.json")
    assert answer.status == ExitStatus.FAILED
    (line,) = answer.lines
    assert line.startswith("other.json: Tệp JSON này không phải kết quả của kehoach extract")


def test_schema_prints_what_is_published(kehoach: Run) -> None:
    assert kehoach("schema", "comparison").out == schema_bytes("comparison")
