"""Rumours: what is told of somebody, from mouth to mouth, until it is old news.

A teller who meets with somebody that knows it already loses the taste for it: Daley & Kendall 1965 ("Stochastic
rumours"), in the form of Maki & Thompson 1973, where the teller alone is stifled. What is told is discounted by what
the teller is worth (Jøsang & Ismail 2002). Bad news is the better tale (Baumeister et al. 2001, "Bad is stronger than
good"). How fast a tale grows stale is bevy_society's, how far it travels ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from relationships import trust
from relationships.acts import Act
from relationships.bonds import Bond

# A tale keeps this share of its savour each hour.
HOURLY = 0.995
# What warms is worth this much of what hurts, as something to tell.
GOOD_NEWS = 0.6
# Below this a thing is not worth telling.
LEAST_VALENCE = 0.15
# Nobody tells what has less than this left, of savour and belief.
FAINTEST = 0.05
# A tale goes through so many mouths at the most, and to so many ears.
MOST_HOPS, MOST_TELLINGS = 5, 24
# Nobody has told it for so many minutes: it is dead.
FORGOTTEN_AFTER = 3 * 24 * 60
# So many are told at once in a world; beyond it the faintest die.
MOST_TOLD = 60
# Dead ones that stay in mind.
CLOSED_KEPT = 10
# A tale of this valence does to its subject what the act of gossip says; more or less does more or less.
MIDDLING = 0.45
# The most that a tale weighs, and the most that a good one does for its subject.
MOST_WEIGHT, MOST_PRAISE = 2.0, 0.6
# Idle talk without a deed weighs so much.
IDLE = 0.6
# From such a mind a slander may come: little conscience, and little love for whom it is about.
UNSCRUPULOUS, ILL_WILL = 0.45, -0.2
# Who could make something up, does so often.
INVENTED = 0.6
# What a slander does to whom it is about.
SLANDER_HARM = 0.45
# Deeds that people make up of others: an act to which a third person fell victim.
SLANDERS = ("lie", "break_promise", "mock", "threaten")

TOLD, DEAD = "told", "dead"


class Telling(NamedTuple):
    teller: int
    hearer: int
    event: int
    minute: int
    # How far the hearer believed it, 0..1.
    belief: float
    overheard: bool = False


class Tale(NamedTuple):
    """Something that could be told of `subject`: what they did, to whom, and whether it is so."""

    subject: int
    victim: int | None
    act: str
    # A clause that tells it: "Wickham lied to Georgiana".
    deed: str
    # Number of the event it tells about; 0 where there was none.
    event: int
    truth: bool
    valence: float
    # World minute of what it tells about.
    minute: int
    # How far its teller believes it.
    belief: float = 1.0
    # Number of the rumour it is part of; 0 where nobody has told it yet.
    rumour: int = 0
    # The hearer knows it already, which the teller does not.
    stale: bool = False

    def savour(self, minute: int) -> float:
        return savour(self.valence, self.belief, minute - self.minute)


# Without slots, for what is asked of one many times a turn is reckoned once.
@dataclass(frozen=True)
class Rumour:
    subject: int
    victim: int | None
    # Who told it first.
    origin: int | None
    act: str
    deed: str
    event: int
    truth: bool
    valence: float
    minute: int
    tellings: tuple[Telling, ...] = ()
    # Those who know it and tell it no more.
    stifled: frozenset[int] = frozenset()
    state: str = TOLD
    closed: int = 0
    number: int = 0

    @property
    def is_open(self) -> bool:
        return self.state == TOLD

    @cached_property
    def knowers(self) -> tuple[int, ...]:
        """Who has told or heard it, the first teller first."""
        first = () if self.origin is None else (self.origin,)
        return tuple(dict.fromkeys((*first, *(one.hearer for one in self.tellings))))

    @property
    def people(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys((self.subject, *self.knowers)))

    def among(self, cast: frozenset[int]) -> Rumour | None:
        """Nobody speaks of somebody gone; those who told it may be gone."""
        if self.subject not in cast:
            return None
        victim = self.victim if self.victim in cast else None
        origin = self.origin if self.origin in cast else None
        stifled = self.stifled & cast
        if (victim, origin, stifled) == (self.victim, self.origin, self.stifled):
            return self
        return replace(self, victim=victim, origin=origin, stifled=stifled)

    def belief(self, who: int) -> float:
        """How far somebody believes it, 0..1; 0 for whoever has not heard it."""
        if who == self.origin:
            return 1.0
        return self._beliefs.get(who, 0.0)

    @cached_property
    def _beliefs(self) -> dict[int, float]:
        found: dict[int, float] = {}
        for one in self.tellings:
            found[one.hearer] = max(one.belief, found.get(one.hearer, 0.0))
        return found

    @cached_property
    def _distances(self) -> dict[int, int]:
        found: dict[int, int] = {}
        for one in self.tellings:
            found.setdefault(one.hearer, found.get(one.teller, 0) + 1)
        return found

    def hops(self, who: int) -> int:
        """Through how many mouths it came to somebody."""
        return 0 if who == self.origin else self._distances.get(who, 0)

    def between(self, one: int, other: int) -> bool:
        """Whether one of the two has told the other, so that both know that both know."""
        return any({told.teller, told.hearer} == {one, other} for told in self.tellings)

    def tellable(self, who: int) -> bool:
        """Whether somebody who knows it may tell it on."""
        return self.is_open and who not in self.stifled and who != self.subject and self.hops(who) < MOST_HOPS

    def tale(self, teller: int, *, stale: bool) -> Tale:
        return Tale(
            self.subject, self.victim, self.act, self.deed, self.event, self.truth, self.valence, self.minute,
            self.belief(teller), self.number, stale,
        )  # fmt: skip


def valence(act: Act, *, accepted: bool = True) -> float:
    """How good or bad a deed sounds when it is told, -1..1; a kindness that was refused is none."""
    if act.polarity > 0 and not accepted:
        return 0.0
    return act.polarity * (0.4 + 0.6 * act.intensity)


def savour(valence: float, belief: float, minutes: int) -> float:
    """How much one would tell it: what it is worth, by how far one believes it, by how fresh it is."""
    worth = -valence if valence < 0 else GOOD_NEWS * valence
    return float(worth * belief * HOURLY ** (max(0, minutes) / 60))


def worth(tale: Tale, minute: int) -> tuple[float, int, int] | None:
    """By what one chooses among the tales one could tell, the later of two that are equally good; None for a trifle."""
    if abs(tale.valence) < LEAST_VALENCE:
        return None
    savours = tale.savour(minute)
    return (savours, tale.event, tale.rumour) if savours >= FAINTEST else None


def weight(tale: Tale | None) -> float:
    """How much of the act's effect on how the hearer sees the subject a tale has; below 0 it speaks for them."""
    if tale is None:
        return IDLE
    if tale.stale:
        return 0.0
    return max(-MOST_PRAISE, min(MOST_WEIGHT, -tale.valence / MIDDLING)) * (0.4 + 0.6 * tale.belief)


