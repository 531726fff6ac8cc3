"""What time alone does to a bond: feelings cool, evidence is forgotten; what two know of each other stays.

A constant amount a day towards nought, never across it (as bevy_society's balance has it); trust forgets by its own
factor (`trust.KEPT_A_DAY`). The amounts are ours: a quarrel that nobody renews is half gone in a fortnight.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from relationships import trust
from relationships.bonds import Bond, Change

DAILY: Mapping[str, float] = MappingProxyType({"affection": 0.02, "respect": 0.01, "attraction": 0.01, "fear": 0.04})
RULE = "time"


def faded(bond: Bond, days: float) -> tuple[Change, ...]:
    """The changes that `days` without renewal make."""
    return tuple(_changes(bond, days))


def _changes(bond: Bond, days: float) -> Iterator[Change]:
    good, bad = trust.forgotten(bond.trust_good, bond.trust_bad, days)
    steps = [("trust_good", good - bond.trust_good), ("trust_bad", bad - bond.trust_bad)]
    for dimension, amount in DAILY.items():
        value: float = getattr(bond, dimension)
        loss = min(abs(value), amount * days)
        steps.append((dimension, -loss if value > 0 else loss))
    for dimension, delta in steps:
        if delta:
            yield Change(bond.source, bond.target, dimension, delta, "Time has passed", RULE)
