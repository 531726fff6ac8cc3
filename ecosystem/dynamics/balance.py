"""After a scene, who had to do with each other leans towards the other's friends, away from the other's foes, and
towards being liked as they like.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from ecosystem.scenes import Scene
from ecosystem.stage import Stage
from relationships import balance

# One cannot have an eye on how a whole crowd stands to whom one talks with.
MOST_NOTICED = 4


def lean(stage: Stage, scene: Scene, rng: random.Random) -> None:
    """Each of the two leans to the other, and once where they are drawn most: at somebody present, or spoken of."""
    if not scene.responses:
        return
    first, second = scene.initiator, scene.responses[0].who
    thirds = _noticed(stage, scene, rng)
    found = []
    for me, other in ((first, second), (second, first)):
        leanings = [
            leaning
            for third in thirds
            if third not in (me, other)
            and (
                leaning := balance.leaning(
                    stage.bond(me, other),
                    stage.bond(other, third),
                    stage.bond(me, third),
                    _three(stage, me, other, third),
                )
            )
        ]
        if leanings:
            found.append(max(leanings, key=lambda one: abs(one.delta)))
        mine, back = stage.bond(me, other), stage.bond(other, me)
        if returned := balance.returned(mine, back, _names(stage, me, other)):
            found.append(returned)
    if found:
        stage.amend(scene.number, changes=found)


def _noticed(stage: Stage, scene: Scene, rng: random.Random) -> Sequence[int]:
    around: Sequence[int] = (*scene.witnesses, *scene.responders[1:])
    if len(around) > MOST_NOTICED:
        around = rng.sample(around, MOST_NOTICED)
    spoken_of = scene.third
    return [spoken_of, *around] if spoken_of in stage.seen.minds and spoken_of is not None else around


def _names(stage: Stage, me: int, other: int) -> tuple[str, str]:
    return stage.seen.minds[me].name, stage.seen.minds[other].name


def _three(stage: Stage, me: int, other: int, third: int) -> tuple[str, str, str]:
    return *_names(stage, me, other), stage.seen.minds[third].name
