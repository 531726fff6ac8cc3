"""How one character stands to another, as values: the bond, and the changes that the ledger records.

A bond is directed. Trust is a beta distribution over "will treat me well" (Jøsang & Ismail 2002): `trust_good` and
`trust_bad` count evidence, the mean and the uncertainty follow. Affection and respect lie in -1..1; familiarity,
attraction and fear in 0..1; evidence is at least 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

DIMENSIONS = ("trust_good", "trust_bad", "affection", "respect", "familiarity", "attraction", "fear")
RANGES: dict[str, tuple[float, float]] = {
    "trust_good": (0.0, 200.0),
    "trust_bad": (0.0, 200.0),
    "affection": (-1.0, 1.0),
    "respect": (-1.0, 1.0),
    "familiarity": (0.0, 1.0),
    "attraction": (0.0, 1.0),
    "fear": (0.0, 1.0),
}
# Ledger amounts are kept to this many decimals, so that a sum of them is the row to the digit.
DECIMALS = 5


@dataclass(frozen=True, slots=True)
class Bond:
    source: int
    target: int
    trust_good: float = 0.0
    trust_bad: float = 0.0
    affection: float = 0.0
    respect: float = 0.0
    familiarity: float = 0.0
    attraction: float = 0.0
    fear: float = 0.0
    stage: str = "stranger"
    # World minute of the last contact.
    minute: int = 0

    @property
    def trust(self) -> float:
        return (self.trust_good + 1) / (self.trust_good + self.trust_bad + 2)

    @property
    def uncertainty(self) -> float:
        return 2 / (self.trust_good + self.trust_bad + 2)


@dataclass(frozen=True, slots=True)
class Change:
    source: int
    target: int
    dimension: str
    delta: float
    reason: str
    rule: str


def applied(bond: Bond, changes: Iterable[Change]) -> tuple[Bond, tuple[Change, ...]]:
    """The bond after `changes`, and the changes as they took hold: cut at the range, rounded, nought left out.

    Only what took hold may enter the ledger; that is what makes the current row its sum.
    """
    values = {dimension: getattr(bond, dimension) for dimension in DIMENSIONS}
    held = []
    for change in changes:
        low, high = RANGES[change.dimension]
        before = values[change.dimension]
        after = round(min(high, max(low, before + change.delta)), DECIMALS)
        delta = round(after - before, DECIMALS)
        if delta:
            values[change.dimension] = after
            held.append(
                change
                if delta == change.delta
                else Change(change.source, change.target, change.dimension, delta, change.reason, change.rule)
            )
    return replace(bond, **values), tuple(held)
