"""Trust as evidence: how a deed, a rumour and the passing of time move what one expects of another.

Beta reputation with opinions and discounting (Jøsang & Ismail 2002, "The Beta Reputation System"): `good` and `bad`
count evidence, the expected trust is `(good + 1) / (good + bad + 2)`, the uncertainty `2 / (good + bad + 2)`.
That trust is lost faster than gained is Slovic 1993 ("Perceived Risk, Trust, and Democracy"); the factors are ours.
"""

from __future__ import annotations

from typing import NamedTuple

# A harmful deed weighs this many times what a kind one of the same importance does.
BAD_FACTOR = 3.0
# It weighs this much where a promise, a secret or an alliance was broken by it.
BREACH_FACTOR = 5.0
# Each day keeps this share of the evidence; the rest is forgotten.
KEPT_A_DAY = 0.98
# People weigh about this much evidence; beyond it the old makes room for the new, so that no trust is past shaking.
MOST_EVIDENCE = 12.0
# Evidence that one heard of counts for this much of evidence that one saw.
HEARSAY = 0.25


class Opinion(NamedTuple):
    """Belief, disbelief and uncertainty; they sum to 1."""

    belief: float
    disbelief: float
    uncertainty: float


def mean(good: float, bad: float) -> float:
    """Expected trust, in 0..1; 0.5 where nothing is known."""
    return (good + 1) / (good + bad + 2)


def uncertainty(good: float, bad: float) -> float:
    """How little the trust rests on, in 0..1; 1 where nothing is known."""
    return 2 / (good + bad + 2)


def opinion(good: float, bad: float) -> Opinion:
    total = good + bad + 2
    return Opinion(good / total, bad / total, 2 / total)


def evidence(trust: float, certainty: float) -> tuple[float, float]:
    """The (good, bad) that stand for an expected trust held with some certainty, both in 0..1.

    The trust is honoured before the certainty: a firm expectation cannot rest on little, nor one past what
    `MOST_EVIDENCE` can carry on anything.
    """
    total = min(MOST_EVIDENCE + 2, 2 / max(1e-9, 1 - certainty))
    edge = 1 / (MOST_EVIDENCE + 2)
    expected = min(1 - edge, max(edge, trust))
    total = max(total, 1 / min(expected, 1 - expected))
    return expected * total - 1, (1 - expected) * total - 1


def weight(importance: float, *, breach: bool = False) -> float:
    """How much evidence a deed is; `importance` in -1..1, below 0 for a bad one, for which more is returned."""
    if importance >= 0:
        return importance
    return -importance * (BREACH_FACTOR if breach else BAD_FACTOR)


def added(good: float, bad: float, importance: float, *, breach: bool = False) -> tuple[float, float]:
    """What one deed adds to (good, bad); either may fall where the old makes room for the new."""
    amount = weight(importance, breach=breach)
    new_good, new_bad = (good + amount, bad) if importance >= 0 else (good, bad + amount)
    total = new_good + new_bad
    if total > MOST_EVIDENCE:
        # Never keep more than was there: evidence laid down under another cap may shrink only.
        kept = MOST_EVIDENCE / total
        new_good, new_bad = new_good * kept, new_bad * kept
    return new_good - good, new_bad - bad


def forgotten(good: float, bad: float, days: float) -> tuple[float, float]:
    """The evidence that is left after `days`; trust drifts back towards 0.5, the uncertainty grows."""
    kept = KEPT_A_DAY ** max(0.0, days)
    return good * kept, bad * kept


def discounted(teller: Opinion, said: Opinion) -> Opinion:
    """What a hearer may think of X who hears `said` of X from someone of whom the hearer thinks `teller`."""
    return Opinion(
        teller.belief * said.belief,
        teller.belief * said.disbelief,
        teller.disbelief + teller.uncertainty + teller.belief * said.uncertainty,
    )


def heard(good: float, bad: float, teller: Opinion, importance: float) -> tuple[float, float]:
    """What a tale about X adds to (good, bad) of X; `importance` below 0 for a tale to X's discredit.

    A tale is an opinion without uncertainty that one's opinion of the teller discounts: who is not believed at all
    moves nothing.
    """
    said = Opinion(1, 0, 0) if importance >= 0 else Opinion(0, 1, 0)
    taken = discounted(teller, said)
    share = taken.belief if importance >= 0 else taken.disbelief
    return added(good, bad, importance * share * HEARSAY)
