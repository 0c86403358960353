"""Tesseract inside the process; the only importer of tesserocr."""

from __future__ import annotations

import tesserocr

from extractor.engine import EngineWord, Segmentation
from extractor.observed import GrayImage
from extractor.tessdata import data_version, find_tessdata
from extractor.tesseract_tsv import parse_tsv
from models.domain.errors import EngineMissingError
from models.settings import OcrSettings

_MODES = {
    Segmentation.PAGE: tesserocr.PSM.AUTO,
    Segmentation.BLOCK: tesserocr.PSM.SINGLE_BLOCK,
    Segmentation.LINE: tesserocr.PSM.SINGLE_LINE,
    Segmentation.SPARSE: tesserocr.PSM.SPARSE_TEXT,
}
_VARIABLES = {
    # inverted text is looked for a second time otherwise: administrative pages have none
    "tessedit_do_invert": "0",
    "debug_file": "/dev/null",
    # signs that no document of this kind prints, and that dashes and the letter Đ are taken for
    "tessedit_char_blacklist": "~\u00d0\u00a1\u2044\u02c6",
}


class TesserocrEngine:
    """Tesseract's LSTM reader with the trained data of one language."""

    name = "tesserocr"

    def __init__(self, settings: OcrSettings) -> None:
        """Load the trained data; raises EngineMissingError."""
        folder = find_tessdata(settings.language, settings.tessdata)
        self.version = tesserocr.tesseract_version().split()[1]
        self.data_version = data_version(folder, settings.language)
        try:
            self._api = tesserocr.PyTessBaseAPI(
                path=f"{folder}/", lang=settings.language, oem=tesserocr.OEM.LSTM_ONLY
            )
        except RuntimeError as error:
            raise EngineMissingError(detail=str(error)) from error
        for name, value in _VARIABLES.items():
            self._api.SetVariable(name, value)

    def recognize(
        self, image: GrayImage, dpi: int, segmentation: Segmentation
    ) -> tuple[EngineWord, ...]:
        """Read an image handed over in memory."""
        height, width = image.shape
        self._api.SetPageSegMode(_MODES[segmentation])
        self._api.SetImageBytes(image.tobytes(), width, height, 1, width)
        self._api.SetSourceResolution(dpi)
        try:
            return parse_tsv(self._api.GetTSVText(0))
        finally:
            self._api.Clear()
