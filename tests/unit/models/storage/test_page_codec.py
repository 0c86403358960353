"""A page comes back from its bytes as it was, to the last digit."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.domain.geometry import BoundingBox
from models.domain.layout import Cell, Line, LineRole, Page, ReadMethod, Table, Word
from models.storage.page_codec import pack_page, unpack_page
from tests.factories import Grid, page_of

_NUMBERS = st.floats(0, 2000)
_BOXES = st.tuples(_NUMBERS, _NUMBERS, _NUMBERS, _NUMBERS).map(
    lambda n: BoundingBox(min(n[0], n[2]), min(n[1], n[3]), max(n[0], n[2]), max(n[1], n[3]))
)
_WORDS = st.builds(Word, st.text(), _BOXES, st.floats(0, 1))
_LINES = st.builds(Line, st.lists(_WORDS, max_size=3).map(tuple), _BOXES, st.sampled_from(LineRole))
_CELLS = st.builds(
    Cell,
    st.integers(0, 9),
    st.integers(0, 9),
    _BOXES,
    st.lists(_LINES, max_size=2).map(tuple),
    st.integers(1, 3),
    st.integers(1, 3),
)
_TABLES = st.builds(
    Table, _BOXES, st.integers(1, 9), st.integers(1, 9), st.lists(_CELLS, max_size=3).map(tuple)
)
_PAGES = st.builds(
    Page,
    number=st.integers(1, 2000),
    width=_NUMBERS,
    height=_NUMBERS,
    method=st.sampled_from(ReadMethod),
    reason=st.text(),
    quality=st.floats(0, 1),
    blocks=st.lists(st.one_of(_LINES, _TABLES), max_size=3).map(tuple),
    engine=st.none() | st.text(),
    dpi=st.none() | st.integers(72, 600),
    turned=st.sampled_from((0, 90, 180, 270)),
    remarks=st.lists(st.text(), max_size=2).map(tuple),
)


@given(_PAGES)
def test_any_page_comes_back_as_it_was(page: Page) -> None:
    assert unpack_page(pack_page(page)) == page


@pytest.mark.parametrize(
    ("name", "text"),
    [("half a surrogate pair", "\ud800"), ("nul", "a\x00b"), ("stacked marks", "e\u0302\u0301")],
)
def test_letters_that_hostile_files_hold_come_back(name: str, text: str) -> None:
    word = Word(text, BoundingBox(0, 0, 1, 1))
    page = Page(1, 1.0, 1.0, ReadMethod.OCR, "", 1.0, (Line((word,), word.box),))
    assert unpack_page(pack_page(page)) == page


def test_a_real_page_with_a_table_takes_little_room() -> None:
    page = page_of("Ủy ban nhân dân xã ban hành kế hoạch như sau.", Grid(("1|Trẻ em|95%",)))
    packed = pack_page(page)
    assert unpack_page(packed) == page
    assert len(packed) < len(repr(page)) / 4


def test_every_field_of_a_page_is_kept() -> None:
    # one value unlike its default in each field: a field that is forgotten shows
    page = Page(3, 1.5, 2.5, ReadMethod.PHOTO, "r", 0.25, (), "engine", 300, 90, ("remark",))
    back = unpack_page(pack_page(page))
    for field in dataclasses.fields(Page):
        assert getattr(back, field.name) == getattr(page, field.name), field.name
