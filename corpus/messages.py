"""What the program says to people, in Vietnamese and English (``corpus/messages/*.yaml``).

A file is ``{about, messages, words}``. A message has a ``vi`` and an ``en`` sentence with facts in
braces, and an ``example`` of its facts. ``words`` say how a stable code among the facts is put
into words: fact name -> code -> ``{vi, en}``. Kinds and facts are unique over all files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any

import yaml

_FOLDER = files("corpus") / "messages"
_LONG_NUMBER = 10_000


class Language(StrEnum):
    """The languages that the program speaks; Vietnamese is the first."""

    VI = "vi"
    EN = "en"


_THOUSANDS = {Language.VI: ".", Language.EN: ","}


class MessageTableError(Exception):
    """A message file is wrong; the message names file and kind."""


@dataclass(frozen=True, slots=True)
class Message:
    """One thing to say, with an example of the facts that it needs."""

    kind: str
    sentences: Mapping[Language, str]
    example: Mapping[str, str | int] = field(default_factory=dict)

    def facts(self, lang: Language) -> frozenset[str]:
        """Return the names of the facts that the sentence needs."""
        parsed = Formatter().parse(self.sentences[lang])
        return frozenset(name for _, name, _, _ in parsed if name)


@dataclass(frozen=True, slots=True)
class Messages:
    """All messages, by kind."""

    by_kind: Mapping[str, Message]
    words: Mapping[str, Mapping[str, Mapping[Language, str]]]

    def word(self, name: str, code: str, lang: str = Language.VI) -> str:
        """Return how a coded fact is put into words; raises KeyError where there are none."""
        return self.words[name][code][Language(lang)]

    def __contains__(self, kind: str) -> bool:
        """Tell whether there is a message of that kind."""
        return kind in self.by_kind

    def text(self, kind: str, lang: str = Language.VI, /, **facts: str | int) -> str:
        """Return the sentence with its facts; raises KeyError where kind or fact is missing."""
        language = Language(lang)
        said = {name: self._in_words(name, fact, language) for name, fact in facts.items()}
        return self.by_kind[kind].sentences[language].format(**said)

    def _in_words(self, name: str, fact: str | int, lang: Language) -> str | int:
        words = self.words.get(name, {}).get(str(fact))
        if words:
            return words[lang]
        if isinstance(fact, int) and fact >= _LONG_NUMBER:
            return f"{fact:,}".replace(",", _THOUSANDS[lang])
        return fact


@cache
def load_messages() -> Messages:
    """Load all message files; raises MessageTableError where one is wrong."""
    by_kind: dict[str, Message] = {}
    words: dict[str, dict[str, Mapping[Language, str]]] = {}
    for entry in sorted(_FOLDER.iterdir(), key=lambda item: item.name):
        if not entry.name.endswith(".yaml"):
            continue
        content = yaml.load(entry.read_text(encoding="utf-8"), Loader=_LOADER) or {}
        for kind, row in content.get("messages", {}).items():
            if kind in by_kind:
                raise MessageTableError(f"{entry.name}: {kind} is there twice")
            by_kind[kind] = _message(entry.name, kind, row)
        for name, coded in content.get("words", {}).items():
            if name in words:
                raise MessageTableError(f"{entry.name}: words for {name} are there twice")
            words[name] = {str(code): _sentences(entry.name, code, w) for code, w in coded.items()}
    return Messages(by_kind, words)


_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _message(file_name: str, kind: str, row: Mapping[str, Any]) -> Message:
    return Message(kind, _sentences(file_name, kind, row), row.get("example", {}))


def _sentences(file_name: str, kind: str, row: Mapping[str, Any]) -> dict[Language, str]:
    try:
        return {lang: str(row[lang.value]) for lang in Language}
    except (KeyError, TypeError) as error:
        raise MessageTableError(f"{file_name}: {kind} lacks {error}") from error
