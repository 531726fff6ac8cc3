"""Which table holds characters, and which column holds what: proposed by likeness of names and values, for a person to
correct in a file of the same form.

Likeness of names is Ratcliff and Metzener's ("Pattern Matching: The Gestalt Approach", 1988), as difflib has it.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from characters.legacy.tables import Database, Row, Table
from characters.minds import DOMAINS

# What a field of a character is called elsewhere, the likeliest first.
NAMES: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "fullname", "displayname", "charname", "label"),
    "description": (
        "description", "bio", "biography", "about", "background", "backstory", "history", "summary", "profile",
    ),
    "personality": ("personality", "persona", "temperament", "traittext", "character"),
    "role": ("role", "occupation", "job", "profession", "archetype", "title", "class"),
    "pronouns": ("pronouns", "gender", "sex"),
    "scenario": ("scenario", "setting", "situation", "context"),
    "first_mes": ("firstmes", "firstmessage", "greeting", "opening", "intro", "welcome"),
    "mes_example": ("mesexample", "exampledialogue", "examples", "sampledialogue", "dialogue", "samples", "speech"),
    "nickname": ("nickname", "alias", "shortname"),
    "tags": ("tags", "keywords", "labels", "categories", "genre"),
    "values": ("values", "corevalues", "beliefs", "principles"),
    "goals": ("goals", "goal", "motivation", "motivations", "desires", "objectives", "wants"),
    "secrets": ("secrets", "secret", "hidden"),
    "traits": (
        "traits", "personalitytraits", "bigfive", "big5", "ocean", "traitscores", "traitsjson", "personalityjson",
    ),
    "creator": ("creator", "author", "createdby"),
    "creator_notes": ("creatornotes", "notes", "comment", "comments"),
}  # fmt: skip
TRAITS: Mapping[str, tuple[str, ...]] = {
    "openness": ("openness", "opennesstoexperience", "o"),
    "conscientiousness": ("conscientiousness", "conscientious", "c"),
    "extraversion": ("extraversion", "extroversion", "e"),
    "agreeableness": ("agreeableness", "agreeable", "a"),
    "neuroticism": ("neuroticism", "neurotic", "n"),
}
# Said of the same trait from its other end.
TURNED = ("emotionalstability", "stability")
ABOUT_PEOPLE = re.compile(r"charact|persona|npc|agent|actor|people|person|cast|hero|member", re.I)
NOT_PEOPLE = re.compile(
    r"user|account|auth|session|migration|django|alembic|world|story|stor|chapter|scene|event|log|memor|relation|token|"
    r"setting|config|listing|purchase|payment|review|tag|world",
    re.I,
)
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
# From here on a table is taken for one of characters.
LEAST = 3.0
# A name this like a known one is taken for it.
LIKE = 0.84
# Rows that values are judged by.
SAMPLE = 200

Scale = Annotated[tuple[float, float], Field(description="lowest and highest")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Memories(_Part):
    table: str
    # The column that says whose memory it is.
    character: str
    text: str
    importance: str = ""
    when: str = ""
    scale: Scale = (0.0, 1.0)


class Relationships(_Part):
    table: str
    source: str
    target: str
    kind: str = ""
    affection: str = ""
    trust: str = ""
    familiarity: str = ""
    scale: Scale = (0.0, 1.0)


class TraitRows(_Part):
    """Traits in a table of their own, a row each."""

    table: str
    character: str
    name: str
    value: str
    scale: Scale = (0.0, 1.0)


class Listed(_Part):
    """Goals, secrets and the like in a table of their own, a row each."""

    table: str
    character: str
    text: str


class People(_Part):
    """How one table is read: columns by field of a card, traits by domain, and what hangs on its rows."""

    table: str
    key: str
    # Tables with one row for each of them: table to the column that says whose; read as `table.column`.
    satellites: dict[str, str] = Field(default_factory=dict)
    fields: dict[str, str] = Field(default_factory=dict)
    traits: dict[str, str] = Field(default_factory=dict)
    scale: Scale = (0.0, 1.0)
    memories: Memories | None = None
    relationships: Relationships | None = None
    trait_rows: TraitRows | None = None
    lists: dict[Literal["goals", "secrets", "values", "tags"], Listed] = Field(default_factory=dict)
    # Further tables whose rows belong to one character each: table to column. They are kept with it.
    belongings: dict[str, str] = Field(default_factory=dict)


class Mapped(_Part):
    people: Annotated[tuple[People, ...], Field(min_length=1)]


def proposed(database: Database) -> tuple[People, ...]:
    """Every table that looks like characters, the likeliest first; none where none does."""
    found = [(score, people) for table in database.tables for score, people in _people(database, table)]
    taken = {name for _, people in found for name in (*people.satellites, *people.belongings)}
    ranked = sorted(found, key=lambda pair: -pair[0])
    return tuple(people for _, people in ranked if people.table not in taken)


def _people(database: Database, table: Table) -> Iterator[tuple[float, People]]:
    if not table.count:
        return
    satellites = dict(_satellites(database, table))
    sample = [row for _, (_, row) in zip(range(SAMPLE), database.joined(table, satellites), strict=False)]
    columns = list(dict.fromkeys(column for row in sample for column in row))
    fields = dict(_columns(columns, NAMES))
    if "name" not in fields and (first := alike(columns, ("firstname", "forename"))):
        fields["name"] = first
    traits = dict(_trait_columns(columns, sample))
    fields |= _written_traits(fields, columns, sample)
    score = _score(table, fields, traits)
    if score >= LEAST:
        yield (
            score,
            People(
                table=table.name,
                key=table.key,
                satellites=satellites,
                fields={name: column for name, column in fields.items() if column and column not in traits.values()},
                traits=traits,
                scale=scale(_given_traits(sample, traits, fields.get("traits", ""))),
                **_belongings(database, table, satellites),
            ),
        )


def _given_traits(sample: Sequence[Row], traits: Mapping[str, str], written: str) -> Iterator[Any]:
    for row in sample:
        yield from (row.get(column) for column in traits.values()) if traits else traits_in(row.get(written)).values()


def _satellites(database: Database, people: Table) -> Iterator[tuple[str, str]]:
    """Tables that have one row for each of these people at most, as a temperament kept apart from its bearer."""
    for table in database.tables:
        refs = _references(table, people) if table.name != people.name else []
        if len(refs) == 1 and table.count and table.count <= people.count and not MEMORIES.search(table.name):
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


def plain(name: str) -> str:
    """A column's name without what tables put around it."""
    bare = re.sub(r"[^a-z0-9]", "", name.rpartition(".")[2].lower())
    for prefix in ("character", "char", "npc", "agent", "persona"):
        if bare.startswith(prefix) and len(bare) > len(prefix) + 2:
            return bare.removeprefix(prefix)
    return bare


