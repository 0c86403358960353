"""Documents to send: scans and prints made from the plans of the corpus, kept between runs."""

from __future__ import annotations

import hashlib
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from api.bench.running import BenchError
from corpus.gold import GoldDocument, list_gold
from corpus.rendering.blocks import Manuscript
from corpus.rendering.manuscript import load_manuscript
from corpus.rendering.pages import Jpeg, bind_scan, open_rendered
from corpus.rendering.pictures import picture
from corpus.rendering.typeset import typeset
from corpus.rendering.wear import encode, wear_of, wear_version, worn_pages

_KINDS = ("gold", "fiction")
_DPI = 120
_TOP = 0.45  # of a sheet: head and first lines, since speed of reading is measured elsewhere
_SHORT_BLOCKS = 14
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Paper:
    """A file to send."""

    name: str
    content: bytes


def scans(count: int, pages: int, cache: Path) -> tuple[Paper, ...]:
    """Return so many different scans of so many pages each; raises BenchError without a corpus."""
    found = tuple(islice(_scans(pages, cache), count))
    if len(found) < count:
        raise BenchError(detail=f"the corpus here holds {len(found)} plans, {count} are needed")
    return found


def long_scan(pages: int) -> Paper:
    """Return a scan of so many pages, the same few sheets over and over."""
    (gold, *_) = _plans()
    sheets = _sheets(gold, 2)
    return Paper(f"long-{pages}.pdf", bind_scan([sheets[n % len(sheets)] for n in range(pages)]))


def heavy(paper: Paper, megabytes: int, seed: int) -> Paper:
    """Return the same pages in a file of so many megabytes: noise behind its end."""
    noise = random.Random(seed).randbytes(megabytes * _MEGABYTE - len(paper.content))
    return Paper(f"heavy-{seed}.pdf", paper.content + noise)


def small_papers(cache: Path) -> tuple[Paper, ...]:
    """Return one short document of each form that can be read, for mutations."""
    return (
        Paper("print.pdf", _kept(cache, "print", lambda gold: typeset(_shortened(gold)))),
        Paper("scan.pdf", _kept(cache, "scan", lambda gold: bind_scan(_sheets(gold, 1, 72)))),
        Paper("page.jpg", _kept(cache, "jpeg", lambda gold: _sheets(gold, 1, 72)[0].data)),
        Paper("page.png", _kept(cache, "png", lambda gold: _picture(gold, "PNG"))),
        Paper("page.tif", _kept(cache, "tiff", lambda gold: _picture(gold, "TIFF"))),
    )


def user_cache() -> Path:
    """Return where documents are kept between runs (``XDG_CACHE_HOME``, else the usual folder)."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "kehoach" / "bench"


def _plans() -> tuple[GoldDocument, ...]:
    found = tuple(gold for kind in _KINDS for gold in list_gold(kind))
    if not found:
        raise BenchError(detail="the plans of the corpus are not here: run it in the repository")
    return found


def _scans(pages: int, cache: Path) -> Iterator[Paper]:
    for gold in _plans():
        content = _kept(
            cache, f"{gold.slug}-{pages}", lambda plan: bind_scan(_sheets(plan, pages)), gold
        )
        yield Paper(f"{gold.slug}.pdf", content)


def _sheets(gold: GoldDocument, pages: int, dpi: int = _DPI) -> list[Jpeg]:
    """Return the upper parts of the first pages, worn as scans are."""
    wear, found = wear_of(1), []
    with open_rendered(gold.source_pdf) as rendered:
        for number, image in enumerate(islice(worn_pages(rendered, gold.slug, wear, dpi), pages)):
            width, height = rendered.sheet(number)
            shown = image[: round(image.shape[0] * _TOP)]
            found.append(encode(shown, (width, height * _TOP), wear.quality, dpi))
    return found


def _picture(gold: GoldDocument, form: str) -> bytes:
    with open_rendered(gold.source_pdf) as rendered:
        return picture(rendered.draw(0, 72), form, 72)


def _shortened(gold: GoldDocument) -> Manuscript:
    whole = load_manuscript(gold.manuscript)
    return replace(whole, blocks=whole.blocks[:_SHORT_BLOCKS])


def _kept(
    cache: Path, name: str, make: Callable[[GoldDocument], bytes], gold: GoldDocument | None = None
) -> bytes:
    """Return what was made before from the same plan by the same code, or make it."""
    plan = gold or _plans()[0]
    digest = hashlib.sha256(plan.source_pdf.read_bytes()).hexdigest()[:12]
    path = cache / f"{name}-{_DPI}-{_TOP}-{digest}-{wear_version()}"
    if not path.is_file():
        cache.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}")
        part.write_bytes(make(plan))
        part.replace(path)
    return path.read_bytes()
