"""What characters of an old studio bring along besides their sheets: what they remembered, and how they stood.

Their rows are kept with their cards (`characters.legacy`); here they become memories and bonds of a world.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from characters.cards.text import line
from characters.legacy.mapped import Memories, People, Relationships
from characters.legacy.rows import scaled
from characters.models import Card, EcosystemCharacter, Memory
from ecosystem.models import World
from relationships import bonds, ledger, stages, trust
from relationships.bonds import Bond, Change
from relationships.models import CharacterRelationship

MEMORY_LENGTH = 400
# Memories that one brings along: the newest, as many as recall looks through.
MOST_MEMORIES = 500
# What an event of no stated importance is taken for, on the scale of 1 to 10.
IMPORTANCE = 4.0
# Who has a row about somebody knows them; how well, where the row does not say.
FAMILIARITY = 0.5
CERTAINTY = 0.5
# The rule under which the ledger enters how they stood before.
RULE = "before"


def restore(world: World, lives: Sequence[EcosystemCharacter]) -> tuple[int, int]:
    """Memories and bonds of those who come from an old studio; how many of each. What a world has is never doubled."""
    cards = {life.pk: card for life in lives if (card := _card(life.character_id)) is not None}
    new = [life for life in lives if life.pk in cards and not life.memories.exists()]
    memories = [memory for life in new for memory in _memories(world, life, cards[life.pk], lives)]
    Memory.objects.bulk_create(memories)
    return len(memories), _tie(world, lives, cards)


def _card(character: int) -> Card | None:
    return Card.objects.filter(character=character).exclude(source_rows=None).order_by("-pk").first()


def _rows(card: Card) -> tuple[People, Mapping[str, Any]]:
    assert card.source_rows is not None
    kept = json.loads(bytes(card.source_rows))
    return People.model_validate(kept["mapping"]), kept["related"]


def _memories(world: World, life: EcosystemCharacter, card: Card, lives: Iterable[EcosystemCharacter]) -> list[Memory]:
    people, related = _rows(card)
    if people.memories is None:
        return []
    told = related.get(people.memories.table, [])[-MOST_MEMORIES:]
    return [memory for row in told if (memory := _memory(world, life, people.memories, row, lives)) is not None]


def _memory(
    world: World,
    life: EcosystemCharacter,
    shape: Memories,
    row: Mapping[str, Any],
    lives: Iterable[EcosystemCharacter],
) -> Memory | None:
    text = line(str(row.get(shape.text) or ""), MEMORY_LENGTH)
    if not text:
        return None
    given = row.get(shape.importance)
    weight = 1 + 9 * scaled(given, shape.scale) if isinstance(given, int | float) else IMPORTANCE
    named = [one.pk for one in lives if one.pk != life.pk and one.name.split()[0] in text]
    return Memory(
        owner=life,
        text=text,
        text_hash=zlib.crc32(text.encode()),
        importance=round(weight, 2),
        about_ids=named,
        minute=world.minute,
        recalled_minute=world.minute,
    )


def _tie(world: World, lives: Sequence[EcosystemCharacter], cards: Mapping[int, Card]) -> int:
    """Bonds between those of one old database, where the world has none between them yet."""
    by_row = dict(_named(lives, cards))
    there = set(CharacterRelationship.objects.filter(world=world).values_list("source", "target"))
    after, held = dict[tuple[int, int], Bond](), list[Change]()
    for life in lives:
        for target, changes in _changes(life, cards.get(life.pk), by_row):
            pair = life.pk, target
            if pair not in there and pair not in after and target != life.pk:
                after[pair], kept = bonds.applied(Bond(*pair, minute=world.minute), changes)
                held += kept
    staged = {
        (source, target): replace(bond, stage=stages.stage(bond, bond.stage, after.get((target, source))))
        for (source, target), bond in after.items()
    }
    ledger.write(world.pk, {}, staged, [(0, held)])
    return len(staged)


def _named(lives: Sequence[EcosystemCharacter], cards: Mapping[int, Card]) -> Iterable[tuple[str, EcosystemCharacter]]:
    """Who is meant where a row names somebody: by name or by key, and by key if that should be somebody's name."""
    old = [(cards[life.pk], life) for life in lives if life.pk in cards]
    yield from ((f"{card.origin.rpartition('/')[0]}/{card.name.casefold()}", life) for card, life in old)
    yield from ((card.origin, life) for card, life in old)


def _changes(
    life: EcosystemCharacter, card: Card | None, by_row: Mapping[str, EcosystemCharacter]
) -> Iterable[tuple[int, list[Change]]]:
    if card is None:
        return
    people, related = _rows(card)
    if (shape := people.relationships) is None:
        return
    start = card.origin.split("/")[0]
    for row in related.get(shape.table, []):
        whom = str(row.get(shape.target))
        other = by_row.get(f"{start}/{people.table}/{whom}") or by_row.get(f"{start}/{people.table}/{whom.casefold()}")
        if other is not None:
            amounts = _amounts(shape, row)
            kind = line(str(row.get(shape.kind) or ""), 60)
            reason = f"Before: {kind}" if kind else f"Knows {other.name} from before"
            yield (
                other.pk,
                [Change(life.pk, other.pk, name, delta, reason[:120], RULE) for name, delta in amounts.items()],
            )


def _amounts(shape: Relationships, row: Mapping[str, Any]) -> dict[str, float]:
    """A row's numbers as a bond's; of a scale without negatives its lower end is no dislike, only indifference."""
    share = {
        name: scaled(value, shape.scale)
        for name in ("affection", "trust", "familiarity")
        if isinstance(value := row.get(getattr(shape, name)), int | float)
    }
    amounts = {"familiarity": share.get("familiarity", FAMILIARITY)}
    if "affection" in share:
        signed = shape.scale[0] < 0
        amounts["affection"] = round(2 * share["affection"] - 1, 4) if signed else share["affection"]
    good, bad = trust.evidence(share.get("trust", 0.5), CERTAINTY)
    return amounts | {"trust_good": good, "trust_bad": bad}
