"""The registry of engines: a name in the settings to an engine."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from extractor.engine import NullEngine, OcrEngine
from extractor.recorded_engine import RecordedEngine
from models.domain.errors import EngineMissingError
from models.settings import EngineName, OcrSettings


def make_engine(settings: OcrSettings) -> OcrEngine:
    """Start the engine that the settings name; raises EngineMissingError."""
    return _MAKERS[settings.engine](settings)


def _kehoach(settings: OcrSettings) -> OcrEngine:
    from extractor.recogniser.engine import RecogniserEngine

    return RecogniserEngine(second=_first_present(settings))


def _tesserocr(settings: OcrSettings) -> OcrEngine:
    try:
        from extractor.tesserocr_engine import TesserocrEngine
    except ImportError as error:
        raise EngineMissingError(detail="tesserocr") from error
    return TesserocrEngine(settings)


def _pytesseract(settings: OcrSettings) -> OcrEngine:
    try:
        from extractor.pytesseract_engine import PytesseractEngine
    except ImportError as error:
        raise EngineMissingError(detail="pytesseract") from error
    return PytesseractEngine(settings)


def _first_present(settings: OcrSettings) -> OcrEngine:
    return _tesserocr(settings) if find_spec("tesserocr") else _pytesseract(settings)


def _recorded(settings: OcrSettings) -> OcrEngine:
    if settings.recordings is None:
        raise EngineMissingError(detail="recordings")
    return RecordedEngine(Path(settings.recordings))


_MAKERS: dict[EngineName, Callable[[OcrSettings], OcrEngine]] = {
    EngineName.AUTO: _kehoach,
    EngineName.KEHOACH: _kehoach,
    EngineName.TESSEROCR: _tesserocr,
    EngineName.PYTESSERACT: _pytesseract,
    EngineName.RECORDED: _recorded,
    EngineName.NULL: lambda _: NullEngine(),
}
