"""Observe: one frozen snapshot of a world, read in one statement whatever the size of its cast."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.db.models import F, QuerySet, TextField
from django.db.models.functions import Cast

from characters import lorebooks, recall
from characters.minds import GoalView
from characters.models import Character, EcosystemCharacter, Goal, Memory, Secret, wound
from characters.worded import together, worded
from ecosystem import past, rein, starters
from ecosystem.inputs import Asked
from ecosystem.models import World
from ecosystem.rein import Rein
from ecosystem.scenes import (
    Place,
    Recalled,
    Recollection,
    Scene,
    SecretView,
    Setting,
    Sleep,
    Snapshot,
    Speaker,
)
from relationships import record
from relationships.bonds import DIMENSIONS, Bond
from relationships.models import CharacterRelationship
from storytelling import sifting

# Sheets that a process keeps until they are saved anew: reading a cast's takes longer than all else about it.
SHEETS_KEPT = 4_000
# Bonds at hand: those of a dozen worlds, in four megabytes.
BONDS_KEPT = 8_192
# What comes to mind before a scene.
MEMORIES_RECALLED = 3


def seed_of(world_seed: int, generation: int) -> int:
    """The seed of one turn: any turn replays alone, without the turns before it."""
    digest = hashlib.blake2b(f"{world_seed}:{generation}".encode(), digest_size=7).digest()
    return int.from_bytes(digest, "big")


def setting_of(world: World) -> Setting:
    return starter_setting(world.starter) if world.starter else own_setting(world.setting)


def own_setting(written: Mapping[str, Any]) -> Setting:
    """The setting of a world that somebody made from nothing; one place is near every other unless it says so."""
    places = written.get("places", ())
    keys = [place["key"] for place in places]
    hours, minutes = str(written.get("day_starts", "08:00")).split(":")
    return Setting(
        {
            place["key"]: Place(
                place["key"],
                place["name"],
                place.get("mood", ""),
                tuple(place.get("near") or (key for key in keys if key != place["key"])),
                place.get("about", ""),
            )
            for place in places
        },
        tuple(written.get("topics", ())),
        int(hours) * 60 + int(minutes),
    )


@lru_cache(maxsize=64)
def starter_setting(starter: str) -> Setting:
    found = starters.read(starter)
    hours, minutes = found.day_starts.split(":")
    return Setting(
        {place.key: Place(place.key, place.name, place.mood, tuple(place.near), place.about) for place in found.places},
        tuple(found.topics),
        int(hours) * 60 + int(minutes),
        {(one.key, whom): word for one in found.cast for whom, word in one.calls.items()},
    )


def scenes_wanted(world: World, cast: int) -> int:
    return world.scenes_per_turn or rein.scenes(max(1, min(8, round(cast / 6))), world.pace)


def rein_of(world: World) -> Rein:
    return Rein(
        frozenset(world.never), frozenset(world.topics_off), world.pace, world.turn_order, frozenset(world.round)
    )


def snapshot(world: World, asked: Asked) -> Snapshot:
    lives, held, open_wounds, ties, kept, log, told, wanting, lore = together(
        _lives.of(world.pk),
        _held.of(world.pk),
        wound.open_in.of(world.pk),
        _ties.of(world.pk),
        _kept_secrets.of(world.pk),
        past.unread(world),
        past.told(world),
        sifting.wanting.of(world.pk),
        lorebooks.stamp.of(world.pk, world.minute),
    )
    cast = _cast(lives)
    present = frozenset(one.pk for one in cast)
    goals, wounds, reined = _goals(held), wound.by_bearer(open_wounds), rein_of(world)
    read = past.read(world, log)
    return Snapshot(
        world=world.pk,
        generation=world.generation,
        seed=seed_of(world.seed, world.generation),
        minute=world.minute,
        autonomy=world.autonomy,
        scenes_wanted=scenes_wanted(world, len(cast)),
        starter=world.starter,
        setting=setting_of(world),
        minds={
            one.pk: rein.held(one.mind(tuple(goals.get(one.pk, ())), wounds.get(one.pk, ())), reined) for one in cast
        },
        as_of={one.pk: one.minute for one in cast},
        sleeps={one.pk: Sleep(one.wakes_at, tuple(one.mask)) for one in cast},
        autonomies={one.pk: one.autonomy or world.autonomy for one in cast},
        bonds={(row[0], row[1]): _bond(*row) for row in ties if row[0] in present and row[1] in present},
        secrets=tuple(
            SecretView(pk, holder, text, confession, about, frozenset(knowers))
            for pk, holder, text, confession, about, knowers in kept
        ),
        past=past.of(world, read, told, present),
        speakers={one.pk: speaker_of(one) for one in cast},
        injections=asked.injections,
        whispers=asked.whispers,
        summons=asked.summons,
        genre=world.genre,
        heard=past.heard(world, read),
        log_position=world.log_position,
        society=record.society_of(world.pk, world.generation, present),
        rein=reined,
        paces={one.pk: one.pace for one in cast if one.pace},
        wants=sifting.wants(world.pk, world.log_position, wanting),
        lore=lorebooks.known(world.pk, world.minute, lore),
    )


# What of a life's row a turn sees; where it stands on the map, and when it looked back last, is for others.
LIFE = (
    "id", "character_id", "key", "name", "place", "group", "doing", "energy", "social_capacity", "needs", "pleasure",
    "arousal", "dominance", "emotions", "minute", "mask", "wakes_at", "autonomy", "topics_off", "never", "pace",
    "habits", "usual", "strain", "crack", "growth", "rating", "last_event",
)  # fmt: skip

# Most bonds read as they did a turn ago, and to look one up takes a quarter of making it.
_bond = lru_cache(maxsize=BONDS_KEPT)(Bond)

# Sheets at hand, each with the moment at which it was saved.
_sheets: dict[int, tuple[str, Character]] = {}


def _cast(lives: Sequence[Sequence[Any]]) -> list[EcosystemCharacter]:
    """Everybody in the world, with their sheets."""
    cast = [EcosystemCharacter.from_db("default", LIFE, row[:-1]) for row in lives]
    saved = {one.character_id: row[-1] for one, row in zip(cast, lives, strict=True)}
    if stale := {sheet for sheet, at in saved.items() if sheet not in _sheets or _sheets[sheet][0] != at}:
        if len(_sheets) > SHEETS_KEPT:
            _sheets.clear()
            stale = set(saved)
        _sheets.update((pk, (saved[pk], sheet)) for pk, sheet in Character.objects.in_bulk(stale).items())
    for one in cast:
        one.character = _sheets[one.character_id][1]
    return cast


@worded
def _lives(world: int) -> QuerySet[EcosystemCharacter, tuple[Any, ...]]:
    present = EcosystemCharacter.objects.present().filter(world=world).order_by("pk")
    return present.values_list(*LIFE, Cast(F("character__updated_at"), TextField()))


@worded
def _held(world: int) -> QuerySet[Goal, tuple[Any, ...]]:
    held = Goal.objects.filter(holder__world=world, status=Goal.Status.HELD).order_by("-priority", "pk")
    return held.values_list(
        "holder", "pk", "text", "priority", "progress", "target", "acts", "wish", "kind", "since", "moved", "refusals",
        "why",
    )  # fmt: skip


def _goals(held: Sequence[Sequence[Any]]) -> Mapping[int, list[GoalView]]:
    goals: dict[int, list[GoalView]] = {}
    for holder, pk, text, priority, progress, target, acts, *rest in held:
        goals.setdefault(holder, []).append(GoalView(pk, text, priority, progress, target, frozenset(acts), *rest))
    return goals


def speaker_of(one: EcosystemCharacter) -> Speaker:
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


@worded
def _ties(world: int) -> QuerySet[CharacterRelationship, tuple[Any, ...]]:
    rows = CharacterRelationship.objects.filter(world=world).order_by("source", "target")
    return rows.values_list("source", "target", *DIMENSIONS, "stage", "minute")


@worded
def _kept_secrets(world: int) -> QuerySet[Secret, tuple[Any, ...]]:
    kept = Secret.objects.filter(holder__world=world, holder__departed=None).order_by("pk")
    return kept.values_list("pk", "holder", "text", "confession", "about", "knower_ids")


def recollections(seen: Snapshot, scenes: Sequence[Scene], *, voiced: bool = True) -> Recalled:
    """What comes to the mind of everybody in the turn's scenes, in one query for all of them.

    Where nothing is voiced only what comes unbidden: nobody would read the rest.
    """
    wanted = []
    for scene in scenes if voiced else ():
        people = (scene.initiator, *scene.responders)
        for who in people if len(people) > 1 else ():
            other = scene.responders[0] if who == scene.initiator else scene.initiator
            wanted.append((who, other, seen.minds[who].mood.pleasure))
    candidates = Memory.objects.all().candidates(wanted, seen.minute)
    unbidden = _unbidden(scenes)
    found = {
        who: tuple(
            Recollection(memory.id, memory.text)
            for memory in recall.recall(
                candidates[who], recall.Cue(seen.minute, pleasure, frozenset([other])), MEMORIES_RECALLED
            )
        )
        for who, other, pleasure in wanted
    }
    for who, memory in unbidden.items():
        found[who] = (memory, *(one for one in found.get(who, ()) if one.id != memory.id))[:MEMORIES_RECALLED]
    return found


def _unbidden(scenes: Sequence[Scene]) -> dict[int, Recollection]:
    """The memory of what once wounded them, of those whom a scene reminds of it: it comes first, unasked."""
    wounds = {one.who: one.event for scene in scenes for one in scene.stirrings}
    if not wounds:
        return {}
    rows = Memory.objects.filter(owner__in=wounds, event__in=wounds.values()).order_by("pk")
    return {
        owner: Recollection(pk, text)
        for pk, owner, event, text in rows.values_list("pk", "owner", "event", "text")
        if wounds[owner] == event
    }