def credence(to_teller: Bond) -> float:
    """How far one takes somebody's word, 0..1: one's belief in them, as an opinion."""
    return trust.opinion(to_teller.trust_good, to_teller.trust_bad).belief


def told(rumour: Rumour, tellings: Iterable[Telling], minute: int) -> Rumour:
    """The rumour told on; at its furthest it dies."""
    more = (*rumour.tellings, *tellings)
    if len(more) < MOST_TELLINGS:
        return replace(rumour, tellings=more)
    return replace(rumour, tellings=more[:MOST_TELLINGS], state=DEAD, closed=minute)


def dying(rumours: Iterable[Rumour], minute: int) -> list[Rumour]:
    """Those that nobody tells any more, dead: forgotten, stifled in all who knew them, or crowded out."""
    alive = [one for one in rumours if one.is_open]
    dead = [one for one in alive if _is_over(one, minute)]
    left = sorted(
        (one for one in alive if one not in dead), key=lambda one: savour(one.valence, 1.0, minute - one.minute)
    )
    dead += left[: max(0, len(left) - MOST_TOLD)]
    return [replace(one, state=DEAD, closed=minute) for one in dead]


def _is_over(rumour: Rumour, minute: int) -> bool:
    last = rumour.tellings[-1].minute if rumour.tellings else rumour.minute
    return minute - last > FORGOTTEN_AFTER or all(who in rumour.stifled for who in rumour.knowers)
