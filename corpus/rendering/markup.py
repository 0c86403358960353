"""Plain text to the markup of platypus paragraphs."""

from __future__ import annotations

import html
import re

_BLANKS = re.compile(r" {2,}")


def escape(text: str) -> str:
    """Escape markup and keep blanks that stand for a handwritten entry as wide as they are."""
    kept = _BLANKS.sub(lambda found: "\u00a0" * (len(found.group()) - 1) + " ", text)
    return html.escape(kept, quote=False)
