"""Who goes where: people look for company, for whoever they want something of, and now and then for a change."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence

from characters import wounds
from characters.minds import Mind
from ecosystem.scenes import Snapshot
from relationships import occasions, preference, volition

# Chance a turn, of somebody awake, to move on for no better reason than being restless; extraverts double it.
RESTLESS = 0.1
# Chance to go and look for company when alone.
LONELY = 0.7
# More than this in one place is a crowd; whoever has had enough of it slips away to where there are fewest.
CROWD = 4
ESCAPE = 0.3
# Chance to go towards the one that one's first goal is about, when that one is elsewhere.
DRAWN = 0.15
# How much chance has a say in where somebody looks for company, in units of a preference.
WHIM = 0.4
# Chance to leave the room to whoever dealt one a wound, at its worst.
SHUN = 0.5


def _smarts(mind: Mind, people: Collection[int]) -> float:
    """How much one's wounds smart in the company of these people, 0..1."""
    return max((wounds.smart(one) for one in mind.wounds if not one.persons.isdisjoint(people)), default=0.0)


def _draw(seen: Snapshot, mind: Mind | None, there: Collection[int], rng: random.Random) -> tuple[bool, float]:
    """How much a place draws somebody who is alone: some company, and to the choosy, those in it whom they seek."""
    known = sorted(there)[:CROWD] if mind else []
    sought = sum(preference.value(mind, seen.minds[one], seen.bond(mind.id, one)) for one in known) if mind else 0.0
    return 0 < len(there) < CROWD, (sought / len(known) if known else 0.0) + WHIM * rng.random()


def moves(
    seen: Snapshot, minds: Mapping[int, Mind], awake: Sequence[int], rng: random.Random, *, choosy: bool = True
) -> dict[int, str]:
    """Who of the awake walks to which neighbouring place; the `choosy` look for those they like to be with."""
    where: dict[str, set[int]] = {}
    for who, mind in minds.items():
        where.setdefault(mind.place, set()).add(who)
    found = {}
    for who in awake:
        mind = minds[who]
        place = seen.setting.places.get(mind.place)
        roll = rng.random()
        if place is None or not place.near:
            continue
        aim = minds.get(mind.goals[0].target or 0) if mind.goals else None
        if mind.wounds and roll < SHUN * _smarts(mind, where[mind.place]):
            found[who] = min(place.near, key=lambda near: (_smarts(mind, where.get(near, ())), rng.random()))
        elif aim is not None and aim.place in place.near and roll < DRAWN:
            found[who] = aim.place
        elif len(where[mind.place]) == 1 and roll < LONELY:
            seeker = mind if choosy else None
            draws = {near: _draw(seen, seeker, where.get(near, ()), rng) for near in place.near}
            found[who] = max(draws, key=draws.__getitem__)
        elif len(where[mind.place]) > CROWD and roll < ESCAPE * (1.2 - mind.personality.extraversion):
            found[who] = min(place.near, key=lambda near: (len(where.get(near, ())), rng.random()))
        elif roll < RESTLESS * (0.5 + mind.personality.extraversion):
            found[who] = rng.choice(place.near)
        if who in found:
            where[mind.place].discard(who)
            where.setdefault(found[who], set()).add(who)
    return found


def towards(
    seen: Snapshot, minds: Mapping[int, Mind], awake: Sequence[int], bound: Mapping[int, str]
) -> dict[int, str]:
    """Who of the awake that are `bound` for somewhere takes a step on the way; who is there stays."""
    near = {key: place.near for key, place in seen.setting.places.items()}
    steps = {who: occasions.step_towards(minds[who].place, bound[who], near) for who in awake if who in bound}
    return {who: step for who, step in steps.items() if step is not None}


def heeding(seen: Snapshot, minds: Mapping[int, Mind]) -> dict[int, str]:
    """Where a whisper keeps two together, or sends one to look for the other; not whoever it would go against."""
    found: dict[int, str] = {}
    for whisper in seen.whispers:
        if whisper.who in minds and whisper.target in minds and _would(minds[whisper.who], whisper.act):
            place = minds[whisper.target].place
            found |= {whisper.who: place, whisper.target: place}
    return found


def _would(mind: Mind, act: str) -> bool:
    against = volition.against(mind, act)
    return act not in mind.boundaries and (against is None or against.weight > volition.GRAIN)
