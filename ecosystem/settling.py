"""Coming into a world with more than a sheet: to a place, known to some already, perhaps with memories; and leaving it.

Whoever comes disturbs no turn (`joining`). Whoever leaves does so between two turns: the world is moved on by a
generation as a turn moves it, so that a turn decided on the old cast is dropped whole and taken again without them.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from characters.models import Character, EcosystemCharacter, Event, Goal, Memory
from ecosystem import epilogues, farewells, joining
from ecosystem.models import User, World
from ecosystem.observe import setting_of
from relationships import bonds, ledger, stages, trust
from relationships.bonds import Bond, Change
from relationships.models import CharacterRelationship

# Seconds that a turn under way is given to finish before it is overtaken.
PATIENCE = 1.5
# How two may have stood to each other before: what is said of it, familiarity, affection, mean trust.
ACQUAINTANCE: Mapping[str, tuple[str, float, float, float]] = {
    "met": ("has met", 0.25, 0.05, 0.5),
    "friend": ("is a friend of", 0.6, 0.45, 0.66),
    "kin": ("is kin to", 0.8, 0.4, 0.62),
    "rival": ("is a rival of", 0.5, -0.4, 0.36),
}
CERTAINTY = 0.5
# The rule under which the ledger enters how they stood before.
RULE = "arrival"
# Memories that somebody who moves takes along: the ones that matter most.
MOST_CARRIED = 30
# Whoever knows somebody this well notices that they have gone.
NOTICED = 0.15
# A departure matters to a world about as much as a quarrel does.
IMPORTANCE = 0.8


class Refused(ValueError):
    """Why somebody can't come or go, in words for whoever asked."""


@dataclass(frozen=True, slots=True)
class Coming:
    """How somebody is to come into a world: where, whom they know and how, and what they bring along."""

    place: str
    # By the id of the other's life, a key of `ACQUAINTANCE`.
    knows: Mapping[int, str] = field(default_factory=dict)
    carrying: EcosystemCharacter | None = None


def settle(world: World, sheet: Character, coming: Coming, sender: User | None = None) -> EcosystemCharacter:
    """A sheet begins a life at a place of the world, as somebody whom some there know. Raises `Refused`."""
    if coming.place not in setting_of(world).places:
        raise Refused("Choose one of the places of this world.")
    with transaction.atomic():
        World.objects.select_for_update(no_key=True).get(pk=world.pk)
        cast = list(EcosystemCharacter.objects.present().filter(world=world).order_by("pk"))
        if any(one.character_id == sheet.pk for one in cast):
            raise Refused(f"{sheet.name} lives in this world already.")
        (life,) = joining.join(world, [sheet], place=coming.place, sender=sender)
        _acquaint(world, life, cast, coming.knows)
        if coming.carrying is not None:
            _carry(coming.carrying, life, world.minute)
    return life


def leave(life: EcosystemCharacter, text: str, sender: str = "") -> Event:
    """Somebody leaves their world, with an epilogue. Raises `Refused`."""
    with between_turns(life.world_id) as held:
        current = EcosystemCharacter.objects.select_for_update().get(pk=life.pk)
        if current.departed is not None:
            raise Refused(f"{life.name} has left already.")
        event = _told(held, current, text, sender)
        gone = {"departed": event.number, "last_event": event.number, "doing": "Gone from here", "mask": []}
        EcosystemCharacter.objects.filter(pk=life.pk).update(**gone)
    return event


def proposed_epilogue(life: EcosystemCharacter, bound_for: str = "") -> str:
    """What the narrator would say of somebody who leaves; whoever sends them off may say it otherwise."""
    found = CharacterRelationship.objects.filter(source=life, target__departed=None).select_related("target")
    ordered = found.order_by("-affection")
    ties = [(row.target.name, row.affection) for row in (ordered.first(), ordered.last()) if row is not None]
    goals = [(goal.text, goal.status == Goal.Status.ACHIEVED) for goal in life.goals.all()]
    parting = epilogues.Parting(life.name, life.character.pronouns, life.world.title, life.world.day, bound_for)
    return epilogues.departure(parting, ties, goals)


