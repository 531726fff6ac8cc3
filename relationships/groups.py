"""Groups: who belongs together, who is what within them, and what they tolerate.

Groups are found where ties are denser inside than out (Leiden; Traag, Waltman & van Eck 2019) and told where people
belong to one by name. Roles are those of network studies: whom the group looks up to, who bridges members that are not
tied to each other (a broker; Burt 1992, "Structural Holes"), who is tied to other groups (a liaison; Gould & Fernandez
1989), who is least liked (a star's opposite; Moreno 1934). A norm is what members mostly hold and mostly put up with.
Thresholds are ours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from relationships import layout, stages
from relationships.acts import ACTS
from relationships.balance import SIGNED
from relationships.bonds import Bond

# Two who get on are a pair, not a group.
SMALLEST = 3
# A value that so many of the members hold is the group's.
HELD_BY = 0.5
# What is taken well so often is tolerated, what so seldom is frowned upon; fewer cases than this say nothing.
TOLERATED, FROWNED, FEWEST_CASES = 0.65, 0.4, 3
# Whoever is less liked than this, and clearly less than the next, stands outside.
OUTSIDE, LESS_LIKED = 0.05, 0.08

Deed = tuple[str, int, int, bool]


class Roles(NamedTuple):
    leader: int | None = None
    broker: int | None = None
    outsider: int | None = None
    go_between: int | None = None


class Norms(NamedTuple):
    # Values that at least half of the members hold, the commonest first.
    values: tuple[str, ...] = ()
    # Families of acts that are mostly taken well within it, and those that mostly are not.
    tolerated: tuple[str, ...] = ()
    frowned_on: tuple[str, ...] = ()
    # Mean regard of its members for each other.
    warmth: float = 0.0


@dataclass(frozen=True, slots=True)
class Group:
    # Its name, where it is one that people belong to; a group that was found has none.
    name: str
    members: tuple[int, ...]
    roles: Roles
    norms: Norms


def found(bonds: Mapping[tuple[int, int], Bond], seed: int = 0) -> list[frozenset[int]]:
    """Groups of three and more whose members like each other, both ways, rather than those outside; largest first."""
    ties = []
    for (one, other), bond in sorted(bonds.items()):
        back = bonds.get((other, one))
        if one < other and back is not None:
            regards = stages.regard(bond), stages.regard(back)
            if min(regards) >= SIGNED:
                ties.append((one, other, sum(regards)))
    return [group for group in layout.communities(ties, seed) if len(group) >= SMALLEST]


def roles(members: Iterable[int], bonds: Mapping[tuple[int, int], Bond], ratings: Mapping[int, float]) -> Roles:
    """Who is what; nobody where nobody stands out."""
    inside = sorted(members)
    if len(inside) < SMALLEST:
        return Roles()
    known = set(inside)
    esteem = {who: _sum(bonds, inside, who, "respect") for who in inside}
    liking = {who: _mean_regard(bonds, inside, who) for who in inside}
    leader = max(inside, key=lambda who: (round(esteem[who], 3), ratings.get(who, 0.0), -who))
    near = {who: {other for other in inside if other != who and _tied(bonds, who, other)} for who in inside}
    bridged = {who: sum(b not in near[a] for a, b in combinations(sorted(near[who]), 2)) for who in inside}
    broker = max(inside, key=lambda who: (bridged[who], -who))
    least, second = sorted(inside, key=lambda who: (liking[who], who))[:2]
    outsider = least if liking[least] < OUTSIDE and liking[second] - liking[least] >= LESS_LIKED else None
    abroad = Counter(one for one, other in bonds if one in known and other not in known and _tied(bonds, one, other))
    go_between = max(abroad, key=lambda who: (abroad[who], -who), default=None)
    return Roles(leader, broker if bridged[broker] else None, outsider, go_between)


def norms(
    members: Iterable[int],
    bonds: Mapping[tuple[int, int], Bond],
    values: Mapping[int, frozenset[str]],
    deeds: Iterable[Deed],
) -> Norms:
    """What the group holds and puts up with; `deeds` are (act, doer, to whom, whether it was taken well)."""
    inside = sorted(members)
    if not inside:
        return Norms()
    held = Counter(value for who in inside for value in values.get(who, ()))
    common = [value for value, count in sorted(held.items(), key=lambda one: (-one[1], one[0]))
              if count >= max(2, HELD_BY * len(inside))]  # fmt: skip
    known = set(inside)
    cases: Counter[str] = Counter()
    taken: Counter[str] = Counter()
    for act, doer, other, accepted in deeds:
        if doer in known and other in known and act in ACTS:
            cases[ACTS[act].family] += 1
            taken[ACTS[act].family] += accepted
    shares = {family: taken[family] / count for family, count in cases.items() if count >= FEWEST_CASES}
    return Norms(
        tuple(common),
        tuple(sorted(family for family, share in shares.items() if share >= TOLERATED)),
        tuple(sorted(family for family, share in shares.items() if share <= FROWNED)),
        round(sum(_mean_regard(bonds, inside, who) for who in inside) / len(inside), 3),
    )


def _tied(bonds: Mapping[tuple[int, int], Bond], one: int, other: int) -> bool:
    """Whether the one is for the other and the other is not against them."""
    bond, back = bonds.get((one, other)), bonds.get((other, one))
    return bond is not None and stages.regard(bond) >= SIGNED and (back is None or stages.regard(back) > -SIGNED)


def _sum(bonds: Mapping[tuple[int, int], Bond], inside: Sequence[int], who: int, dimension: str) -> float:
    return float(sum(getattr(bonds[other, who], dimension) for other in inside if (other, who) in bonds))


def _mean_regard(bonds: Mapping[tuple[int, int], Bond], inside: Sequence[int], who: int) -> float:
    """How the others in the group regard somebody; who is not known is neither liked nor disliked."""
    regards = [stages.regard(bonds[other, who]) if (other, who) in bonds else 0.0 for other in inside if other != who]
    return sum(regards) / len(regards) if regards else 0.0
