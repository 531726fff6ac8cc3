"""What hangs on the characters of an old database: memories, relationships, traits and goals row by row, the rest."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from characters.legacy.likeness import NAMES, SAMPLE, alike, is_number, named_traits, scale
from characters.legacy.mapped import Listed, Memories, Nested, Relationships, TraitRows
from characters.legacy.tables import PRIVATE, Database, Table

MEMORIES = re.compile(r"memor|diary|journal|recollect|experience|histor", re.I)
RELATIONS = re.compile(r"relation|bond|tie|affinit|friend|connection|link", re.I)
TEXTS = ("content", "text", "memory", "body", "summary", "description", "event", "message", "note")
IMPORTANCES = ("importance", "weight", "significance", "salience", "strength", "priority")
WHENS = ("createdat", "timestamp", "time", "date", "occurredat", "turn", "created")
KINDS = ("type", "kind", "relationshiptype", "relationtype", "label", "status", "name", "description")
BONDS = {
    "affection": (
        "affection", "affinity", "liking", "love", "sentiment", "score", "strength", "value", "level", "closeness",
    ),
    "trust": ("trust", "trustlevel", "confidence"),
    "familiarity": ("familiarity", "closeness", "intimacy", "knows"),
}  # fmt: skip
LISTED = {
    "goals": re.compile(r"goal|motiv|desire|objective", re.I),
    "secrets": re.compile(r"secret", re.I),
    "values": re.compile(r"value|belief", re.I),
    "tags": re.compile(r"tag|keyword", re.I),
}


def found(database: Database, people: Table, satellites: Mapping[str, str], names: Collection[str]) -> dict[str, Any]:
    """Tables whose rows point at these people: memories, relationships, traits row by row, goals, and whatever else."""
    found: dict[str, Any] = {"belongings": {}, "lists": {}}
    taken = {people.name, *satellites}
    for table in database.tables:
        refs = references(database, table, people, names) if table.name not in taken else []
        if not refs:
            continue
        taken.add(table.name)
        if len(refs) >= 2 and "relationships" not in found:
            found["relationships"] = _relationships(database, table, refs)
        elif MEMORIES.search(table.name) and "memories" not in found and alike(table.columns, TEXTS):
            found["memories"] = _memories(database, table, refs[0])
        else:
            found["belongings"][table.name] = refs[0]
            found |= _trait_rows(database, table, refs[0])
            found["lists"] |= _listed(database, table, people, refs[0])
    return found | {"nested": _nested(database, taken - {people.name}, taken)}


def _listed(database: Database, table: Table, people: Table, character: str) -> dict[str, Listed]:
    """Goals, secrets, values or tags, where a table of them is one; their text may be in a table that it points at."""
    first = next(iter(database.followed(table, but=people.name)), None)
    columns = [column for column in (first[1] if first else table.columns) if column not in (character, table.key)]
    fitting = [field for field, named in LISTED.items() if named.search(table.name)]
    texts = {field: alike(columns, (*TEXTS, *NAMES["name"], *NAMES[field])) for field in fitting}
    return {field: Listed(table=table.name, character=character, text=text) for field, text in texts.items() if text}


def _nested(database: Database, held: Collection[str], taken: Collection[str]) -> dict[str, Nested]:
    """Tables that hang on those that hang on people, to any depth: messages of conversations, words of messages."""
    nested: dict[str, Nested] = {}
    vias = list(held)
    for via in vias:
        target = database.table(via)
        for table in database.tables:
            if table.name in taken or table.name in nested or PRIVATE.search(table.name):
                continue
            if column := _pointing(table, target):
                nested[table.name] = Nested(column=column, via=via)
                vias.append(table.name)
    return nested


def _pointing(table: Table, target: Table) -> str:
    """The column that points at another table: declared so, or called so."""
    declared = [column for column, name in table.references.items() if name.lower() == target.name.lower()]
    one = re.escape(target.name.lower().rpartition("_")[2].rstrip("s"))
    called = [column for column in table.columns if re.fullmatch(rf"(\w+_)?{one}_?id", column, re.I)]
    return next(iter(declared or called), "")


def _trait_rows(database: Database, table: Table, character: str) -> dict[str, Any]:
    """A table of traits, a row each: whose, which, how much."""
    rest = [column for column in table.columns if column not in (character, table.key)]
    rows = [row for _, (_, row) in zip(range(SAMPLE), database.rows(table), strict=False)]
    for name in rest:
        known = [row for row in rows if named_traits({str(row[name]): 0})]
        values = [column for column in rest if known and all(is_number(row[column]) for row in known)]
        if len(known) >= 3 and values:
            span = scale(row[values[0]] for row in known)
            return {
                "trait_rows": TraitRows(table=table.name, character=character, name=name, value=values[0], scale=span)
            }
    return {}


def references(database: Database, table: Table, people: Table, names: Collection[str]) -> list[str]:
    """The columns that point at people: declared so, called so, or holding their names."""
    declared = [column for column, target in table.references.items() if target.lower() == people.name.lower()]
    if declared:
        return [column for column in table.columns if column in declared]
    one = re.escape(people.name.lower().rstrip("s"))
    about = RELATIONS.search(table.name) or MEMORIES.search(table.name)
    whose = rf"{one}|charact|npc|agent|persona"
    ends = r"\w*?_?(id|a|b|1|2|one|two)$"
    other = "owner|source|target|from|to|other|subject|object"
    like = rf"({whose}|{other}){ends}" if about else rf"({whose})\w*_(id|a|b|1|2)$"
    called = [column for column in table.columns if column != table.key and re.search(like, column, re.I)]
    return called or (_by_name(database, table, names) if about else [])


def _by_name(database: Database, table: Table, names: Collection[str]) -> list[str]:
    """Columns in which people stand by name."""
    known = {name.casefold() for name in names if name}
    rows = [row for _, (_, row) in zip(range(SAMPLE), database.rows(table), strict=False)]
    told = {column: {str(row[column]).casefold() for row in rows if row[column]} for column in table.columns}
    return [column for column, values in told.items() if values and known >= values]


def _memories(database: Database, table: Table, character: str) -> Memories:
    rest = [column for column in table.columns if column not in (character, table.key)]
    importance = alike(rest, IMPORTANCES)
    return Memories(
        table=table.name, character=character, text=alike(rest, TEXTS), importance=importance, when=alike(rest, WHENS),
        scale=_scale_of(database, table, [importance]),
    )  # fmt: skip


def _relationships(database: Database, table: Table, refs: Sequence[str]) -> Relationships:
    rest = [column for column in table.columns if column not in (*refs, table.key)]
    bonds: dict[str, str] = {}
    for dimension in ("trust", "familiarity", "affection"):
        if column := alike([column for column in rest if column not in bonds.values()], BONDS[dimension]):
            bonds[dimension] = column
    left = [column for column in rest if column not in bonds.values()]
    return Relationships(
        table=table.name, source=refs[0], target=refs[1], kind=alike(left, KINDS), **bonds,
        scale=_scale_of(database, table, list(bonds.values())),
    )  # fmt: skip


def _scale_of(database: Database, table: Table, columns: Sequence[str]) -> tuple[float, float]:
    rows = [row for _, (_, row) in zip(range(SAMPLE), database.rows(table), strict=False)]
    return scale(row[column] for row in rows for column in columns if column)
