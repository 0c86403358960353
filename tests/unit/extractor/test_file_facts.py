from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest

from extractor.file_facts import FileFacts, carried, facts_of
from extractor.picture import PictureSource
from extractor.reader import PdfSource
from models.settings import Limits
from tests.hostile.raw import with_many_pages, with_objects

_SIGNATURE = b"<</Type/Sig/Filter/Adobe.PPKLite/ByteRange[0 9 9 9]/Contents<00ff00ff>>>"
_FIELD = b"<</FT/Sig/T(a)/V 4 0 R/Type/Annot/Subtype/Widget/Rect[0 0 0 0]>>"
_UNSIGNED = b"<</FT/Sig/T(a)/Type/Annot/Subtype/Widget/Rect[0 0 0 0]>>"
_FORM = b"/AcroForm<</SigFlags 3/Fields[5 0 R]>>"

CARRIED = [
    ((_SIGNATURE, _FIELD), _FORM, {"signed"}, "a signed field"),
    ((b"null", _UNSIGNED), _FORM, set(), "a field that waits for its signature"),
    ((), b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>", {"javascript"}, "on opening"),
    ((), b"/OpenAction<</S/J#61vaScript/J#53 4 0 R>>", {"javascript"}, "spelled in digits"),
    ((), b"/Names<</JavaScript<</Names[(a)4 0 R]>>>>", {"javascript"}, "a script of the document"),
    ((b"<</S/Launch/F(cmd.exe)>>",), b"", {"launch_action"}, "starts a program"),
    ((b"<</S/SubmitForm/F(http://a)>>",), b"", {"launch_action"}, "sends what was typed"),
    ((b"<</Type/Filespec/F(a)/EF<</F 5 0 R>>>>",), b"", {"attachments"}, "a file inside"),
    ((b"<</Title(about /JS and /S/Launch \\) /EF<<)>>",), b"", set(), "words of a text"),
    ((b"<</Type/Filespec/F(a.pdf)>>", b"<</S/URI/URI(http://a)>>"), b"", set(), "links do nothing"),
]


@pytest.mark.parametrize(("objects", "catalog", "expected", "why"), CARRIED)
def test_what_a_file_carries_is_named(
    tmp_path: Path, objects: tuple[bytes, ...], catalog: bytes, expected: set[str], why: str
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(with_objects(objects, catalog))
    facts = facts_of(PdfSource(path, Limits()))
    assert set(facts.remarks) == expected, why
    assert facts.signed is ("signed" in expected)


def test_an_attachment_of_the_library_itself_is_seen_in_object_streams(tmp_path: Path) -> None:
    with pymupdf.open() as document:
        document.new_page()
        document.embfile_add("a.txt", b"hello")
        document.save(tmp_path / "a.pdf", use_objstms=1, deflate=True)
    assert facts_of(PdfSource(tmp_path / "a.pdf", Limits())).remarks == ("attachments",)


def test_an_owners_password_is_a_remark(tmp_path: Path) -> None:
    with pymupdf.open() as document:
        document.new_page()
        aes = pymupdf.PDF_ENCRYPT_AES_256
        document.save(tmp_path / "a.pdf", encryption=aes, owner_pw="owner", user_pw="")
    facts = facts_of(PdfSource(tmp_path / "a.pdf", Limits()))
    assert facts == FileFacts(1, repaired=False, remarks=("encrypted",))


def test_a_repaired_file_says_so_and_keeps_its_other_remarks(tmp_path: Path) -> None:
    sound = with_objects((), b"/OpenAction<</S/JavaScript/JS(a)>>")
    (tmp_path / "a.pdf").write_bytes(sound[: sound.index(b"xref")])
    facts = facts_of(PdfSource(tmp_path / "a.pdf", Limits()))
    assert facts == FileFacts(1, repaired=True, remarks=("javascript", "repaired"))


def test_a_plain_file_and_an_image_have_no_remarks(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(with_many_pages(3))
    pymupdf.Pixmap(pymupdf.csGRAY, (0, 0, 60, 80), False).save(tmp_path / "a.png")
    assert facts_of(PdfSource(tmp_path / "a.pdf", Limits())) == FileFacts(3, repaired=False)
    picture = PictureSource(tmp_path / "a.png", Limits())
    assert facts_of(picture) == FileFacts(1, repaired=False)
    picture.close()


def test_marks_are_sought_in_each_object_of_its_own() -> None:
    assert carried(["<</ByteRange[0 1 2 3]>>", "<</Contents 4 0 R>>"]) == set()
