"""Promises: a word given to somebody, about something, by a certain time; kept, broken, let lapse, or released.

A promise is a commitment to another, who alone may release one from it (Castelfranchi 1995, "Commitments: From
Individual Intentions to Groups and Organizations"). People promise sooner than they deliver, the careless most
(planning fallacy; Buehler, Griffin & Ross 1994). Hours and weights are ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import NamedTuple

from characters.minds import Mind
from relationships import trust
from relationships.acts import ACTS
from relationships.bonds import Bond, Change
from relationships.consequences import SLIGHTEST, room, scale

# Acts that are about a promise.
ACTS_ABOUT = frozenset({"promise", "keep_promise", "break_promise"})
OPEN, KEPT, BROKEN, LAPSED, RELEASED = "open", "kept", "broken", "lapsed", "released"
# So many promises that are over stay in mind; readers ask the rows for the rest.
CLOSED_KEPT = 24
# What a promise on which the time runs out adds to the wish to keep it, for the most dutiful.
MOST_URGE = 5.0
# Of the time given, this share passes before a promise presses.
UNPRESSED = 0.4
# What is kept of the words.
LONGEST_MATTER, LONGEST_TOPIC = 200, 120
# A promise let lapse is a broken one that nobody answered for.
LAPSE = "break_promise"


class Kind(NamedTuple):
    """What people promise: as its maker says it after "I will", as others tell it, and within how many hours."""

    wish: str
    matter: str
    hours: tuple[float, float]


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "inquire": Kind("find out what I can about {topic}", "to find out about {topic}", (8, 36)),
        "return": Kind("come to you again about {topic}", "to speak with {holder} again about {topic}", (4, 16)),
        "serve": Kind("be of use to you over {topic}", "to be of use to {holder} over {topic}", (10, 48)),
        "settle": Kind("see the matter of {topic} settled", "to see the matter of {topic} settled", (16, 48)),
    }
)


@dataclass(frozen=True, slots=True)
class Promise:
    maker: int
    holder: int
    # Completes "promised …".
    matter: str
    topic: str
    # Number of the event at which it was given, and the world minutes of that and of when it falls due.
    event: int
    made: int
    due: int
    state: str = OPEN
    # Number of the event that ended it, and when.
    ended: int = 0
    closed: int = 0
    number: int = 0

    @property
    def is_open(self) -> bool:
        return self.state == OPEN

    @property
    def people(self) -> tuple[int, ...]:
        return self.maker, self.holder

    def among(self, cast: frozenset[int]) -> Promise | None:
        return self if self.maker in cast and self.holder in cast else None

    def ending(self, state: str, event: int, minute: int) -> Promise:
        return replace(self, state=state, ended=event, closed=minute)


def hours(kind: str, conscientiousness: float, chance: float) -> float:
    """The time somebody allows themselves, within the kind's; the careful allow themselves more. `chance` in 0..1."""
    least, most = KINDS[kind].hours
    return least + (most - least) * 0.5 * (conscientiousness + chance)


def given(maker: Mind, holder: Mind, topic: str, kind: str, event: int, minute: int, chance: float) -> Promise:
    """The promise that an accepted offer makes."""
    matter = KINDS[kind].matter.format(topic=topic, holder=holder.name)[:LONGEST_MATTER]
    due = minute + round(60 * hours(kind, maker.personality.conscientiousness, chance))
    return Promise(maker.id, holder.id, matter, topic[:LONGEST_TOPIC], event, minute, due)


def between(promises: Iterable[Promise], maker: int, holder: int) -> Promise | None:
    """The open promise of the one to the other, the newest if there are several."""
    found = [one for one in promises if one.is_open and one.maker == maker and one.holder == holder]
    return found[-1] if found else None


def overdue(promises: Iterable[Promise], minute: int) -> Sequence[Promise]:
    return [one for one in promises if one.is_open and one.due < minute]


def urge(promise: Promise, minute: int, conscientiousness: float) -> float:
    """How much nearness of the day adds to the wish to keep one's word, 0..MOST_URGE."""
    span = max(1, promise.due - promise.made)
    passed = (minute - promise.made) / span
    pressing = min(1.0, max(0.0, (passed - UNPRESSED) / (1 - UNPRESSED)))
    return MOST_URGE * (0.3 + 0.7 * conscientiousness) * pressing


def lapse(promise: Promise, maker: Mind, holder: Mind, bond: Bond) -> tuple[Change, ...]:
    """What a lapsed promise does to how its holder stands to its maker: as much as a broken one, and nobody was there.

    The sizes are those of a broken promise that was not taken lightly, as `acts.yaml` has them.
    """
    act = ACTS[LAPSE]
    effect = next(one for one in act.refuse.effects if one.source == "responder" and one.target == "initiator")
    good, bad = trust.added(bond.trust_good, bond.trust_bad, effect.trust * act.intensity, breach=True)
    steps = [("trust_good", good), ("trust_bad", bad)]
    for dimension, delta in effect.steps():
        factor, _ = scale(dimension, delta, holder, maker)
        steps.append((dimension, delta * factor * room(bond, dimension, delta)))
    text = f"{maker.name} had promised {promise.matter}, and let the day go by"
    return tuple(
        Change(holder.id, maker.id, dimension, delta, text[:200], "promise.lapsed")
        for dimension, delta in steps
        if abs(delta) >= SLIGHTEST
    )
