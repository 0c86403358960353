"""Every table as rows of plain JSON, and back: for backups, alike whatever database holds them."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import JSON, Column, Integer, LargeBinary, Table, func, insert, literal, select
from sqlalchemy.exc import OperationalError, StatementError
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

from models.domain.service_errors import BackupError
from models.storage import tables as tables
from models.storage.columns import UtcDateTime

Row = Mapping[str, Any]
_AT_ONCE = 200


def dump(session: Session) -> Iterator[tuple[str, Iterator[Row]]]:
    """Yield every table with its rows, those first that others refer to.

    Times are ISO texts, bytes are base64. The rows of a table must be taken before the next table.
    """
    for table in SQLModel.metadata.sorted_tables:
        yield table.name, _rows(session, table)


def load(session: Session, stored: Iterable[tuple[str, Iterable[Row]]]) -> None:
    """Put rows into the empty tables; a table that is not given stays empty.

    Raises BackupError for tables, columns or values that do not fit.
    """
    given = dict(stored)
    unknown = given.keys() - SQLModel.metadata.tables.keys()
    if unknown:
        raise BackupError(detail=f"unknown tables: {', '.join(sorted(unknown))}")
    for table in SQLModel.metadata.sorted_tables:
        rows = iter(given.get(table.name, ()))
        while batch := [_unpack(table, row) for row in islice(rows, _AT_ONCE)]:
            _insert(session, table, batch)
        _count_on(session, table)


def is_empty(session: Session) -> bool:
    """Tell whether no table holds a row."""
    return not any(
        session.scalar(select(literal(1)).select_from(table).limit(1))
        for table in SQLModel.metadata.sorted_tables
    )


def _rows(session: Session, table: Table) -> Iterator[Row]:
    asked = select(table).order_by(*table.primary_key.columns)
    for row in session.execute(asked.execution_options(yield_per=_AT_ONCE)).mappings():
        yield {column.name: _pack(row[column.name]) for column in table.columns}


def _insert(session: Session, table: Table, rows: list[dict[str, Any]]) -> None:
    try:
        session.execute(insert(table), rows)
    except OperationalError:
        raise  # the database, not the rows
    except StatementError as error:
        raise BackupError(detail=f"{table.name}: rows that do not fit") from error


def _pack(value: Any) -> Any:  # noqa: ANN401 - any value of a column
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    return value


def _unpack(table: Table, row: Row) -> dict[str, Any]:
    if row.keys() != {column.name for column in table.columns}:
        raise BackupError(detail=f"{table.name}: other columns")
    try:
        return {column.name: _value(column, row[column.name]) for column in table.columns}
    except (TypeError, ValueError) as error:
        raise BackupError(detail=f"{table.name}: a value that does not fit") from error


def _value(column: Column[Any], stored: Any) -> Any:  # noqa: ANN401 - any value of a column
    """Return what a column takes; raises ValueError, TypeError for what SQLite alone would take."""
    value = _reader(column)(stored)
    kind = _kind(column)
    kinds = {int, float} if kind is float else {kind}
    if value is None and not column.nullable:
        raise ValueError("nothing where something must be")
    if value is not None and not isinstance(column.type, JSON) and type(value) not in kinds:
        raise TypeError("a value of another kind")
    return value


def _kind(column: Column[Any]) -> type:
    made_of = column.type
    return (made_of.impl_instance if isinstance(made_of, TypeDecorator) else made_of).python_type


def _reader(column: Column[Any]) -> Callable[[Any], Any]:
    if isinstance(column.type, UtcDateTime):
        return _read_time
    if isinstance(column.type, LargeBinary):
        return _read_bytes
    return _as_it_is


def _read_time(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)


def _read_bytes(value: str | None) -> bytes | None:
    return None if value is None else base64.b64decode(value, validate=True)


def _as_it_is(value: Any) -> Any:  # noqa: ANN401 - any value of a column
    return value


def _count_on(session: Session, table: Table) -> None:
    """Let PostgreSQL number new rows after those that were loaded; SQLite does so by itself."""
    (key,) = table.primary_key.columns
    if session.get_bind().dialect.name != "postgresql" or not isinstance(key.type, Integer):
        return
    last = session.scalar(select(func.max(key)))
    if last is not None:
        sequence = func.pg_get_serial_sequence(f'"{table.name}"', key.name)
        session.execute(select(func.setval(sequence, last)))
