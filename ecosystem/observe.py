"""Observe: one frozen snapshot of a world, in a fixed, small number of queries whatever the size of its cast."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache

from characters import recall
from characters.models import EcosystemCharacter, Event, Goal, Memory, Secret
from ecosystem import starters
from ecosystem.inputs import Asked
from ecosystem.models import World
from ecosystem.scenes import (
    Past,
    Place,
    Recalled,
    Recollection,
    Said,
    Scene,
    SecretView,
    Setting,
    Sleep,
    Snapshot,
    Speaker,
)
from relationships.bonds import DIMENSIONS, Bond
from relationships.models import CharacterRelationship

# How far back decisions and voices look into the log.
EVENTS_SEEN = 90
# What comes to mind before a scene.
MEMORIES_RECALLED = 3


def seed_of(world_seed: int, generation: int) -> int:
    """The seed of one turn: any turn replays alone, without the turns before it."""
    digest = hashlib.blake2b(f"{world_seed}:{generation}".encode(), digest_size=7).digest()
    return int.from_bytes(digest, "big")


@lru_cache(maxsize=64)
def setting_of(starter: str) -> Setting:
    found = starters.read(starter)
    hours, minutes = found.day_starts.split(":")
    return Setting(
        {place.key: Place(place.key, place.name, place.mood, tuple(place.near)) for place in found.places},
        tuple(found.topics),
        int(hours) * 60 + int(minutes),
    )


def scenes_wanted(world: World, cast: int) -> int:
    return world.scenes_per_turn or max(1, min(8, round(cast / 6)))


def snapshot(world: World, asked: Asked) -> Snapshot:
    cast = list(EcosystemCharacter.objects.filter(world=world).select_related("character").order_by("pk"))
    goals: dict[int, list[Goal]] = {}
    for goal in Goal.objects.filter(holder__world=world, status=Goal.Status.HELD).order_by("-priority", "pk"):
        goals.setdefault(goal.holder_id, []).append(goal)
    return Snapshot(
        world=world.pk,
        generation=world.generation,
        seed=seed_of(world.seed, world.generation),
        minute=world.minute,
        autonomy=world.autonomy,
        scenes_wanted=scenes_wanted(world, len(cast)),
        starter=world.starter,
        setting=setting_of(world.starter),
        minds={one.pk: one.mind(tuple(goal.view() for goal in goals.get(one.pk, ()))) for one in cast},
        as_of={one.pk: one.minute for one in cast},
        sleeps={one.pk: Sleep(one.wakes_at, tuple(one.mask)) for one in cast},
        autonomies={one.pk: one.autonomy or world.autonomy for one in cast},
        bonds=_bonds(world),
        secrets=_secrets(world),
        past=_past(world),
        speakers={one.pk: _speaker(one) for one in cast},
        injections=asked.injections,
        whispers=asked.whispers,
    )


def _speaker(one: EcosystemCharacter) -> Speaker:
    sheet = one.character
    return Speaker(
        id=one.pk,
        key=one.key,
        name=one.name,
        address=sheet.address or one.name,
        pronouns=sheet.pronouns,
        role=sheet.role,
        persona=sheet.persona,
        speech=sheet.speech,
        samples=tuple(sheet.samples),
        gestures=tuple(sheet.gestures),
        topics=tuple(sheet.topics),
        last_event=one.last_event,
        doing=one.doing,
    )


def _bonds(world: World) -> Mapping[tuple[int, int], Bond]:
    rows = CharacterRelationship.objects.filter(world=world).order_by("source", "target")
    columns = rows.values_list("source", "target", *DIMENSIONS, "stage", "minute")
    return {(row[0], row[1]): Bond(*row) for row in columns}


def _secrets(world: World) -> tuple[SecretView, ...]:
    return tuple(
        SecretView(pk, holder, text, confession, about, frozenset(knowers))
        for pk, holder, text, confession, about, knowers in Secret.objects.filter(holder__world=world)
        .order_by("pk")
        .values_list("pk", "holder", "text", "confession", "about", "knower_ids")
    )


# What of an event's row the snapshot needs; the rest (reasons, feelings) is for readers.
PAST_COLUMNS = (
    "number", "generation", "minute", "kind", "act", "initiator", "responder_ids", "witness_ids", "accepted",
    "importance", "tags", "clauses", "lines",
)  # fmt: skip


def _past(world: World) -> tuple[Past, ...]:
    since = max(0, world.log_position - EVENTS_SEEN)
    told: dict[int, set[int]] = {}
    heard = Memory.objects.filter(owner__world=world, kind=Memory.Kind.TOLD, event__gt=since)
    for number, owner in heard.values_list("event", "owner"):
        told.setdefault(number or 0, set()).add(owner)
    events = Event.objects.filter(world=world).after(since).only(*PAST_COLUMNS)
    return tuple(_seen(event, frozenset(told.get(event.number, ()))) for event in events)


def _seen(event: Event, told: frozenset[int]) -> Past:
    return Past(
        number=event.number,
        generation=event.generation,
        minute=event.minute,
        kind=event.kind,
        act=event.act,
        initiator=event.initiator_id,
        responders=tuple(event.responder_ids),
        witnesses=tuple(event.witness_ids),
        told=told,
        accepted=event.accepted,
        importance=event.importance,
        tags=tuple(event.tags),
        clauses=event.clauses,
        phrases=tuple((line["speaker"], key) for line in event.lines for key in line.get("keys", ())),
        said=tuple(Said(line["speaker"], line["text"]) for line in event.lines if line["speaker"] is not None),
    )


def recollections(seen: Snapshot, scenes: Sequence[Scene]) -> Recalled:
    """What comes to the mind of everybody in the turn's scenes, in one query for all of them."""
    wanted = []
    for scene in scenes:
        people = (scene.initiator, *scene.responders)
        for who in people if len(people) > 1 else ():
            other = scene.responders[0] if who == scene.initiator else scene.initiator
            wanted.append((who, other, seen.minds[who].mood.pleasure))
    candidates = Memory.objects.all().candidates(wanted, seen.minute)
    return {
        who: tuple(
            Recollection(memory.id, memory.text)
            for memory in recall.recall(
                candidates[who], recall.Cue(seen.minute, pleasure, frozenset([other])), MEMORIES_RECALLED
            )
        )
        for who, other, pleasure in wanted
    }
