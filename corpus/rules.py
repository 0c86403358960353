"""Rule tables: what words mean, as data with an example each (``corpus/rules/*.yaml``).

A table is a YAML file ``{table, about, rules: [...]}``. A rule matches by ``phrases`` (whole
syllables, compared without diacritics and case) or by ``patterns`` (regular expressions, likewise
compared without diacritics and case). Loading fails loudly with file and rule id.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

_FOLDER = files("corpus") / "rules"


class Rule(BaseModel):
    """One row of a table.

    ``value`` is what a match means, in the terms of the table (a comparator, a unit, a kind...);
    ``text`` is the wording for people; ``position`` tells on which side of a number a cue stands;
    ``diacritics`` asks for patterns to be compared with their diacritics, where folding would
    confuse two words (mức, mục).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    value: str
    text: str | None = None
    position: str | None = None
    diacritics: bool = False
    phrases: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    examples: tuple[str, ...]

    @model_validator(mode="after")
    def _complete(self) -> Rule:
        if not self.examples:
            raise ValueError("a rule needs an example")
        if not (self.phrases or self.patterns):
            raise ValueError("a rule needs a phrase or a pattern")
        return self


@dataclass(frozen=True, slots=True)
class RuleTable:
    """All rules of one file, in order; ids are unique."""

    name: str
    about: str
    rules: tuple[Rule, ...]

    def by_id(self, rule_id: str) -> Rule:
        """Return the rule of that id; raises KeyError where there is none."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise KeyError(f"{self.name}: no rule {rule_id}")


class RuleTableError(Exception):
    """A rule file is wrong; the message names file and rule."""


def table_names() -> tuple[str, ...]:
    """List the rule tables that exist, sorted."""
    found = (entry.name for entry in _FOLDER.iterdir() if entry.name.endswith(".yaml"))
    names = sorted(name.removesuffix(".yaml") for name in found)
    return tuple(name for name in names if "rules" in _read(name))


def _read(name: str) -> dict[str, Any]:
    content = yaml.safe_load((_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return content if isinstance(content, dict) else {}


@cache
def load_rules(name: str) -> RuleTable:
    """Load one table by its file name; raises RuleTableError with file and rule id."""
    content = _read(name)
    rules: list[Rule] = []
    for row in content.get("rules", ()):
        try:
            rules.append(Rule.model_validate(row))
        except ValidationError as error:
            raise RuleTableError(f"{name}.yaml, rule {row.get('id')!r}: {error}") from error
    ids = [rule.id for rule in rules]
    doubles = {rule_id for rule_id in ids if ids.count(rule_id) > 1}
    if doubles:
        raise RuleTableError(f"{name}.yaml: ids twice: {sorted(doubles)}")
    return RuleTable(name=name, about=str(content.get("about", "")), rules=tuple(rules))


@cache
def rules_version() -> str:
    """Return a short hash over all rule files: the version that outputs name."""
    digest = sha256()
    for entry in sorted(_FOLDER.iterdir(), key=lambda item: item.name):
        if entry.name.endswith(".yaml"):
            digest.update(entry.name.encode() + b"\0" + entry.read_bytes())
    return digest.hexdigest()[:12]
