"""Tesseract as an outside program, where its wheel is missing; the only importer of pytesseract."""

from __future__ import annotations

import pytesseract

from extractor.engine import EngineWord, Segmentation
from extractor.observed import GrayImage
from extractor.tessdata import data_version, find_tessdata
from extractor.tesseract_tsv import parse_tsv
from models.domain.errors import EngineMissingError
from models.settings import OcrSettings

_MODES = {
    Segmentation.PAGE: 3,
    Segmentation.BLOCK: 6,
    Segmentation.LINE: 7,
    Segmentation.SPARSE: 11,
}


class PytesseractEngine:
    """The ``tesseract`` program, started once for each image."""

    name = "pytesseract"

    def __init__(self, settings: OcrSettings) -> None:
        """Find the program and its data; raises EngineMissingError."""
        folder = find_tessdata(settings.language, settings.tessdata)
        try:
            self.version = str(pytesseract.get_tesseract_version())
        except (pytesseract.TesseractNotFoundError, SystemExit, OSError) as error:
            raise EngineMissingError(detail="tesseract") from error
        self.data_version = data_version(folder, settings.language)
        self._language = settings.language
        self._folder = folder

    def recognize(
        self, image: GrayImage, dpi: int, segmentation: Segmentation
    ) -> tuple[EngineWord, ...]:
        """Read an image; the library passes it through a temporary file that it removes."""
        options = (
            f"--oem 1 --psm {_MODES[segmentation]} --dpi {dpi} "
            f'--tessdata-dir "{self._folder}" -c tessedit_do_invert=0'
        )
        content = pytesseract.image_to_data(image, lang=self._language, config=options)
        return parse_tsv(str(content))
