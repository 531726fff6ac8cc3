"""How well two people suit each other, as one of them would find it. Directed, 0..1, from traits alone.

Two terms. Likeness in extraversion, agreeableness and openness is what friends share (Selfhout et al. 2010, as Talk of
the Town uses it). What makes a partner good to have around is the partner's own calm, warmth, steadiness and cheer,
whoever looks (Dyrenforth et al. 2010; Malouff et al. 2010). The weights between the two are ours.
"""

from __future__ import annotations

from typing import NamedTuple

from characters.minds import Personality

LIKENESS_WEIGHT = 0.45
PARTNER_WEIGHT = 0.55
# What of the other counts, by Malouff's effect sizes, rounded.
CALM, WARMTH, STEADINESS, CHEER = 0.4, 0.3, 0.2, 0.1


class Compatibility(NamedTuple):
    """The value, the two terms it is made of (all 0..1), and each term in words."""

    value: float
    likeness: float
    partner: float
    reasons: tuple[str, str]


def likeness(one: Personality, other: Personality) -> float:
    """How alike two people are in E, A and O; the same both ways."""
    apart = (
        abs(one.extraversion - other.extraversion)
        + abs(one.agreeableness - other.agreeableness)
        + abs(one.openness - other.openness)
    )
    return (3 - apart) / 3


def partner(other: Personality) -> float:
    """How good `other` is to have around, whoever looks."""
    return (
        CALM * (1 - other.neuroticism)
        + WARMTH * other.agreeableness
        + STEADINESS * other.conscientiousness
        + CHEER * other.extraversion
    )


def value(one: Personality, other: Personality) -> float:
    """C(one -> other) as a bare number, for where nobody asks why."""
    return LIKENESS_WEIGHT * likeness(one, other) + PARTNER_WEIGHT * partner(other)


def compatibility(one: Personality, other: Personality) -> Compatibility:
    """C(one -> other) with its parts: how `other` suits `one`."""
    alike, good = likeness(one, other), partner(other)
    return Compatibility(
        LIKENESS_WEIGHT * alike + PARTNER_WEIGHT * good, alike, good, (_likeness_in_words(one, other), _in_words(other))
    )


def _likeness_in_words(one: Personality, other: Personality) -> str:
    pairs = (
        ("sociability", one.extraversion - other.extraversion),
        ("warmth", one.agreeableness - other.agreeableness),
        ("curiosity", one.openness - other.openness),
    )
    near = [name for name, apart in pairs if abs(apart) <= 0.15]
    far = [name for name, apart in pairs if abs(apart) >= 0.4]
    words = []
    if near:
        words.append(f"much alike in {' and '.join(near)}")
    if far:
        words.append(f"far apart in {' and '.join(far)}")
    return ", ".join(words) or "neither alike nor far apart"


def _in_words(other: Personality) -> str:
    traits = (
        ("calm", "easily upset", 1 - other.neuroticism),
        ("warm", "cold", other.agreeableness),
        ("dependable", "careless", other.conscientiousness),
        ("cheerful company", "quiet company", other.extraversion),
    )
    words = [high if level >= 0.6 else low for high, low, level in traits if level >= 0.6 or level <= 0.4]
    return ", ".join(words) or "middling company"
