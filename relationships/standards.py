"""Standards: how an act stands to what somebody values, which is what OCC's praise and blame are measured by.

What people commonly hold is in the act's own harm and warmth; a creed adds to it or takes from it. The creeds gather
the words in which sheets name values, as the rules of `volition.yaml` do. After Ortony, Clore & Collins 1988; sizes
ours.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from relationships.acts import ACTS

# How much one creed counts for or against an act.
CREED = 0.3
# Only what is warmer than this is praised for its warmth: good manners are taken for granted.
MANNERS = 0.5
# Harm below this is blamed by nobody but for a creed's sake.
HARMLESS = 0.2


class Creed(NamedTuple):
    words: frozenset[str]
    esteems: frozenset[str]
    scorns: frozenset[str]


def _creed(words: str, esteems: str, scorns: str) -> Creed:
    creed = Creed(frozenset(words.split(", ")), frozenset(esteems.split()), frozenset(scorns.split()))
    unknown = (creed.esteems | creed.scorns) - ACTS.keys()
    if unknown:
        raise ValueError(f"a creed speaks of {', '.join(sorted(unknown))}, which is no act")
    return creed


CREEDS = (
    _creed("honesty, truth, truthfulness, plain dealing, candour, plain speaking, honour, fair play",
           "confess confront keep_promise", "lie betray break_promise"),
    _creed("loyalty, friendship, honour, duty, faith, devotion, comradeship, service, family",
           "keep_promise help ally", "betray break_promise reveal_secret"),
    _creed("kindness, charity, gentleness, compassion, mercy, friendship, piety",
           "comfort help give forgive reassure", "insult mock threaten snub provoke"),
    _creed("justice, fairness, proof, evidence, reason, fair play",
           "make_amends confess question", "lie betray accuse"),
    _creed("peace at home, a quiet life, patience, temperance, order, ease, comfort",
           "mediate forgive apologise", "provoke insult challenge threaten break_off"),
    _creed("propriety, custom, appearances, rank, precedence, elegance, reputation, obedience, the Church",
           "thank praise", "flirt gossip mock demand break_off"),
    _creed("discretion, secrecy, prudence, good sense, reason", "advise warn", "gossip reveal_secret provoke"),
    _creed("courage, strength, skill at arms, glory, independence, freedom, power", "challenge confront", "withdraw"),
    _creed("advancement, gold, a clear profit, power, cunning, a bargain kept, patronage",
           "negotiate ally", "break_off"),
    _creed("fun, good company, good humour, pleasure, wit, good fellowship, pleasant company, company",
           "joke tease celebrate invite", "criticise snub"),
    _creed("love, family, her son, her daughter, home", "embrace declare_love comfort", "break_off reject betray"),
)  # fmt: skip


def praise(act: str, accepted: bool, values: frozenset[str]) -> float:
    """How praiseworthy the act is to somebody of these values, -1..1; what was refused earns no thanks."""
    return max(-1.0, min(1.0, common(act, accepted) + by_creed(act, values)))


def common(act: str, accepted: bool) -> float:
    """What anybody would say of it: harm is blamed, uncommon warmth praised."""
    found = ACTS[act]
    if found.harm >= HARMLESS:
        return -found.harm
    warmth = max(0.0, found.polarity - MANNERS)
    return warmth if accepted else 0.0


@lru_cache(maxsize=8192)
def by_creed(act: str, values: frozenset[str]) -> float:
    """What one's own values add or take, within one creed's weight however many of them agree."""
    esteemed = any(act in creed.esteems and creed.words & values for creed in CREEDS)
    scorned = any(act in creed.scorns and creed.words & values for creed in CREEDS)
    return CREED * (esteemed - scorned)
