from __future__ import annotations

from pathlib import Path

import pytest

from api.cli import main
from extractor.training import plan
from models.domain.errors import ExitStatus


@pytest.mark.parametrize(
    ("lacking", "said"),
    [(("torch",), "torch"), (("torch", "onnx", "trueocr"), "torch, onnx, trueocr")],
)
def test_training_says_which_libraries_are_missing(
    lacking: tuple[str, ...],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(plan, "missing_libraries", lambda: lacking)
    folder = tmp_path / "run"
    status = main(["train", "recogniser", "--lines", "10", "--folder", str(folder), "--lang", "en"])
    assert status == ExitStatus.FAILED
    assert f"more libraries: {said}." in capsys.readouterr().err
    assert not folder.exists()


def test_what_is_missing_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "_NEEDED", ("json", "no_such_library"))
    assert plan.missing_libraries() == ("no_such_library",)
