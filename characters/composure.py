"""Composure: how much strain somebody bears, how it gives way, and how it comes back.

The shape is that of RimWorld's mental breaks (its wiki): below a threshold of mood that temperament moves one is about
to crack. There the mood is absolute; here people rest at moods of their own, so it is how far one is held below one's
rest that strains. Strain gathers while that lasts and ebbs when it is over; when it is full, composure gives way, as
temperament has it: in an outburst, in tears or in withdrawal. Afterwards one is spent, and calm for a day (catharsis,
as there). Thresholds and what moves them are RimWorld's, all else is ours.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from characters import mood
from characters.minds import Crack, Emotion, Mind, Personality
from characters.personality import centred, trait

# The share of the whole range of moods below which most people are about to crack, and what it may be moved to.
THRESHOLD, LOWEST, HIGHEST = 0.35, 0.01, 0.50
# What the most nervous, and the most steadfast, have added to it and taken from it.
NERVOUS, STEADFAST = 0.15, 0.18
# Who usually rests in high spirits does not crack for being merely content.
HIGH_SPIRITS = 0.15
# An hour at a tenth below what one bears fills this much of the strain that one can take.
HOURLY = 0.6
TENTH = 0.1
# Strain is half gone after this many minutes in a bearable mood, and this much of it is left after a night.
STRAIN_HALF_LIFE = 360.0
AFTER_SLEEP = 0.3
# From here on it shows.
SHOWING = 0.6
# Somebody who has cracked is not themselves for this long, and not strained again for so long.
LASTS, SPARED = 120, 24 * 60
# The weaker temper's crack is over sooner.
SHORTEST = 60

STATES = ("steady", "about to crack", "cracking")
MANNERS = ("outburst", "tears", "withdrawal")


class Bearing(NamedTuple):
    """How somebody bears up, for the eye: the state, the strain in 0..1, and what they can bear below their rest."""

    state: str
    strain: float
    bears: float


def threshold(personality: Personality) -> float:
    """The share of mood below which this temperament gives way, .01...5 (RimWorld's 35 % in the middle)."""
    nerves = (centred(personality.neuroticism) + centred(trait(personality, "vulnerability"))) / 2
    return max(LOWEST, min(HIGHEST, THRESHOLD + nerves * (NERVOUS if nerves > 0 else STEADFAST)))


def bears(personality: Personality) -> float:
    """How far below rest pleasure may sink without strain: the way from an even mood to the threshold."""
    return 0.5 - threshold(personality)


def shortfall(personality: Personality, pleasure: float) -> float:
    """How far pleasure is below what one bears, from 0 up."""
    rest = min(HIGH_SPIRITS, mood.baseline(personality).pleasure)
    return max(0.0, rest - bears(personality) - pleasure)


def strained(mind: Mind, pleasure_after: float, minute: int, passed: int) -> float:
    """The strain after `passed` minutes up to `minute`, in which pleasure went to `pleasure_after`."""
    if mind.crack is not None and minute < mind.crack.since + SPARED:
        return 0.0
    if passed <= 0:
        return mind.strain
    # Half way between what it was and what it is: nobody looked in between.
    short = shortfall(mind.personality, (mind.mood.pleasure + pleasure_after) / 2)
    if short > 0:
        return min(1.0, mind.strain + HOURLY * (short / TENTH) * passed / 60)
    return float(mind.strain * 0.5 ** (passed / STRAIN_HALF_LIFE)) if mind.strain else 0.0


def slept(mind: Mind) -> Mind:
    return replace(mind, strain=mind.strain * AFTER_SLEEP) if mind.strain else mind


def state(mind: Mind, minute: int) -> str:
    if mind.crack is not None and minute < mind.crack.until:
        return "cracking"
    return "about to crack" if mind.strain >= SHOWING else "steady"


def bearing(mind: Mind, minute: int) -> Bearing:
    return Bearing(state(mind, minute), mind.strain, bears(mind.personality))


def is_cracking(mind: Mind, minute: int) -> bool:
    return mind.crack is not None and minute < mind.crack.until


def has_come_round(mind: Mind, since: int, minute: int) -> bool:
    """Whether a crack ended between the two minutes."""
    return mind.crack is not None and since < mind.crack.until <= minute


def cracked(mind: Mind, minute: int, event: int) -> Mind:
    """Composure gone, as this temperament loses it; strain is spent by it."""
    grievance = angriest(mind)
    lasts = round(SHORTEST + (LASTS - SHORTEST) * mind.personality.neuroticism)
    about = grievance.about if grievance else None
    return replace(mind, strain=0.0, crack=Crack(manner(mind), minute, minute + lasts, about, event))


def manner(mind: Mind) -> str:
    """How this temperament gives way, now: the hard and the angry lash out, the shy withdraw, the soft weep."""
    p = mind.personality
    anger = max(mood.intensity(mind.emotions, name) for name in ("anger", "hate", "resentment"))
    sorrow = max(mood.intensity(mind.emotions, name) for name in ("distress", "shame", "pity", "disappointment"))
    weights = (
        (1 - p.agreeableness) + 0.5 * trait(p, "anger") + 0.3 * p.extraversion + 0.6 * anger,
        0.7 * p.neuroticism + 0.7 * p.agreeableness + 0.6 * sorrow,
        1.2 * (1 - p.extraversion) + 0.4 * trait(p, "self_consciousness"),
    )
    return MANNERS[max(range(3), key=lambda at: weights[at])]


def angriest(mind: Mind) -> Emotion | None:
    """What somebody holds most strongly against anybody."""
    held = [one for one in mind.emotions if one.about is not None and one.name in {"anger", "hate", "reproach"}]
    return max(held, key=lambda one: one.intensity, default=None)
