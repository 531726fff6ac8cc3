"""Whom one seeks one would rather have to do with, in a friendly way; whom one avoids one would rather not."""

from __future__ import annotations

from collections.abc import Iterator

from characters.habits import with_person
from characters.minds import Reason
from ecosystem.stage import Stage
from relationships import preference
from relationships.acts import ACTS
from relationships.dealings import Nudge

# What seeking somebody with all one's heart adds to every sociable wish, in points.
WEIGHT = 2.0
# A lighter pull is not worth a reason.
FAINTEST = 0.15
SOCIABLE = tuple(key for key, act in ACTS.items() if act.family == "sociable")


def pull(stage: Stage, who: int, partner: int) -> Iterator[tuple[str, Nudge]]:
    mind, other = stage.mind(who), stage.mind(partner)
    learnt = with_person(mind.habits, partner, stage.minute) if mind.habits else 0.0
    found = preference.preference(mind, other, stage.bond(who, partner), learnt)
    weight = WEIGHT * found.value
    if abs(weight) < FAINTEST:
        return
    # The ground that tells most in the same sense as the whole.
    ground = next((one for one in found.grounds if one.weight * weight > 0), None)
    if ground is None:
        return
    nudge = Nudge(weight, Reason("preference", ground.text, weight), own=True)
    for act in SOCIABLE:
        yield act, nudge
