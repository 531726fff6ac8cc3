"""An SQLite file that nobody here has seen before: its tables, columns, keys and rows, opened for reading only."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HEADER = b"SQLite format 3\0"
# Seconds that whoever writes to the file is waited for.
PATIENCE = 1.0
# Tables of people who sign in: nothing of them is brought over.
PRIVATE = re.compile(r"user|account|auth|session|token|password|credential", re.I)

Row = Mapping[str, Any]


class LegacyFault(ValueError):
    """Why a file can't be migrated and what to do about it, as a sentence for whoever runs the command."""


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    columns: tuple[str, ...]
    # The column that tells rows apart; `rowid` where the table declares none.
    key: str
    # Column to the table that it points at.
    references: Mapping[str, str]
    count: int


@dataclass(frozen=True, slots=True)
class Database:
    tables: tuple[Table, ...]
    connection: sqlite3.Connection

    def table(self, name: str) -> Table:
        found = next((table for table in self.tables if table.name.lower() == name.lower()), None)
        if found is None:
            known = ", ".join(table.name for table in self.tables)
            raise LegacyFault(f"There is no table “{name}” in the file. It has: {known}.")
        return found

    def rows(self, table: Table) -> Iterator[tuple[Any, Row]]:
        """Each row's key and columns, in the order of the keys."""
        chosen = ", ".join(quoted(column) for column in (table.key, *table.columns))
        with _faults_told():
            for values in self.connection.execute(
                f"SELECT {chosen} FROM {quoted(table.name)} ORDER BY {quoted(table.key)}"
            ):
                yield values[0], dict(zip(table.columns, values[1:], strict=True))

    def followed(self, table: Table, *, but: str) -> Iterator[tuple[Any, Row]]:
        """Each row with what its foreign keys point at beside it, as `column.name`: a tag's name, a world's title.

        Never what is in the table `but`, nor anything of accounts.
        """
        others = {column: self._pointed_at(target, but) for column, target in table.references.items()}
        pointed = {column: dict(self._by_key(other)) for column, other in others.items() if other}
        for key, row in self.rows(table):
            whole = dict(row)
            for column, rows in pointed.items():
                whole |= {f"{column}.{name}": value for name, value in rows.get(str(row[column]), {}).items()}
            yield key, whole

    def _by_key(self, table: Table) -> Iterator[tuple[str, Row]]:
        for key, row in self.rows(table):
            yield str(key), row

    def _pointed_at(self, target: str, but: str) -> Table | None:
        known = {table.name.lower(): table for table in self.tables}
        return None if target.lower() == but.lower() or PRIVATE.search(target) else known.get(target.lower())

    def joined(
        self, table: Table, satellites: Mapping[str, str], unfolded: Sequence[str] = ()
    ) -> Iterator[tuple[Any, Row]]:
        """Each row with the columns of its satellites beside its own, as `table.column`, and what objects hold."""
        beside = {}
        for name, column in satellites.items():
            satellite = self.table(name)
            check(satellite, [column])
            beside[name] = {str(row[column]): row for _, row in self.rows(satellite)}
        for key, row in self.rows(table):
            whole = dict(row)
            for name, rows in beside.items():
                whole |= {f"{name}.{column}": value for column, value in rows.get(str(key), {}).items()}
            for column in unfolded:
                whole |= {f"{column}.{name}": value for name, value in object_in(row.get(column)).items()}
            yield key, whole


def object_in(value: Any) -> dict[str, Any]:
    """The object in a JSON text, what is no plain value in it as JSON again; empty where there is none."""
    if not isinstance(value, str) or not value.lstrip().startswith("{"):
        return {}
    try:
        given = json.loads(value)
    except (ValueError, RecursionError):
        return {}
    return {str(name): json.dumps(inner) if isinstance(inner, dict | list) else inner for name, inner in given.items()}


def check(table: Table, columns: Iterable[str]) -> None:
    """`LegacyFault` for a column that a mapping names and the table does not have."""
    missing = [column for column in columns if column and column != "rowid" and column not in table.columns]
    if missing:
        known = ", ".join(table.columns)
        raise LegacyFault(f"Table “{table.name}” has no column “{missing[0]}”. It has: {known}.")


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def digest(path: Path) -> str:
    """SHA-256 of the file, which together with a table and a key names a row for ever."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def opened(path: Path) -> Iterator[Database]:
    """The file for reading; `LegacyFault` where it is none, is empty, or somebody holds it."""
    try:
        start = path.open("rb").read(len(HEADER))
    except OSError as error:
        raise LegacyFault(f"The file can't be opened: {error.strerror}. Check its path and who may read it.") from error
    if not start:
        raise LegacyFault("The file is empty. Look for the database that the old studio really wrote to.")
    if start != HEADER:
        raise LegacyFault("It is not an SQLite database. Look for a file that ends in .sqlite3 or .db.")
    with _faults_told():
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=PATIENCE)
    connection.text_factory = lambda data: data.decode("utf-8", "replace")
    try:
        with _faults_told():
            found = Database(tuple(_tables(connection)), connection)
        yield found
    finally:
        connection.close()


def _tables(connection: sqlite3.Connection) -> Iterator[Table]:
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    for (name,) in names:
        if name.startswith("sqlite_"):
            continue
        columns = connection.execute(f"PRAGMA table_info({quoted(name)})").fetchall()
        keys = [column[1] for column in columns if column[5]]
        references = connection.execute(f"PRAGMA foreign_key_list({quoted(name)})").fetchall()
        (count,) = connection.execute(f"SELECT count(*) FROM {quoted(name)}").fetchone()
        yield Table(
            name,
            tuple(column[1] for column in columns),
            keys[0] if len(keys) == 1 else "rowid",
            {row[3]: row[2] for row in references},
            count,
        )


@contextmanager
def _faults_told() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            raise LegacyFault(
                "The database is locked: the old studio still writes to it. Stop that, and try again."
            ) from error
        raise LegacyFault(f"The database can't be read ({error}). Try a copy of it.") from error
    except sqlite3.DatabaseError as error:
        raise LegacyFault(f"The database is damaged ({error}). Try an older copy of it.") from error
