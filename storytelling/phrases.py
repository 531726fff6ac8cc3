"""Turns of phrase of the house narrator, by what they are for, and how they are dealt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from zlib import crc32

from pydantic import BaseModel, ConfigDict

from characters import datafile
from storytelling.narrator import filled

FILE = Path(__file__).with_name("narrator.yaml")

# Up to so many minutes, and how that is said.
Span = tuple[int, tuple[str, ...]]


class Phrases(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    openings: tuple[str, ...]
    moves: tuple[str, ...]
    days: tuple[str, ...]
    later_days: tuple[str, ...]
    earlier: tuple[str, ...]
    at_once: tuple[str, ...]
    stays: tuple[str, ...]
    whens: tuple[Span, ...]
    abouts: tuple[str, ...]
    intents: tuple[str, ...]
    refusals: tuple[str, ...]
    because: tuple[str, ...]
    agos: tuple[Span, ...]
    alone: tuple[str, ...]
    watched: tuple[str, ...]
    tags: dict[str, tuple[str, ...]]
    left: tuple[str, ...]
    left_both: tuple[str, ...]
    left_alike: tuple[str, ...]
    feelings: dict[str, str]
    changes: dict[str, tuple[str, ...]]
    parts: dict[str, tuple[str, ...]]
    clues: tuple[str, ...]
    herrings: tuple[str, ...]
    solution: tuple[str, ...]
    endings: tuple[str, ...]
    rests: tuple[str, ...]
    hints: tuple[str, ...]


@cache
def phrases() -> Phrases:
    return datafile.load(FILE, Phrases)


@dataclass(frozen=True, slots=True)
class Deal:
    """Turns of phrase by rotation: the same for the same place in the same story."""

    seed: str
    turn: int

    def pick(self, options: Sequence[str]) -> str:
        return options[(crc32(f"{self.seed}:{options[0]}".encode()) + self.turn) % len(options)]

    @property
    def chance(self) -> float:
        return Random(f"{self.seed}:{self.turn}").random()


def span(spans: Sequence[Span], minutes: int) -> tuple[str, ...]:
    return next((said for most, said in spans if minutes < most), spans[-1][1])


def aside(kind: str, seed: str, slots: Mapping[str, str] | None = None) -> str:
    """A clue, a red herring, a hint or an ending in words."""
    options: tuple[str, ...] = getattr(phrases(), kind)
    return filled(Random(f"{seed}:{kind}").choice(options), slots or {})
