"""Queries that every turn asks, worded once: it takes Django longer to word one than Postgres to answer it.

Such a query is a function of whole numbers that returns a queryset. It is called a single time, with a mark in the
place of each number; from then on its statement is at hand, and only the numbers in it change.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache, update_wrapper
from inspect import signature
from typing import Any, Generic, ParamSpec, TypeVar

from django.db import connection
from django.db.models import Field, ForeignKey, QuerySet
from django.db.models.sql.compiler import SQLCompiler
from pydantic_core import from_json

P = ParamSpec("P")
Row = TypeVar("Row")

# The first of the numbers that stand in a statement for those to come: no id, event or minute is one of them.
MARKS = 2_147_480_000
# What reads the same out of JSON as out of a row; numbers with a point do once they are told that they have one.
PLAIN = frozenset({
    "BigAutoField", "BigIntegerField", "IntegerField", "PositiveIntegerField", "PositiveSmallIntegerField",
    "BooleanField", "CharField", "TextField", "JSONField", "FloatField",
})  # fmt: skip


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


@dataclass(frozen=True, slots=True)
class Question:
    """A worded query with its numbers, to be asked `together` with others."""

    statement: str
    values: tuple[Any, ...]
    # How many columns a row has, and which of them hold numbers with a point.
    width: int
    floats: tuple[int, ...]


class worded(Generic[P, Row]):
    """Ask the query that `build` makes of its arguments, all of them whole numbers given by position."""

    def __init__(self, build: Callable[P, QuerySet[Any, Row]]) -> None:
        self._build = build
        update_wrapper(self, build)

    def __call__(self, *numbers: P.args, **_: P.kwargs) -> list[Row]:
        queryset, compiler, statement, _values, converters = self._known
        ready = _Worded(compiler, statement, self._filled(numbers), converters)
        asked = queryset.all()
        asked.query.get_compiler = lambda *_, **__: ready  # type: ignore[method-assign]
        return list(asked)

    def of(self, *numbers: P.args, **_: P.kwargs) -> Question:
        """The query of these numbers, not asked yet; its rows must be of plain values."""
        width, floats = self._columns
        return Question(self._known[2], self._filled(numbers), width, floats)

    def _filled(self, numbers: tuple[Any, ...]) -> tuple[Any, ...]:
        given: dict[int, Any] = dict(enumerate(numbers, MARKS))
        # Psycopg's numbers are of a type for each column's width.
        return tuple(
            type(value)(given[value]) if isinstance(value, int) and value in given else value
            for value in self._known[3]
        )

    @cached_property
    def _known(self) -> tuple[QuerySet[Any, Row], SQLCompiler, str, tuple[Any, ...], dict[int, Any]]:
        marks = range(MARKS, MARKS + len(signature(self._build).parameters))
        queryset = self._build(*marks)  # type: ignore[call-arg]
        compiler = queryset.query.get_compiler(connection.alias)
        statement, values = compiler.as_sql()
        if not set(marks) <= {value for value in values if isinstance(value, int)}:
            raise ValueError(f"{self._build.__qualname__} loses one of its numbers on the way to the database")
        converters = compiler.get_converters([column for column, *_ in compiler.select[: compiler.col_count]])
        return queryset, compiler, statement, tuple(values), converters

    @cached_property
    def _columns(self) -> tuple[int, tuple[int, ...]]:
        compiler = self._known[1]
        kinds = [_kind(column.output_field) for column, *_ in compiler.select[: compiler.col_count]]
        if strange := set(kinds) - PLAIN:
            raise ValueError(f"{self._build.__qualname__} asks for what JSON has no word for: {strange}")
        return len(kinds), tuple(at for at, kind in enumerate(kinds) if kind == "FloatField")


def _kind(field: Field[Any, Any]) -> str:
    if isinstance(field, ForeignKey):
        return _kind(field.target_field)
    inner = getattr(field, "base_field", None)
    return _kind(inner) if inner is not None else field.get_internal_type()


def together(*questions: Question) -> list[list[list[Any]]]:
    """The rows of several questions, each in its order, in one statement: there and back once instead of many times.

    They come as JSON, which a process reads faster than rows of many small answers.
    """
    statement = _joined(tuple((one.statement, one.width) for one in questions))
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for one in questions for value in one.values])
        found: list[list[list[Any]]] = [from_json(text) if text else [] for text in cursor.fetchone()]
    for question, rows in zip(questions, found, strict=True):
        for row in rows if question.floats else ():
            for at in question.floats:
                # JSON writes one and no thousandths as 1, which is no number with a point.
                if row[at] is not None:
                    row[at] = float(row[at])
    return found


@lru_cache(maxsize=64)
def _joined(statements: tuple[tuple[str, int], ...]) -> str:
    parts = []
    for statement, width in statements:
        columns = ", ".join(f"c{at}" for at in range(width))
        parts.append(f"(SELECT json_agg(json_build_array({columns})) FROM ({statement}) AS q ({columns}))::text")
    return f"SELECT {', '.join(parts)}"
