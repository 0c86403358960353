"""Searching: documents in which words stand, each with the targets that hold them."""

from __future__ import annotations

from dataclasses import dataclass

from api.service.office import Office
from models.domain.archive import StoredDocument
from models.storage import documents, plans
from models.storage.paging import Slice

_TARGETS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Hit:
    """A document, and the first of its targets in which the words stand as they were asked for."""

    document: StoredDocument
    targets: tuple[plans.StoredTarget, ...]


def find(office: Office, words: str, cursor: str | None, limit: int) -> Slice[Hit]:
    """Return the documents that hold the words, newest first; raises BadCursorError."""
    text = " ".join(words.replace('"', " ").split())
    with office.database.read() as session:
        query = documents.DocumentQuery(text=words)
        found = documents.list_documents(session, query, cursor, limit)
        hits = tuple(
            Hit(document, plans.list_targets(
                session, plans.TargetQuery(document=document.id, text=text), None, _TARGETS_SHOWN
            ).items)
            for document in found.items
        )  # fmt: skip
    return Slice(hits, found.next)
