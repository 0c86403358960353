"""Short builders of what the store keeps."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

from models.domain.archive import (
    DocumentStatus,
    ExtractionRun,
    FileFacts,
    Job,
    JobState,
    Lane,
    StoredDocument,
)
from models.domain.geometry import BoundingBox
from models.domain.identity import new_id
from models.domain.layout import Line, Page, ReadMethod, Word
from models.domain.plan import (
    Assignment,
    Comparator,
    Duty,
    Metadata,
    Period,
    Plan,
    Reference,
    ReferenceRole,
    Section,
    SectionKind,
    Signer,
    Target,
    Unit,
)
from models.domain.provenance import Evidence, Provenance
from models.domain.review import ItemKind
from models.storage.database import Session
from models.storage.documents import Head, add_document, set_head
from models.storage.jobs import add_job
from models.storage.plans import Projection, save_plan
from models.storage.runs import add_run

NOW = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
HEAD = Head(
    doc_type="KẾ HOẠCH",
    number="12",
    symbol="KH-UBND",
    issuer="ỦY BAN NHÂN DÂN XÃ ĐẠI ĐỒNG",
    title="Thực hiện công tác trẻ em",
    place="Đại Đồng",
    date="2026-02-28",
    year=2026,
    province="Hà Nội",
)
_hashes = count(1)


def document(**changes: Any) -> StoredDocument:  # noqa: ANN401 - any field
    """A document of its own bytes."""
    made = StoredDocument(
        id=new_id(),
        name="Kế hoạch 12.pdf",
        file=FileFacts(f"{next(_hashes):064x}", 2048, "pdf"),
        status=DocumentStatus.WAITING,
        created_at=NOW,
        created_by="officer",
        updated_at=NOW,
    )
    return replace(made, **changes)


def stored(session: Session, head: Head | None = None, **changes: Any) -> StoredDocument:  # noqa: ANN401
    """Store a document, with a head where one is given."""
    made = document(**changes)
    add_document(session, made)
    if head is not None:
        set_head(session, made.id, "run", head)
    return made


def with_run(session: Session, document_id: str) -> ExtractionRun:
    """Store a run of a document."""
    run = ExtractionRun(new_id(), document_id, NOW, {"program": "1.0", "engine": None})
    add_run(session, run)
    return run


def with_job(
    session: Session,
    document_id: str,
    lane: Lane = Lane.INTERACTIVE,
    state: JobState = JobState.QUEUED,
) -> Job:
    """Store a job of a document, with its run."""
    run = with_run(session, document_id)
    job = Job(new_id(), document_id, run.id, lane, state, NOW, "officer")
    add_job(session, job)
    return job


def page(number: int, text: str = "Kế hoạch") -> Page:
    """A page of one line."""
    box = BoundingBox(85.125, 60.5, 200.0, 72.0)
    line = Line((Word(text, box, 0.9),), box)
    return Page(number, 595.0, 842.0, ReadMethod.OCR, "scan", 0.9, (line,), "tesseract", 300)


def evidence(page: int, confidence: float) -> dict[str, Evidence]:
    """The evidence of one field, on one page."""
    place = Provenance(page, (BoundingBox(0, 0, 1, 1),), "95%")
    return {"value": Evidence((place,), confidence)}


def target(text: str = "Tỷ lệ trẻ em được khai sinh đạt 98%", **changes: Any) -> Target:  # noqa: ANN401
    """A target of 98 per cent in 2026."""
    made = Target(
        section="I.1",
        ordinal="1",
        text=text,
        indicator="TE-01",
        comparator=Comparator.GE,
        value=98.0,
        unit=Unit.PERCENT,
        year=2026,
        responsible=("Phòng Tư pháp",),
        evidence=evidence(2, 0.75),
    )
    return replace(made, **changes)


def plan(*targets: Target, parents: tuple[tuple[str, str | None], ...] = ()) -> Plan:
    """A plan with these targets, which cites these parents, and one part of each other kind."""
    return Plan(
        document="plan",
        metadata=Metadata(period=Period(2026, 2030), signer=Signer("Trần Văn Đức", "CHỦ TỊCH")),
        references=tuple(
            Reference("KẾ HOẠCH", number, symbol, None, None, ReferenceRole.PARENT)
            for number, symbol in parents
        ),
        sections=(Section("I", "I.", "MỤC TIÊU", (SectionKind.AIM,)),),
        targets=targets,
        assignments=(Assignment("Công an xã", "II", 3, ("1",)),),
        reporting=(Duty("báo cáo năm", "xã", "huyện", "2026-12-05"),),
    )


def projection(made: Plan, words: str | None = "", output: bytes = b"{}") -> Projection:
    """A projection whose parts are numbered through."""
    parts = {
        ItemKind.REFERENCE: made.references,
        ItemKind.SECTION: made.sections,
        ItemKind.TARGET: made.targets,
        ItemKind.ASSIGNMENT: made.assignments,
        ItemKind.DUTY: made.reporting,
    }
    items = {
        kind: tuple(f"{kind[0]}{place}" for place, _ in enumerate(of_kind, 1))
        for kind, of_kind in parts.items()
    }
    return Projection(made, items, frozenset({"t2"}), output, words)


def with_plan(session: Session, document_id: str, made: Plan, words: str | None = "") -> str:
    """Store a run and a plan of a document; return the run."""
    run = with_run(session, document_id)
    save_plan(session, document_id, run.id, projection(made, words))
    return run.id
