"""The table of words that every Tesseract gives."""

from __future__ import annotations

from extractor.engine import EngineWord

_LINE_LEVEL = "4"
_WORD_LEVEL = "5"
_PER_MILLE = ("%o", "‰")  # the alphabet of the trained data lacks the sign


def parse_tsv(content: str) -> tuple[EngineWord, ...]:
    """Turn Tesseract's table of words (level 5 rows) into words; boxes in pixels."""
    words: list[EngineWord] = []
    line = -1
    for row in content.splitlines():
        fields = row.split("\t")
        if len(fields) < 11:
            continue
        if fields[0] == _LINE_LEVEL:
            line += 1
        if len(fields) < 12 or fields[0] != _WORD_LEVEL or not fields[11].strip():
            continue
        left, top, width, height = (int(value) for value in fields[6:10])
        certainty = min(max(float(fields[10]) / 100.0, 0.0), 1.0)
        text = fields[11].strip().replace(*_PER_MILLE)
        words.append(EngineWord(text, left, top, left + width, top + height, certainty, line))
    return tuple(words)
