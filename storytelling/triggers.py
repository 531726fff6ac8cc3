"""Narrative triggers: rules, as data, that act when a seed has ripened and nobody has decided on it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from characters.datafile import load
from storytelling.patterns import Form, Unit, Words
from storytelling.seeds import Seed

FILE = Path(__file__).with_name("triggers.yaml")


class When(Form):
    kinds: Annotated[tuple[Literal["complete", "partial", "turning"], ...], Field(min_length=1)]
    score: Unit = 0.0
    # Turns since the seed last changed.
    waited: Annotated[int, Field(ge=0, le=500)] = 0
    missing: Annotated[int, Field(ge=0, le=8)] = 8
    # Stories under way at most.
    most_open: Annotated[int, Field(ge=0, le=20)] = 20
    # Only where a story under way is about the same people.
    entangled: bool = False


class Trigger(Form):
    key: str
    says: Words
    when: When
    then: Literal["accept", "later", "dismiss"]

    def fires(self, seed: Seed, turn: int, stories: int) -> bool:
        """Whether all holds that the seed alone and the number of stories tell."""
        when = self.when
        return (
            seed.kind in when.kinds
            and seed.score >= when.score
            and turn - seed.changed >= when.waited
            and seed.total - seed.done <= when.missing
            and stories <= when.most_open
        )


class TriggersFile(Form):
    triggers: Annotated[tuple[Trigger, ...], Field(min_length=1, max_length=40)]


def read_file(path: Path) -> tuple[Trigger, ...]:
    return load(path, TriggersFile).triggers


@cache
def house() -> tuple[Trigger, ...]:
    """The house's triggers, in the order in which they are asked."""
    return read_file(FILE)
