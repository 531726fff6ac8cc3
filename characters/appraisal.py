"""Appraisal: which emotion something is met with, by what one wants, what one values and whom one likes.

The decision tree is OCC's (Ortony, Clore & Collins, "The Cognitive Structure of Emotions", 1988): acts are praised or
blamed, one's own or another's; what comes of them is desired or not, for oneself or for somebody one likes or does not;
what was hoped or feared comes true or does not; and blame with harm together make anger. That mood colours appraisal,
and that a cause appraised anew replaces what it stirred before, is FAtiMA-Toolkit's. Sizes are ours.

Praise, desirability and liking lie in -1..1, intensities in 0..1.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import NamedTuple

from characters.minds import Emotion, Mind

# What would be felt more weakly than this is not felt.
FAINTEST = 0.18
# How much a mood strengthens what agrees with it, and weakens what does not.
COLOUR = 0.3
# Somebody warm is sorry even for a stranger, somebody hard takes a little pleasure in it: so much liking for nothing.
FELLOWSHIP = 0.3
# Regret of one who likes neither side nor is warm or hard reaches nobody: liking this near nought is indifference.
INDIFFERENT = 0.1
# What was hoped or feared must have come this near to count as come true, or as come to nothing.
DECIDED = 0.2

PROSPECTS = frozenset({"hope", "fear"})
# What one holds against somebody who has wronged one.
GRIEVANCES = frozenset({"anger", "hate", "reproach", "resentment", "disappointment"})
# How much of a grievance is left once the amends are taken.
AFTER_AMENDS = 0.5


class Stirred(NamedTuple):
    emotion: str
    intensity: float


def of_deed(praise: float, *, own: bool) -> Stirred | None:
    """An act alone: admired or blamed in another, proud or ashamed of in oneself."""
    if own:
        return _stirred("pride" if praise > 0 else "shame", abs(praise))
    return _stirred("admiration" if praise > 0 else "reproach", abs(praise))


def of_fortune(desirability: float) -> Stirred | None:
    """What comes of something for oneself: joy or distress."""
    return _stirred("joy" if desirability > 0 else "distress", abs(desirability))


def of_prospect(desirability: float, likelihood: float) -> Stirred | None:
    """What may come: hope or fear, the stronger the likelier."""
    return _stirred("hope" if desirability > 0 else "fear", abs(desirability) * likelihood)


def of_outcome(prospect: str, strength: float, desirability: float) -> Stirred | None:
    """What a hope or a fear turns into when something is decided: the more was felt, the more it matters."""
    if abs(desirability) < DECIDED:
        return None
    if prospect == "hope":
        emotion = "satisfaction" if desirability > 0 else "disappointment"
    else:
        emotion = "relief" if desirability > 0 else "fears-confirmed"
    return _stirred(emotion, (strength * abs(desirability)) ** 0.5)


def of_others_fortune(desirability: float, liking: float) -> Stirred | None:
    """What comes of something for somebody else: shared where they are liked, turned round where they are not."""
    if abs(liking) < INDIFFERENT:
        return None
    if liking > 0:
        emotion = "happy-for" if desirability > 0 else "pity"
    else:
        emotion = "resentment" if desirability > 0 else "gloating"
    return _stirred(emotion, abs(desirability) * abs(liking) ** 0.5)


def of_deed_and_fortune(praise: float, desirability: float, *, own: bool) -> Stirred | None:
    """An act together with what it brought oneself, where both point one way; None where they do not."""
    if praise * desirability <= 0:
        return None
    both = (abs(praise) + abs(desirability)) / 2
    if own:
        return _stirred("gratification" if praise > 0 else "remorse", both)
    return _stirred("gratitude" if praise > 0 else "anger", both)


def sympathy(liking: float, agreeableness: float) -> float:
    """How much one is with somebody: one's liking, and the fellow feeling one has for anybody."""
    return max(-1.0, min(1.0, liking + FELLOWSHIP * (2 * agreeableness - 1)))


def coloured(stirred: Stirred | None, pleasure: float, *, pleasant: bool) -> Stirred | None:
    """The same in the mood one is in: the glad are gladdened more easily, the wretched hurt more easily."""
    if stirred is None:
        return None
    agreement = pleasure if pleasant else -pleasure
    return _stirred(stirred.emotion, stirred.intensity * (1 + COLOUR * agreement))


def prospects(emotions: Iterable[Emotion], about: int) -> list[Emotion]:
    """What somebody hopes or fears of one person."""
    return [emotion for emotion in emotions if emotion.name in PROSPECTS and emotion.about == about]


def settled(mind: Mind, done: Collection[Emotion]) -> Mind:
    """Without the prospects that were decided: the same cause, appraised anew, is felt differently."""
    left = tuple(emotion for emotion in mind.emotions if emotion not in done)
    return mind if len(left) == len(mind.emotions) else replace(mind, emotions=left)


def soothed(mind: Mind, about: int) -> Mind:
    """After amends were taken: what one held against that person is seen anew, and weighs less."""
    if not any(emotion.about == about and emotion.name in GRIEVANCES for emotion in mind.emotions):
        return mind
    eased = tuple(
        replace(emotion, intensity=emotion.intensity * AFTER_AMENDS)
        if emotion.about == about and emotion.name in GRIEVANCES
        else emotion
        for emotion in mind.emotions
    )
    return replace(mind, emotions=eased)


def _stirred(emotion: str, intensity: float) -> Stirred | None:
    return Stirred(emotion, round(min(1.0, intensity), 3)) if intensity >= FAINTEST else None
