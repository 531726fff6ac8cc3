"""How one bond came to be what it is: the ledger of one direction walked from its first entry to its last.

Pure. Each step is what one event did for one reason, with the bond before and after it, so that what a step was worth
can be told in any dimension, trust included, which is no column but the mean of two. A course says where a dimension
stood highest or lowest, how far it has come since, and which steps took it there: the answer to "why no longer?".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import NamedTuple

from relationships.bonds import DECIMALS, RANGES, Bond

# What readers call the dimensions of a bond; trust is the mean of its evidence.
READ = ("trust", "affection", "respect", "familiarity", "attraction", "fear")
# A way of less than this is standing still.
STEADY = 0.05
# A step of less than this is not worth a line in a list of what changed.
NOTICEABLE = 0.005
# Steps that are told as the causes of a course, the weightiest first.
CAUSES = 4
# The rule of what nobody did.
TIME = "time"


class Entry(NamedTuple):
    """One row of the ledger of one direction."""

    event: int
    dimension: str
    delta: float
    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class Step:
    """What one event changed for one reason. Event 0 is how they stood before anything happened."""

    event: int
    rule: str
    reason: str
    before: Bond
    after: Bond

    def shift(self, dimension: str) -> float:
        return level(self.after, dimension) - level(self.before, dimension)

    def shifts(self, least: float = NOTICEABLE) -> list[tuple[str, float]]:
        """Every dimension that moved by at least so much, the one that moved most first."""
        moved = [(dimension, self.shift(dimension)) for dimension in READ]
        return sorted((one for one in moved if abs(one[1]) >= least), key=lambda one: -abs(one[1]))


@dataclass(frozen=True, slots=True)
class Course:
    """Where a dimension comes from: from `then`, at event `since`, to `now`, and what took it there."""

    dimension: str
    then: float
    now: float
    since: int
    causes: tuple[Step, ...]
    # How much of the way is nobody's doing: feelings cool, evidence is forgotten.
    faded: float

    @property
    def way(self) -> float:
        return self.now - self.then

    @property
    def trend(self) -> int:
        return 0 if abs(self.way) < STEADY else 1 if self.way > 0 else -1


def level(bond: Bond, dimension: str) -> float:
    found: float = getattr(bond, dimension)
    return found


def walk(source: int, target: int, entries: Iterable[Entry]) -> list[Step]:
    """The steps of one direction in the order of the ledger; entries of one event and reason are one step."""
    bond = Bond(source, target)
    steps = []
    for (event, rule, reason), rows in groupby(entries, key=lambda one: (one.event, one.rule, one.reason)):
        after = bond
        for row in rows:
            low, high = RANGES[row.dimension]
            value = round(min(high, max(low, level(after, row.dimension) + row.delta)), DECIMALS)
            changed: dict[str, float] = {row.dimension: value}
            after = replace(after, **changed)  # type: ignore[arg-type]
        steps.append(Step(event, rule, reason, bond, after))
        bond = after
    return steps


def course(steps: Sequence[Step], dimension: str) -> Course:
    """The longer of two ways: down from where it stood highest, or up from where it stood lowest.

    How they stood before anything happened is where it begins, not a way it came.
    """
    begun = next((at for at, step in enumerate(steps) if step.event), len(steps))
    later = steps[begun:]
    start = steps[begun - 1].after if begun else Bond(0, 0)
    levels = [level(start, dimension), *(level(step.after, dimension) for step in later)]
    now = levels[-1]
    high, low = max(levels), min(levels)
    falls = high - now >= now - low
    then = high if falls else low
    # The last time it stood there: what came before has no part in it.
    at = len(levels) - 1 - levels[::-1].index(then)
    since = later[at - 1].event if at else 0
    sign = -1 if falls else 1
    moved = [step for step in later[at:] if step.shift(dimension) * sign >= NOTICEABLE]
    deeds = sorted((step for step in moved if step.rule != TIME), key=lambda step: -abs(step.shift(dimension)))
    faded = sum(step.shift(dimension) for step in later[at:] if step.rule == TIME)
    return Course(dimension, then, now, since, tuple(deeds[:CAUSES]), faded)


def beginnings(steps: Iterable[Step]) -> list[Step]:
    """How they stood before anything happened, and for what reasons."""
    return [step for step in steps if not step.event]
