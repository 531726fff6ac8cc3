"""Alliances: when those who trust each other make common cause, how it holds, and when it is over.

After the balance of what draws together (trust, shared goals, common enemies) and what keeps apart (a gap in rank), as
in coalition research (Caplow 1956, "A theory of coalitions in the triad"; Heider's common enemy). It takes the consent
of each: an offer is an act, and its answer the other's own will. Sizes are ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from characters.minds import GoalView, Mind
from relationships import stages
from relationships.acts import ACTS
from relationships.bonds import Bond

if TYPE_CHECKING:
    from relationships.society import Society

# An alliance is made where the score is at least this: trust alone never suffices, trust and one good reason may.
FORMS = 1.0
# What a goal that both have adds, and an enemy that both have; more than so many of each add nothing.
SHARED_GOAL, COMMON_FOE, MOST_COUNTED = 0.25, 0.2, 2
# Dislike from which somebody is an enemy.
FOE = -0.3
# What a gap of so many rating points takes.
RANK_GAP, GAP = 0.2, 400.0
# A newcomer must be trusted so much by those who are in it, and disliked by none so much.
WELCOME, UNWELCOME = 0.55, -0.1
# Larger ones would be a party, not an alliance.
MOST_MEMBERS = 8
# It is looked at so often, minutes.
CHECKED_EVERY = 240
# Below this it is not holding; so many times in a row and it is over.
HOLDS, WEAK_CHECKS = 0.35, 3
# What each quarrel among its members takes.
QUARREL = 0.1
# A deed among allies at least this harmful may be the end of it.
RUPTURE = 0.35
# A member who trusts the others less than this on the whole leaves.
ESTRANGED = 0.4
# How much more one must trust those of another alliance to leave one's own for it.
TEMPTED = 0.1
CLOSED_KEPT = 12
LONGEST_PURPOSE = 160


@dataclass(frozen=True, slots=True)
class Alliance:
    members: tuple[int, ...]
    leader: int | None
    # Completes "to …": what it is for.
    purpose: str
    # Whom it is against, if anybody, and whom it means to keep an eye on.
    against: int | None
    about: int | None
    # World minute and number of the event at which it was made.
    made: int
    event: int
    cohesion: float
    # When it was last looked at, and how many times in a row it did not hold.
    checked: int = 0
    weak: int = 0
    # Number of the event that ended it and its minute; 0 while it holds.
    ended: int = 0
    closed: int = 0
    number: int = 0

    @property
    def is_open(self) -> bool:
        return not self.closed

    @property
    def people(self) -> tuple[int, ...]:
        return self.members

    def among(self, cast: frozenset[int]) -> Alliance | None:
        """Those who are left hold on, even if it is only one: the next look at it ends it."""
        left = tuple(who for who in self.members if who in cast)
        leader = self.leader if self.leader in cast else None
        against = self.against if self.against in cast else None
        about = self.about if self.about in cast else None
        if (left, leader, against, about) == (self.members, self.leader, self.against, self.about):
            return self
        return replace(self, members=left, leader=leader, against=against, about=about) if left else None

    def ending(self, event: int, minute: int) -> Alliance:
        return replace(self, ended=event, closed=minute)

    def without(self, who: int) -> Alliance:
        return replace(self, members=tuple(one for one in self.members if one != who),
                       leader=None if self.leader == who else self.leader)  # fmt: skip

    def joined_by(self, who: int) -> Alliance:
        return replace(self, members=tuple(sorted({*self.members, who})))


class Case(NamedTuple):
    """What speaks for two making common cause: the parts of the score, and what they are in words."""

    trust: float
    goals: tuple[GoalView, ...]
    foes: tuple[int, ...]
    gap: float

    @property
    def score(self) -> float:
        goals, foes = min(MOST_COUNTED, len(self.goals)), min(MOST_COUNTED, len(self.foes))
        return round(self.trust + SHARED_GOAL * goals + COMMON_FOE * foes - RANK_GAP * self.gap, 4)


def of(society: Society, who: int) -> Alliance | None:
    """The alliance somebody is in."""
    return next((one for one in society.alliances if one.is_open and who in one.members), None)


def allied(society: Society, one: int, other: int) -> bool:
    """Whether two are bound to each other: to harm an ally is more than harm."""
    return one != other and any(
        alliance.is_open and one in alliance.members and other in alliance.members for alliance in society.alliances
    )


def case(one: Mind, other: Mind, bonds: tuple[Bond, Bond], foes: Iterable[int]) -> Case:
    """`bonds` are the one's to the other and back; `foes` those whom both are against."""
    gap = min(1.0, abs(one.rating - other.rating) / GAP)
    return Case(mean_trust(bonds), shared_goals(one, other), tuple(foes), gap)


