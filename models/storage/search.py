"""Words of documents, found whatever their marks and case; alike on both databases.

Text is stored as words parted by blanks, since each database parts words in its own way. It is
stored in stretches: PostgreSQL counts the places of a text only so far.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from sqlalchemy import (
    ColumnElement,
    and_,
    column,
    delete,
    false,
    func,
    insert,
    literal_column,
    select,
    table,
)
from sqlalchemy.orm import Mapped, Session
from sqlmodel import col

from models.domain.folding import fold
from models.storage.tables import SearchRow

_WORD = re.compile(r"[^\W_]+")
_PHRASE = re.compile(r'"([^"]*)"?|([^\s"]+)')
_STRETCH, _OVERLAP = 8000, 50
_WORD_LENGTH, _WORDS_ASKED = 100, 20
_INDEX = table("search_index", column("rowid"), column("search_index"))


def folded(text: str) -> str:
    """Return the text in the form in which it is compared: composed, without marks and case."""
    return fold(unicodedata.normalize("NFC", text))


def save_words(session: Session, document_id: str, text: str) -> None:
    """Replace the words of a document."""
    session.execute(delete(SearchRow).where(col(SearchRow.document) == document_id))
    stretches = list(_stretches(text))
    if stretches:
        rows = [{"document": document_id, "words": words} for words in stretches]
        session.execute(insert(SearchRow), rows)


def documents_with(session: Session, text: str, document_id: Mapped[str]) -> ColumnElement[bool]:
    """Return the condition that all words of the query stand in the document.

    Words in quotation marks, or joined by other signs than blanks, stand side by side. A query
    without words finds nothing.
    """
    phrases = _phrases(text)
    if not phrases:
        return false()
    dialect = session.get_bind().dialect.name
    matching = _matching_postgresql if dialect == "postgresql" else _matching_sqlite
    rows = (select(col(SearchRow.document)).where(matching(phrase)) for phrase in phrases)
    return and_(*(document_id.in_(found) for found in rows))


def _matching_sqlite(phrase: str) -> ColumnElement[bool]:
    matches = _INDEX.c.search_index.op("MATCH")(f'"{phrase}"')
    return col(SearchRow.id).in_(select(_INDEX.c.rowid).where(matches))


def _matching_postgresql(phrase: str) -> ColumnElement[bool]:
    simple: ColumnElement[str] = literal_column("'simple'")
    words = func.to_tsvector(simple, col(SearchRow.words))
    return words.op("@@")(func.phraseto_tsquery(simple, phrase))


def _phrases(text: str) -> list[str]:
    parts = (quoted or word for quoted, word in _PHRASE.findall(text))
    found = (" ".join(_words(part)) for part in parts)
    return list(dict.fromkeys(phrase for phrase in found if phrase))[:_WORDS_ASKED]


def _words(text: str) -> list[str]:
    return [word[:_WORD_LENGTH] for word in _WORD.findall(folded(text))]


def _stretches(text: str) -> Iterator[str]:
    """Yield the words in stretches that overlap, so that no phrase falls between two."""
    words = _words(text)
    for start in range(0, max(len(words) - _OVERLAP, min(len(words), 1)), _STRETCH - _OVERLAP):
        yield " ".join(words[start : start + _STRETCH])
