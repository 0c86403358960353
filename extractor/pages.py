"""One page from file to blocks: judge it, read it, put it in order."""

from __future__ import annotations

from extractor.assemble import compose, displayed
from extractor.engine import OcrEngine
from extractor.grids import find_grids
from extractor.lines import make_line
from extractor.observed import NativePage
from extractor.placement import Placement
from extractor.scan import read_scan
from extractor.source import PageSource
from extractor.triage import Verdict, judge, modernize
from models.domain.layout import Page, ReadMethod, Word
from models.settings import OcrSettings


def read_page(source: PageSource, index: int, engine: OcrEngine, settings: OcrSettings) -> Page:
    """Read one page (counted from 0); raises PageError where the file is broken there."""
    native = source.native(index)
    native, verdict = modernize(native, judge(native))
    if verdict.method in (ReadMethod.TEXT_LAYER, ReadMethod.LEGACY_TEXT_LAYER):
        return _from_layer(native, index, verdict)
    if verdict.method is ReadMethod.BLANK:
        return _empty(native, index, verdict)
    return read_scan(source, index, native, verdict, engine, settings)


def _from_layer(native: NativePage, index: int, verdict: Verdict) -> Page:
    """Order the words of a sound text layer."""
    placement = Placement(native.width, native.height, native.turned)
    fragments = [make_line([_upright(word, placement)]) for word in native.words]
    rules = [placement.rule_to_upright(rule) for rule in native.segments]
    blocks = compose(
        fragments, find_grids(rules), placement.upright_width, placement.upright_height
    )
    return Page(
        number=index + 1,
        width=native.width,
        height=native.height,
        method=verdict.method,
        reason=verdict.reason,
        quality=1.0,
        blocks=displayed(blocks, placement),
        turned=native.turned,
        # behind a sound layer, words that nobody sees were put there for machines alone
        remarks=("hidden_text",) if native.hidden else (),
    )


def _upright(word: Word, placement: Placement) -> Word:
    return Word(word.text, placement.to_upright(word.box), word.confidence)


def _empty(native: NativePage, index: int, verdict: Verdict) -> Page:
    return Page(
        number=index + 1,
        width=native.width,
        height=native.height,
        method=verdict.method,
        reason=verdict.reason,
        quality=1.0,
    )
