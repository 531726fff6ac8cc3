"""The fact ledger: who was where, knew what, stood how to whom and had what of whom, at any event of the log.

Made from happenings alone, so that whatever a story says can be held against what happened.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from relationships.acts import ACTS
from relationships.bonds import DECIMALS, DIMENSIONS, Bond
from storytelling.happenings import Happening, Person

DAY = 24 * 60


class Said(NamedTuple):
    """One line of an event, and who said it; the narrator is None."""

    speaker: int | None
    text: str


@dataclass
class Facts:
    """Read once from a stretch of the log; asked as often as needed."""

    people: Mapping[int, Person]
    events: dict[int, Happening]
    # Places by key, as they are called.
    places: Mapping[str, str] = field(default_factory=dict)
    # What was said in which event, where the log has words.
    said: Mapping[int, tuple[Said, ...]] = field(default_factory=dict)
    # Number of the event with which somebody left the world.
    departed: Mapping[int, int] = field(default_factory=dict)
    numbers: list[int] = field(default_factory=list)
    # Of each pair, what changed between them, in order.
    shifts: dict[tuple[int, int], list[tuple[int, int, float]]] = field(default_factory=dict)
    # Of each event, when and by whom it was heard of later.
    told: dict[int, list[tuple[int, frozenset[int]]]] = field(default_factory=dict)
    # Presents taken: (giver, taker) and the event.
    gifts: dict[tuple[int, int], int] = field(default_factory=dict)
    # Deeds as (act, doer, done to), and their events, in order.
    deeds: dict[tuple[str, int, int], list[int]] = field(default_factory=dict)

    def where(self, number: int) -> str:
        """What the place of an event is called."""
        happening = self.events[number]
        return self.places.get(happening.place, happening.place)

    def was_there(self, who: int, number: int) -> bool:
        happening = self.events[number]
        return who in happening.involved or who in happening.witnesses

    def is_gone(self, who: int, number: int) -> bool:
        """Whether somebody had left the world before the event."""
        return who in self.departed and self.departed[who] < number

    def knew(self, who: int, number: int, at: int) -> bool:
        """Whether somebody knew of an event by the time of another."""
        if number not in self.events or number > at:
            return False
        if who in self.events[number].knowers:
            return True
        return any(when <= at and who in hearers for when, hearers in self.told.get(number, ()))

    def stood(self, source: int, target: int, at: int) -> Bond:
        """How one stood to another once an event had taken hold."""
        values = [0.0] * len(DIMENSIONS)
        for number, dimension, delta in self.shifts.get((source, target), ()):
            if number > at:
                break
            values[dimension] = round(values[dimension] + delta, DECIMALS)
        good, bad, affection, respect, familiarity, attraction, fear = values
        return Bond(source, target, good, bad, affection, respect, familiarity, attraction, fear)

    def done(self, act: str, doer: int, other: int, by: int) -> int | None:
        """The latest event up to `by` in which the one did so to the other, or none."""
        found = self.deeds.get((act, doer, other), [])
        index = bisect_right(found, by)
        return found[index - 1] if index else None

    def had_gift(self, giver: int, taker: int, at: int) -> bool:
        return self.gifts.get((giver, taker), at + 1) <= at

    def day(self, number: int) -> int:
        return self.events[number].minute // DAY + 1

    def hour(self, number: int) -> float:
        return self.events[number].minute % DAY / 60


def _looks_harmless(happening: Happening) -> bool:
    act = ACTS.get(happening.act)
    return act is not None and act.result(bool(happening.accepted)).concealed


def read(
    happenings: Iterable[Happening],
    people: Mapping[int, Person],
    places: Mapping[str, str] | None = None,
    said: Mapping[int, tuple[Said, ...]] | None = None,
    departed: Mapping[int, int] | None = None,
) -> Facts:
    """The ledger of a log, or of a stretch of it; give the opening as an event numbered 0."""
    facts = Facts(people, {}, places or {}, said or {}, departed or {})
    for one in sorted(happenings, key=lambda happening: happening.number):
        facts.events[one.number] = one
        facts.numbers.append(one.number)
        for shift in one.shifts:
            if shift.dimension in DIMENSIONS:
                change = one.number, DIMENSIONS.index(shift.dimension), shift.delta
                facts.shifts.setdefault((shift.source, shift.target), []).append(change)
        heard = frozenset((*one.involved, *one.witnesses))
        if one.told is not None:
            facts.told.setdefault(one.told, []).append((one.number, heard))
        if one.kind == "development" and one.cause is not None:
            facts.told.setdefault(one.cause, []).append((one.number, heard))
        if one.initiator is not None:
            for other in (*one.responders, *one.thirds):
                facts.deeds.setdefault((one.act, one.initiator, other), []).append(one.number)
                if _looks_harmless(one):
                    # Who was taken in would tell of a talk, and so does the feed.
                    facts.deeds.setdefault(("talk", one.initiator, other), []).append(one.number)
                if one.act == "give" and one.accepted and other in one.responders:
                    facts.gifts.setdefault((one.initiator, other), one.number)
    return facts
