"""How well two people suit each other, looked up: a match changes only when one of the two sheets does.

A value is kept by both sheets' versions, so that an edit, which makes a new version, is met with a new value.
"""

from __future__ import annotations

from typing import NamedTuple

from characters.minds import Mind
from relationships import compatibility

# Pairs that a process keeps; past that it forgets those it kept first.
MOST_KEPT = 60_000

Sheet = tuple[int, int]
_kept: dict[tuple[Sheet, Sheet], float] = {}
_asked = [0, 0]


class Figures(NamedTuple):
    """How often this process was asked for a match, and how often it had it."""

    asked: int
    hits: int

    @property
    def hit_rate(self) -> float:
        return self.hits / self.asked if self.asked else 0.0

    def since(self, before: Figures) -> Figures:
        return Figures(self.asked - before.asked, self.hits - before.hits)


NOTHING_ASKED = Figures(0, 0)


def between(one: Mind, other: Mind) -> float:
    """C(one -> other), 0..1. Who has no sheet of a known version is reckoned anew each time."""
    if not (one.sheet[0] and other.sheet[0]):
        return compatibility.value(one.personality, other.personality)
    _asked[0] += 1
    key = one.sheet, other.sheet
    found = _kept.get(key)
    if found is not None:
        _asked[1] += 1
        return found
    while len(_kept) >= MOST_KEPT:
        del _kept[next(iter(_kept))]
    found = _kept[key] = compatibility.value(one.personality, other.personality)
    return found


def figures() -> Figures:
    return Figures(*_asked)


def forget() -> None:
    """Begin anew, as a fresh process does."""
    _kept.clear()
    _asked[:] = [0, 0]
