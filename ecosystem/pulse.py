"""The pulse of a world: how it stands after each turn, and what a row of turns says about where it is going.

Pure. Each turn's pulse is kept with the turn, so that the observatory's numbers come from one query of fixed size.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypedDict

from characters import mood
from characters.minds import Mind
from relationships.bonds import Bond

# Affection below which a tie counts as strained.
STRAINED = -0.25
# Two turns further apart than this had a pause between them, which is no part of the pace; seconds.
LONGEST_BREATH = 60.0
# A sparkline has at most this many points; more would only be heavier.
POINTS = 14
# A mean mood that moves by less than this much of a step is steady.
STEADY = 0.15
# How a whole world feels, by the mean of its moods from -3 to 3.
WORLD_MOODS = ("anguished", "gloomy", "uneasy", "even", "content", "happy", "elated")


class Pulse(TypedDict):
    trust: float
    strained: int
    moods: list[int]


@dataclass(frozen=True, slots=True)
class Beat:
    """One turn: when it was committed (seconds), how much happened in it, and the pulse after it."""

    at: float
    events: int
    pulse: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Reading:
    """One number for the eye: its value in words, how it moved (-1, 0, 1), by how much, and the line of its past."""

    value: str
    trend: int
    change: str
    line: tuple[float, ...]
    label: str


def of(minds: Mapping[int, Mind], bonds: Mapping[tuple[int, int], Bond]) -> Pulse:
    """Mean trust among those who know each other (0.5 where nobody does), strained ties, and how many in each mood."""
    known = [bond for bond in bonds.values() if bond.familiarity > 0]
    counts = [0] * 7
    for mind in minds.values():
        counts[mood.step(mind.mood) + 3] += 1
    return Pulse(
        trust=round(sum(bond.trust for bond in known) / len(known), 4) if known else 0.5,
        strained=sum(bond.affection < STRAINED for bond in known),
        moods=counts,
    )


def pace(beats: Sequence[Beat]) -> Reading:
    """Moments a minute of real time, breaks left out."""
    breaths = [(later.at - earlier.at, later.events) for earlier, later in pairwise(beats)]
    counted = [(seconds, events) for seconds, events in breaths if 0 < seconds <= LONGEST_BREATH]
    if not counted:
        return Reading("–", 0, "", (0.0,), "No pace yet")
    rates = [events / seconds * 60 for seconds, events in counted]
    now = _rate(counted[-10:])
    before = _rate(counted[:-10]) if len(counted) > 10 else now
    share = (now - before) / before if before else 0.0
    trend = 0 if abs(share) < 0.05 else 1 if share > 0 else -1
    change = f"{abs(share):.0%}" if trend else ""
    told = f"{now:.1f}" if now < 100 else f"{now:.0f}"
    return Reading(told, trend, change, thinned(rates), f"{now:.1f} moments a minute, {before:.1f} before")


def trust(beats: Sequence[Beat], present: float | None = None) -> Reading:
    """Mean trust, and how it moved over the turns."""
    line = [_number(beat.pulse, "trust", 0.5) for beat in beats] or ([] if present is None else [present])
    if not line:
        return Reading("–", 0, "", (0.5,), "Trust is not known yet")
    moved = line[-1] - line[0]
    trend = 0 if abs(moved) < 0.005 else 1 if moved > 0 else -1
    change = f"{abs(moved):.2f}" if trend else ""
    return Reading(f"{line[-1]:.2f}", trend, change, thinned(line), _told(trend, f"{line[0]:.2f}", f"{line[-1]:.2f}"))


def strain(beats: Sequence[Beat], present: int | None = None) -> Reading:
    """How many ties are strained, and how many more or fewer than when the turns began."""
    line = [_number(beat.pulse, "strained", 0) for beat in beats] or ([] if present is None else [float(present)])
    if not line:
        return Reading("–", 0, "", (0.0,), "Not known yet")
    moved = round(line[-1] - line[0])
    trend = (moved > 0) - (moved < 0)
    change = "" if not moved else f"{moved} more" if moved > 0 else f"{-moved} fewer"
    return Reading(f"{line[-1]:.0f}", trend, change, thinned(line), _told(trend, f"{line[0]:.0f}", f"{line[-1]:.0f}"))


def world_mood(counts: Sequence[int], before: Sequence[int] = ()) -> str:
    """How the world feels as a whole and where that is going: "content, lifting"."""
    if not sum(counts):
        return "nobody is here"
    now = _mean_step(counts)
    word = WORLD_MOODS[round(now) + 3]
    moved = now - _mean_step(before) if sum(before) else 0.0
    if abs(moved) < STEADY:
        return word
    return f"{word}, {'lifting' if moved > 0 else 'sinking'}"


def moods_of(beat: Beat) -> list[int]:
    """The counts of a turn's pulse, worst mood first; empty where the turn kept none."""
    found = beat.pulse.get("moods")
    return [int(count) for count in found] if isinstance(found, list) else []


def thinned(values: Sequence[float], points: int = POINTS) -> tuple[float, ...]:
    """The values as at most `points` means of neighbours, the last value kept as it is."""
    if len(values) <= points:
        return tuple(values)
    size = len(values) / points
    parts = [values[int(i * size) : int((i + 1) * size)] for i in range(points)]
    return (*(sum(part) / len(part) for part in parts[:-1]), values[-1])


def _rate(counted: Sequence[tuple[float, int]]) -> float:
    return sum(events for _, events in counted) / sum(seconds for seconds, _ in counted) * 60


def _mean_step(counts: Sequence[int]) -> float:
    return sum((i - 3) * count for i, count in enumerate(counts)) / sum(counts)


def _number(pulse: Mapping[str, object], key: str, otherwise: float) -> float:
    found = pulse.get(key)
    return float(found) if isinstance(found, int | float) else otherwise


def _told(trend: int, was: str, now: str) -> str:
    return f"Steady at {now}" if trend == 0 else f"{'Rising' if trend > 0 else 'Falling'} from {was} to {now}"
