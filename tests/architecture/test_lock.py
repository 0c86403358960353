"""The lists that the launcher installs from say what the lock says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.house import ROOT

LISTS = ("requirements.txt", "requirements-dev.txt")


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Export the lock anew; this also fails where the lock lags behind pyproject.toml."""
    folder = tmp_path_factory.mktemp("lock")
    # A machine's own index settings would make the lock look stale.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("UV_")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(
        [ROOT / ".ci" / "export-lock", folder],
        check=True,
        env=kept | {"PATH": path, "UV_CACHE_DIR": str(folder / "cache")},
    )
    return folder


@pytest.mark.parametrize("name", LISTS)
def test_list_is_what_the_lock_exports(fresh: Path, name: str) -> None:
    assert (ROOT / name).read_text() == (fresh / name).read_text()


@pytest.mark.parametrize("name", LISTS)
def test_every_package_is_pinned_with_its_hashes(name: str) -> None:
    entries = (ROOT / name).read_text().replace("\\\n", " ").splitlines()
    assert entries
    assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []
