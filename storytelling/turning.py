"""Turning points: where the course of a bond or of somebody's feelings takes another direction.

After Schulz et al. 2024 ("Narrative Information Theory", arXiv 2411.12907): a pivot is where the distribution of states
after a moment differs from that before it, by the Jensen–Shannon divergence. Here the states are steps of regard, or of
how pleasant what was felt is, and the two distributions are those of the last events and of those before them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from math import log2

# Events on either side of a possible pivot.
SIDE = 4
# Width of a step of regard or pleasantness.
STEP = 0.1
# Divergence, in bits, from which a moment counts as a pivot; 1 is no overlap at all.
PIVOT = 0.8
# And the mean must have moved so far: a steady drift has no overlap either.
MOVED = 0.16
# Of a step's weight, so much counts towards each of its neighbours: 0.29 and 0.31 are nearly the same.
BLUR = 0.25


def divergence(one: Sequence[float], other: Sequence[float]) -> float:
    """Jensen–Shannon divergence of two samples, in bits: 0 where they are spread alike, 1 where they never meet."""
    p, q = _spread(one), _spread(other)
    total = 0.0
    for step in {*p, *q}:
        a, b = p[step], q[step]
        middle = (a + b) / 2
        total += (a * log2(a / middle) if a else 0.0) / 2 + (b * log2(b / middle) if b else 0.0) / 2
    return min(1.0, max(0.0, total))


def _spread(values: Sequence[float]) -> defaultdict[int, float]:
    found: defaultdict[int, float] = defaultdict(float)
    for value in values:
        step = round(value / STEP)
        for near, share in ((step - 1, BLUR), (step, 1 - 2 * BLUR), (step + 1, BLUR)):
            found[near] += share / len(values)
    return found


def pivot(series: Sequence[float]) -> float:
    """How sharply the series turns at its end, 0..1; 0 where it does not. Asks for twice `SIDE` values."""
    if len(series) < 2 * SIDE:
        return 0.0
    before, since = series[-2 * SIDE : -SIDE], series[-SIDE:]
    moved = abs(sum(since) - sum(before)) / SIDE
    if moved < MOVED:
        return 0.0
    found = divergence(before, since)
    return round(found * min(1.0, moved / (2 * MOVED)), 4) if found >= PIVOT else 0.0
