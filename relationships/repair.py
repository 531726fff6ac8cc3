"""Repair: what mends a betrayal, how far, and what never comes back.

Words mend a failure of skill, hardly one of faith (Kim, Ferrin, Cooper & Dirks 2004), and nothing while anger burns (Ma
2019); what an apology gained from somebody once trusted is gone two days later unless deeds have followed, and a little
more (negotiation study, IACM 2021). After deceit trust stays below what it was (Schweitzer, Hershey & Bradlow 2006). A
grudge fades as a power of time (McCullough, Luna, Berry, Tabak & Bono 2010). Points are ours.
"""

from __future__ import annotations

from dataclasses import replace

from relationships.betrayals import TRUSTED, Betrayal

APOLOGY, RESTITUTION, CONFESSION, KEPT_PROMISE, PARDON = 0.15, 0.25, 0.20, 0.05, 0.35
# What words do for a broken faith, of what they do otherwise.
INTEGRITY_SHARE = 0.3
# Anger above this leaves no ear for an apology.
DEAF_ANGER = 0.6
# An apology of somebody who was trusted turns within so many days, to this share of what it was.
TURNS_WITHIN, TURNED = 2.0, -0.25
# Trust after deceit rises to this share of what it was, and no further.
CEILING = 0.85
# How fast a grudge fades: the exponent for somebody of no warmth is half of this, for the warmest half as much again.
FORGIVING = 0.3
# What it takes until the two are reconciled, for the least and for the gravest.
LEAST_NEEDED, MOST_NEEDED = 0.4, 0.9
# Affection that comes back as the whole of a grudge fades, for each part of severity.
EASED_AFFECTION = 0.25
DAY = 24 * 60


def apology(anger: float, *, integrity: bool) -> float:
    """What an apology that was taken is worth."""
    if anger > DEAF_ANGER:
        return 0.0
    return APOLOGY * (INTEGRITY_SHARE if integrity else 1.0)


def apology_left(given: float, days: float, *, trusted: bool, followed: bool) -> float:
    """What is left of an apology: deeds that followed hold it, else it turns where the offender had been trusted."""
    if followed or not trusted:
        return given
    return given * (1 - (1 - TURNED) * min(1.0, max(0.0, days) / TURNS_WITHIN))


def eased(days: float, agreeableness: float) -> float:
    """The share of the grudge that time alone has taken, 0..1: much at first, then less and less."""
    return 1 - float((1 + max(0.0, days)) ** (-FORGIVING * (0.5 + agreeableness)))


def credited(betrayal: Betrayal, points: float) -> Betrayal:
    """The same with so many points of what stays made good."""
    return replace(betrayal, points=round(min(1.0, points), 4))


def mended(betrayal: Betrayal, minute: int, agreeableness: float) -> float:
    """How far it is made good in the victim's eyes, 0..1."""
    if betrayal.is_secret:
        return 0.0
    trusted = betrayal.trust_before >= TRUSTED
    days = (minute - betrayal.apologised) / DAY
    words = apology_left(betrayal.apology, days, trusted=trusted, followed=betrayal.points >= RESTITUTION)
    time = eased((minute - betrayal.learned_minute) / DAY, agreeableness)
    return max(0.0, min(1.0, betrayal.points + words + time))


def needed(severity: float) -> float:
    """How far it must be made good before the two are reconciled."""
    return LEAST_NEEDED + (MOST_NEEDED - LEAST_NEEDED) * severity


def ripe(betrayal: Betrayal, minute: int) -> bool:
    """Whether there has been time: a broken faith is slept on at least once, whatever was done to mend it."""
    return not betrayal.is_deceit or minute // DAY > betrayal.learned_minute // DAY


def ceiling(betrayal: Betrayal) -> float:
    """The most that the victim will trust the doer from now on; 1 where nothing was broken that does not heal."""
    return CEILING * betrayal.trust_before if betrayal.is_deceit and not betrayal.is_secret else 1.0


def down_to(good: float, bad: float, most: float) -> float:
    """What has to go of the good evidence for the expected trust to be `most`, at most; 0 or below it."""
    # (good + 1) / (good + bad + 2) = most, solved for good.
    allowed = (most * (bad + 2) - 1) / (1 - most) if most < 1 else good
    return min(0.0, max(0.0, allowed) - good)
