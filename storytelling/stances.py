"""Stances: what a sentence says of how two people stand to each other, and whether the numbers let it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from relationships.bonds import Bond
from relationships.stages import regard
from storytelling.claims import Names

# How far the numbers must be on the other side before a word is wrong: people exaggerate.
SLACK = 0.03

Holds = Callable[[Bond], bool]
# X <word> Y, and what must hold of X towards Y.
VERBS: Mapping[str, Holds] = MappingProxyType(
    {
        "loved": lambda bond: bond.affection >= 0.2 or bond.attraction >= 0.3,
        "adored": lambda bond: bond.affection >= 0.3 or bond.attraction >= 0.4,
        "was devoted to": lambda bond: regard(bond) >= 0.15 or bond.attraction >= 0.4,
        "was fond of": lambda bond: regard(bond) >= SLACK,
        "was in love with": lambda bond: bond.attraction >= 0.25,
        "hated": lambda bond: regard(bond) <= -0.1,
        "loathed": lambda bond: regard(bond) <= -0.1,
        "detested": lambda bond: regard(bond) <= -0.1,
        "could not stand": lambda bond: regard(bond) <= SLACK,
        "could not bear": lambda bond: regard(bond) <= SLACK,
        "despised": lambda bond: regard(bond) <= -0.05 or bond.respect <= -0.1,
        "trusted": lambda bond: bond.trust >= 0.5 - SLACK,
        "distrusted": lambda bond: bond.trust <= 0.5 + SLACK,
        "feared": lambda bond: bond.fear >= 0.05,
    }
)
# X's <noun> Y, X and Y were <noun>s, <noun> between X and Y; what must hold of either towards the other.
NOUNS: Mapping[str, Holds] = MappingProxyType(
    {
        "friend": lambda bond: regard(bond) >= -SLACK,
        "enemy": lambda bond: regard(bond) <= SLACK,
        "foe": lambda bond: regard(bond) <= SLACK,
        "hatred": lambda bond: regard(bond) <= SLACK,
        "rival": lambda bond: regard(bond) <= 0.1,
        "stranger": lambda bond: bond.familiarity < 0.2,
        "sweetheart": lambda bond: bond.attraction >= 0.25,
        "lover": lambda bond: bond.attraction >= 0.25,
    }
)
NOUN = re.compile(r"\b(friend|enem(?:y|ies)|foe|hatred|rival|stranger|sweetheart|lover)s?\b", re.I)
# With such a word it says less than it seems to, or the contrary.
HEDGED = re.compile(r"\b(not|never|no longer|hardly|nobody|no|without|less|more|than|once|if|as though|almost)\b", re.I)
ADVERBS = r"(?:(?:had|still|always|now|truly|deeply|only)\s+)*"


class Stance(NamedTuple):
    source: int
    target: int
    word: str
    holds: Holds
    # It says the same of the other.
    mutual: bool


def stances(sentence: str, names: Names) -> Iterator[Stance]:
    """What a sentence says of two people; hedged sentences say nothing."""
    named = list(names.found(sentence))
    for (one, _, end), (other, start, _) in pairwise(named):
        verb = re.fullmatch(rf"\s+{ADVERBS}([\w ]+?)\s+", sentence[end:start])
        if one != other and verb and verb[1] in VERBS:
            yield Stance(one, other, verb[1], VERBS[verb[1]], False)
    people = list(dict.fromkeys(who for who, _, _ in named))
    nouns = NOUN.findall(sentence)
    if len(people) == 2 and len(nouns) == 1 and not HEDGED.search(sentence):
        noun = nouns[0].lower().replace("enemies", "enemy")
        yield Stance(people[0], people[1], noun, NOUNS[noun], True)
