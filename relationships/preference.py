"""Whom one seeks and whom one avoids: from temperament at first, from experience as it comes. Directed, -1..1.

Between strangers temperament decides: how the other suits one (Selfhout et al. 2010), and how outgoing one is at all.
What has passed takes its place as two get to know each other, for once people talk, likeness decides little (Sunnafrank
1984): liking, trust as far as it is sure, respect, attraction, what one has learnt of dealing with them; and fear keeps
one away. Weights ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from characters.minds import Mind
from relationships import matches
from relationships.bonds import Bond

LIKING, TRUST, RESPECT, ATTRACTION, FEAR, EXPERIENCE = 0.55, 0.25, 0.12, 0.3, 0.6, 0.25
# How much a good match draws strangers, and a poor one keeps them apart; of old friends, a quarter of it.
MATCH, MATCH_LEFT = 1.0, 0.25
# The match of an average couple neither draws nor repels.
AVERAGE_MATCH = 0.575
# An outgoing person seeks strangers by so much, a shy one avoids them.
SOCIABILITY = 0.2
# From here one seeks somebody; from as far below 0 one avoids them.
TELLING = 0.12
# A ground lighter than this is not worth a word.
WORTH_SAYING = 0.02


class Ground(NamedTuple):
    """One thing that draws or repels, in words."""

    text: str
    weight: float


class Preference(NamedTuple):
    other: int
    value: float
    grounds: tuple[Ground, ...]

    @property
    def seeks(self) -> bool:
        return self.value >= TELLING

    @property
    def avoids(self) -> bool:
        return self.value <= -TELLING


def value(one: Mind, other: Mind, bond: Bond, learnt: float = 0.0) -> float:
    """How much `one`, who stands to `other` by `bond`, seeks their company, -1..1; `learnt` is -1..1, from habits."""
    return max(-1.0, min(1.0, sum(_weights(one, other, bond, learnt))))


def preference(one: Mind, other: Mind, bond: Bond, learnt: float = 0.0) -> Preference:
    """The same with its grounds, the weightiest first."""
    a, b = one.name, other.name
    told = (
        (f"{b} suits {a}", f"{b} does not suit {a}"),
        (f"{a} likes new company", f"{a} is slow with strangers"),
        (f"{a} is fond of {b}", f"{a} dislikes {b}"),
        (f"{a} looks up to {b}", f"{a} thinks little of {b}"),
        (f"{a} is drawn to {b}", ""),
        ("", f"{a} is afraid of {b}"),
        (f"{a} trusts {b}", f"{a} does not trust {b}"),
        (f"{a} has done well with {b}", f"{a} has had little good of {b}"),
    )
    weights = _weights(one, other, bond, learnt)
    grounds = [
        Ground(well if weight > 0 else ill, weight)
        for weight, (well, ill) in zip(weights, told, strict=True)
        if abs(weight) >= WORTH_SAYING
    ]
    grounds.sort(key=lambda ground: -abs(ground.weight))
    return Preference(other.id, max(-1.0, min(1.0, sum(weights))), tuple(grounds))


def _weights(one: Mind, other: Mind, bond: Bond, learnt: float) -> tuple[float, ...]:
    strange = 1 - bond.familiarity
    return (
        MATCH * (matches.between(one, other) - AVERAGE_MATCH) * (MATCH_LEFT + (1 - MATCH_LEFT) * strange),
        SOCIABILITY * (2 * one.personality.extraversion - 1) * strange,
        LIKING * bond.affection,
        RESPECT * bond.respect,
        ATTRACTION * bond.attraction,
        -FEAR * bond.fear,
        TRUST * (2 * bond.trust - 1) * (1 - bond.uncertainty),
        EXPERIENCE * learnt,
    )


def ranked(found: Iterable[Preference]) -> tuple[tuple[Preference, ...], tuple[Preference, ...]]:
    """Whom one seeks, dearest first, and whom one avoids, most shunned first."""
    both = sorted(found, key=lambda one: (-one.value, one.other))
    return tuple(one for one in both if one.seeks), tuple(one for one in reversed(both) if one.avoids)
