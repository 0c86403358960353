from __future__ import annotations

import pytest

from extractor.observed import NativePage
from extractor.triage import judge
from models.domain.geometry import BoundingBox
from models.domain.layout import ReadMethod, Word

PROSE = (
    "Căn cứ Luật Trẻ em và các văn bản hướng dẫn thi hành, Ủy ban nhân dân xã ban hành kế hoạch "
)
BARE = "Can cu Luat Tre em va cac van ban huong dan thi hanh, Uy ban nhan dan xa ban hanh ke hoach "
TCVN3 = "C¨n cø LuËt TrÎ em vµ c¸c v¨n b¶n h­íng dÉn thi hµnh, ñy ban nh©n d©n x· ban hµnh kÕ ho¹ch "
LOST = "Cn c Lt Tr m v cc vn bn hng dn th hnh y bn nhn dn x bn hnh k hch nm th chc "
STAMP = "Ký bởi: Ủy ban nhân dân tỉnh Cơ quan: Tỉnh Thời gian ký: 26/11/2024 10:40:48"
FULL = (BoundingBox(0, 0, 595, 842),)


def spread(text: str, top: float = 60, bottom: float = 780) -> tuple[Word, ...]:
    """Words over the page, ten a line."""
    words = text.split()
    step = (bottom - top) / max(len(words) // 10, 1)
    return tuple(
        Word(
            text,
            BoundingBox(
                60 + 45 * (n % 10),
                top + step * (n // 10),
                95 + 45 * (n % 10),
                top + step * (n // 10) + 12,
            ),
        )
        for n, text in enumerate(words)
    )


def page(words: tuple[Word, ...] = (), **facts: object) -> NativePage:
    return NativePage(width=595, height=842, words=words, **facts)  # type: ignore[arg-type]


def scan(words: tuple[Word, ...] = (), **facts: object) -> NativePage:
    return page(words, image_share=1.0, image_boxes=FULL, image_dpi=200, **facts)


CASES = [
    (page(spread(PROSE * 20)), ReadMethod.TEXT_LAYER, "sound_text_layer"),
    (page(spread("Nơi nhận: - Lưu: VT.", 60, 90)), ReadMethod.TEXT_LAYER, "sound_text_layer"),
    (scan(spread(PROSE * 20)), ReadMethod.TEXT_LAYER, "sound_text_layer"),
    (page(spread(BARE * 20)), ReadMethod.TEXT_LAYER, "sound_text_layer"),
    (page(), ReadMethod.BLANK, "no_content"),
    (page(paths=30), ReadMethod.OCR, "no_text_layer"),
    (scan(), ReadMethod.OCR, "no_text_layer"),
    (scan(hidden=400), ReadMethod.OCR, "hidden_layer"),
    (scan(spread(STAMP, 10, 40)), ReadMethod.OCR, "stamp_only_layer"),
    (scan(spread(STAMP * 8, 10, 40)), ReadMethod.OCR, "stamp_only_layer"),
    (scan(spread(BARE * 20)), ReadMethod.OCR, "layer_without_diacritics"),
    (page(spread(TCVN3 * 20), fonts=frozenset({".VnTime"})), ReadMethod.OCR, "legacy_encoding"),
    (page(spread(TCVN3 * 20), fonts=frozenset({"ABCDEF+TT01"})), ReadMethod.OCR, "legacy_encoding"),
    (
        page(spread(PROSE * 20), fonts=frozenset({".VnTime"})),
        ReadMethod.TEXT_LAYER,
        "sound_text_layer",
    ),
    (page(spread("K\ufffd ho\ue001ch tr\ufffd em " * 40)), ReadMethod.OCR, "garbled_layer"),
    (page(spread(LOST * 20)), ReadMethod.OCR, "broken_words"),
    (page(spread("Số 12", 60, 70), paths=2000), ReadMethod.OCR, "text_drawn_as_shapes"),
]


@pytest.mark.parametrize(("native", "method", "reason"), CASES)
def test_a_layer_is_used_only_if_it_is_sound(
    native: NativePage, method: ReadMethod, reason: str
) -> None:
    verdict = judge(native)
    assert (verdict.method, verdict.reason) == (method, reason)
