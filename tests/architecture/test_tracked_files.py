"""What is tracked names no machine and no package registry, and holds nothing that is built."""

from __future__ import annotations

import re

from tests.architecture.house import ROOT, tracked_files

# Put together here, so that this file does not hold what it looks for.
_HOSTS = (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("deb.debian", "org"))
_PATHS = ("/".join(("", "work", "")), "/".join(("", "tmp", "work")), "/".join(("", "root", "")))
_FORBIDDEN = re.compile(
    "|".join(
        [rf"(?<![\w.-]){re.escape(path)}" for path in _PATHS]
        + [re.escape(".".join(host)) for host in _HOSTS]
    ).encode()
)
# The lock is written by its tool and names where each package comes from.
_WRITTEN_BY_TOOLS = {"uv.lock"}


def test_pattern_sees_what_it_looks_for() -> None:
    planted = [f"cd {path}x".encode() for path in _PATHS]
    planted += [("https://" + ".".join(host)).encode() for host in _HOSTS]
    assert all(_FORBIDDEN.search(line) for line in planted)
    assert not _FORBIDDEN.search(b"https://example.vn/work/plan and ./work/")


def test_no_machine_path_and_no_registry_is_named() -> None:
    files = [path for path in tracked_files() if path.name not in _WRITTEN_BY_TOOLS]
    found = [
        f"{path.relative_to(ROOT)}: {match.group().decode()}"
        for path in files
        if (match := _FORBIDDEN.search(path.read_bytes()))
    ]
    assert found == []


def test_nothing_built_is_tracked() -> None:
    built = re.compile(r"__pycache__|\.pyc$|^\.venv/|^out/|^dist/")
    names = [str(path.relative_to(ROOT)) for path in tracked_files()]
    assert names
    assert [name for name in names if built.search(name)] == []
