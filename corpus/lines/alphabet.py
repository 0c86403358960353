"""The letters and signs of administrative documents, and how text is brought to them."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

_TABLE = files("corpus.lines") / "alphabet.yaml"


@dataclass(frozen=True, slots=True)
class Alphabet:
    """Letters and signs in the order of a recogniser's classes, the space among them.

    ``inherited`` is how many of them the recogniser knew before it was trained on.
    """

    characters: str
    inherited: int
    alike: tuple[tuple[str, str], ...]

    def normalized(self, text: str) -> str:
        """Return composed text with one sign for each group of signs that print alike."""
        composed = unicodedata.normalize("NFC", text)
        for sign, written in self.alike:
            composed = composed.replace(sign, written)
        return " ".join(composed.split())

    def spells(self, text: str) -> bool:
        """Tell whether every character of a text can be written."""
        return set(text) <= set(self.characters)


@cache
def load_alphabet() -> Alphabet:
    """Load the alphabet of this project."""
    table = yaml.safe_load(_TABLE.read_text(encoding="utf-8"))
    base, added = str(table["base"]), str(table["added"])
    alike = tuple((str(sign), str(written)) for sign, written in table["alike"].items())
    return Alphabet(base + added, len(base), alike)
