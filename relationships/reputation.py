"""Reputation: what a group thinks of somebody, each opinion counted by how well its holder knows them.

Indirect reciprocity (Nowak & Sigmund 1998, 2005): whoever does not know somebody goes by what others make of them. Who
is a stranger to somebody adds nothing to it, as bevy_society counts respect to standing only from some familiarity on.
Harm that its witness found deserved has cost nothing in the first place (`consequences.witnessed`). Sizes are ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from relationships import stages
from relationships.bonds import Bond

# Who knows somebody less than this has no say.
LEAST_FAMILIAR = 0.2
# A reputation on so much familiarity is half of what it would be if all knew them well.
HALF_FOUNDED = 1.0
# Who is as unsure as this of somebody goes by others.
UNSURE = 0.5


class Repute(NamedTuple):
    """What they think of somebody, -1..1; how many have a say; and how far it is founded, 0..1."""

    value: float = 0.0
    voices: int = 0
    founded: float = 0.0
    # The mean of what they expect of them, 0..1, and of how much they look up to them, -1..1.
    trust: float = 0.5
    respect: float = 0.0


NOBODY_KNOWS = Repute()


def reputation(opinions: Iterable[Bond], heed: Mapping[int, float] | None = None) -> Repute:
    """What those whose bonds to one person are given make of them; `heed` says whom one listens to more, or not."""
    known = [(bond, bond.familiarity * (1.0 if heed is None else heed.get(bond.source, 0.0))) for bond in opinions]
    counted = [(bond, weight) for bond, weight in known if bond.familiarity >= LEAST_FAMILIAR and weight > 0]
    total = sum(weight for _, weight in counted)
    if not counted or total <= 0:
        return NOBODY_KNOWS
    return Repute(
        sum(weight * stages.regard(bond) for bond, weight in counted) / total,
        len(counted),
        total / (total + HALF_FOUNDED),
        sum(weight * bond.trust for bond, weight in counted) / total,
        sum(weight * bond.respect for bond, weight in counted) / total,
    )


def by_group(bonds: Iterable[Bond], groups: Mapping[int, Iterable[str]]) -> dict[int, dict[str, Repute]]:
    """The reputation of each in each group, and among all (""); `groups` says who belongs where."""
    of: dict[tuple[int, str], list[Bond]] = {}
    for bond in bonds:
        for group in {"", *groups.get(bond.source, ())}:
            of.setdefault((bond.target, group), []).append(bond)
    found: dict[int, dict[str, Repute]] = {}
    for (who, group), opinions in sorted(of.items()):
        repute = reputation(opinions)
        if repute.voices:
            found.setdefault(who, {})[group] = repute
    return found