def alike(columns: Iterable[str], names: Sequence[str]) -> str:
    """The column that is most like one of the names; "" where none is."""
    best, found = 0.0, ""
    for column in columns:
        bare = plain(column)
        for place, name in enumerate(names):
            likeness = (
                1.0 if bare == name else difflib.SequenceMatcher(None, bare, name).ratio() if len(name) > 3 else 0
            )
            # Among equals the name that stands first in the list.
            if likeness >= LIKE and likeness - place / 100 > best:
                best, found = likeness - place / 100, column
    return found


def _columns(columns: Sequence[str], wanted: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    left = [column for column in columns if not column.lower().endswith("_id")]
    for field, names in wanted.items():
        if column := alike(left, names):
            left.remove(column)
            yield field, column


def _trait_columns(columns: Sequence[str], sample: Sequence[Row]) -> Iterator[tuple[str, str]]:
    numbers = [column for column in columns if any(_is_number(row[column]) for row in sample)]
    for domain in DOMAINS:
        names = TRAITS[domain] if len(numbers) >= len(DOMAINS) else TRAITS[domain][:-1]
        exact = [column for column in numbers if plain(column) in names]
        if column := exact[0] if exact else alike(numbers, TRAITS[domain][:1]):
            yield domain, column


def _written_traits(fields: Mapping[str, str], columns: Sequence[str], sample: Sequence[Row]) -> dict[str, str]:
    """The column that holds traits as JSON, whatever it is called."""
    for column in columns:
        known = sum(bool(traits_in(row[column])) for row in sample)
        if known and known * 2 >= sum(row[column] is not None for row in sample):
            return {"traits": column} | ({"personality": ""} if fields.get("personality") == column else {})
    return {}


def traits_in(value: Any) -> dict[str, float]:
    """The Big Five in a JSON text, by whatever names; nothing where there are fewer than three."""
    if not isinstance(value, str) or "{" not in value:
        return {}
    try:
        given = json.loads(value)
    except (ValueError, RecursionError):
        return {}
    for inner in [given, *(given.values() if isinstance(given, dict) else ())]:
        if isinstance(inner, dict) and len(found := named_traits(inner)) >= 3:
            return found
    return {}


def named_traits(given: Mapping[Any, Any]) -> dict[str, float]:
    bare = {plain(str(name)): value for name, value in given.items() if _is_number(value)}
    return {domain: float(bare[name]) for domain, names in TRAITS.items() for name in names if name in bare}


def scale(values: Iterable[Any]) -> tuple[float, float]:
    """The scale that numbers were most likely given on, by their extremes."""
    numbers = [float(value) for value in values if _is_number(value)]
    if not numbers:
        return 0.0, 1.0
    most, least = max(numbers), min(numbers)
    highest = next((top for top in (1.0, 5.0, 10.0, 100.0) if max(most, -least) <= top), max(most, -least))
    if least < 0:
        return -highest, highest
    return (1.0 if highest == 5 and least >= 1 else 0.0), highest


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value == value


def _belongings(database: Database, people: Table, satellites: Mapping[str, str]) -> dict[str, Any]:
    """Tables whose rows point at these people: memories, relationships, traits row by row, goals, and whatever else."""
    found: dict[str, Any] = {"belongings": {}, "lists": {}}
    for table in database.tables:
        refs = _references(table, people) if table.name not in (people.name, *satellites) else []
        if len(refs) >= 2 and "relationships" not in found:
            found["relationships"] = _relationships(database, table, refs)
        elif refs and MEMORIES.search(table.name) and "memories" not in found and alike(table.columns, TEXTS):
            found["memories"] = _memories(database, table, refs[0])
        elif refs:
            found["belongings"][table.name] = refs[0]
            found |= _trait_rows(database, table, refs[0])
            for field, names in LISTED.items():
                if names.search(table.name) and (
                    column := alike(table.columns, (*TEXTS, *NAMES["name"], *NAMES[field]))
                ):
                    found["lists"][field] = Listed(table=table.name, character=refs[0], text=column)
    return found


def _trait_rows(database: Database, table: Table, character: str) -> dict[str, Any]:
    """A table of traits, a row each: whose, which, how much."""
    rest = [column for column in table.columns if column not in (character, table.key)]
    rows = [row for _, (_, row) in zip(range(SAMPLE), database.rows(table), strict=False)]
    for name in rest:
        known = [row for row in rows if named_traits({str(row[name]): 0})]
        values = [column for column in rest if known and all(_is_number(row[column]) for row in known)]
        if len(known) >= 3 and values:
            span = scale(row[values[0]] for row in known)
            return {
                "trait_rows": TraitRows(table=table.name, character=character, name=name, value=values[0], scale=span)
            }
    return {}


def _references(table: Table, people: Table) -> list[str]:
    """The columns that point at people: declared so, or called so."""
    declared = [column for column, target in table.references.items() if target.lower() == people.name.lower()]
    if declared:
        return [column for column in table.columns if column in declared]
    one = people.name.lower().rstrip("s")
    like = re.compile(
        rf"({re.escape(one)}|charact|npc|agent|persona|owner|source|target|from|to|other|subject|object)\w*?_?(id|a|b|1|2|one|two)$",
        re.I,
    )
    about = RELATIONS.search(table.name) or MEMORIES.search(table.name)
    strict = re.compile(rf"({re.escape(one)}|charact|npc|agent|persona)\w*_?(id|a|b|1|2)$", re.I)
    return [column for column in table.columns if column != table.key and (like if about else strict).search(column)]


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
