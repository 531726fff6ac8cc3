"""How tense a moment is, and how tense a story should be by then.

What was planned follows Freytag's pyramid in six parts. How tense an event really was is its weight for those in it,
what it moved between people and what it made them feel; a story's tension follows its events and subsides between
them. The shares are ours, after the dramatic score of lex-cognitive-narrative-arc (40 : 30 : 30).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp
from types import MappingProxyType

from storytelling.happenings import Happening

# Target tension of each part; those rising climb from the first to the last.
PLANNED: Mapping[str, float] = MappingProxyType(
    {"setup": 0.2, "inciting": 0.35, "rising": 0.5, "crisis": 0.8, "climax": 0.95, "resolution": 0.3}
)
LAST_RISING = 0.7
KINDS = tuple(PLANNED)
# Shares of an event's weight, of what it moved and of what was felt.
WEIGHT, STAKES, FEELING = 0.4, 0.3, 0.3
# A total change of this much between people is two thirds of all that can be at stake.
STAKES_SCALE = 0.35
# Feelings that add up to this are two thirds of all that can be felt.
FEELING_SCALE = 1.4
# Of the way to a tenser event a story goes this far at once, of the way to a calmer one less.
RISES, FALLS = 0.6, 0.3
# The gravest scenes reach nine tenths with this.
GAIN = 1.35
# What ends well holds a reader's breath so much less.
CALMS = 0.75
# A story that nothing happens in comes half way to rest in so many turns.
HALF_LIFE = 12.0
REST = 0.25


def stakes(happening: Happening) -> float:
    """0..1: how much it moved between people; familiarity comes of itself and does not count."""
    moved = sum(abs(shift.delta) * _unit(shift.dimension) for shift in happening.shifts)
    return 1 - exp(-moved / STAKES_SCALE)


def _unit(dimension: str) -> float:
    """Evidence of trust is counted in deeds, the rest in shares of their range."""
    if dimension == "familiarity":
        return 0.0
    return 0.08 if dimension.startswith("trust") else 1.0


def intensity(happening: Happening) -> float:
    """0..1: how strongly it was felt by all it touched."""
    return 1 - exp(-sum(felt.intensity for felt in happening.feelings) / FEELING_SCALE)


def of(happening: Happening) -> float:
    """How tense an event is, 0..1: a kindness may weigh as much as a wrong, but it does not frighten."""
    strain = max(happening.importance, happening.harm)
    ease = CALMS if happening.sentiment > 0.2 and happening.harm < 0.1 else 1.0
    felt = WEIGHT * strain + STAKES * stakes(happening) + FEELING * intensity(happening)
    return round(min(1.0, ease * GAIN * felt), 4)


def after(before: float, event: float, turns: int) -> float:
    """A story's tension after an event, given how it stood `turns` earlier; in 0..1."""
    calmed = subsided(before, turns)
    return round(calmed + (RISES if event > calmed else FALLS) * (event - calmed), 4)


def subsided(before: float, turns: int) -> float:
    """Tension left alone for some turns."""
    kept: float = 0.5 ** (max(0, turns) / HALF_LIFE)
    return REST + (before - REST) * kept


def planned(kinds: Sequence[str]) -> list[float]:
    """The tension that each of these beats should have."""
    rising = [index for index, kind in enumerate(kinds) if kind == "rising"]
    found = [PLANNED[kind] for kind in kinds]
    for order, index in enumerate(rising):
        share = order / (len(rising) - 1) if len(rising) > 1 else 0.5
        found[index] = round(PLANNED["rising"] + share * (LAST_RISING - PLANNED["rising"]), 3)
    return found
