"""The gold documents: a plan as its authors printed it, and what a careful reader finds in it.

They lie in folders beside this module (``corpus/gold/<slug>``, ``corpus/fiction/<slug>``...), which
an installed wheel does not carry: there the lists are empty.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import TypeAdapter

from corpus.annotation import ExpectedPlan
from corpus.rendering.wear import wear_file, wear_version

_FOLDER = Path(__file__).resolve().parent
_EXPECTED = TypeAdapter(ExpectedPlan)


class GoldKind(StrEnum):
    """Where a document comes from; the value is the name of its folder."""

    GOLD = "gold"
    FICTION = "fiction"
    SEALED = "sealed"


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """One gold document and its files."""

    slug: str
    kind: GoldKind
    manuscript: Path
    source_pdf: Path
    expected: Path

    def load_expected(self) -> ExpectedPlan:
        """Load the annotation; raises pydantic's ValidationError where its shape is wrong."""
        return _EXPECTED.validate_json(self.expected.read_bytes())


def list_gold(kind: str, root: Path = _FOLDER) -> tuple[GoldDocument, ...]:
    """List the whole documents of one kind by slug; raises ValueError for an unknown kind.

    A document is whole when it has both its PDF and its annotation.
    """
    chosen = GoldKind(kind)
    folders = sorted(path.parent for path in (root / chosen).glob("*/expected.json"))
    return tuple(
        _document(folder, chosen) for folder in folders if (folder / "source.pdf").is_file()
    )


def _document(folder: Path, kind: GoldKind) -> GoldDocument:
    return GoldDocument(
        slug=folder.name,
        kind=kind,
        manuscript=folder / "manuscript.txt",
        source_pdf=folder / "source.pdf",
        expected=folder / "expected.json",
    )


def scan_path(gold: GoldDocument, level: int, dpi: int, cache_dir: Path) -> Path:
    """Return the scan of a document at a level of wear (0: clean pages), made where missing.

    The name holds a hash of the PDF and of the code that wears it, so a scan is never stale. It
    appears in the cache whole or not at all, also where several processes want it at once.
    """
    content = hashlib.sha256(gold.source_pdf.read_bytes()).hexdigest()[:12]
    name = f"{gold.slug}-l{level}-{dpi}dpi-{content}-{wear_version()}.pdf"
    target = cache_dir / name
    if not target.is_file():
        cache_dir.mkdir(parents=True, exist_ok=True)
        scan = wear_file(gold.source_pdf, gold.slug, level, dpi)
        _write_whole(target, scan.pdf)
    return target


def _write_whole(target: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "wb") as part:
            part.write(content)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
