"""The catalog of indicators, and the targets that a national programme sets on it.

A catalog file (``corpus/indicators/*.yaml``) says of each indicator its code, name, unit, better
direction and how other offices word it; each entry brings examples that must be matched to it and
to no other. Loading fails loudly with file and code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from models.domain.catalog import Better, Catalog, CatalogEntry
from models.domain.plan import Comparator, DateParts, Metadata, Period, Plan, Target, Unit

_FOLDER = files("corpus") / "indicators"
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class CatalogError(Exception):
    """A file of the catalog is wrong; the message names file and code."""


class _Closed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _IndicatorRow(_Closed):
    code: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    name: str = Field(min_length=1)
    group: int = Field(ge=1)
    unit: Unit
    better: Better
    aliases: tuple[str, ...] = Field(min_length=2)
    requires: tuple[tuple[str, ...], ...] = Field(min_length=1)
    excludes: tuple[str, ...] = ()
    examples: tuple[str, ...] = Field(min_length=1)

    def entry(self, negations: tuple[str, ...]) -> CatalogEntry:
        """Return the row as the domain knows it; what negates a good thing speaks against it."""
        added = negations if self.better is Better.HIGHER else ()
        return CatalogEntry(
            code=self.code,
            name=self.name,
            group=self.group,
            unit=self.unit,
            better=self.better,
            aliases=self.aliases,
            requires=self.requires,
            excludes=self.excludes + added,
        )


class _Programme(_Closed):
    doc_type: str
    number: str
    symbol: str
    date: date
    issuer: str
    period: dict[str, int]


_TargetRow = tuple[str, str, Comparator, float | None, Unit, int, str | None]


class _ProgrammeTargets(_Closed):
    document: _Programme
    targets: tuple[_TargetRow, ...]


@dataclass(frozen=True, slots=True)
class CatalogFile:
    """A catalog with its proof: ``examples`` by code, and phrases that are in no entry."""

    catalog: Catalog
    examples: Mapping[str, tuple[str, ...]]
    none_examples: tuple[str, ...]


@cache
def load_catalog(name: str = "tre-em") -> Catalog:
    """Load a catalog by its file name; raises CatalogError with file and code."""
    return load_catalog_file(name).catalog


@cache
def load_catalog_file(name: str = "tre-em") -> CatalogFile:
    """Load a catalog with its examples; raises CatalogError with file and code."""
    return parse_catalog(f"{name}.yaml", _text(name))


def parse_catalog(file_name: str, text: str) -> CatalogFile:
    """Return the catalog that a YAML text holds; raises CatalogError with file and code."""
    content = _content(file_name, text)
    rows = tuple(_rows(file_name, content.get("indicators") or ()))
    if not rows:
        raise CatalogError(f"{file_name}: no indicators")
    none_examples = _phrases(content, "none_examples")
    negations = _phrases(content, "negations")
    _refuse_doubles(file_name, rows, none_examples)
    try:
        name, version = str(content["catalog"]), int(content["version"])
    except (KeyError, ValueError) as error:
        raise CatalogError(f"{file_name}: catalog or version: {error!r}") from error
    return CatalogFile(
        catalog=Catalog(name, version, tuple(row.entry(negations) for row in rows)),
        examples={row.code: row.examples for row in rows},
        none_examples=none_examples,
    )


@cache
def load_programme(name: str = "qd-23-2021") -> Plan:
    """Load the targets of a national programme as a plan, to compare plans with.

    The file holds values only: the clause of a target is the name of its indicator. Raises
    CatalogError with file and code.
    """
    file_name = f"{name}.yaml"
    try:
        content = _ProgrammeTargets.model_validate(_content(file_name, _text(name)))
    except ValidationError as error:
        raise CatalogError(f"{file_name}: {error}") from error
    head = content.document
    metadata = Metadata(
        doc_type=head.doc_type,
        number=head.number,
        symbol=head.symbol,
        issuer=head.issuer,
        date=DateParts(head.date.day, head.date.month, head.date.year),
        period=Period(head.period["from"], head.period["to"]),
    )
    targets = tuple(_programme_target(file_name, row) for row in content.targets)
    return Plan(document=name, metadata=metadata, targets=targets)


def _programme_target(file_name: str, row: _TargetRow) -> Target:
    ordinal, code, comparator, value, unit, year, scope = row
    entry = load_catalog().find(code)
    if entry is None:
        raise CatalogError(f"{file_name}, target {ordinal}: no indicator {code!r}")
    return Target(
        section=None,
        ordinal=ordinal,
        text=entry.name,
        indicator=code,
        comparator=comparator,
        value=value,
        unit=unit,
        year=year,
        scope=scope,
    )


def _text(name: str) -> str:
    try:
        return (_FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise CatalogError(f"{name}.yaml: no such catalog file") from error


def _content(file_name: str, text: str) -> dict[str, Any]:
    try:
        content = yaml.load(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        raise CatalogError(f"{file_name}: {error}") from error
    if not isinstance(content, dict):
        raise CatalogError(f"{file_name}: not a mapping")
    return content


def _phrases(content: Mapping[str, Any], key: str) -> tuple[str, ...]:
    return tuple(str(phrase) for phrase in content.get(key) or ())


def _rows(file_name: str, indicators: Any) -> Iterator[_IndicatorRow]:  # noqa: ANN401 - raw YAML
    for row in indicators:
        code = row.get("code") if isinstance(row, dict) else row
        try:
            yield _IndicatorRow.model_validate(row)
        except ValidationError as error:
            raise CatalogError(f"{file_name}, indicator {code!r}: {error}") from error


def _refuse_doubles(
    file_name: str, rows: tuple[_IndicatorRow, ...], none_examples: tuple[str, ...]
) -> None:
    """Refuse a code, a wording or an example that stands for two things."""
    codes: set[str] = set()
    owners: dict[str, str] = {}
    for row in rows:
        if row.code in codes:
            raise CatalogError(f"{file_name}, indicator {row.code!r}: code is there twice")
        codes.add(row.code)
        for wording in {_key(text) for text in (row.name, *row.aliases, *row.examples)}:
            owner = owners.setdefault(wording, row.code)
            if owner != row.code:
                raise CatalogError(
                    f"{file_name}, indicator {row.code!r}: {wording!r} belongs to {owner!r} too"
                )
    for phrase in none_examples:
        if _key(phrase) in owners:
            owner = owners[_key(phrase)]
            raise CatalogError(f"{file_name}, indicator {owner!r}: {phrase!r} is a none_example")


def _key(wording: str) -> str:
    return " ".join(wording.casefold().split())
