"""The house as the rules see it: its rooms, its modules, its tracked files."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("extractor", "nlp", "api", "models", "corpus")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One Python file: its name relative to the root, and its text."""

    name: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    def place(self, node: ast.stmt | ast.expr) -> str:
        return f"{self.name}:{node.lineno}"


def modules(*folders: str) -> Iterator[Module]:
    """Yield every Python file below these folders of the root."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield Module(str(path.relative_to(ROOT)), path.read_text(encoding="utf-8"))


def tracked_files() -> list[Path]:
    """Return the files that git keeps and that are still there."""
    command = ["git", "-c", "safe.directory=*", "-C", str(ROOT), "ls-files", "-z"]
    listed = subprocess.run(command, check=True, capture_output=True).stdout
    paths = [ROOT / name.decode() for name in listed.split(b"\0") if name]
    return [path for path in paths if path.is_file()]
