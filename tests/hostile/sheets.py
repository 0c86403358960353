"""Sound pages and what people put beside or onto them, as the PDF library writes them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from functools import cache

import cv2
import numpy as np
import pymupdf

from corpus.rendering.manuscript import parse_manuscript
from corpus.rendering.typeset import typeset

PLAN = """\
@issuer ỦY BAN NHÂN DÂN|XÃ VÂN SƠN
@number Số: 21/KH-UBND
@place Vân Sơn, ngày 6 tháng 4 năm 2027
@type KẾ HOẠCH
@title {title}
@para Thực hiện Kế hoạch số 9/KH-UBND ngày 15/01/2027 của Ủy ban nhân dân tỉnh về công tác trẻ em năm 2027, Ủy ban nhân dân xã ban hành kế hoạch như sau:
@heading I. MỤC TIÊU
@para - Phấn đấu 97% trẻ em dưới 6 tuổi được cấp thẻ bảo hiểm y tế miễn phí.
@heading II. TỔ CHỨC THỰC HIỆN
@para Trạm Y tế xã chủ trì, phối hợp với các thôn.
@recipients - Sở Y tế;|- Lưu: VT.
@sign TM. ỦY BAN NHÂN DÂN|CHỦ TỊCH
@signer Lê Thị Hạnh
"""
TITLE = "Thực hiện công tác trẻ em năm 2027"
FORMULA = '=HYPERLINK("http://evil.example/";"Bấm vào đây")'

Change = Callable[[pymupdf.Document], object]


@cache
def plan(title: str = TITLE) -> bytes:
    """Return a born-digital plan of one page."""
    return typeset(parse_manuscript(PLAN.format(title=title)))


def report() -> bytes:
    """Return another document by the same office."""
    told = PLAN.replace("21/KH", "40/BC").replace("KẾ HOẠCH", "BÁO CÁO")
    return typeset(parse_manuscript(told.format(title="Kết quả năm 2027")))


def changed(change: Change, **options: object) -> bytes:
    """Return the plan after a change of the open document."""
    with pymupdf.open(stream=plan(), filetype="pdf") as document:
        change(document)
        return bytes(document.tobytes(**options))


def encrypted(user: str) -> bytes:
    """Return the plan under an owner's password and this user's password."""
    aes = pymupdf.PDF_ENCRYPT_AES_256
    return changed(lambda _: None, encryption=aes, owner_pw="owner", user_pw=user)


def rotated() -> bytes:
    """Return the plan on a page that is shown turned by a quarter."""
    return changed(lambda document: document[0].set_rotation(90))


def with_catalog(key: str, value: str) -> bytes:
    """Return the plan with an entry in the catalog of the file."""
    return changed(lambda document: document.xref_set_key(document.pdf_catalog(), key, value))


def with_attachment() -> bytes:
    """Return the plan with a program attached to it."""
    return changed(lambda document: document.embfile_add("setup.exe", b"MZ\x90"))


def signed() -> bytes:
    """Return the plan with a field that holds a signature (of nothing)."""

    def sign(document: pymupdf.Document) -> None:
        value, field = document.get_new_xref(), document.get_new_xref()
        covered = "/ByteRange[0 9 99 9]/Contents<00ff>"
        document.update_object(value, f"<</Type/Sig/Filter/Adobe.PPKLite{covered}>>")
        document.update_object(field, f"<</FT/Sig/T(signature)/V {value} 0 R>>")
        form = f"<</SigFlags 3/Fields[{field} 0 R]>>"
        document.xref_set_key(document.pdf_catalog(), "AcroForm", form)

    return changed(sign)


def with_blank_page() -> bytes:
    """Return the plan with an empty sheet behind it."""
    return changed(lambda document: document.new_page())


def photo() -> bytes:
    """Return a picture without a letter, as JPEG: leaves in light and shade."""
    noise = np.random.default_rng(1).normal(0.0, 1.0, (800, 600))
    shade = cv2.GaussianBlur(noise, (0, 0), 2) * 350 + 130
    tones = np.clip(shade, 20, 235).astype(np.uint8)
    return bytes(cv2.imencode(".jpg", tones)[1].tobytes())


def with_photo_page() -> bytes:
    """Return the plan with a page behind it that is a photo and nothing else."""

    def add(document: pymupdf.Document) -> None:
        page = document.new_page()
        page.insert_image(page.rect, stream=photo(), keep_proportion=False)

    return changed(add)


def with_hidden_words() -> bytes:
    """Return the plan with a target that only machines see."""
    said = "phan dau 1% tre em"
    return changed(lambda document: document[0].insert_text((60, 830), said, render_mode=3))


def with_legacy_layer() -> bytes:
    """Return the plan with a page behind it whose letters are those of TCVN3."""
    line = "KÕ ho¹ch thùc hiÖn c«ng t¸c trÎ em n¨m 2027 trªn ®Þa bµn x·"

    def add(document: pymupdf.Document) -> None:
        page = document.new_page()
        for step in range(20):
            page.insert_text((60, 80 + 20 * step), line, fontsize=11)

    return changed(add)


def with_second_document() -> bytes:
    """Return plan and report bound into one file."""

    def add(document: pymupdf.Document) -> None:
        with pymupdf.open(stream=report(), filetype="pdf") as other:
            document.insert_pdf(other)

    return changed(add)


def with_page_behind(pdf: bytes) -> bytes:
    """Return the plan with the pages of another file behind it."""

    def add(document: pymupdf.Document) -> None:
        with pymupdf.open(stream=pdf, filetype="pdf") as other:
            document.insert_pdf(other)

    return changed(add)


def office_file() -> bytes:
    """Return a Word document."""
    return zipped(**{"[Content_Types].xml": "<Types/>", "word/document.xml": "<document/>"})


def zipped(**members: str) -> bytes:
    """Return a ZIP archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def login_page() -> bytes:
    """Return what a gateway sends instead of a file."""
    return b"<!DOCTYPE html>\n<html><body><form action=/login></form></body></html>"
