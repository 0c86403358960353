"""Every bad file that an office or an attacker sends, and what is to become of it.

``door`` is the kind of the refusal before the file is kept, ``error`` that of its job; a file with
neither is read, with these remarks on the file and these issues, its pages read in these ways.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.hostile import raw, sheets

MOST_PAGES = 300
"""The limit of pages in these tests: a file beyond it is as bad as one beyond two thousand."""


@dataclass(frozen=True)
class BadFile:
    """How to make the file, and what is expected."""

    make: Callable[[], bytes]
    door: str | None = None
    error: str | None = None
    remarks: frozenset[str] = frozenset()
    issues: frozenset[str] = frozenset()
    read: tuple[str, ...] = field(default=("text_layer",))


def _refused(make: Callable[[], bytes], kind: str) -> BadFile:
    return BadFile(make, door=kind)


def _fails(make: Callable[[], bytes], kind: str) -> BadFile:
    return BadFile(make, error=kind)


def _carries(make: Callable[[], bytes], remark: str) -> BadFile:
    return BadFile(make, remarks=frozenset({remark}))


def _says(make: Callable[[], bytes], issue: str, *read: str) -> BadFile:
    return BadFile(make, issues=frozenset({issue}), read=("text_layer", *read))


BAD_FILES: dict[str, BadFile] = {
    # refused before anything is kept: judged by size and first bytes
    "zero bytes": _refused(lambda: b"", "empty_file"),
    "a Word document": _refused(sheets.office_file, "wrong_type"),
    "an archive": _refused(lambda: sheets.zipped(a="b"), "wrong_type"),
    "a login page": _refused(sheets.login_page, "wrong_type"),
    "a program": _refused(lambda: b"MZ\x90\x00" + bytes(200), "wrong_type"),
    "plain text": _refused(lambda: b"KE HOACH\n" * 50, "wrong_type"),
    "random bytes": _refused(lambda: bytes(range(256)), "wrong_type"),
    "a program before a late header": _refused(lambda: b"MZ" * 800 + b"%PDF-1.4", "wrong_type"),
    # kept, and found wanting when opened
    "a user's password": _fails(lambda: sheets.encrypted("user"), "password"),
    "cut behind the header": _fails(lambda: sheets.plan()[:300], "damaged"),
    "a header alone": _fails(lambda: b"%PDF-1.7\n", "damaged"),
    "zero pages": _fails(raw.without_pages, "no_pages"),
    "too many pages": _fails(lambda: raw.with_many_pages(MOST_PAGES + 1), "too_many_pages"),
    "pages that are only promised": _fails(lambda: raw.with_promised_pages(200), "damaged"),
    "a page tree in a ring": _fails(raw.with_page_tree_in_a_ring, "damaged"),
    "a page beyond all sizes": _fails(lambda: raw.with_giant_page(2_000_000), "damaged"),
    "an image bomb": _fails(lambda: raw.png_bomb(100_000, 100_000), "image_too_large"),
    "an image bomb in a PDF": _fails(lambda: raw.with_image_bomb(90_000, 90_000), "damaged"),
    "a cut image": _fails(lambda: sheets.photo()[:200], "damaged"),
    "a photo": _fails(sheets.photo, "no_text"),
    "forms in a ring": _fails(raw.with_forms_in_a_ring, "no_text"),
    "deep nesting": _fails(lambda: raw.with_deep_nesting(20_000), "no_text"),
    "blank pages": _fails(lambda: raw.with_many_pages(3), "no_text"),
    # read, with a remark
    "an owner's password": _carries(lambda: sheets.encrypted(""), "encrypted"),
    "a script": _carries(
        lambda: sheets.with_catalog("OpenAction", "<</S/JavaScript/JS(app.alert\\(1\\))>>"),
        "javascript",
    ),
    "a program to start": _carries(
        lambda: sheets.with_catalog("OpenAction", "<</S/Launch/F(cmd.exe)>>"), "launch_action"
    ),
    "an attachment": _carries(sheets.with_attachment, "attachments"),
    "a signature": _carries(sheets.signed, "signed"),
    "a cut end": BadFile(
        lambda: sheets.plan()[:-150],
        remarks=frozenset({"repaired"}),
        issues=frozenset({"file_repaired"}),
    ),
    # read, with an issue or by another way
    "a photo behind the plan": _says(sheets.with_photo_page, "page_photo", "photo"),
    "hidden words": _says(sheets.with_hidden_words, "page_hidden_text"),
    "several documents": _says(sheets.with_second_document, "several_documents", "text_layer"),
    "an image bomb behind the plan": _says(
        lambda: sheets.with_page_behind(raw.with_image_bomb(90_000, 90_000)),
        "page_too_large",
        "failed",
    ),
    "a blank page behind the plan": BadFile(sheets.with_blank_page, read=("text_layer", "blank")),
    "a giant page behind the plan": BadFile(
        lambda: sheets.with_page_behind(raw.with_giant_page(14_000)), read=("text_layer", "blank")
    ),
    "a turned page": BadFile(sheets.rotated),
    "letters of TCVN3": BadFile(sheets.with_legacy_layer, read=("text_layer", "legacy_text_layer")),
    "a formula as title": BadFile(lambda: sheets.plan(sheets.FORMULA)),
}
