"""The mapping file: which table holds characters, and which column holds what. `docs/importstudio.md` shows one."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

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


class Nested(_Part):
    column: str
    # The table that the column points into.
    via: str


class People(_Part):
    """How one table is read: columns by field of a card, traits by domain, and what hangs on its rows."""

    table: str
    key: str
    # Columns that hold an object as JSON each; what is in it is read as `column.name`.
    unfolded: tuple[str, ...] = ()
    # Tables with one row for each of them: table to the column that says whose; read as `table.column`.
    satellites: dict[str, str] = Field(default_factory=dict)
    # Columns by field of a card; `first + last` is the two of them with a space between.
    fields: dict[str, str] = Field(default_factory=dict)
    # Columns by domain; one that tells the other end of it, as stability does of neuroticism, with a minus before it.
    traits: dict[str, str] = Field(default_factory=dict)
    scale: Scale = (0.0, 1.0)
    memories: Memories | None = None
    relationships: Relationships | None = None
    trait_rows: TraitRows | None = None
    lists: dict[Literal["goals", "secrets", "values", "tags"], Listed] = Field(default_factory=dict)
    # Further tables whose rows belong to one character each: table to column. They are kept with it.
    belongings: dict[str, str] = Field(default_factory=dict)
    # Tables whose rows belong to a row of another of these tables, as messages to a conversation; kept likewise.
    nested: dict[str, Nested] = Field(default_factory=dict)


class Mapped(_Part):
    people: Annotated[tuple[People, ...], Field(min_length=1)]
