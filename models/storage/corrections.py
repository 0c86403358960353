"""Corrections: what people decided, in the order in which they did."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from models.domain.geometry import BoundingBox
from models.domain.review import Anchor, Correction, CorrectionState, ItemKind, Operation
from models.storage.documents import lock_document as lock_document
from models.storage.tables import CorrectionRow

_COUNTING = (CorrectionState.ACTIVE, CorrectionState.CONFLICT)


def add_correction(session: Session, correction: Correction) -> None:
    """Add a correction; it comes after every one before."""
    session.add(
        CorrectionRow(
            id=correction.id,
            document=correction.document,
            run=correction.run,
            kind=correction.anchor.kind,
            item=correction.anchor.item,
            anchor=_pack_anchor(correction.anchor),
            operation=correction.operation,
            field=correction.field,
            before=correction.before,
            after=correction.after,
            author=correction.author,
            at=correction.at,
            reason=correction.reason,
            state=correction.state,
        )
    )
    session.flush()


def find_correction(session: Session, correction_id: str) -> Correction | None:
    """Return the correction of this identifier."""
    asked = select(CorrectionRow).where(col(CorrectionRow.id) == correction_id)
    row = session.scalars(asked.execution_options(populate_existing=True)).one_or_none()
    return None if row is None else _as_correction(row)


def corrections_of(
    session: Session, document_id: str, states: Collection[CorrectionState] = _COUNTING
) -> tuple[Correction, ...]:
    """Return the corrections of a document in these states, in the order of their making."""
    asked = (
        select(CorrectionRow)
        .where(col(CorrectionRow.document) == document_id, col(CorrectionRow.state).in_(states))
        .order_by(col(CorrectionRow.sequence))
        .execution_options(populate_existing=True)
    )
    return tuple(_as_correction(row) for row in session.scalars(asked))


def set_state(session: Session, correction_id: str, state: CorrectionState) -> None:
    """Change whether a correction counts."""
    session.execute(
        update(CorrectionRow)
        .where(col(CorrectionRow.id) == correction_id)
        .values(state=state)
        .execution_options(synchronize_session=False)
    )


def _pack_anchor(anchor: Anchor) -> dict[str, Any]:
    box = anchor.box
    return {
        "page": anchor.page,
        "box": None if box is None else [box.left, box.top, box.right, box.bottom],
        "text": anchor.text,
        "marks": dict(anchor.marks),
    }


def _as_correction(row: CorrectionRow) -> Correction:
    box = row.anchor["box"]
    return Correction(
        id=row.id,
        document=row.document,
        run=row.run,
        anchor=Anchor(
            kind=ItemKind(row.kind),
            item=row.item,
            page=row.anchor["page"],
            box=None if box is None else BoundingBox(*box),
            text=row.anchor["text"],
            marks=row.anchor["marks"],
        ),
        operation=Operation(row.operation),
        field=row.field,
        before=row.before,
        after=row.after,
        author=row.author,
        at=row.at,
        reason=row.reason,
        state=CorrectionState(row.state),
    )
