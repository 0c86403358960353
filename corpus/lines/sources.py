"""Running text that lines are taken from: manuscripts of plans and plain transcripts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from corpus.gold import GoldKind, list_gold
from corpus.lines.alphabet import Alphabet

# Plans that a recogniser is judged by; nothing of them is ever learned from.
HELD_OUT = ("ngo-may-2022-2030", "nghia-hung-2026")
# Plans that tell during training how far it is; nothing of them is learned from either.
WATCHED = ("lac-dinh-2019", "quang-tri-2026-2030")
_LONGEST = 24  # letters of a word
_HEAVIEST = 12000  # words of one text that count for how often it is chosen
_DIRECTIVE = re.compile(r"^@\w+\s*", re.MULTILINE)
_SETTINGS = re.compile(r"^(?:#|@(?:layout|table)\b).*$", re.MULTILINE)
_RULERS = re.compile(r"[-_.:=…]{4,}")


@dataclass(frozen=True, slots=True)
class Source:
    """The words of one text in their order; ``weight`` is how often it is chosen."""

    name: str
    words: tuple[str, ...]

    @property
    def weight(self) -> int:
        """Number of words, bounded, so that no long text drowns the others."""
        return min(len(self.words), _HEAVIEST)


def manuscript_words(text: str, alphabet: Alphabet) -> tuple[str, ...]:
    """Return the printed words of a manuscript of this project."""
    plain = _DIRECTIVE.sub("", _SETTINGS.sub("", text))
    return _words(plain.replace("\\n", " ").replace("\\|", " ").replace("|", " "), alphabet)


def transcript_words(text: str, alphabet: Alphabet) -> tuple[str, ...]:
    """Return the words of a plain text."""
    return _words(text, alphabet)


def training_sources(alphabet: Alphabet, transcripts: Path | None = None) -> tuple[Source, ...]:
    """Return all texts that may be learned from; ``transcripts`` adds a folder of ``*.gt.txt``."""
    left_out = HELD_OUT + WATCHED
    plans = [gold for kind in (GoldKind.GOLD, GoldKind.FICTION) for gold in list_gold(kind)]
    found = [_plan(gold.slug, gold.manuscript, alphabet) for gold in plans]
    sources = [source for source in found if source.name not in left_out]
    if transcripts is not None:
        sources += [
            Source(path.name, transcript_words(path.read_text(encoding="utf-8"), alphabet))
            for path in sorted(transcripts.glob("*.gt.txt"))
        ]
    return tuple(source for source in sources if source.words)


def named_sources(names: Iterable[str], alphabet: Alphabet) -> tuple[Source, ...]:
    """Return the texts of plans by slug."""
    plans = [gold for kind in (GoldKind.GOLD, GoldKind.FICTION) for gold in list_gold(kind)]
    wanted = set(names)
    return tuple(
        _plan(gold.slug, gold.manuscript, alphabet) for gold in plans if gold.slug in wanted
    )


def _plan(slug: str, manuscript: Path, alphabet: Alphabet) -> Source:
    return Source(slug, manuscript_words(manuscript.read_text(encoding="utf-8"), alphabet))


def _words(text: str, alphabet: Alphabet) -> tuple[str, ...]:
    words = alphabet.normalized(_RULERS.sub(" ", text)).split()
    return tuple(word for word in words if len(word) <= _LONGEST and alphabet.spells(word))
