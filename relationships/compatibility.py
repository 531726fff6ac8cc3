"""How well two people suit each other, as one of them would find it. Directed, 0..1, from traits alone.

Two terms. Likeness in extraversion, agreeableness and openness is what friends share (Selfhout et al. 2010, as Talk of
the Town uses it). What makes a partner good to have around is the partner's own calm, warmth, steadiness and cheer,
whoever looks (Dyrenforth et al. 2010; Malouff et al. 2010). The weights between the two are ours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from characters.minds import DOMAINS, Mind, Personality
from characters.personality import trait

LIKENESS_WEIGHT = 0.45
PARTNER_WEIGHT = 0.55
# What of the other counts, by Malouff's effect sizes, rounded.
CALM, WARMTH, STEADINESS, CHEER = 0.4, 0.3, 0.2, 0.1
# How far apart two people stand in a trait on the average: a third of the scale, for traits spread evenly over it.
USUALLY_APART = 1 / 3
# A trait that moves the value by less than this is not worth a word.
WORTH_SAYING = 0.012
# So far from the middle a trait is clearly high or low.
CLEARLY = 0.08
# A cast lacks a trait where nobody in it has this much of it.
WANTING = 0.6
# Pairs named as the best and the worst of a cast.
PAIRS_NAMED = 3

# What is said of two who are alike in a trait, high or low, and of two who are not.
_ALIKE: Mapping[str, tuple[str, str, str, str]] = {
    "extraversion": (
        "both outgoing",
        "both reserved",
        "alike in sociability",
        "one outgoing, the other reserved",
    ),
    "agreeableness": (
        "both warm-hearted",
        "both hard to please",
        "alike in warmth",
        "one warm-hearted, the other hard to please",
    ),
    "openness": (
        "both curious",
        "both fond of old ways",
        "alike in curiosity",
        "one curious, the other fond of old ways",
    ),
}
# What is said of the other, high and low: the trait and its share.
_OTHERS = (
    ("neuroticism", CALM, "quick to worry", "hard to shake"),
    ("agreeableness", WARMTH, "warm-hearted", "hard to please"),
    ("conscientiousness", STEADINESS, "dependable", "careless"),
    ("extraversion", CHEER, "cheerful company", "quiet company"),
)
# Whom a cast lacks, by the trait (or the lack of one) that nobody in it has.
_LACKED = {
    "openness": "nobody who welcomes what is new",
    "conscientiousness": "nobody to rely on",
    "extraversion": "nobody who draws the others out",
    "agreeableness": "nobody who makes peace",
    "neuroticism": "nobody who keeps calm",
    "assertiveness": "nobody who leads",
    "cheerfulness": "nobody who makes the others laugh",
}


class Part(NamedTuple):
    """What one trait adds to a match (helps, above 0) or takes from it (clashes), against an average couple."""

    trait: str
    size: float
    text: str


class Pairing(NamedTuple):
    """Two of a cast, and how well they suit each other both ways, 0..1."""

    one: int
    other: int
    value: float


class Cast(NamedTuple):
    """How a cast suits itself: the mean over all its pairs, the best and worst of them, and whom it lacks."""

    mean: float
    best: tuple[Pairing, ...]
    worst: tuple[Pairing, ...]
    lacks: tuple[str, ...]


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


def parts(one: Personality, other: Personality) -> tuple[Part, ...]:
    """Which traits help and which clash, the largest first: how far each moves C(one -> other) from an average couple.

    Together with what is too small to name they are the value less that of a couple as far apart as most, of whom the
    other is middling in everything.
    """
    found = []
    for name, words in _ALIKE.items():
        mine, theirs = trait(one, name), trait(other, name)
        size = LIKENESS_WEIGHT / 3 * (USUALLY_APART - abs(mine - theirs))
        found.append(Part(name, size, _alike(words, mine, theirs) if size > 0 else words[3]))
    for name, share, high, low in _OTHERS:
        level = trait(other, name)
        welcome = 1 - level if name == "neuroticism" else level
        found.append(Part(name, PARTNER_WEIGHT * share * (welcome - 0.5), high if level >= 0.5 else low))
    telling = [part for part in found if abs(part.size) >= WORTH_SAYING]
    return tuple(sorted(telling, key=lambda part: (-abs(part.size), part.trait)))


def _alike(words: tuple[str, str, str, str], mine: float, theirs: float) -> str:
    high, low, alike, _ = words
    if min(mine, theirs) >= 0.5 + CLEARLY:
        return high
    return low if max(mine, theirs) <= 0.5 - CLEARLY else alike


def explained(one: Mind, other: Mind) -> tuple[str, ...]:
    """The parts as sentences with their sizes: "Jane is hard to shake (+0.08)"."""
    told = []
    for part in parts(one.personality, other.personality):
        about = part.text if part.text.startswith(("both", "one", "alike")) else f"{other.name} is {part.text}"
        told.append(f"{about[:1].upper()}{about[1:]} ({f'{part.size:+.2f}'.replace('-', '−')})")
    return tuple(told)


def cast(members: Sequence[Mind]) -> Cast:
    """How the members suit each other; a cast of one suits itself (1), and has no pairs."""
    pairs = [
        Pairing(a.id, b.id, (value(a.personality, b.personality) + value(b.personality, a.personality)) / 2)
        for a, b in combinations(members, 2)
    ]
    mean = sum(pair.value for pair in pairs) / len(pairs) if pairs else 1.0
    ranked = sorted(pairs, key=lambda pair: (-pair.value, pair.one, pair.other))
    # Of few pairs none is among the best and the worst at once.
    named = min(PAIRS_NAMED, len(ranked) // 2)
    return Cast(mean, tuple(ranked[:named]), tuple(ranked[len(ranked) - named :][::-1]), _lacks(members))


def _lacks(members: Sequence[Mind]) -> tuple[str, ...]:
    def most(name: str) -> float:
        levels = [trait(one.personality, name) for one in members]
        return max((1 - level if name == "neuroticism" else level for level in levels), default=0.0)

    # What the domain lacks is not said again of its facet.
    names = [*DOMAINS] + [name for name in ("assertiveness", "cheerfulness") if most("extraversion") >= WANTING]
    return tuple(_LACKED[name] for name in names if most(name) < WANTING)
