"""Whose wish is played first in a turn: by urge, in rounds, as in talk, or whoever was heard least.

"As in talk" weighs who was spoken of, who has been silent, who is outgoing and stirred, and how deep their ties run:
weights after SillyTavern's natural order and ProbOS's speaker scores, sizes ours. Rounds are its pooled order.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Protocol, TypeVar

from ecosystem.scenes import Past, Snapshot
from ecosystem.stage import Stage

MENTIONED, SILENT, OUTGOING, STIRRED, TIED = 0.4, 0.2, 0.2, 0.1, 0.1
# Whoever began the last scene has little claim to the next.
SPOKE_LAST = 0.2
# Silent for so many minutes is as silent as can be.
LONG_SILENT = 180
# How much chance has a say in who comes first, in the same units.
CHANCE = 0.15
# For each scene of a turn so many are woken where the round waits for them.
WOKEN = 2
# Who was spoken of or to in so many of the last turns is expected to say something.
MENTIONED_LATELY = 2


class Wanting(Protocol):
    @property
    def actor(self) -> int: ...
    @property
    def partner(self) -> int | None: ...
    @property
    def urge(self) -> float: ...


P = TypeVar("P", bound=Wanting)


def ordered(stage: Stage, proposals: Sequence[P], moving: Collection[int], rng: random.Random) -> list[P]:
    """The proposals in the order in which they are played; who must wait for others is left out."""
    by_urge = sorted(proposals, key=lambda one: -one.urge)
    order = stage.seen.rein.order
    if order == "pooled":
        return _pooled(stage, by_urge, moving)
    if order == "least":
        begun = Counter(past.initiator for past in stage.seen.past)
        return sorted(by_urge, key=lambda one: begun[one.actor])
    if order == "natural":
        news = [past for past in stage.seen.past if stage.seen.generation - past.generation < MENTIONED_LATELY]
        claims = {one.actor: claim(stage, one, news) + CHANCE * rng.random() for one in by_urge}
        return sorted(by_urge, key=lambda one: -claims[one.actor])
    return by_urge


def _pooled(stage: Stage, by_urge: list[P], moving: Collection[int]) -> list[P]:
    due = [one for one in by_urge if one.actor not in stage.round]
    if due:
        return due
    if not set(moving) <= stage.round:
        # Somebody whose turn it is is on the way somewhere.
        return []
    stage.round = frozenset()
    return by_urge


def claim(stage: Stage, wanting: Wanting, news: Sequence[Past]) -> float:
    """How much somebody is expected to speak next, 0..1."""
    who, mind = wanting.actor, stage.mind(wanting.actor)
    began = [past for past in news if past.initiator is not None]
    mentioned = any(who in past.responders or f"about:{who}" in past.tags for past in began)
    last = max((past.minute for past in stage.seen.past if past.initiator == who), default=-LONG_SILENT)
    tie = stage.bond(who, wanting.partner) if wanting.partner is not None else None
    depth = min(1.0, abs(tie.affection) + tie.attraction + tie.fear) if tie else 0.0
    weight = (
        MENTIONED * mentioned
        + SILENT * min(1.0, (stage.minute - last) / LONG_SILENT)
        + OUTGOING * mind.personality.extraversion
        + STIRRED * max(0.0, mind.mood.arousal)
        + TIED * depth
    )
    return weight * (SPOKE_LAST if began and began[-1].initiator == who else 1.0)


def due(seen: Snapshot) -> frozenset[int]:
    """Who is woken because something is expected of them: in talk whoever was spoken to, in rounds those who have not
    had their turn, the longest silent first. Who rests is let rest.
    """
    if seen.rein.order == "natural":
        news = [past for past in seen.past if past.generation == seen.generation]
        return frozenset(
            who for past in news for who in past.responders if who in seen.sleeps and seen.sleeps[who].mask
        )
    if seen.rein.order != "pooled":
        return frozenset()
    waiting = [who for who in seen.minds if who not in seen.rein.round and seen.sleeps[who].mask]
    waiting.sort(key=lambda who: (seen.speakers[who].last_event, who))
    return frozenset(waiting[: WOKEN * seen.scenes_wanted])
