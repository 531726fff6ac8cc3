"""The rein: what people who steer a world let its characters do, and how lively they want it.

What the rein forbids is never done; a wish that it kept back is told among the reasons of what was done instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from characters.minds import Mind, Reason
from relationships.acts import ACTS

# How long people let pass between what they begin, against the usual.
PAUSES: Mapping[str, float] = MappingProxyType({"quiet": 1.8, "normal": 1.0, "lively": 0.6})
# How many scenes a turn has, against the usual.
SCENES: Mapping[str, float] = MappingProxyType({"quiet": 0.5, "normal": 1.0, "lively": 1.6})
MOST_SCENES = 12


@dataclass(frozen=True, slots=True)
class Rein:
    """How a whole world is held; each life may be held more closely still."""

    never: frozenset[str] = frozenset()
    topics_off: frozenset[str] = frozenset()
    pace: str = "normal"
    # urge, pooled, natural or least.
    order: str = "urge"
    # Where everybody begins something once before anybody does twice: who has in this round.
    round: frozenset[int] = frozenset()


FREE = Rein()


def held(mind: Mind, rein: Rein) -> Mind:
    """Somebody with what the world forbids beside what is forbidden to them alone."""
    if not rein.never and not rein.topics_off:
        return mind
    return replace(mind, barred=mind.barred | rein.never, topics_off=mind.topics_off | rein.topics_off)


def scenes(usual: int, pace: str) -> int:
    return max(1, min(MOST_SCENES, round(usual * SCENES[pace])))


def kept_back(rein: Rein, actor: str, act: str, target: str, score: float) -> Reason:
    """Why somebody did not do what they would sooner have done; it weighs against as much as it drew."""
    wished = f"{actor} would sooner {ACTS[act].label} {target}".strip()
    if act in rein.never:
        return Reason("rein.world", f"{wished}, but nobody here is let to", -score)
    return Reason("rein.life", f"{wished}, but is not let to", -score)
