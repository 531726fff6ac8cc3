"""After a scene, moods pass between those in it and to whoever looks on."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from characters import mood
from characters.minds import Mood
from ecosystem.dynamics.audience import onlookers
from ecosystem.scenes import Ripple, Scene
from ecosystem.stage import Stage
from relationships import contagion
from relationships.contagion import LOOKING_ON, TOGETHER, Caught, Source


def spread(stage: Stage, scene: Scene, rng: random.Random) -> None:
    """Everybody catches at once, of the moods as the scene left them."""
    people = (scene.initiator, *scene.responders)
    moved = _moved_already(stage)
    found: dict[int, tuple[Caught, ...]] = {}
    for who in (*people, *onlookers(stage, scene)):
        presence = TOGETHER if who in people else LOOKING_ON
        sources = [_source(stage, who, other, presence) for other in people if other != who]
        before = moved.get(who, (0.0, 0.0))
        left = contagion.MOST_A_TURN - abs(before[0]), contagion.MOST_A_TURN - abs(before[1])
        if caught := contagion.caught(stage.mind(who), sources, left):
            found[who] = caught
    for who, caught in found.items():
        mind = stage.mind(who)
        stage.set_mind(replace(mind, mood=_after(mind.mood, caught)))
    ripples = [Ripple(one.source, who, one.pleasure, one.arousal) for who, caught in found.items() for one in caught]
    if ripples:
        stage.amend(scene.number, ripples=ripples)


def _source(stage: Stage, receiver: int, who: int, presence: float) -> Source:
    mind = stage.mind(who)
    shows = contagion.expressiveness(mind.personality)
    return Source(who, mind.mood, shows, stage.bond(receiver, who).affection, presence)


def _moved_already(stage: Stage) -> dict[int, tuple[float, float]]:
    """How far each has been moved by others so far in this turn."""
    moved: dict[int, tuple[float, float]] = {}
    for happening in stage.happenings:
        for one in happening.ripples:
            pleasure, arousal = moved.get(one.target, (0.0, 0.0))
            moved[one.target] = pleasure + one.pleasure, arousal + one.arousal
    return moved


def _after(before: Mood, caught: Sequence[Caught]) -> Mood:
    return mood.clamped(
        before.pleasure + sum(one.pleasure for one in caught),
        before.arousal + sum(one.arousal for one in caught),
        before.dominance,
    )
