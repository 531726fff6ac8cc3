"""The facts of a world as rows: read once, kept by the process that writes them, written as they change.

Each kind of fact has a row of the same columns. Only a turn changes facts, and turns are fenced by the world's
generation, so what a process has written for a generation is what the next turn finds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from types import MappingProxyType
from typing import Any

from django.db.models import Model

from characters import rows
from relationships.models import (
    AllianceRow,
    BetrayalRow,
    ConfidenceRow,
    ConflictRow,
    LeadershipRow,
    OccasionRow,
    PromiseRow,
    RumourRow,
)
from relationships.society import Society

# Worlds whose facts a process keeps; past that it forgets the one it kept first.
WORLDS_KEPT = 200

# The rows of each kind of fact, by the field of `Society` that holds it.
MODELS: Mapping[str, type[Model]] = MappingProxyType(
    {
        "promises": PromiseRow,
        "betrayals": BetrayalRow,
        "confidences": ConfidenceRow,
        "rumours": RumourRow,
        "alliances": AllianceRow,
        "conflicts": ConflictRow,
        "leaderships": LeadershipRow,
        "occasions": OccasionRow,
    }
)

_kept: dict[int, tuple[int, Society]] = {}


def society_of(world_id: int, generation: int, cast: frozenset[int]) -> Society:
    """What holds in the world; facts of somebody who has left the cast fall away."""
    kept = _kept.get(world_id)
    if kept and kept[0] == generation and kept[1].among(cast) is kept[1]:
        return kept[1]
    # Where somebody has left, older facts may have come within what is kept of each kind.
    return _read(world_id).among(cast)


def keep(world_id: int, generation: int, society: Society) -> None:
    """Remember what a committed turn wrote, for the next turn of the world."""
    _kept.pop(world_id, None)
    while len(_kept) >= WORLDS_KEPT:
        del _kept[next(iter(_kept))]
    _kept[world_id] = (generation, society)


def write(world_id: int, before: Society, after: Society) -> None:
    """Write every fact that is new or has changed; inside the turn's transaction."""
    if after is before:
        return
    for kind, model in MODELS.items():
        known = {fact.number: fact for fact in getattr(before, kind)}
        changed = [fact for fact in getattr(after, kind) if known.get(fact.number) is not fact]
        if changed:
            columns = [_column(model, field.name) for field in fields(changed[0])]
            rows.insert(
                [_row(model, world_id, fact) for fact in changed],
                unique=("world_id", "number"),
                changing=[column for column in columns if column != "number"],
            )


def _read(world_id: int) -> Society:
    found: dict[str, Any] = {}
    last = 0
    for kind, model in MODELS.items():
        facts = [row.fact() for row in model.objects.current(world_id)]  # type: ignore[attr-defined]
        found[kind] = tuple(facts)
        newest = model.objects.filter(world=world_id).order_by("-number").values_list("number", flat=True).first()  # type: ignore[attr-defined]
        last = max(last, newest or 0)
    return replace(Society(), last=last, **found)


def _column(model: type[Model], name: str) -> str:
    return str(model._meta.get_field(name).column)  # type: ignore[union-attr]


def _row(model: type[Model], world_id: int, fact: Any) -> Model:
    values = {_attribute(model, field.name): _plain(getattr(fact, field.name)) for field in fields(fact)}
    return model(world_id=world_id, **values)


def _attribute(model: type[Model], name: str) -> str:
    return str(model._meta.get_field(name).attname)  # type: ignore[union-attr]


def _plain(value: Any) -> Any:
    """A column's value: sets in order, so that a row reads the same whoever writes it."""
    if isinstance(value, frozenset):
        return sorted(value)
    return list(value) if isinstance(value, tuple) else value
