"""Pictures of an evaluation of lines: the worst lines with their readings, the learning curve."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from api.evaluation.lines_run import LinesReport
from corpus.rendering.fonts import load_fonts

_WIDTH, _LINE, _TEXT = 1400, 64, 24
_MARGIN = 60
_COLOURS = ("#b03a2e", "#1f618d", "#117a65")


def draw_worst(report: LinesReport, count: int, path: Path) -> None:
    """Draw the lines that ours read worst, with the truth and every reading below each."""
    numbers = report.worst(count)
    step = _LINE + _TEXT * (1 + len(report.readings)) + 14
    sheet = Image.new("RGB", (_WIDTH, step * len(numbers) + 10), "white")
    pen, font = ImageDraw.Draw(sheet), _font(18)
    for row, number in enumerate(numbers):
        sample, top = report.samples[number], row * step + 8
        picture = Image.fromarray(np.asarray(sample.image))
        scale = min(_LINE / picture.height, (_WIDTH - 20) / picture.width)
        size = max(round(picture.width * scale), 1), max(round(picture.height * scale), 1)
        sheet.paste(picture.resize(size), (10, top))
        texts = [(f"[{sample.group}] {sample.text}", "black")]
        texts += [
            (f"{one.engine}: {one.texts[number]}", colour)
            for one, colour in zip(report.readings, _COLOURS, strict=False)
        ]
        for place, (text, colour) in enumerate(texts):
            pen.text((10, top + _LINE + _TEXT * place), text, font=font, fill=colour)
    sheet.save(path)


def draw_curve(
    points: Sequence[tuple[int, Sequence[float]]], names: Sequence[str], path: Path
) -> None:
    """Draw error rates (percent, on a scale of powers) over lines seen."""
    sheet = Image.new("RGB", (900, 560), "white")
    pen, font = ImageDraw.Draw(sheet), _font(15)
    most = max((lines for lines, _ in points), default=1) or 1
    values = [max(value, 1e-3) for _, row in points for value in row] or [1.0]
    low, high = np.log10(min(values)), np.log10(max(values)) + 0.05

    def at(lines: int, value: float) -> tuple[float, float]:
        share = (np.log10(max(value, 1e-3)) - low) / max(high - low, 1e-6)
        return _MARGIN + lines / most * 800, 500 - float(share) * 440

    pen.line((_MARGIN, 500, 860, 500), fill="black")
    pen.line((_MARGIN, 60, _MARGIN, 500), fill="black")
    for mark in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20):
        if low <= np.log10(mark) <= high:
            _, level = at(0, mark)
            pen.line((_MARGIN, level, 860, level), fill="#dddddd")
            pen.text((8, level - 9), f"{mark} %", font=font, fill="black")
    for column, (name, colour) in enumerate(zip(names, _COLOURS, strict=False)):
        pen.line([at(lines, row[column]) for lines, row in points], fill=colour, width=3)
        pen.text((_MARGIN + 220 * column, 20), name, font=font, fill=colour)
    pen.text((620, 515), f"lines seen (of {most:,})", font=font, fill="black")
    sheet.save(path)


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(load_fonts().bold_file).replace("Bold", "Regular"), size)
