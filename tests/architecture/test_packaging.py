"""The five generic names belong to this project alone, and the wheel carries what it needs."""

from __future__ import annotations

import importlib
import importlib.metadata
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.architecture.house import ROOMS, ROOT


@pytest.fixture(scope="module")
def wheel_names(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


@pytest.mark.parametrize("room", ROOMS)
def test_no_other_distribution_owns_a_room(room: str) -> None:
    owners = set(importlib.metadata.packages_distributions().get(room, ()))
    assert owners <= {"kehoach"}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_is_imported_from_this_tree(room: str) -> None:
    assert Path(str(importlib.import_module(room).__file__)).is_relative_to(ROOT)


def test_wheel_holds_the_five_rooms_and_nothing_else(wheel_names: list[str]) -> None:
    top = {name.split("/")[0] for name in wheel_names}
    assert {name for name in top if not name.endswith(".dist-info")} == set(ROOMS)


def test_wheel_holds_every_file_but_the_gold(wheel_names: list[str]) -> None:
    data = {
        str(path.relative_to(ROOT))
        for room in ROOMS
        for path in (ROOT / room).rglob("*")
        if path.suffix in {".py", ".pdf", ".yaml", ".json", ".typed"}
    }
    left_out = ("corpus/gold/", "corpus/fiction/", "corpus/sealed/")
    gold = {name for name in data if name.startswith(left_out)}
    assert data - gold <= set(wheel_names)
    assert not gold & set(wheel_names)