def mean_trust(bonds: Sequence[Bond]) -> float:
    """Mean expected trust, 0..1; nothing known is neither trust nor distrust."""
    return sum(bond.trust for bond in bonds) / len(bonds) if bonds else 0.5


def shared_goals(one: Mind, other: Mind) -> tuple[GoalView, ...]:
    """Goals of the one that the other has as well: to do the same sort of thing, and to the same person if to any."""
    theirs = [goal for goal in other.goals if goal.progress < 1 and goal.acts]
    return tuple(
        goal
        for goal in one.goals
        if goal.progress < 1 and goal.acts and any(_alike(goal, another) for another in theirs)
    )


def _alike(goal: GoalView, other: GoalView) -> bool:
    if goal.target != other.target or is_hostile(goal) != is_hostile(other):
        return False
    return goal.target is not None or 2 * len(goal.acts & other.acts) > len(goal.acts | other.acts)


def is_hostile(goal: GoalView) -> bool:
    """Whether what it takes is on the whole done against people."""
    return sum(ACTS[act].polarity for act in goal.acts if act in ACTS) < 0


def purpose(against: str, about: str) -> str:
    """What it is for, completing "to …": against somebody, over somebody, or for each other."""
    text = f"stand against {against}" if against else f"keep an eye on {about}" if about else "stand by each other"
    return text[:LONGEST_PURPOSE]


def cohesion(members: Sequence[int], bonds: Mapping[tuple[int, int], Bond], quarrels: int) -> float:
    """Mean trust of all pairs, both ways, less a tenth for each quarrel among them; 0..1."""
    between = [bonds.get(way) or Bond(*way) for pair in combinations(members, 2) for way in (pair, (pair[1], pair[0]))]
    return round(max(0.0, mean_trust(between) - QUARREL * quarrels), 4)


def estranged(members: Sequence[int], bonds: Mapping[tuple[int, int], Bond]) -> int | None:
    """The member who has least left for the others, if it is too little to stay."""
    least: tuple[float, int] | None = None
    for who in members:
        to = [bonds.get((who, other)) or Bond(who, other) for other in members if other != who]
        trusts = mean_trust(to)
        coldly = bool(to) and sum(stages.regard(bond) for bond in to) / len(to) <= UNWELCOME
        if (trusts < ESTRANGED or coldly) and (least is None or (trusts, who) < least):
            least = trusts, who
    return least[1] if least else None


def welcome(newcomer: int, alliance: Alliance, bonds: Mapping[tuple[int, int], Bond]) -> bool:
    """Whether those who are in it would have the newcomer, and the newcomer could stand for what it is for."""
    if len(alliance.members) >= MOST_MEMBERS or newcomer in (alliance.against, alliance.about):
        return False
    towards = [bonds.get((who, newcomer)) or Bond(who, newcomer) for who in alliance.members]
    for target, wanted in ((alliance.against, -1), (alliance.about, 1)):
        if target is not None and stages.regard(bonds.get((newcomer, target)) or Bond(newcomer, target)) * wanted < 0:
            return False
    return mean_trust(towards) >= WELCOME and all(stages.regard(bond) > UNWELCOME for bond in towards)


def leader(members: Sequence[int], minds: Mapping[int, Mind], bonds: Mapping[tuple[int, int], Bond]) -> int:
    """Whom the members look up to most, and of equals whom they would yield to."""

    def esteem(who: int) -> float:
        return sum(bonds[other, who].respect for other in members if (other, who) in bonds)

    return max(members, key=lambda who: (round(esteem(who), 3), minds[who].rating, -who))


def due(alliance: Alliance, minute: int) -> bool:
    return minute - max(alliance.checked, alliance.made) >= CHECKED_EVERY
