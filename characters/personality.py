"""The personality matrix: thirty facets under the Big Five, and how to read them in plain words.

Domains and facets are those of the IPIP-NEO (Goldberg 1999; Johnson 2014, "Measuring thirty facets of the Five Factor
Model with a 120-item public domain inventory"). A facet that a sheet does not give is as its domain is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from characters.minds import DOMAINS, Personality

FACETS_OF: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "openness": (
            "imagination", "artistic_interests", "emotionality", "adventurousness", "intellect", "liberalism",
        ),
        "conscientiousness": (
            "self_efficacy", "orderliness", "dutifulness", "achievement_striving", "self_discipline", "cautiousness",
        ),
        "extraversion": (
            "friendliness", "gregariousness", "assertiveness", "activity_level", "excitement_seeking", "cheerfulness",
        ),
        "agreeableness": ("trust", "morality", "altruism", "cooperation", "modesty", "sympathy"),
        "neuroticism": (
            "anxiety", "anger", "depression", "self_consciousness", "immoderation", "vulnerability",
        ),
    }
)  # fmt: skip
DOMAIN_OF: Mapping[str, str] = MappingProxyType(
    {facet: domain for domain, facets in FACETS_OF.items() for facet in facets}
)

# A trait at least this far from the middle is worth a word.
TELLING = 0.15
# A reading names at most this many traits; more would be a list, not a picture.
MOST_WORDS = 3

# What one says of a person high, and of one low, in a trait.
WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "openness": ("curious", "set in old ways"),
        "conscientiousness": ("dependable", "easy-going about duty"),
        "extraversion": ("outgoing", "reserved"),
        "agreeableness": ("warm-hearted", "hard to please"),
        "neuroticism": ("quick to worry", "hard to shake"),
        "imagination": ("full of fancies", "down to earth"),
        "artistic_interests": ("moved by beauty", "unmoved by the arts"),
        "emotionality": ("deep in feeling", "sparing with feelings"),
        "adventurousness": ("hungry for the new", "fond of the familiar"),
        "intellect": ("fond of ideas", "impatient of theories"),
        "liberalism": ("a questioner of custom", "a keeper of custom"),
        "self_efficacy": ("capable", "unsure of own powers"),
        "orderliness": ("orderly", "untidy"),
        "dutifulness": ("true to duty", "loose about rules"),
        "achievement_striving": ("ambitious", "content with little"),
        "self_discipline": ("steady at work", "easily put off"),
        "cautiousness": ("careful before acting", "rash"),
        "friendliness": ("quick to make friends", "slow to warm"),
        "gregariousness": ("fond of company", "fond of solitude"),
        "assertiveness": ("used to leading", "inclined to hang back"),
        "activity_level": ("always busy", "unhurried"),
        "excitement_seeking": ("drawn to danger", "wary of thrills"),
        "cheerfulness": ("merry", "seldom merry"),
        "trust": ("quick to trust", "slow to trust"),
        "morality": ("straightforward", "crafty"),
        "altruism": ("generous", "sparing with help"),
        "cooperation": ("a keeper of the peace", "ready to quarrel"),
        "modesty": ("modest", "proud"),
        "sympathy": ("tender-hearted", "hard-headed"),
        "anxiety": ("anxious", "fearless"),
        "anger": ("quick to anger", "slow to anger"),
        "depression": ("given to gloom", "seldom low"),
        "self_consciousness": ("shy", "at ease with anyone"),
        "immoderation": ("ruled by appetites", "temperate"),
        "vulnerability": ("easily overwhelmed", "calm under strain"),
    }
)


def centred(trait: float) -> float:
    """A trait of 0..1 on the scale -1..1 that the literature's formulas are written for."""
    return 2 * trait - 1


def trait(personality: Personality, name: str) -> float:
    """A domain or a facet by name, in 0..1; a facet that is not given is as its domain."""
    domain = DOMAIN_OF.get(name)
    if domain is None:
        return float(getattr(personality, name))
    return personality.facets.get(name, float(getattr(personality, domain)))


def matrix(personality: Personality) -> dict[str, dict[str, float]]:
    """All thirty facets by domain, given or taken from their domain."""
    return {domain: {facet: trait(personality, facet) for facet in facets} for domain, facets in FACETS_OF.items()}


def from_mapping(traits: Mapping[str, float], facets: Mapping[str, float] | None = None) -> Personality:
    """A personality from plain numbers in 0..1; what is neither a domain nor a facet is an error."""
    facets = facets or {}
    unknown = sorted((set(traits) - set(DOMAINS)) | (set(facets) - set(DOMAIN_OF)))
    if unknown:
        raise ValueError(f"not a trait: {', '.join(unknown)}")
    beyond = sorted(name for name, value in {**traits, **facets}.items() if not 0 <= value <= 1)
    if beyond:
        raise ValueError(f"must be between 0 and 1: {', '.join(beyond)}")
    return Personality(**traits, facets=dict(facets))


def grown(personality: Personality, growth: Mapping[str, float]) -> Personality:
    """Somebody as life has made them: the domains of the sheet with what they have grown by."""
    if not growth:
        return personality
    after = {domain: round(min(1.0, getattr(personality, domain) + by), 4) for domain, by in growth.items()}
    return replace(personality, **after)


def is_telling(personality: Personality) -> bool:
    """Whether there is anything to say of the person in plain words."""
    return bool(_telling(personality))


def reading(personality: Personality) -> str:
    """The person in plain words, most telling first: "curious, slow to trust, hard to shake".

    A facet is named only where it says something that its domain does not.
    """
    telling = _telling(personality)
    words = [WORDS[name][0 if strength > 0 else 1] for name, strength in telling[:MOST_WORDS]]
    return ", ".join(words) or "even-tempered in all things"


def _telling(personality: Personality) -> list[tuple[str, float]]:
    """What is far enough from the middle to be named, in -1..1, the furthest first."""
    strengths = {domain: centred(trait(personality, domain)) for domain in DOMAINS}
    for facet, value in personality.facets.items():
        apart = centred(value) - strengths[DOMAIN_OF[facet]]
        if abs(apart) >= TELLING * 2:
            strengths[facet] = centred(value)
    telling = [(name, strength) for name, strength in strengths.items() if abs(strength) >= TELLING * 2]
    return sorted(telling, key=lambda pair: -abs(pair[1]))
