"""How everybody stands at a point of the log: bonds, repute and knowledge, folded from what happened.

A condition of a pattern is asked as of the moment before the event it stands at, so that what a deed destroyed was
still there when it was done. Bonds are the ledger's own sums; amounts are rounded as the ledger's are, so that folding
from the beginning and taking back from the end give the same digits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from relationships import stages
from relationships.bonds import DECIMALS, DIMENSIONS, Bond
from storytelling.happenings import Happening, Person, Shift

Pair = tuple[int, int]

# Repute is a mean over at least so many: one admirer does not make a great name.
FEWEST_JUDGES = 3


@dataclass
class Standing:
    """Lives inside one sifting; `fold` moves it on by one event."""

    people: Mapping[int, Person] = field(default_factory=dict)
    bonds: dict[Pair, list[float]] = field(default_factory=dict)
    # Of each: the sum of others' respect, and how many of them have an opinion.
    repute: dict[int, tuple[float, int]] = field(default_factory=dict)
    # Who knows of an event, for those events that a live match may ask about.
    known: dict[int, set[int]] = field(default_factory=dict)
    genre: str = ""
    # Bonds that have been asked for, until they change.
    asked: dict[Pair, Bond] = field(default_factory=dict)

    def bond(self, source: int, target: int) -> Bond:
        pair = source, target
        found = self.asked.get(pair)
        if found is not None:
            return found
        values = self.bonds.get(pair)
        if values is None:
            return Bond(source, target)
        good, bad, affection, respect, familiarity, attraction, fear = values
        # A log from elsewhere may take back more evidence than it ever gave.
        bond = Bond(source, target, max(0.0, good), max(0.0, bad), affection, respect, familiarity, attraction, fear)
        self.asked[pair] = bond
        return bond

    def stage(self, source: int, target: int) -> str:
        """The stage without its memory: what the numbers say now."""
        return stages.stage(self.bond(source, target), "", self.bond(target, source))

    def repute_of(self, who: int) -> float:
        """Mean respect of all who have an opinion, -1..1."""
        total, judges = self.repute.get(who, (0.0, 0))
        return total / max(FEWEST_JUDGES, judges)

    def rank(self, who: int) -> float:
        """Share of the cast that is thought more of, 0..1; 0 is the top."""
        own = self.repute_of(who)
        others = [one for one in self.people if one != who]
        return sum(self.repute_of(one) > own for one in others) / len(others) if others else 0.0

    def knows(self, who: int, number: int) -> bool:
        return who in self.known.get(number, ())

    def fold(self, happening: Happening) -> None:
        """Take in what an event changed, and who was told of an earlier one."""
        for shift in happening.shifts:
            self.shift(shift)
        told = happening.told
        if told in self.known:
            self.known[told].update((*happening.involved, *happening.witnesses))

    def shift(self, shift: Shift) -> None:
        if shift.dimension not in DIMENSIONS:
            return
        pair = shift.source, shift.target
        values = self.bonds.setdefault(pair, [0.0] * len(DIMENSIONS))
        self.asked.pop(pair, None)
        index = DIMENSIONS.index(shift.dimension)
        before = values[index]
        after = values[index] = round(before + shift.delta, DECIMALS)
        if shift.dimension == "respect":
            total, judges = self.repute.get(shift.target, (0.0, 0))
            judges += (after != 0) - (before != 0)
            self.repute[shift.target] = round(total + after - before, DECIMALS), judges


def opened(shifts: Iterable[Shift], people: Mapping[int, Person], genre: str = "") -> Standing:
    """How they stood before anything happened, from the ledger's opening entries."""
    standing = Standing(people=people, genre=genre)
    for shift in shifts:
        standing.shift(shift)
    return standing


def taken_back(bonds: Mapping[Pair, Iterable[float]], shifts: Iterable[Shift]) -> dict[Pair, list[float]]:
    """The bonds as they were before `shifts`, given how they are after them."""
    before = {pair: list(values) for pair, values in bonds.items()}
    for shift in shifts:
        values = before.get((shift.source, shift.target))
        if values is not None and shift.dimension in DIMENSIONS:
            index = DIMENSIONS.index(shift.dimension)
            values[index] = round(values[index] - shift.delta, DECIMALS)
    return before
