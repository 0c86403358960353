"""What the command line says to people: one line at a time, on stderr, in their language."""

from __future__ import annotations

import sys
import unicodedata
from dataclasses import dataclass
from typing import TextIO

from corpus.messages import Language, Messages, load_messages
from models.domain.errors import KehoachError

_UNPRINTABLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def printable(text: str) -> str:
    """Return the text on one line, with control, direction and invisible characters escaped.

    A name may carry terminal commands or marks that turn the reading order round; what a person
    sees must be what is there.
    """
    composed = unicodedata.normalize("NFC", text)
    return "".join(_escaped(character) for character in composed)


def _escaped(character: str) -> str:
    if unicodedata.category(character) not in _UNPRINTABLE:
        return character
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")


@dataclass(frozen=True, slots=True)
class Voice:
    """Speaks the messages of ``corpus/messages`` in one language; ``quiet`` leaves out the rest.

    ``quiet`` silences what is only informative; refusals and warnings are always said.
    """

    language: Language = Language.VI
    quiet: bool = False
    stream: TextIO | None = None

    @property
    def messages(self) -> Messages:
        """The sentences."""
        return load_messages()

    def text(self, kind: str, **facts: str | int) -> str:
        """Return a sentence in the language of this voice."""
        return self.messages.text(kind, self.language, **facts)

    def word(self, name: str, code: str) -> str:
        """Return how a code is put into words."""
        return self.messages.word(name, code, self.language)

    def inform(self, kind: str, **facts: str | int) -> None:
        """Say something that is good to know."""
        if not self.quiet:
            self.line(self.text(kind, **facts))

    def warn(self, kind: str, **facts: str | int) -> None:
        """Say something that must not be missed."""
        self.line(self.text(kind, **facts))

    def line(self, text: str) -> None:
        """Write one line, whatever the text holds."""
        print(printable(text), file=self.stream or sys.stderr, flush=True)

    def refusal(self, error: KehoachError) -> str:
        """Return why a file is refused and what to do, without the name of the file."""
        kind = error.kind
        if kind == "file_missing" and error.facts.get("detail"):
            kind = "file_unreadable"
        try:
            return self.text(kind, **error.facts)
        except KeyError:
            return self.text("internal", detail=str(error))

    def refuse(self, name: str, error: KehoachError) -> None:
        """Say that a file is refused: its name, the reason and what to do."""
        self.line(f"{name}: {self.refusal(error)}")
