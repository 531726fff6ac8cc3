"""Many rows in one statement: handed over as one JSON document, each value typed by the table it goes into.

The ORM's bulk methods build an expression for every value, and a turn writes some two thousand of them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model
from psycopg.types.json import Jsonb

Row = Mapping[str, Any]


def insert(objects: Sequence[Model], *, unique: Sequence[str] = (), changing: Sequence[str] = ()) -> None:
    """Insert objects, which get no ids; a row that `unique` columns find there takes the `changing` ones."""
    if not objects:
        return
    fields = [field for field in objects[0]._meta.concrete_fields if not field.primary_key]
    names = {str(field.column): field.attname for field in fields}
    rows = [{column: getattr(one, name) for column, name in names.items()} for one in objects]
    conflict = ""
    if unique:
        changes = ", ".join(f"{name} = excluded.{name}" for name in changing)
        conflict = f"ON CONFLICT ({', '.join(unique)}) DO UPDATE SET {changes}"
    columns = ", ".join(names)
    _execute(f"INSERT INTO {{table}} ({columns}) SELECT {columns} FROM {{rows}} new {conflict}", objects[0], rows)


def update(model: type[Model] | Model, rows: Sequence[Row]) -> None:
    """Bring rows to new values, in one statement; each has its `id` and the same columns as the first."""
    if rows:
        changed = ", ".join(f"{name} = new.{name}" for name in rows[0] if name != "id")
        _execute(f"UPDATE {{table}} AS old SET {changed} FROM {{rows}} new WHERE old.id = new.id", model, rows)


def _execute(statement: str, model: type[Model] | Model, rows: Sequence[Row]) -> None:
    table = connection.ops.quote_name(model._meta.db_table)
    source = f"jsonb_populate_recordset(NULL::{table}, %s)"
    with connection.cursor() as cursor:
        cursor.execute(statement.format(table=table, rows=source), [Jsonb(rows, dumps=_dumps)])  # type: ignore[list-item]


def _dumps(rows: object) -> str:
    # Moments are the only values that JSON has no word for, and Postgres reads what `str` makes of them.
    return json.dumps(rows, default=str, ensure_ascii=False, separators=(",", ":"))
