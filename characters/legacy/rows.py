"""One row of an old studio as a card: what has a field goes there, and all of it is kept beside."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any, Literal

from characters.cards import card as cards
from characters.cards import state
from characters.cards.reading import Reading
from characters.cards.report import Report
from characters.cards.text import line
from characters.legacy import shapes
from characters.legacy.shapes import People
from characters.legacy.tables import Database, Row, check

CARRIER = "legacy"
# The rows of other tables that belong to one character, by table.
Held = Mapping[str, list[dict[str, Any]]]

LISTS = re.compile(r"[;\n,]")
SHE = frozenset({"she", "her", "sheher", "f", "female", "woman", "girl"})
HE = frozenset({"he", "him", "hehim", "m", "male", "man", "boy"})
# Fields of a card that are plain text.
PLAIN = ("description", "personality", "scenario", "first_mes", "mes_example", "creator", "creator_notes", "nickname")


@dataclass(frozen=True, slots=True)
class Found:
    """One character of the old studio: its card, and everything that the database said of it."""

    table: str
    key: str
    reading: Reading
    # The row and what hung on it, as JSON.
    rows: bytes


@dataclass(frozen=True, slots=True)
class Faulty:
    """A row that no character can be made of, and why."""

    table: str
    key: str
    fault: str


def found(database: Database, people: People) -> Iterator[Found | Faulty]:
    """Every row of a table as a character, or why not."""
    table = database.table(people.table)
    own = [column for column in (*people.fields.values(), *people.traits.values()) if "." not in column]
    check(table, [people.key, *own])
    related = _related(database, people)
    for key, row in database.joined(table, people.satellites):
        held = {name: rows[str(key)] for name, rows in related.items() if str(key) in rows}
        if line(_text(row, people.fields.get("name", "")), 200):
            yield _found(people, key, row, held)
        else:
            yield Faulty(table.name, str(key), "The row has no name. Name it in the old studio, or map another column.")


def _found(people: People, key: Any, row: Row, held: Held) -> Found:
    report = Report()
    raw = json.dumps(card(people, row, held, report), ensure_ascii=False).encode("utf-8", "replace")
    value = json.loads(raw)
    read = cards.read(value, report)
    if unmapped := sorted(set(row) - {people.key, *people.fields.values(), *people.traits.values()}):
        report.kept(people.table, f"Columns kept as they were: {', '.join(unmapped)}.")
    for other, rows in held.items():
        report.kept(other, f"{len(rows):,} {'row' if len(rows) == 1 else 'rows'} of theirs.")
    kept = {
        "table": people.table, "key": _storable(key), "row": _plain(row), "related": held,
        "mapping": people.model_dump(mode="json"),
    }  # fmt: skip
    reading = Reading(CARRIER, raw, value, read, read.book, notes=report.closed())
    return Found(people.table, str(key), reading, json.dumps(kept, ensure_ascii=False).encode("utf-8", "replace"))


def card(people: People, row: Row, held: Held, report: Report) -> dict[str, Any]:
    """The row as a V3 card, told column by column."""
    fields = {field: _text(row, column) for field, column in people.fields.items()}
    data: dict[str, Any] = dict.fromkeys(cards.V2_TEXTS, "")
    data |= {field: fields[field] for field in PLAIN if fields.get(field)}
    data |= {"name": fields["name"], "tags": _list(fields.get("tags", "")), "alternate_greetings": []}
    for field, column in people.fields.items():
        if fields[field]:
            report.mapped(f"{people.table}.{column}", f"Read as {field.replace('_', ' ')}.")
    data["group_only_greetings"] = []
    data["extensions"] = {state.KEY: {"version": state.VERSION, "sheet": _sheet(people, row, held, fields, report)}}
    return {"spec": cards.V3, "spec_version": "3.0", "data": data}


def _sheet(people: People, row: Row, held: Held, fields: Mapping[str, str], report: Report) -> dict[str, Any]:
    sheet: dict[str, Any] = {
        "traits": _traits(people, row, held, report),
        "values": _listed(people, held, "values", fields),
        "role": line(fields.get("role", ""), 120),
        "goals": [_goal(text) for text in _listed(people, held, "goals", fields)],
        "secrets": [
            {"text": text.rstrip("."), "confession": text.rstrip(".")}
            for text in _listed(people, held, "secrets", fields)
        ],
    }
    word = re.sub(r"[^a-z]", "", fields.get("pronouns", "").lower())
    if word in SHE | HE:
        sheet["pronouns"] = "she" if word in SHE else "he"
    if sheet["secrets"]:
        report.noticed(
            people.table, "Secrets stand as they were; say each in the first person, too, before it is told."
        )
    return {name: value for name, value in sheet.items() if value}


def _goal(text: str) -> dict[str, str]:
    wish = text.removeprefix("to ").removeprefix("To ").rstrip(".!")
    return {"text": f"to {wish[:1].lower()}{wish[1:]}", "wish": f"{wish[:1].lower()}{wish[1:]}"}


Listable = Literal["goals", "secrets", "values", "tags"]


def _listed(people: People, held: Held, name: Listable, fields: Mapping[str, str]) -> list[str]:
    """Several things of one kind: from a column, and from a table of their own."""
    found = _list(fields.get(name, ""), "\n;" if name in {"secrets", "goals"} else "")
    own = people.lists.get(name)
    rows = held.get(own.table, []) if own else []
    return [*found, *(text for row in rows if own and (text := line(str(row.get(own.text) or ""), 200)))]


def _traits(people: People, row: Row, held: Held, report: Report) -> dict[str, float]:
    """The Big Five from columns, from JSON or from rows of their own, each brought from its scale to 0..1."""
    found: dict[str, Any] = shapes.traits_in(row.get(people.fields.get("traits", "")))
    span = people.scale
    if apart := people.trait_rows:
        found = shapes.named_traits({one[apart.name]: one[apart.value] for one in held.get(apart.table, [])})
        span = apart.scale
    if people.traits:
        found = {domain: row.get(column) for domain, column in people.traits.items()}
        span = people.scale
    numbers = {domain: value for domain, value in found.items() if isinstance(value, int | float) and isfinite(value)}
    shares = {domain: scaled(value, span) for domain, value in numbers.items()}
    if shares:
        told = ", ".join(f"{domain} {value:.0%}" for domain, value in sorted(shares.items()))
        report.mapped(f"{people.table}.traits", f"Temperament, on a scale of {span[0]:g} to {span[1]:g}: {told}.")
    return shares


def scaled(value: float, span: tuple[float, float]) -> float:
    low, high = span
    return round(max(0.0, min(1.0, (value - low) / (high - low))), 4) if high > low else 0.5


def _related(database: Database, people: People) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Rows of other tables by whom they belong to; a relationship belongs to the one whose feelings it tells."""
    tables = {**people.belongings, **{own.table: own.character for own in people.lists.values()}}
    if people.trait_rows:
        tables[people.trait_rows.table] = people.trait_rows.character
    if people.memories:
        tables[people.memories.table] = people.memories.character
    if people.relationships:
        tables[people.relationships.table] = people.relationships.source
    found: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for name, column in tables.items():
        table = database.table(name)
        check(table, [column])
        found[name] = {}
        for _, row in database.rows(table):
            found[name].setdefault(str(row[column]), []).append(_plain(row))
    return found


def _text(row: Row, column: str) -> str:
    value = row.get(column)
    if value is None or isinstance(value, bytes):
        return ""
    text = str(value)
    return "; ".join(_list(text)) if text.lstrip().startswith("[") else text


def _list(text: str, marks: str = "") -> list[str]:
    """Several things in one column: a JSON list, or parts between stops."""
    given: list[Any] = re.split(f"[{marks}]", text) if marks else LISTS.split(text)
    if text.lstrip().startswith("["):
        try:
            given = json.loads(text)
        except (ValueError, RecursionError):
            given = []
    return [part for one in given if (part := line(_said(one), 200))]


def _said(part: Any) -> str:
    """One entry of a JSON list: itself, or the first text that an object of it holds."""
    if isinstance(part, dict):
        return next((str(value) for value in part.values() if isinstance(value, str)), "")
    return str(part)


def _plain(row: Row) -> dict[str, Any]:
    return {column: _storable(value) for column, value in row.items()}


def _storable(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode()}
    if isinstance(value, float) and not isfinite(value):
        return None
    return value
