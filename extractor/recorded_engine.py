"""An engine that replays recorded readings, and a wrapper that makes the recordings.

A folder holds one JSON file per image, named by a hash of what was handed over, and
``manifest.json`` that says which engine, version and data made them.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path

from extractor.engine import EngineWord, OcrEngine, Segmentation
from extractor.observed import GrayImage
from models.domain.errors import EngineMissingError

_MANIFEST = "manifest.json"


def image_key(image: GrayImage, dpi: int, segmentation: Segmentation) -> str:
    """Return the name of the recording for exactly this request."""
    digest = sha256(f"{image.shape} {dpi} {segmentation.value}".encode())
    digest.update(image.tobytes())
    return digest.hexdigest()[:32]


class RecordedEngine:
    """Answers from a folder of recordings; an image that is not recorded is an error."""

    name = "recorded"

    def __init__(self, folder: Path) -> None:
        """Read the manifest; raises EngineMissingError where there is none."""
        self._folder = folder
        try:
            manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
            self.version = f"{manifest['engine']} {manifest['version']}"
            self.data_version = str(manifest["data_version"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise EngineMissingError(detail=f"{_MANIFEST}: {error}") from error

    def recognize(
        self, image: GrayImage, dpi: int, segmentation: Segmentation
    ) -> tuple[EngineWord, ...]:
        """Return the recorded words; raises EngineMissingError for an unknown image."""
        recording = self._folder / f"{image_key(image, dpi, segmentation)}.json"
        try:
            rows = json.loads(recording.read_text(encoding="utf-8"))
        except OSError as error:
            raise EngineMissingError(detail=recording.name) from error
        return tuple(EngineWord(**row) for row in rows)


class RecordingEngine:
    """Reads with another engine and keeps every answer in a folder."""

    def __init__(self, engine: OcrEngine, folder: Path) -> None:
        """Start a folder of recordings with its manifest."""
        self._engine = engine
        self._folder = folder
        self.name = engine.name
        self.version = engine.version
        self.data_version = engine.data_version
        folder.mkdir(parents=True, exist_ok=True)
        manifest = {
            "engine": engine.name,
            "version": engine.version,
            "data_version": engine.data_version,
        }
        self._write(_MANIFEST, manifest)

    def recognize(
        self, image: GrayImage, dpi: int, segmentation: Segmentation
    ) -> tuple[EngineWord, ...]:
        """Read the image and write the answer down."""
        words = self._engine.recognize(image, dpi, segmentation)
        name = f"{image_key(image, dpi, segmentation)}.json"
        self._write(name, [asdict(word) for word in words])
        return words

    def _write(self, name: str, content: object) -> None:
        text = json.dumps(content, ensure_ascii=False, indent=0, sort_keys=True)
        (self._folder / name).write_text(text + "\n", encoding="utf-8")
