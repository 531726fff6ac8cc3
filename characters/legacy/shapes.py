"""Which table holds characters, and which column holds what: proposed by likeness of names and values, for a person to
correct in a file of the same form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from characters.legacy import held, likeness
from characters.legacy.likeness import NAMES, SAMPLE, TRAITS, TURNED, alike, is_number, plain, scale, traits_in
from characters.legacy.mapped import People
from characters.legacy.tables import Database, Row, Table, object_in
from characters.minds import DOMAINS

ABOUT_PEOPLE = re.compile(r"charact|persona|npc|agent|actor|people|person|cast|hero|member", re.I)
NOT_PEOPLE = re.compile(
    r"user|account|auth|session|migration|django|alembic|world|story|stor|chapter|scene|event|log|memor|relation|token|"
    r"setting|config|listing|purchase|payment|review|tag|world",
    re.I,
)
# From here on a table is taken for one of characters.
LEAST = 3.0


def proposed(database: Database) -> tuple[People, ...]:
    """Every table that looks like characters, the likeliest first; none where none does."""
    found = [(score, people) for table in database.tables for score, people in _people(database, table)]
    taken = {name for _, people in found for name in (*people.satellites, *people.belongings)}
    ranked = sorted(found, key=lambda pair: -pair[0])
    return tuple(people for _, people in ranked if people.table not in taken)


def _people(database: Database, table: Table) -> Iterator[tuple[float, People]]:
    if not table.count:
        return
    satellites, unfolded = dict(_satellites(database, table)), _unfolded(database, table)
    joined = database.joined(table, satellites, unfolded)
    sample = [row for _, (_, row) in zip(range(SAMPLE), joined, strict=False)]
    columns = list(dict.fromkeys(column for row in sample for column in row if column not in unfolded))
    fields = dict(_columns(columns, NAMES))
    if "name" not in fields and (first := alike(columns, ("firstname", "forename", "givenname"))):
        last = alike([column for column in columns if column != first], ("lastname", "surname", "familyname"))
        fields["name"] = f"{first} + {last}" if last else first
    traits = dict(_trait_columns(columns, sample))
    fields |= _written_traits(fields, columns, sample)
    score = _score(table, fields, traits)
    if score >= LEAST:
        yield (
            score,
            People(
                table=table.name,
                key=table.key,
                unfolded=unfolded,
                satellites=satellites,
                fields={name: column for name, column in fields.items() if column and column not in traits.values()},
                traits=traits,
                scale=scale(_given_traits(sample, traits, fields.get("traits", ""))),
                **held.found(database, table, satellites, {_name(row, fields["name"]) for row in sample}),
            ),
        )


def _name(row: Row, column: str) -> str:
    return " ".join(str(row.get(part.strip()) or "") for part in column.split("+"))


def _unfolded(database: Database, table: Table) -> tuple[str, ...]:
    """Columns that hold whole objects, a temperament alone not among them: that is read as one."""
    rows = [row for _, (_, row) in zip(range(SAMPLE), database.rows(table), strict=False)]
    return tuple(
        column
        for column in table.columns
        if (given := [row[column] for row in rows if row[column] not in (None, "")])
        and all(
            len(found := object_in(value)) > 1 and len(likeness.named_traits(found)) < likeness.ENOUGH
            for value in given
        )
    )


def _given_traits(sample: Sequence[Row], traits: Mapping[str, str], written: str) -> Iterator[Any]:
    for row in sample:
        own = [row.get(column.lstrip("-")) for column in traits.values()]
        yield from own or traits_in(row.get(written)).values()


def _satellites(database: Database, people: Table) -> Iterator[tuple[str, str]]:
    """Tables that have one row for each of these people at most, as a temperament kept apart from its bearer."""
    for table in database.tables:
        refs = held.references(database, table, people, ()) if table.name != people.name else []
        if len(refs) == 1 and table.count and table.count <= people.count and not held.MEMORIES.search(table.name):
            owners = [row[refs[0]] for _, row in database.rows(table)]
            if len(set(owners)) == len(owners):
                yield table.name, refs[0]


def _score(table: Table, fields: Mapping[str, str], traits: Mapping[str, str]) -> float:
    """How much a table looks like people: a name is needed, and something that is said only of them."""
    if "name" not in fields:
        return 0
    telling = {
        "description",
        "personality",
        "first_mes",
        "mes_example",
        "scenario",
        "traits",
        "goals",
        "secrets",
        "pronouns",
    }
    score = 1.0 + 0.8 * len(telling & fields.keys()) + (2 if len(traits) >= 3 else 0)
    score += 2 if ABOUT_PEOPLE.search(table.name) else 0
    return score - (3 if NOT_PEOPLE.search(table.name) else 0)


def _columns(columns: Sequence[str], wanted: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    left = [column for column in columns if not column.lower().endswith("_id")]
    for field, names in wanted.items():
        if column := alike(left, names):
            left.remove(column)
            yield field, column


def _trait_columns(columns: Sequence[str], sample: Sequence[Row]) -> Iterator[tuple[str, str]]:
    numbers = [column for column in columns if any(is_number(row.get(column)) for row in sample)]
    for domain in DOMAINS:
        names = TRAITS[domain] if len(numbers) >= len(DOMAINS) else TRAITS[domain][:-1]
        exact = [column for column in numbers if plain(column) in names]
        if column := exact[0] if exact else alike(numbers, TRAITS[domain][:1]):
            yield domain, column
        elif column := alike(numbers, TURNED.get(domain, ())):
            yield domain, f"-{column}"


def _written_traits(fields: Mapping[str, str], columns: Sequence[str], sample: Sequence[Row]) -> dict[str, str]:
    """The column that holds traits as JSON, whatever it is called."""
    for column in columns:
        known = sum(bool(traits_in(row.get(column))) for row in sample)
        if known and known * 2 >= sum(row.get(column) is not None for row in sample):
            return {"traits": column} | ({"personality": ""} if fields.get("personality") == column else {})
    return {}
