"""Queries that every turn asks, worded once: it takes Django longer to word one than Postgres to answer it.

Such a query is a function of whole numbers that returns a queryset. It is called a single time, with a mark in the
place of each number; from then on its statement is at hand, and only the numbers in it change.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from inspect import signature
from typing import Any, ParamSpec, TypeVar

from django.db import connection
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

P = ParamSpec("P")
Row = TypeVar("Row")

# The first of the numbers that stand in a statement for those to come: no id, event or minute is one of them.
MARKS = 2_147_480_000


class _Worded(SQLCompiler):
    """A compiler that has done its work before, but for the numbers."""

    def __init__(self, done: SQLCompiler, statement: str, values: tuple[Any, ...], converters: dict[int, Any]) -> None:
        vars(self).update(vars(done), connection=connection, worded=(statement, values), converters=converters)

    def as_sql(self, *_: Any, **__: Any) -> tuple[str, tuple[Any, ...]]:
        worded: tuple[str, tuple[Any, ...]] = vars(self)["worded"]
        return worded

    def get_converters(self, expressions: Any) -> dict[int, Any]:
        converters: dict[int, Any] = vars(self)["converters"]
        return converters


def worded(build: Callable[P, QuerySet[Any, Row]]) -> Callable[P, list[Row]]:
    """Ask the query that `build` makes of its arguments, all of them whole numbers given by position."""

    @cache
    def known() -> tuple[QuerySet[Any, Row], SQLCompiler, str, tuple[Any, ...], dict[int, Any]]:
        marks = range(MARKS, MARKS + len(signature(build).parameters))
        queryset = build(*marks)  # type: ignore[call-arg]
        compiler = queryset.query.get_compiler(connection.alias)
        statement, values = compiler.as_sql()
        if not set(marks) <= {value for value in values if isinstance(value, int)}:
            raise ValueError(f"{build.__qualname__} loses one of its numbers on the way to the database")
        converters = compiler.get_converters([column for column, *_ in compiler.select[: compiler.col_count]])
        return queryset, compiler, statement, tuple(values), converters

    @wraps(build)
    def ask(*numbers: P.args, **_: P.kwargs) -> list[Row]:
        queryset, compiler, statement, values, converters = known()
        given: dict[int, Any] = dict(enumerate(numbers, MARKS))
        # Psycopg's numbers are of a type for each column's width.
        filled = tuple(
            type(value)(given[value]) if isinstance(value, int) and value in given else value for value in values
        )
        ready = _Worded(compiler, statement, filled, converters)
        asked = queryset.all()
        asked.query.get_compiler = lambda *_, **__: ready  # type: ignore[method-assign]
        return list(asked)

    return ask
