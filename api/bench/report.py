"""What the benchmark found: a row for each figure, its goal, and whether it is reached."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import ceil

from models.domain.errors import ExitStatus

REACHED, SHORT, NOT_RUN = "✓", "✗", "–"
_NAME, _GOAL = 54, 18


@dataclass(frozen=True, slots=True)
class Row:
    """One figure; ``ok`` is None where the figure has no goal, ``note`` says what stands behind.

    ``timed`` figures tell of this machine as much as of the program.
    """

    part: str
    name: str
    goal: str
    reached: str
    ok: bool | None
    note: str = ""
    timed: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """All figures of a run, and on what it ran."""

    configuration: str
    rows: tuple[Row, ...]

    @property
    def exit_status(self) -> ExitStatus:
        """Below the goals where any figure is short of its own."""
        short = any(row.ok is False for row in self.rows)
        return ExitStatus.BELOW_BASELINE if short else ExitStatus.OK


def counted(part: str, name: str, reached: int, of: int, note: str = "") -> Row:
    """Return a row for something that must hold every time."""
    return Row(part, name, f"{of} of {of}", f"{reached} of {of}", reached == of, note)


def none_of(part: str, name: str, found: int, note: str = "") -> Row:
    """Return a row for something that must never happen."""
    return Row(part, name, "0", str(found), found == 0, note)


def at_most(part: str, name: str, value: float, goal: float, unit: str, note: str = "") -> Row:
    """Return a row for a figure that must not be greater than its goal."""
    digits = 0 if unit in ("ms", "MB") else 1
    said = f"{value:.{digits}f} {unit}"
    return Row(part, name, f"<= {goal:g} {unit}", said, value <= goal, note, timed=True)


def shown(part: str, name: str, reached: str, note: str = "") -> Row:
    """Return a row without a goal."""
    return Row(part, name, "", reached, None, note)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that this share of all do not exceed; 0 where there are none."""
    if not values:
        return 0.0
    return sorted(values)[max(ceil(share * len(values)) - 1, 0)]


def render_text(report: Report) -> str:
    """Return the figures as a table for a terminal."""
    lines = [report.configuration, ""]
    for part in dict.fromkeys(row.part for row in report.rows):
        lines.append(part)
        lines += [line for row in report.rows if row.part == part for line in _lines(row)]
    short = [row for row in report.rows if row.ok is False]
    judged = [row for row in report.rows if row.ok is not None]
    lines += ["", f"{len(judged) - len(short)} of {len(judged)} goals reached"]
    return "\n".join(lines) + "\n"


def _lines(row: Row) -> list[str]:
    mark = NOT_RUN if row.ok is None else REACHED if row.ok else SHORT
    line = f"  {mark} {row.name:<{_NAME}} {row.goal:<{_GOAL}} {row.reached}".rstrip()
    return [line, f"      {row.note}"] if row.note else [line]


def render_json(report: Report) -> str:
    """Return the figures as JSON."""
    content = {"configuration": report.configuration, "rows": [asdict(r) for r in report.rows]}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
