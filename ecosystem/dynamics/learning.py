"""Learning in play: whoever did something to somebody learns from what came of it, and wants it more or less again."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

from characters import habits
from ecosystem.scenes import Scene
from ecosystem.stage import Stage
from relationships import lessons
from relationships.acts import ACTS
from relationships.dealings import Nudge


def learn(stage: Stage, scene: Scene, rng: random.Random) -> None:
    if not scene.responses:
        return
    mind, first = stage.mind(scene.initiator), scene.responses[0]
    # What it was made to feel since the scene was played counts as well.
    happened = stage.happening(scene.number)
    feelings = {felt.emotion.name: felt.emotion.intensity for felt in happened.feelings if felt.who == scene.initiator}
    gains = ACTS[scene.act].result(first.accepted).needs.get("initiator", {})
    worth = habits.payoff(first.accepted, feelings, mind.needs, gains)
    known, usual = habits.learnt(mind.habits, mind.usual, scene.act, first.who, worth, stage.minute)
    stage.set_mind(replace(mind, habits=known, usual=usual))


def pull(stage: Stage, who: int, partner: int) -> Iterator[tuple[str, Nudge]]:
    mind = stage.mind(who)
    names = mind.name, stage.seen.minds[partner].name
    return lessons.nudges(mind.habits, partner, names, stage.minute)
