"""The figures to reach, as data, and whether a run reaches them."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict

from api.evaluation.measures import LOWER_IS_BETTER, Stage
from api.evaluation.results import Results
from corpus.gold import GoldKind


class Goal(BaseModel):
    """The figure of one stage on one document set, by level of wear."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    stage: Stage
    set: GoldKind
    levels: dict[int, float]


class RealRules(BaseModel):
    """How real scans are judged: see the comment in the data file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    plan_symbols: tuple[str, ...]
    sure_above: float


class Goals(BaseModel):
    """All goals, the floors that stand in for some of them in a check, the rules of real scans."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    goals: tuple[Goal, ...]
    floors: tuple[Goal, ...]
    real: RealRules

    def goal(self, stage: Stage, chosen: GoldKind, level: int) -> float | None:
        """Return the figure to reach, or None where none is set."""
        return _find(self.goals, stage, chosen, level)

    def floor(self, stage: Stage, chosen: GoldKind, level: int) -> float | None:
        """Return the figure that a checked run must hold, or None where none is set."""
        floor = _find(self.floors, stage, chosen, level)
        return self.goal(stage, chosen, level) if floor is None else floor


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A figure under its floor."""

    stage: Stage
    kind: GoldKind
    level: int
    value: float
    floor: float


def load_goals() -> Goals:
    """Read the goals; raises pydantic's ValidationError where the data file is wrong."""
    text = files("corpus").joinpath("floors.yaml").read_text(encoding="utf-8")
    return Goals.model_validate(yaml.safe_load(text))


def is_reached(stage: Stage, value: float, goal: float) -> bool:
    """Tell whether a figure is at least as good as the goal."""
    return value <= goal if stage in LOWER_IS_BETTER else value >= goal


def find_shortfalls(goals: Goals, results: Results) -> tuple[Shortfall, ...]:
    """Return every measured total that lies under its floor."""
    found: list[Shortfall] = []
    for chosen in results.kinds:
        for level in results.levels:
            for stage in Stage:
                value = results.total(stage, chosen, level).value
                floor = goals.floor(stage, chosen, level)
                if value is not None and floor is not None and not is_reached(stage, value, floor):
                    found.append(Shortfall(stage, chosen, level, value, floor))
    return tuple(found)


def _find(goals: tuple[Goal, ...], stage: Stage, chosen: GoldKind, level: int) -> float | None:
    levels = (goal.levels for goal in goals if goal.stage is stage and goal.set is chosen)
    return next((found[level] for found in levels if level in found), None)
