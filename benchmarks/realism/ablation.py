"""What each mechanism is good for: a world without it, against the same world of the same seeds with it.

Without it, what it does must be done less, or show less, and what the others do must stay as it was, within noise: no
more different than chance makes worlds of paired seeds, or by less than a quarter of what the other's own absence does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt
from statistics import mean, stdev
from typing import NamedTuple

from benchmarks.realism.runs import Asked, Found, rehearsed
from ecosystem import dynamics

# Casts in which enough goes on, and how long each is watched.
STARTERS = ("hispaniola", "pemberley")
TURNS = 100
# A difference of so many standard errors over paired seeds is no chance. Where some four hundred are asked, one of so
# many may be (Bonferroni, five in a hundred, of the t of a good dozen pairs).
SURE, CHANCE = 3.0, 4.5
# Of what the absence of a mechanism does to its own figure, so much of it elsewhere is a side effect and no more.
ASIDE = 0.25

Doing = Mapping[str, float]


class Shift(NamedTuple):
    """How a figure moved by a mechanism's absence: the mean over pairs of runs, and in standard errors."""

    mechanism: str
    figure: str
    by: float
    errors: float


def names() -> list[str]:
    return sorted(dynamics.NAMES)


def asked(seeds: Sequence[int]) -> list[Asked]:
    return [
        Asked(starter, seed, TURNS, without, measured=True)
        for without in ("", *names())
        for starter in STARTERS
        for seed in seeds
    ]


def shifts(seeds: Sequence[int], workers: int = 0) -> list[Shift]:
    """How every figure moved by the absence of every mechanism."""
    runs: dict[str, list[Found]] = {}
    for found in rehearsed(asked(seeds), workers):
        runs.setdefault(found.asked.without, []).append(found)
    whole = [found.doing for found in runs.pop("")]
    return [
        _shift(name, figure, whole, [found.doing for found in without])
        for name, without in runs.items()
        for figure in names()
    ]


def _shift(mechanism: str, figure: str, whole: Sequence[Doing], without: Sequence[Doing]) -> Shift:
    moved = [off[figure] - on[figure] for on, off in zip(whole, without, strict=True)]
    by = mean(moved)
    spread = stdev(moved) / sqrt(len(moved))
    return Shift(mechanism, figure, by, by / spread if spread else (0.0 if not by else float("inf") * by))


def own(found: Sequence[Shift]) -> dict[str, Shift]:
    return {shift.figure: shift for shift in found if shift.mechanism == shift.figure}


def moves_its_own(shift: Shift) -> bool:
    return shift.errors <= -SURE


def within_noise(shift: Shift, mine: Mapping[str, Shift]) -> bool:
    """Whether a mechanism's absence left another's figure as it was."""
    return abs(shift.errors) <= CHANCE or abs(shift.by) <= ASIDE * abs(mine[shift.figure].by)
