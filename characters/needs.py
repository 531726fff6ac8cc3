"""Needs, energy and the appetite for company: what runs down by itself, what fills it.

The five needs are ours, after Self-Determination Theory (Deci & Ryan 2000) and Maslow; each runs down linearly, as
AgentSociety's do (`needs_block`: social .10, safety .05 an hour there). Everything lies in 0 (empty) to 1 (full).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from characters.minds import NEEDS, Personality

# How much of each need is used up in an hour awake.
HOURLY: Mapping[str, float] = MappingProxyType(
    {"belonging": 0.06, "esteem": 0.04, "safety": 0.03, "autonomy": 0.035, "purpose": 0.03}
)
# Below this a need presses.
PRESSING = 0.3
# Being awake costs this much energy an hour: half of it in a day of sixteen hours, the other half goes on acts.
WAKING_COST = 0.03
# An hour's rest restores this much energy.
REST = 0.125
# An hour without company restores this much of the appetite for it to an average person.
SOLITUDE = 0.2
# A scene costs the appetite for company this much for someone in the middle between intro- and extraversion.
COMPANY_COST = 0.08


def clamped(value: float) -> float:
    return max(0.0, min(1.0, value))


def decayed(needs: Mapping[str, float], minutes: float) -> dict[str, float]:
    """The needs after `minutes` in which nothing filled them."""
    hours = max(0.0, minutes) / 60
    return {need: clamped(needs[need] - HOURLY[need] * hours) for need in NEEDS}


def filled(needs: Mapping[str, float], gains: Mapping[str, float]) -> dict[str, float]:
    """The needs after `gains` (below 0 they are losses); an empty need takes up more of a gain than a full one."""
    after = dict(needs)
    for need, gain in gains.items():
        # Twice the gain when empty, nearly none when full: the tenth compliment of the day feeds nobody.
        room = 2 * (1 - after[need]) if gain > 0 else 1.0
        after[need] = clamped(after[need] + gain * room)
    return after


def pressing(needs: Mapping[str, float]) -> tuple[str, ...]:
    """The needs that press, emptiest first."""
    return tuple(sorted((need for need in NEEDS if needs[need] < PRESSING), key=lambda need: needs[need]))


def tired(energy: float, minutes: float) -> float:
    """Energy after `minutes` awake."""
    return clamped(energy - WAKING_COST * max(0.0, minutes) / 60)


def rested(energy: float, minutes: float) -> float:
    """Energy after `minutes` of rest."""
    return clamped(energy + REST * max(0.0, minutes) / 60)


def spent(energy: float, cost: float) -> float:
    """Energy after an act of that cost."""
    return clamped(energy - cost)


def after_company(capacity: float, personality: Personality, people: int = 1) -> float:
    """The appetite for company after a scene: it drains the introvert twice as fast as the middle, an extravert not.

    Each further person in the scene adds a third of the drain of the first.
    """
    drain = COMPANY_COST * 2 * (1 - personality.extraversion)
    return clamped(capacity - drain * (1 + (max(1, people) - 1) / 3))


def after_solitude(capacity: float, personality: Personality, minutes: float) -> float:
    """The appetite for company after `minutes` alone; an extravert misses people sooner."""
    return clamped(capacity + SOLITUDE * (0.5 + personality.extraversion) * max(0.0, minutes) / 60)
