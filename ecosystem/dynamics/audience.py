"""Whom a scene reaches beyond those in it: in a crowd only the few it is nearest to."""

from __future__ import annotations

from collections.abc import Sequence

from ecosystem.scenes import Scene
from ecosystem.stage import Stage

# Of those who look on, so many: the ones to whom whoever began it is dearest, or most hateful.
MOST_ONLOOKERS = 6


def onlookers(stage: Stage, scene: Scene) -> Sequence[int]:
    if len(scene.witnesses) <= MOST_ONLOOKERS:
        return scene.witnesses
    near = sorted(scene.witnesses, key=lambda who: -abs(stage.bond(who, scene.initiator).affection))
    return near[:MOST_ONLOOKERS]
