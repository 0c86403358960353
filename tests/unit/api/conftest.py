"""A plan that uses every field once, and the document that it was read from."""

from __future__ import annotations

import pytest

from api.schemas import VersionsOut
from models.domain.errors import Issue, Stage
from models.domain.geometry import BoundingBox
from models.domain.layout import Document, Page, ReadMethod
from models.domain.plan import (
    Assignment,
    Comparator,
    DateParts,
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


def evidence(text: str, confidence: float = 0.9) -> Evidence:
    """One place on page 1, with edges that are already rounded."""
    box = BoundingBox(85.0, 100.5, 200.2, 114.0)
    return Evidence((Provenance(1, (box,), text),), confidence)


@pytest.fixture
def plan() -> Plan:
    """A fictional plan with every field filled in."""
    return Plan(
        document="ke-hoach-mau",
        metadata=Metadata(
            doc_type="Kế hoạch",
            number="12",
            symbol="KH-UBND",
            issuer="UBND xã Cao Sơn",
            place="Cao Sơn",
            date=DateParts(3, None, 2027),
            title="Công tác trẻ em năm 2027",
            period=Period(2027, 2030),
            signer=Signer("Trần Văn Minh", "Chủ tịch", ("TM. ỦY BAN NHÂN DÂN",)),
            recipients=("Sở Y tế", "Lưu: VT"),
            evidence={"number": evidence("12", 0.75), "date": evidence("ngày 3", 0.5)},
        ),
        references=(
            Reference("Kế hoạch", "8", "KH-UBND", "2027-01", "UBND tỉnh", ReferenceRole.PARENT),
        ),
        sections=(
            Section("I", "I", "MỤC TIÊU", (SectionKind.AIM,), {"heading": evidence("MỤC TIÊU")}),
        ),
        targets=(
            Target(
                section="I",
                ordinal="1",
                text="79/126 xã đạt chuẩn",
                indicator="xa-phuong-phu-hop-tre-em",
                comparator=Comparator.EQ,
                value=79.0,
                unit=Unit.COUNT_OF_TOTAL,
                year=2027,
                responsible=("Sở Y tế",),
                total=126.0,
                scope="miền núi",
                match_reason="alias",
                candidates=(("xa-phuong-phu-hop-tre-em", 0.987),),
                evidence={"value": evidence("79", 0.95)},
            ),
            Target(
                section=None,
                ordinal=None,
                text="Giảm còn từ 4,5 đến 5%",
                indicator=None,
                comparator=Comparator.GE,
                value=4.5,
                unit=Unit.PERCENT,
                year=None,
                core=False,
                value_to=5.0,
            ),
        ),
        assignments=(Assignment("Trạm Y tế", "IV.1", 2, ("3", "4")),),
        reporting=(
            Duty(
                "báo cáo năm",
                "Các thôn",
                "UBND xã",
                "2027-12-01",
                {"sender": evidence("Các thôn"), "due": evidence("01/12/2027")},
            ),
        ),
    )


@pytest.fixture
def document() -> Document:
    """A document of two pages, the second of which could not be read."""
    return Document(
        name="ke-hoach-mau.pdf",
        sha256="ab" * 32,
        pages=(
            Page(1, 595.32, 842.0, ReadMethod.OCR, "scan", 0.91234, engine="recorded", dpi=300),
            Page(2, 595.32, 842.0, ReadMethod.FAILED, "timeout", 0.0, remarks=("timeout",)),
        ),
    )


@pytest.fixture
def issues() -> tuple[Issue, ...]:
    """What was not read of the document."""
    return (Issue(Stage.READ, "page_failed", "Trang 2 không đọc được.", page=2),)


@pytest.fixture
def versions() -> VersionsOut:
    """Versions of no real program."""
    return VersionsOut(
        program="0.0.1", engine="recorded", engine_data=None, catalog="tre-em 1", rules="cafe"
    )
