"""What a clause leaves out because the clause before, or the lead of its list, said it."""

from __future__ import annotations

from collections.abc import Sequence

from models.domain.provenance import Span
from nlp.language import Cue
from nlp.normalize import fold
from nlp.source import SourceText
from nlp.wording import find_wording, opening_wording

_MARKS = " ,;:.()-–+*"


def completed_phrase(context: str, fragment: str) -> str:
    """Return the fragment with the words of its context that it continues.

    "tỷ lệ trẻ em hoàn thành cấp tiểu học" and "cấp trung học cơ sở" give "tỷ lệ trẻ em hoàn thành
    cấp trung học cơ sở": where the fragment begins with a word of the context, it takes its place.
    """
    words, added = context.split(), fragment.split()
    if not added:
        return context
    opening = fold(added[0]).strip(_MARKS)
    places = [at for at, word in enumerate(words) if fold(word).strip(_MARKS) == opening]
    kept = words[: places[-1]] if places else words
    return " ".join([*kept, *added])


def part_of_group(source: SourceText, piece: Span, cues: Sequence[Cue]) -> str | None:
    """Return the part of the area or group that a piece is for ("trong đó vùng ... đạt 92 %").

    None where the piece does not open with a word that singles out a part.
    """
    opening = opening_wording("clause_openers", source.slice(piece), "part")
    if opening is None:
        return None
    inside = [cue for cue in cues if piece.contains(cue.span)]
    level = next((cue for cue in inside if cue.table in ("comparators", "units")), None)
    end = level.span.start if level else piece.end
    start = piece.start + opening.end
    if end <= start:
        return None
    words = source.slice(source.trimmed(Span(start, end), _MARKS)).split()
    if level is not None and level.table == "units" and words:
        words.pop()
    return " ".join(words) or None


def without_asides(text: str) -> str:
    """Return a clause without what it says in brackets of an earlier figure, and who acts."""
    for hit in find_wording("asides", text):
        if hit.rule.value == "replaced" and hit.rule.position == "inside":
            return without_asides(text[: hit.start] + text[hit.end :])
    return without_charge(text)


def without_charge(text: str) -> str:
    """Return a clause without the words that say who carries it out."""
    for hit in find_wording("charges", text):
        return text[: hit.start] + text[hit.end :]
    return text


def charged_units(text: str) -> tuple[str, ...]:
    """Return the units that a clause itself makes responsible ("do Trạm Y tế thực hiện")."""
    folded = fold(text)
    units = []
    for hit in find_wording("charges", text):
        start = folded.find(hit.groups["u"], hit.start)
        units.append(text[start : start + len(hit.groups["u"])])
    return tuple(units)