@contextmanager
def between_turns(world_id: int) -> Iterator[World]:
    """The world, held between two turns and moved on by one; all that is written inside is written whole or not."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and World.objects.filter(pk=world_id, lease_until__gt=timezone.now()).exists():
        time.sleep(0.05)
    with transaction.atomic():
        world = World.objects.select_for_update().get(pk=world_id)
        yield world
        World.objects.filter(pk=world_id).update(generation=F("generation") + 1, lease_until=None)


def _told(world: World, life: EcosystemCharacter, text: str, sender: str) -> Event:
    """The departure in the log, though it belongs to no turn, and everybody's memory of it."""
    number, witnesses = world.log_position + 1, _who_notices(life)
    event = Event.objects.create(
        world=world,
        number=number,
        generation=world.generation + 1,
        minute=world.minute,
        kind=Event.Kind.DEVELOPMENT,
        act="departure",
        place=life.place,
        initiator=life,
        witness_ids=witnesses,
        tags=["departure", f"who:{life.pk}", *(f"who:{one}" for one in witnesses)],
        lines=[{"speaker": None, "text": text, "gesture": ""}],
        importance=IMPORTANCE,
        clauses={"news": epilogues.NEWS.format(name=life.name)},
        sender_name=sender,
    )
    World.objects.filter(pk=world.pk).update(log_position=number)
    Memory.objects.bulk_create(
        Memory(
            owner_id=owner,
            event=number,
            kind=Memory.Kind.LIVED if owner == life.pk else Memory.Kind.WITNESSED,
            text=text[:400],
            importance=round(1 + 9 * IMPORTANCE, 2),
            about_ids=[] if owner == life.pk else [life.pk],
            minute=world.minute,
            recalled_minute=world.minute,
        )
        for owner in (life.pk, *witnesses)
    )
    farewells.grieve(life, event, witnesses)
    return event


def _acquaint(
    world: World, life: EcosystemCharacter, cast: Sequence[EcosystemCharacter], knows: Mapping[int, str]
) -> None:
    """Whom the newcomer knows from before, both ways; the ledger says how they stood."""
    names = {one.pk: one.name for one in cast}
    after, changes = dict[tuple[int, int], Bond](), list[Change]()
    for other, how in knows.items():
        if other in names and how in ACQUAINTANCE:
            said = ACQUAINTANCE[how][0]
            for source, target, reason in (
                (life.pk, other, f"{life.name} {said} {names[other]}"),
                (other, life.pk, f"{names[other]} {said} {life.name}"),
            ):
                bond = Bond(source, target, minute=world.minute)
                after[source, target], held = bonds.applied(bond, _changes(source, target, how, reason))
                changes += held
    staged = {
        (source, target): replace(bond, stage=stages.stage(bond, bond.stage, after.get((target, source))))
        for (source, target), bond in after.items()
    }
    ledger.write(world.pk, {}, staged, [(0, changes)])


def _changes(source: int, target: int, how: str, reason: str) -> list[Change]:
    _, familiarity, affection, trusted = ACQUAINTANCE[how]
    good, bad = trust.evidence(trusted, CERTAINTY)
    amounts = {"familiarity": familiarity, "affection": affection, "trust_good": good, "trust_bad": bad}
    return [Change(source, target, name, delta, reason[:120], RULE) for name, delta in amounts.items()]


def _carry(before: EcosystemCharacter, life: EcosystemCharacter, minute: int) -> None:
    """What somebody remembers of another world comes along; its people and its log do not."""
    telling = before.memories.order_by("-pinned", "-importance", "-pk")[:MOST_CARRIED]
    Memory.objects.bulk_create(
        Memory(
            owner=life,
            kind=memory.kind,
            text=memory.text,
            text_hash=memory.text_hash,
            importance=memory.importance,
            valence=memory.valence,
            minute=minute,
            recalled_minute=minute,
            embedding=memory.embedding,
            embedding_model=memory.embedding_model,
        )
        for memory in reversed(telling)
    )


def _who_notices(life: EcosystemCharacter) -> list[int]:
    """Everybody who knows somebody well enough to miss them, and whoever is by."""
    here = EcosystemCharacter.objects.present().filter(world=life.world_id).exclude(pk=life.pk)
    rows = CharacterRelationship.objects.filter(target=life, familiarity__gte=NOTICED)
    know = set(rows.values_list("source", flat=True))
    return [pk for pk, place in here.order_by("pk").values_list("pk", "place") if pk in know or place == life.place]
