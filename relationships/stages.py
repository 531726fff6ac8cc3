"""What one person is to another: named stages with thresholds, and a word for how warmly they stand.

A stage holds when all its thresholds hold, as in Inworld's relationship stages; ours are in our own units. It is kept
until a threshold is missed by more than a fifth of its distance from neutral (hysteresis), so that a bond at the edge
does not flicker. The seven words of regard are those of the map's colour scale.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from relationships.bonds import Bond

# A stage is left only below this share of what it took to enter it.
KEPT = 0.8
# Where each dimension says nothing either way; distances are measured from here.
NEUTRAL: Mapping[str, float] = MappingProxyType(
    {"trust": 0.5, "affection": 0.0, "respect": 0.0, "familiarity": 0.0, "attraction": 0.0}
)
# Attraction on the other side from which love counts as returned.
RETURNED = 0.35

# How much warmth, trust and esteem make of a regard.
AFFECTION_WEIGHT, TRUST_WEIGHT, RESPECT_WEIGHT = 0.55, 0.25, 0.2
# Regard from which it counts as one step warmer (or, below 0, colder) than neutral.
STEPS = (0.1, 0.32, 0.6)
WORDS: Mapping[int, str] = MappingProxyType(
    {-3: "sworn enemy", -2: "hostile", -1: "strained", 0: "neutral", 1: "cordial", 2: "fond", 3: "devoted"}
)


class Threshold(NamedTuple):
    dimension: str
    # Above neutral it is a least value, below neutral a greatest.
    value: float
    # At neutral itself the sign cannot be told from the value.
    above: bool = True

    def holds(self, bond: Bond, kept: float) -> bool:
        neutral = NEUTRAL[self.dimension]
        bound = neutral + (self.value - neutral) * kept
        level: float = getattr(bond, self.dimension)
        return level >= bound if self.above else level <= bound


def least(dimension: str, value: float) -> Threshold:
    return Threshold(dimension, value, above=True)


def most(dimension: str, value: float) -> Threshold:
    return Threshold(dimension, value, above=False)


class Stage(NamedTuple):
    name: str
    thresholds: tuple[Threshold, ...]
    # Love on one side only does not make two people sweethearts.
    returned: bool = False


# The most telling first: the first stage that holds is the one.
STAGES = (
    Stage("archenemy", (most("affection", -0.65), most("trust", 0.25), least("familiarity", 0.2))),
    Stage("enemy", (most("affection", -0.38), most("trust", 0.4))),
    Stage(
        "partner",
        (least("attraction", 0.6), least("affection", 0.55), least("trust", 0.7), least("familiarity", 0.5)),
        returned=True,
    ),
    Stage("sweetheart", (least("attraction", 0.45), least("affection", 0.35), least("trust", 0.55)), returned=True),
    Stage("admirer", (least("attraction", 0.3),)),
    Stage("close friend", (least("affection", 0.55), least("trust", 0.68), least("familiarity", 0.4))),
    Stage("friend", (least("affection", 0.25), least("trust", 0.56), least("familiarity", 0.2))),
    Stage("rival", (most("affection", -0.12), least("familiarity", 0.12))),
    Stage("acquaintance", (least("familiarity", 0.08),)),
    Stage("stranger", ()),
)
NAMES = tuple(stage.name for stage in STAGES)


def stage(bond: Bond, current: str, back: Bond | None = None) -> str:
    """What the target is to the source, given what it was; `back` is how the target stands to the source.

    Without `back` love counts as unreturned.
    """
    for one in STAGES:
        kept = KEPT if one.name == current else 1.0
        if one.returned and (back is None or back.attraction < RETURNED * kept):
            continue
        if all(threshold.holds(bond, kept) for threshold in one.thresholds):
            return one.name
    return "stranger"


def regard(bond: Bond) -> float:
    """How warmly the source stands to the target, -1..1; trust that is not yet founded weighs nothing."""
    founded = (2 * bond.trust - 1) * (1 - bond.uncertainty)
    return AFFECTION_WEIGHT * bond.affection + TRUST_WEIGHT * founded + RESPECT_WEIGHT * bond.respect


def step(bond: Bond) -> int:
    """The regard as a step of the colour scale, from -3 (sworn enemy) to 3 (devoted)."""
    value = regard(bond)
    size = sum(abs(value) >= bound for bound in STEPS)
    return size if value > 0 else -size


def word(bond: Bond) -> str:
    return WORDS[step(bond)]
