"""PDF files put together by hand, object by object, as no writer of PDF would make them."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

A4 = b"/MediaBox[0 0 595 842]"
CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = b"<</Type/Page/Parent 2 0 R" + A4 + b">>"


def pdf_of(*objects: bytes) -> bytes:
    """Put objects, numbered from 1, into a file with a sound cross-reference table."""
    content, starts = b"%PDF-1.7\n", []
    for number, item in enumerate(objects, start=1):
        starts.append(len(content))
        content += b"%d 0 obj\n" % number + item + b"\nendobj\n"
    rows = b"".join(b"%010d 00000 n \n" % start for start in starts)
    size = len(objects) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n" % size + rows
    trailer = b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(content))
    return content + table + trailer


def stream_of(entries: bytes, content: bytes) -> bytes:
    """Return a stream object, deflated."""
    packed = zlib.compress(content, 9)
    head = b"<<" + entries + b"/Filter/FlateDecode/Length %d>>" % len(packed)
    return head + b"stream\n" + packed + b"\nendstream"


def without_pages() -> bytes:
    """Return a file that opens and holds no page."""
    return pdf_of(CATALOG, b"<</Type/Pages/Kids[]/Count 0>>")


def with_many_pages(count: int) -> bytes:
    """Return a small file of this many blank pages."""
    kids = b" ".join(b"%d 0 R" % (3 + number) for number in range(count))
    pages = b"<</Type/Pages/Kids[" + kids + b"]/Count %d>>" % count
    return pdf_of(CATALOG, pages, *[PAGE] * count)


def with_promised_pages(count: int) -> bytes:
    """Return a file of one page whose page tree promises this many."""
    pages = b"<</Type/Pages/Kids[3 0 R]/Count %d>>" % count
    return pdf_of(CATALOG, pages, PAGE)


def with_page_tree_in_a_ring() -> bytes:
    """Return a file whose page tree holds itself."""
    return pdf_of(CATALOG, b"<</Type/Pages/Kids[2 0 R]/Count 1000>>")


def with_giant_page(points: int) -> bytes:
    """Return a file with one page of this many points in width and height."""
    box = b"/MediaBox[0 0 %d %d]" % (points, points)
    drawing = stream_of(b"", b"0 0 %d %d re f" % (points // 2, points // 2))
    page = b"<</Type/Page/Parent 2 0 R/Contents 4 0 R" + box + b">>"
    return pdf_of(CATALOG, PAGES, page, drawing)


def with_image_bomb(width: int, height: int) -> bytes:
    """Return a file of some kilobytes with one page under an image of this many pixels."""
    entries = b"/Type/XObject/Subtype/Image/ColorSpace/DeviceGray/BitsPerComponent 8"
    size = b"/Width %d/Height %d" % (width, height)
    image = stream_of(entries + size, bytes(1_000_000))
    drawing = stream_of(b"", b"595 0 0 842 0 0 cm /I Do")
    page = b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>" + A4
    return pdf_of(CATALOG, PAGES, page + b">>", drawing, image)


def with_content_bomb(megabytes: int) -> bytes:
    """Return a file whose page is drawn by a stream that unfolds to this many megabytes."""
    strokes = b"0 0 m 595 842 l S\n" * (megabytes * 1024 * 1024 // 18)
    page = b"<</Type/Page/Parent 2 0 R/Contents 4 0 R" + A4 + b">>"
    return pdf_of(CATALOG, PAGES, page, stream_of(b"", strokes))


def with_deep_nesting(depth: int) -> bytes:
    """Return a file with an array in an array, this deep."""
    return pdf_of(CATALOG, PAGES, PAGE, b"[" * depth + b"]" * depth)


def with_forms_in_a_ring() -> bytes:
    """Return a file whose page draws a form that draws itself."""
    ring = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</F 5 0 R>>>>"
    page = b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>" + A4
    return pdf_of(
        CATALOG, PAGES, page + b">>", stream_of(b"", b"/F Do"), stream_of(ring, b"/F Do /F Do")
    )


def with_objects(objects: Sequence[bytes], catalog: bytes = b"") -> bytes:
    """Return a file of one blank page with further objects (from 4) and catalog entries."""
    opened = b"<</Type/Catalog/Pages 2 0 R" + catalog + b">>"
    return pdf_of(opened, PAGES, PAGE, *objects)


def png_bomb(width: int, height: int) -> bytes:
    """Return a few bytes that say they are a picture of this size."""
    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x00\x00\x00\x00"
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"")), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_png_chunk(*chunk) for chunk in chunks)


def _png_chunk(name: bytes, content: bytes) -> bytes:
    check = zlib.crc32(name + content).to_bytes(4, "big")
    return len(content).to_bytes(4, "big") + name + content + check
