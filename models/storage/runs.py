"""Extraction runs and their pages: what was read is kept page by page and never changes."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlmodel import col

from models.domain.archive import ExtractionRun
from models.domain.layout import Page
from models.storage.page_codec import pack_page, unpack_page
from models.storage.tables import PageRow, RunRow


def add_run(session: Session, run: ExtractionRun) -> None:
    """Add a run."""
    session.add(
        RunRow(
            id=run.id,
            document=run.document,
            created_at=run.created_at,
            finished_at=run.finished_at,
            versions=dict(run.versions),
            output=None if run.output is None else zlib.compress(run.output),
        )
    )
    session.flush()


def find_run(session: Session, run_id: str) -> ExtractionRun | None:
    """Return the run of this identifier, with its output."""
    row = session.get(RunRow, run_id, populate_existing=True)
    return None if row is None else _as_run(row)


def runs_of(session: Session, document_id: str) -> tuple[ExtractionRun, ...]:
    """Return every run of a document, oldest first, with their outputs."""
    asked = select(RunRow).where(col(RunRow.document) == document_id).order_by(col(RunRow.id))
    return tuple(_as_run(row) for row in session.scalars(asked))


def finish_run(
    session: Session, run_id: str, versions: Mapping[str, str | None], output: bytes
) -> bool:
    """Keep what a run gave; tell whether it was the first time, a finished run never changes."""
    finished = session.execute(
        update(RunRow)
        .where(col(RunRow.id) == run_id, col(RunRow.finished_at).is_(None))
        .values(
            versions=dict(versions),
            output=zlib.compress(output),
            finished_at=datetime.now(UTC),
        )
        .returning(col(RunRow.id))
        .execution_options(synchronize_session=False)
    )
    return finished.first() is not None


def save_page(session: Session, run_id: str, page: Page) -> bool:
    """Keep a page as read; tell whether it was not there yet: what is there stays."""
    row = PageRow(
        run=run_id,
        number=page.number,
        width=page.width,
        height=page.height,
        method=page.method,
        quality=page.quality,
        content=pack_page(page),
        read_at=datetime.now(UTC),
    )
    known = select(col(PageRow.id)).where(
        col(PageRow.run) == run_id, col(PageRow.number) == page.number
    )
    if session.scalar(known) is not None:
        return False
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        # Somebody else saved it meanwhile, or there is no such run (any more).
        if session.scalar(known) is None:
            raise
        return False
    return True


def page_numbers(session: Session, run_id: str) -> frozenset[int]:
    """Return the numbers of the pages that were read in a run."""
    return frozenset(session.scalars(select(col(PageRow.number)).where(col(PageRow.run) == run_id)))


def load_page(session: Session, run_id: str, number: int) -> Page | None:
    """Return one page of a run."""
    asked = select(col(PageRow.content)).where(
        col(PageRow.run) == run_id, col(PageRow.number) == number
    )
    content = session.scalar(asked)
    return None if content is None else unpack_page(content)


def load_pages(session: Session, run_id: str) -> tuple[Page, ...]:
    """Return the pages of a run that were read, in order."""
    asked = select(col(PageRow.content)).where(col(PageRow.run) == run_id)
    return tuple(
        unpack_page(content) for content in session.scalars(asked.order_by(col(PageRow.number)))
    )


def _as_run(row: RunRow) -> ExtractionRun:
    return ExtractionRun(
        id=row.id,
        document=row.document,
        created_at=row.created_at,
        versions=row.versions,
        finished_at=row.finished_at,
        output=None if row.output is None else zlib.decompress(row.output),
    )
