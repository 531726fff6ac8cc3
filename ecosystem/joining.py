"""Coming into a world: a sheet becomes a life there, with its goals and secrets, whatever turn is under way meanwhile.

Nothing of the world's own row is touched, so a running turn ends as it would have; the newcomer is in the next one.
That they came is told by an input, which the next turn applies like any other.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from characters import lorebooks, mood
from characters.minds import NEEDS
from characters.models import Character, EcosystemCharacter, Goal, Secret
from ecosystem import observe
from ecosystem.inputs import LONGEST_EVENT, LONGEST_TOPIC
from ecosystem.models import User, World
from ecosystem.starters import NEED_AT_START

Ids = Mapping[str, int]


def join(
    world: World, characters: Sequence[Character], *, place: str = "", sender: User | None = None, told: bool = True
) -> list[EcosystemCharacter]:
    """Bring characters into a world together, all or none; whoever lives there already stays as they are.

    Without a place each goes to one of their own choosing. With `told`, those at the place see them come.
    """
    with transaction.atomic():
        # Two who bring the same character wait for each other here.
        World.objects.select_for_update(no_key=True).get(pk=world.pk)
        there = {life.character_id: life for life in _present(world).filter(character__in=characters)}
        new = [_life(world, one, place) for one in characters if one.pk not in there]
        new = EcosystemCharacter.objects.bulk_create(new)
        ids = _called(_present(world).select_related("character").order_by("-pk"))
        Goal.objects.bulk_create(goal for life in new for goal in _goals(world, life, ids))
        Secret.objects.bulk_create(secret for life in new for secret in _secrets(life, ids))
        for life in new:
            lorebooks.adopt_with(life)
            if told:
                world.queue("inject", _arrival(world, life), sender)
    return [*there.values(), *new]


def _present(world: World) -> Any:
    return EcosystemCharacter.objects.present().filter(world=world)


def _life(world: World, character: Character, place: str) -> EcosystemCharacter:
    places = sorted(observe.setting_of(world).places)
    rng = random.Random(f"{world.seed}:{character.pk}")
    rest = mood.baseline(character.personality())
    return EcosystemCharacter(
        world=world,
        character=character,
        key=_key(world, character),
        name=character.name,
        place=place if place in places else rng.choice(places) if places else "",
        needs={need: round(rng.uniform(*NEED_AT_START), 3) for need in NEEDS},
        pleasure=rest.pleasure,
        arousal=rest.arousal,
        dominance=rest.dominance,
        minute=world.minute,
        wakes_at=world.minute,
        mask=[""],
    )


def _key(world: World, character: Character) -> str:
    """Only in the world of its own book does a character of the house speak that book's lines."""
    starter, _, key = character.key.partition("/")
    return key if key and starter == world.starter else ""


def _called(lives: Iterable[EcosystemCharacter]) -> Ids:
    """Everybody by what sheets may call them: their name, how they are spoken to, their key in the book."""
    names = [(called, one.pk) for one in lives for called in (one.key, one.character.address, one.name)]
    return {called.casefold(): pk for called, pk in names if called}


def _goals(world: World, life: EcosystemCharacter, ids: Ids) -> Iterable[Goal]:
    """What the sheet says they want; whom it names is meant where somebody of that name lives here."""
    for goal in life.character.goals:
        yield Goal(
            holder=life,
            text=goal["text"],
            wish=goal.get("wish", ""),
            priority=goal.get("priority", 0.5),
            acts=list(goal.get("acts", ())),
            target_id=_who(goal.get("target"), life, ids),
            since=world.minute,
        )


def _secrets(life: EcosystemCharacter, ids: Ids) -> Iterable[Secret]:
    for secret in life.character.secrets:
        known = {_who(name, life, ids) for name in secret.get("known_by", ())}
        yield Secret(
            holder=life,
            text=secret["text"],
            confession=secret["confession"],
            about_id=_who(secret.get("about"), life, ids),
            knower_ids=sorted(one for one in known if one is not None),
        )


def _who(name: str | None, life: EcosystemCharacter, ids: Ids) -> int | None:
    found = ids.get((name or "").casefold())
    return found if found != life.pk else None


def _arrival(world: World, life: EcosystemCharacter) -> dict[str, object]:
    place = observe.setting_of(world).places.get(life.place)
    role = f", {life.character.role}," if life.character.role and len(life.character.role) < 100 else ""
    text = f"{life.name}{role} has come to {place.name if place else 'stay'}."
    return {"text": text[:LONGEST_EVENT], "topic": f"{life.name}’s coming"[:LONGEST_TOPIC], "place": life.place}
