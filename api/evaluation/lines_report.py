"""The figures of lines as a table, and as JSON."""

from __future__ import annotations

import json

from api.evaluation.lines_run import LinesReport, Reading
from api.evaluation.lines_stress import ALPHABET

_GOALS = {
    "level 0": 0.01,
    "level 1": 0.04,
    "level 2": 0.25,
    "level 3": 1.6,
    "real scans": 0.40,
    "shuffled words": 0.12,
    "wrong tones": 0.35,
    "capitals": 0.40,
    "symbols": 0.30,
}


def render_lines(report: LinesReport) -> str:
    """Render error rates by group and engine, then lines and numbers exact, then time."""
    rates = [["CER %", *report.groups]]
    rates += [_row(report, one, "error_rate", 3) for one in report.readings]
    rates.append(["goal", *(str(_GOALS.get(group, "")) for group in report.groups)])
    exact = [["lines exact %", *report.groups]]
    exact += [_row(report, one, "exact_share", 1) for one in report.readings]
    numbers = [["numbers exact %", *report.groups]]
    numbers += [_row(report, one, "number_share", 2) for one in report.readings]
    sizes = [["lines", *(str(_size(report, group)) for group in report.groups)]]
    times = [[f"{one.engine}: {one.milliseconds:.1f} ms a line"] for one in report.readings]
    parts = [_table([*rates, *sizes]), _table(exact), _table(numbers), _table(times)]
    return "\n".join([*parts, _misread(report)]) + "\n"


def render_lines_json(report: LinesReport) -> str:
    """Render the same figures for programs."""
    engines = {
        one.engine: {
            "milliseconds": round(one.milliseconds, 2),
            "groups": {group: _figures(report, one, group) for group in report.groups},
        }
        for one in report.readings
    }
    return json.dumps({"lines": engines}, indent=2, ensure_ascii=False) + "\n"


def _figures(report: LinesReport, reading: Reading, group: str) -> dict[str, float]:
    score = report.score(reading, group)
    return {
        "lines": score.lines,
        "error_rate": round(score.error_rate, 4),
        "exact_share": round(score.exact_share, 2),
        "numbers": score.numbers,
        "number_share": round(score.number_share, 3),
    }


def _row(report: LinesReport, reading: Reading, figure: str, digits: int) -> list[str]:
    scores = (report.score(reading, group) for group in report.groups)
    return [reading.engine, *(f"{getattr(score, figure):.{digits}f}" for score in scores)]


def _size(report: LinesReport, group: str) -> int:
    return sum(sample.group == group for sample in report.samples)


def _misread(report: LinesReport) -> str:
    """Name the characters of the alphabet test that were not read back."""
    lost = [
        f"{truth} for {sample.text[place]}"
        for sample, read in zip(report.samples, report.readings[0].texts, strict=True)
        if sample.group == ALPHABET
        for place, truth in enumerate(read)
        if len(read) == len(sample.text) and truth != sample.text[place]
    ]
    return "alphabet: " + (", ".join(lost) if lost else "every character read back")


def _table(rows: list[list[str]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )
    return "\n".join(line.rstrip() for line in lines) + "\n"
