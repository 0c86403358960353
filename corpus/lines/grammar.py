"""Numbers, dates, document numbers and fixed wordings, written from templates (``grammar.yaml``).

In a template ``{name}`` stands for one row of the list of that name, ``{1..40}`` for a number in
that range and ``{01..31}`` for one with leading zeros.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

_TABLE = files("corpus.lines") / "grammar.yaml"
_SLOT = re.compile(r"\{([^{}]+)\}")
_RANGE = re.compile(r"(\d+)\.\.(\d+)")


@dataclass(frozen=True, slots=True)
class Grammar:
    """Lists of templates by name."""

    lists: dict[str, tuple[str, ...]]

    def write(self, name: str, rng: random.Random) -> str:
        """Write one row of a list; raises KeyError where a template names an unknown list."""
        return _SLOT.sub(lambda slot: self._fill(slot[1], rng), rng.choice(self.lists[name]))

    def _fill(self, slot: str, rng: random.Random) -> str:
        span = _RANGE.fullmatch(slot)
        if span is None:
            return self.write(slot, rng)
        low, high = span.groups()
        number = str(rng.randint(int(low), int(high)))
        return number.zfill(len(low)) if low.startswith("0") else number


@cache
def load_grammar() -> Grammar:
    """Load the templates of this project."""
    table = yaml.safe_load(_TABLE.read_text(encoding="utf-8"))
    return Grammar({name: tuple(map(str, rows)) for name, rows in table.items()})
