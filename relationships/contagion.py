"""Contagion: how the moods of those in a room pass to each other, and how misery gladdens whoever is hostile to it.

The model is that of Bosse, Duell, Memon, Treur and van der Wal (PRIMA 2009; later ASCRIBE): each sender reaches each
receiver by expressiveness x channel x openness; the receiver takes up the mean of what reaches it, partly as it
is (absorption), partly carried further in the direction of its own mood (amplification). That liking opens the channel
and enmity turns it round is ours, as are the sizes. Moods lie in -1..1, as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from characters.minds import Mind, Mood, Personality

# What a scene together carries over, as a share of the whole way to the others' mood.
STEP = 0.4
# Nobody's pleasure or arousal is moved further than this in a turn by the moods of others.
MOST_A_TURN = 0.15
# A mood that would move by less than this is not touched.
SLIGHTEST = 0.01
# What comes from one person and is smaller than this is not worth telling.
FAINTEST = 0.004
# Whoever looks on is reached by less than whoever is in the scene.
TOGETHER, LOOKING_ON = 1.0, 0.6
# Dislike from which another's mood gladdens or galls instead of spreading, and how much less of it gets through.
HOSTILE = -0.3
HOSTILE_SHARE = 0.3


class Source(NamedTuple):
    """Somebody whose mood shows, as one receiver stands to them."""

    who: int
    mood: Mood
    expressiveness: float
    # The receiver's liking for them, -1..1.
    affection: float
    presence: float = TOGETHER


class Caught(NamedTuple):
    """How far one person's mood moved the receiver's."""

    source: int
    pleasure: float
    arousal: float


def expressiveness(personality: Personality) -> float:
    """How much of a mood shows, .3..1: the extravert's more."""
    return 0.3 + 0.7 * personality.extraversion


def openness(personality: Personality) -> float:
    """How much of others' moods gets in, .2..0.9: the warm and the nervous are open to them."""
    return 0.2 + 0.4 * personality.agreeableness + 0.3 * personality.neuroticism


def channel(affection: float, presence: float) -> float:
    """How well a mood gets across, 0..1: the nearer the tie, for better or worse, the better."""
    width = (0.2 + 0.8 * abs(affection)) * presence
    return width * HOSTILE_SHARE if affection < HOSTILE else width


def caught(receiver: Mind, sources: Iterable[Source], left: tuple[float, float] | None = None) -> tuple[Caught, ...]:
    """What the receiver catches of each; none where it is too little to notice.

    `left` is how far pleasure and arousal may still move in this turn, at most `MOST_A_TURN` each.
    """
    near = [(one, _strength(receiver, one)) for one in sources if one.who != receiver.id]
    if not near:
        return ()
    weights = [strength for _, strength in near]
    bias = 0.5 + 0.3 * receiver.mood.pleasure
    gains = 0.3 + 0.4 * receiver.personality.neuroticism
    glad = [-one.mood.pleasure if one.affection < HOSTILE else one.mood.pleasure for one, _ in near]
    stirred = [one.mood.arousal for one, _ in near]
    most = left or (MOST_A_TURN, MOST_A_TURN)
    pleasure = _bounded(_moved(receiver.mood.pleasure, glad, weights, gains, bias), most[0])
    arousal = _bounded(_moved(receiver.mood.arousal, stirred, weights, gains, 0.5), most[1])
    if max(abs(sum(pleasure)), abs(sum(arousal))) < SLIGHTEST:
        return ()
    found = (Caught(one.who, round(p, 4), round(a, 4)) for (one, _), p, a in zip(near, pleasure, arousal, strict=True))
    return tuple(one for one in found if max(abs(one.pleasure), abs(one.arousal)) >= FAINTEST)


def _strength(receiver: Mind, source: Source) -> float:
    return source.expressiveness * channel(source.affection, source.presence) * openness(receiver.personality)


def _moved(own: float, levels: Sequence[float], weights: Sequence[float], gains: float, bias: float) -> list[float]:
    """How far each sender moves a level of -1..1; their sum is the step of Bosse's equation."""
    q = (own + 1) / 2
    total = sum(weights)
    if not total:
        return [0.0] * len(weights)
    mean = sum(weight * (level + 1) / 2 for weight, level in zip(weights, levels, strict=True)) / total
    carried = bias * (1 - (1 - mean) * (1 - q)) + (1 - bias) * mean * q
    # Twice, because the equation is for a scale of 0..1.
    return [
        2 * STEP * weight * (gains * (carried - q) + (1 - gains) * ((level + 1) / 2 - q))
        for weight, level in zip(weights, levels, strict=True)
    ]


def _bounded(steps: Sequence[float], most: float) -> list[float]:
    total = abs(sum(steps))
    if total <= most:
        return list(steps)
    share = max(0.0, most) / total
    return [step * share for step in steps]
