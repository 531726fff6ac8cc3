"""A story in outline, as values: arcs of beats, who is in them and why, and the tension planned and real.

The rows of `storytelling.models` hold the same; everything that plots, weaves or checks a story works on these.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

UNFOLDING, COMPLETE, ABANDONED = "unfolding", "complete", "abandoned"
OPEN, CLOSED, BROKEN = "open", "closed", "broken"
PLANNED, MET, MISSED = "planned", "met", "missed"


@dataclass(frozen=True, slots=True)
class Motive:
    """Why somebody is in it: a goal, a wound, or how they stand to another."""

    who: int
    # goal, wound, bond or deed.
    kind: str
    text: str
    weight: float
    event: int | None = None


@dataclass(frozen=True, slots=True)
class BeatOutline:
    # setup, inciting, rising, crisis, climax or resolution.
    kind: str
    text: str
    planned: float
    status: str = PLANNED
    actual: float | None = None
    # The events that became it; the first is the one it is about, the others belong to it.
    events: tuple[int, ...] = ()
    # The pattern's step it comes from, counted from 1; 0 for one of the genre's, or for the ending.
    step: int = 0
    # The genre's storylet it comes from.
    storylet: str = ""


@dataclass(frozen=True)
class ArcOutline:
    number: int
    # main or complication.
    role: str
    title: str
    pattern: str
    genre: str
    # The pattern's parts and who plays them.
    cast: tuple[tuple[str, int], ...]
    beats: tuple[BeatOutline, ...]
    motives: tuple[Motive, ...] = ()
    status: str = OPEN
    outcome: str = ""
    # Whose side the next scenes should be seen from.
    focus: int | None = None
    opened: int = 0
    closed: int | None = None
    # An ending that has happened and waits for what was opened later: event, its tension, outcome, text.
    pending: tuple[int, float, str, str] | None = None
    # Turn of the last event that touched it, and the storylets used: (key, turn).
    touched: int = 0
    used: tuple[tuple[str, int], ...] = ()

    @cached_property
    def people(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(who for _, who in self.cast))

    @cached_property
    def events(self) -> tuple[int, ...]:
        return tuple(number for beat in self.beats for number in beat.events)

    @cached_property
    def next(self) -> BeatOutline | None:
        """The beat that is wanted now."""
        return next((beat for beat in self.beats if beat.status == PLANNED), None)

    @property
    def is_open(self) -> bool:
        return self.status == OPEN


@dataclass(frozen=True)
class Outline:
    number: int
    # Number of the seed it grew from.
    seed: int
    title: str
    summary: str
    genre: str
    arcs: tuple[ArcOutline, ...]
    status: str = UNFOLDING
    outcome: str = ""
    opened: int = 0
    closed: int | None = None
    # Tension after each event that touched it: (event, 0..1).
    tension: tuple[tuple[int, float], ...] = ()

    @cached_property
    def people(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(who for arc in self.arcs for who in arc.people))

    @cached_property
    def events(self) -> tuple[int, ...]:
        """All it rests on, in the log's order."""
        return tuple(sorted({number for arc in self.arcs for number in arc.events}))

    @property
    def is_open(self) -> bool:
        return self.status == UNFOLDING

    def open_arcs(self) -> Iterator[ArcOutline]:
        return (arc for arc in self.arcs if arc.is_open)
