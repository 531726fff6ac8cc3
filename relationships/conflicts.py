"""Conflicts: a ladder from tension to a break, climbed in anger and left by amends, mediation, victory or time.

The rungs are Glasl's nine stages ("The process of conflict escalation and roles of third parties", 1982) shortened to
five. A hostile act heats a conflict by how angry its victim is, how little agreeable, and what is at stake between the
two; what heats it lifts it one rung at a time. Mediators are those whom both sides trust (Wall & Dunne 2012,
"Mediation research"). Sizes are ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import NamedTuple

from relationships.acts import ACTS
from relationships.bonds import Bond

TENSION, ARGUMENT, DISPUTE, SABOTAGE, BREAK = range(1, 6)
LEVELS: Mapping[int, str] = MappingProxyType(
    {TENSION: "tension", ARGUMENT: "argument", DISPUTE: "public dispute", SABOTAGE: "sabotage", BREAK: "break"}
)
# The heat at which each rung is reached.
RUNGS: Mapping[int, float] = MappingProxyType({TENSION: 0.25, ARGUMENT: 0.5, DISPUTE: 0.9, SABOTAGE: 1.4, BREAK: 2.0})
# A rung takes its time: not before so many minutes after it began, however hot.
RIPENS: Mapping[int, int] = MappingProxyType({ARGUMENT: 15, DISPUTE: 120, SABOTAGE: 420, BREAK: 960})
# Nothing burns hotter.
HOTTEST = 2.6
# A rung is left when the heat is below this share of what it took to reach it.
LEFT = 0.6
# The heat is half gone after so many minutes without a new quarrel.
HALF_LIFE = 24 * 60
# Below this it has cooled.
COOLED_AT = 0.14
# An act at least this harmful heats.
HEATS = 0.2
# How much more a betrayal or a broken word heats than an insult of the same harm.
BREACH = 1.5
# What takes heat out, of accepted acts: words of amends, and peace pleaded for by a third.
SOOTHES: Mapping[str, float] = MappingProxyType(
    {"apologise": 0.4, "make_amends": 0.55, "confess": 0.35, "forgive": 0.6, "negotiate": 0.25, "embrace": 0.3,
     "comfort": 0.12, "help": 0.15, "praise": 0.06, "thank": 0.06, "give": 0.1}
)  # fmt: skip
MEDIATED, TRUSTED_MEDIATOR = 0.35, 1.8
# Both must trust a mediator at least so much.
MEDIATOR_TRUST = 0.6
# So far ahead in rating, whoever is yielded to has won.
VICTORY = 150.0
# For so many minutes after a quarrel was settled or won it takes twice as much for the next.
TRUCE, TRUCE_FACTOR = 24 * 60, 2.0
# So many conflicts between the same two within FEUD_MINUTES are a feud.
FEUD, FEUD_MINUTES = 3, 7 * 24 * 60
OPEN, RESOLVED, WON, COOLED = "open", "resolved", "won", "cooled"
CLOSED_KEPT = 40


@dataclass(frozen=True, slots=True)
class Conflict:
    """A quarrel between two, the one of the lesser id first."""

    one: int
    other: int
    level: int
    heat: float
    # Number of the event it began with, and of the last that moved it.
    cause: int
    event: int
    opened: int
    # World minute of the heat above: it cools from there.
    moved: int
    # How many there have been between the two of late, this one included.
    times: int = 1
    highest: int = TENSION
    state: str = OPEN
    winner: int | None = None
    # Number of the event that ended it; 0 while it is open or where it only cooled.
    ended: int = 0
    closed: int = 0
    number: int = 0

    @property
    def is_open(self) -> bool:
        return self.state == OPEN

    @property
    def people(self) -> tuple[int, ...]:
        return self.one, self.other

    @property
    def is_feud(self) -> bool:
        return self.times >= FEUD

    def among(self, cast: frozenset[int]) -> Conflict | None:
        return self if self.one in cast and self.other in cast else None

    def opponent(self, who: int) -> int:
        return self.other if who == self.one else self.one

    def ending(self, state: str, event: int, minute: int, winner: int | None = None) -> Conflict:
        return replace(self, state=state, ended=event, closed=minute, winner=winner)


class Mediator(NamedTuple):
    """Somebody whom both sides trust; `trust` is that of the side that trusts them less."""

    who: int
    trust: float
    trusts: tuple[float, float]


def pair(a: int, b: int) -> tuple[int, int]:
    return (a, b) if a < b else (b, a)


def stakes(bond: Bond, *, goal: bool = False) -> float:
    """What there is between the wronged and the wrongdoer, .5..1.6: the better known the more, and more over a goal."""
    return round(0.5 + 0.5 * bond.familiarity + 0.3 * max(0.0, bond.affection) + (0.3 if goal else 0.0), 4)


def heat_of(act: str, anger: float, agreeableness: float, at_stake: float) -> float:
    """What a hostile act adds, 0 for one that heats nothing; `anger` is what the one it was done to feels, 0..1."""
    deed = ACTS[act]
    if deed.harm < HEATS:
        return 0.0
    return round(deed.harm * (BREACH if deed.breach else 1.0) * (0.5 + anger) * (1.3 - agreeableness) * at_stake, 4)


def cooled(conflict: Conflict, minute: int) -> float:
    """The heat that time has left."""
    return round(float(conflict.heat * 0.5 ** (max(0, minute - conflict.moved) / HALF_LIFE)), 4)


def heated(conflict: Conflict, added: float, event: int, minute: int, *, seen: bool) -> Conflict:
    """The conflict after one more hostile act: at most one rung higher, and public only where somebody saw it."""
    heat = min(HOTTEST, cooled(conflict, minute) + added)
    level = conflict.level
    if level < BREAK and heat >= RUNGS[level + 1] and minute - conflict.opened >= RIPENS[level + 1]:
        # What nobody saw is no public dispute.
        level += level + 1 != DISPUTE or seen
    return replace(
        conflict, heat=heat, level=level, event=event, moved=minute, highest=max(level, conflict.highest)
    )  # fmt: skip


def soothed(conflict: Conflict, amount: float, event: int, minute: int) -> Conflict:
    """The conflict after something that calms: it may go down several rungs, and at none it is at peace."""
    heat = max(0.0, cooled(conflict, minute) - amount)
    level = conflict.level
    while level and heat < LEFT * RUNGS[level]:
        level -= 1
    return replace(conflict, heat=round(heat, 4), level=level, event=event, moved=minute)


def begins(a: int, b: int, heat: float, minute: int, before: Iterable[Conflict]) -> bool:
    """Whether an act of that heat opens a conflict between two, given those they had."""
    ended = [one.closed for one in before if one.people == pair(a, b) and one.state in (RESOLVED, WON)]
    truce = bool(ended) and minute - max(ended) < TRUCE
    return heat >= RUNGS[TENSION] * (TRUCE_FACTOR if truce else 1.0)


def begun(a: int, b: int, heat: float, event: int, minute: int, before: Iterable[Conflict]) -> Conflict:
    one, other = pair(a, b)
    since = minute - FEUD_MINUTES
    times = 1 + sum(1 for past in before if past.people == (one, other) and past.closed > since)
    return Conflict(one, other, TENSION, min(heat, HOTTEST), event, event, minute, minute, times=times)


def could_mediate(towards: Iterable[Bond]) -> bool:
    """Whether both sides, who stand so to somebody, would have peace made by them."""
    return all(bond.trust >= MEDIATOR_TRUST and bond.affection >= 0 for bond in towards)


def mediators(
    conflict: Conflict, cast: Iterable[int], bonds: Mapping[tuple[int, int], Bond], most: int = 3
) -> list[Mediator]:
    """Who could make peace, the most trusted first."""
    found = []
    for who in cast:
        if who in conflict.people:
            continue
        ways = [bonds.get((side, who)) or Bond(side, who) for side in conflict.people]
        if could_mediate(ways):
            trusts = ways[0].trust, ways[1].trust
            found.append(Mediator(who, round(min(trusts), 3), (round(trusts[0], 3), round(trusts[1], 3))))
    return sorted(found, key=lambda one: (-one.trust, one.who))[:most]


def quarrels(conflicts: Iterable[Conflict], members: Sequence[int]) -> int:
    """Open conflicts among the members of something."""
    inside = set(members)
    return sum(1 for one in conflicts if one.is_open and one.one in inside and one.other in inside)
