"""One row of an old studio as a card: what has a field goes there, and all of it is kept beside."""

from __future__ import annotations

import base64
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, Literal

from characters.cards import card as cards
from characters.cards import state
from characters.cards.reading import Reading
from characters.cards.report import Report
from characters.cards.text import line
from characters.legacy import likeness
from characters.legacy.mapped import People
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
    check(table, [people.key, *(column for column in _columns(people) if "." not in column)])
    joined = list(database.joined(table, people.satellites, people.unfolded))
    pointed = {str(key): row for key, row in database.followed(table, but=table.name)}
    related = _related(database, people, _aliases(people, joined))
    for key, row in joined:
        held = {name: rows[str(key)] for name, rows in related.items() if str(key) in rows}
        if line(_text(row, people.fields.get("name", "")), 200):
            yield _found(people, key, {**pointed[str(key)], **row}, held)
        else:
            yield Faulty(table.name, str(key), "The row has no name. Name it in the old studio, or map another column.")


def unowned(database: Database, people: People) -> dict[str, int]:
    """Rows of the tables that the mapping names that belong to none of these characters, by table."""
    joined = list(database.joined(database.table(people.table), people.satellites, people.unfolded))
    related = _related(database, people, _aliases(people, joined))
    left = {name: database.table(name).count - sum(map(len, rows.values())) for name, rows in related.items()}
    return {name: count for name, count in left.items() if count}


def _columns(people: People) -> list[str]:
    """Every column that the mapping names for a row itself."""
    fields = [column.strip() for given in people.fields.values() for column in given.split("+")]
    return [*fields, *(column.lstrip("-") for column in people.traits.values())]


def _aliases(people: People, joined: Sequence[tuple[Any, Row]]) -> dict[str, str]:
    """The keys of rows, by themselves and by names that one alone bears: tables point at people by either."""
    named = [(_text(row, people.fields.get("name", "")).casefold(), str(key)) for key, row in joined]
    count = Counter(name for name, _ in named)
    return {name: key for name, key in named if name and count[name] == 1} | {key: key for _, key in named}


def _found(people: People, key: Any, row: Row, held: Held) -> Found:
    report = Report()
    raw = json.dumps(card(people, row, held, report), ensure_ascii=False).encode("utf-8", "replace")
    value = json.loads(raw)
    read = cards.read(value, report)
    if unmapped := sorted(set(row) - {people.key, *_columns(people), *people.unfolded}):
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
    data |= {"name": fields["name"], "tags": _listed(people, held, "tags", fields), "alternate_greetings": []}
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
    found: dict[str, Any] = likeness.traits_in(row.get(people.fields.get("traits", "")))
    span = people.scale
    if apart := people.trait_rows:
        found = likeness.named_traits({one[apart.name]: one[apart.value] for one in held.get(apart.table, [])})
        span = apart.scale
    if people.traits:
        span = people.scale
        found = {domain: _given(row, column, span) for domain, column in people.traits.items()}
    numbers = {domain: value for domain, value in found.items() if isinstance(value, int | float) and isfinite(value)}
    shares = {domain: scaled(value, span) for domain, value in numbers.items()}
    if shares:
        told = ", ".join(f"{domain} {value:.0%}" for domain, value in sorted(shares.items()))
        report.mapped(f"{people.table}.traits", f"Temperament, on a scale of {span[0]:g} to {span[1]:g}: {told}.")
    return shares


def _given(row: Row, column: str, span: tuple[float, float]) -> Any:
    """A trait's number; of a column that tells its other end, turned round within the scale."""
    value = row.get(column.lstrip("-"))
    return sum(span) - value if column.startswith("-") and isinstance(value, int | float) else value


def scaled(value: float, span: tuple[float, float]) -> float:
    low, high = span
    return round(max(0.0, min(1.0, (value - low) / (high - low))), 4) if high > low else 0.5


def _related(
    database: Database, people: People, aliases: Mapping[str, str]
) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Rows of other tables by whom they belong to; a relationship belongs to the one whose feelings it tells."""
    tables = {**people.belongings, **{own.table: own.character for own in people.lists.values()}}
    if people.trait_rows:
        tables[people.trait_rows.table] = people.trait_rows.character
    if people.memories:
        tables[people.memories.table] = people.memories.character
    if people.relationships:
        tables[people.relationships.table] = people.relationships.source
    found: dict[str, dict[str, list[dict[str, Any]]]] = {}
    owners: dict[str, dict[str, str]] = {}
    for name, column in {**tables, **people.satellites}.items():
        owners[name] = _owners(database, name, column, aliases)
    for name, inner in people.nested.items():
        owners[name] = _owners(database, name, inner.column, owners.get(inner.via, {}))
    for name in (*tables, *people.nested):
        found[name] = {}
        for key, row in database.followed(database.table(name), but=people.table):
            if (owner := owners[name].get(str(key))) is not None:
                found[name].setdefault(owner, []).append(_plain(row))
    return found


def _owners(database: Database, name: str, column: str, known: Mapping[str, str]) -> dict[str, str]:
    """Whose each row of a table is, by the row's key; rows of nobody who is known are left out."""
    table = database.table(name)
    check(table, [column])
    told = {str(key): str(row[column]) for key, row in database.rows(table)}
    return {key: owner for key, whose in told.items() if (owner := known.get(whose) or known.get(whose.casefold()))}


def _text(row: Row, column: str) -> str:
    if "+" in column and column not in row:
        return " ".join(filter(None, (_text(row, part.strip()) for part in column.split("+"))))
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
