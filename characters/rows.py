"""Many rows in one statement: handed over as one JSON document, each value typed by the table it goes into.

The ORM's bulk methods build an expression for every value, and a turn writes some two thousand of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Model
from psycopg.types.json import Jsonb
from pydantic_core import to_json

Row = Mapping[str, Any]


def plain(objects: Sequence[Model]) -> list[Row]:
    """Objects of one model as values by column, without their ids."""
    fields = [field for field in objects[0]._meta.concrete_fields if not field.primary_key] if objects else []
    names = {str(field.column): field.attname for field in fields}
    return [{column: getattr(one, name) for column, name in names.items()} for one in objects]


def document(rows: Sequence[Row]) -> Jsonb:
    """Rows as a statement takes them: one document."""
    return Jsonb(rows, dumps=to_json)


def insert(
    objects: Sequence[Model],
    *,
    unique: Sequence[str] = (),
    changing: Sequence[str] = (),
    adding: Sequence[str] = (),
    keeping: bool = False,
) -> None:
    """Insert objects, which get no ids; a row that `unique` columns find there takes the `changing` ones.

    The `adding` ones are added to what is there. With `keeping`, what is there by any unique rule stays as it is.
    """
    if objects:
        add(objects[0], plain(objects), unique=unique, changing=changing, adding=adding, keeping=keeping)


def add(
    model: type[Model] | Model,
    rows: Sequence[Row],
    *,
    unique: Sequence[str] = (),
    changing: Sequence[str] = (),
    adding: Sequence[str] = (),
    keeping: bool = False,
) -> None:
    """Insert rows that were never objects: each has every column but the id, in the order of the first."""
    if not rows:
        return
    conflict = "ON CONFLICT DO NOTHING" if keeping else ""
    if unique:
        taken = [f"{name} = excluded.{name}" for name in changing]
        added = [f"{name} = old.{name} + excluded.{name}" for name in adding]
        conflict = f"ON CONFLICT ({', '.join(unique)}) DO UPDATE SET {', '.join([*taken, *added])}"
    columns = ", ".join(map(connection.ops.quote_name, rows[0]))
    statement = f"INSERT INTO {{table}} AS old ({columns}) SELECT {columns} FROM {{rows}} new {conflict}"
    _execute(statement, model, rows, adds=not conflict)


def put(objects: Sequence[Model], changing: Sequence[str]) -> None:
    """In one statement: an object without an id is a new row, of the others the row takes the `changing` columns."""
    if not objects:
        return
    fields = [field for field in objects[0]._meta.concrete_fields if not field.primary_key]
    names = {str(field.column): field.attname for field in fields}
    rows = [{"id": one.pk} | {column: getattr(one, name) for column, name in names.items()} for one in objects]
    columns, changes = ", ".join(names), ", ".join(f"{name} = excluded.{name}" for name in changing)
    number = f"COALESCE(id, nextval(pg_get_serial_sequence('{objects[0]._meta.db_table}', 'id')))"
    _execute(
        f"INSERT INTO {{table}} (id, {columns}) SELECT {number}, {columns} FROM {{rows}} new "
        f"ON CONFLICT (id) DO UPDATE SET {changes}",
        objects[0],
        rows,
    )


def update(model: type[Model] | Model, rows: Sequence[Row], *, some: Sequence[str] = ()) -> None:
    """Bring rows to new values, in one statement; each has its `id` and the same columns as the first.

    The columns in `some` only some of them have; where a row has none, what is there stays.
    """
    if rows:
        taken = {name: f"new.{name}" for name in rows[0] if name != "id"}
        taken |= {name: f"COALESCE(new.{name}, old.{name})" for name in some}
        changed = ", ".join(f"{name} = {value}" for name, value in taken.items())
        _execute(f"UPDATE {{table}} AS old SET {changed} FROM {{rows}} new WHERE old.id = new.id", model, rows)


@contextmanager
def together() -> Iterator[None]:
    """Write all rows of the block in one statement when it ends: what reads within the block does not see them yet.

    A turn's statements are then as few in a crowd, where something of everything happens, as between two.
    """
    batch: list[Written] = []
    before = _batch.set(batch)
    try:
        yield
        _run(batch)
    finally:
        _batch.reset(before)


def _execute(statement: str, model: type[Model] | Model, rows: Sequence[Row], *, adds: bool = False) -> None:
    table = connection.ops.quote_name(model._meta.db_table)
    source = f"jsonb_populate_recordset(NULL::{table}, %s)"
    written = Written(statement.format(table=table, rows=source), table, adds, document(rows))
    batch = _batch.get()
    if batch is None:
        _run([written])
        return
    if not adds and any(one.table == table and not one.adds for one in batch):
        # One statement must not touch a row twice: which would win is not defined. New rows nothing else touches.
        _run(batch)
        batch.clear()
    batch.append(written)


class Written(NamedTuple):
    statement: str
    table: str
    # Whether it does nothing but add rows.
    adds: bool
    rows: Jsonb


_batch: ContextVar[list[Written] | None] = ContextVar("batch", default=None)


def _run(batch: Sequence[Written]) -> None:
    if not batch:
        return
    statement = batch[0].statement
    if len(batch) > 1:
        parts = ", ".join(f"w{at} AS ({one.statement})" for at, one in enumerate(batch))
        statement = f"WITH {parts} SELECT 1"
    with connection.cursor() as cursor:
        cursor.execute(statement, [one.rows for one in batch])  # type: ignore[misc]
