"""Played worlds: starters rehearsed in memory, with the stories they come to and the ledger of what happened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ecosystem import rehearsal, starters, tales
from relationships.bonds import DIMENSIONS
from storytelling import facts
from storytelling.facts import Facts, Said
from storytelling.happenings import Happening, Person, Shift
from storytelling.outline import COMPLETE, Outline

# What everybody says in these worlds, where words are wanted and no voice is: enough to be told apart.
SAYINGS = ("I shall not forget this, be sure of it", "You surprise me", "Let it be so, then", "I had thought otherwise")


@dataclass
class Played:
    starter: str
    genre: str
    people: dict[int, Person]
    happenings: list[Happening]
    stories: list[Outline]
    facts: Facts

    @property
    def complete(self) -> list[Outline]:
        return [story for story in self.stories if story.status == COMPLETE]


def played(name: str, seed: int, turns: int) -> Played:
    """A starter's world left alone for so many turns."""
    starter = starters.read(name)
    seen = rehearsal.opening(starter, seed)
    people = dict(tales.people(seen))
    shifts = tuple(
        Shift(*pair, dimension, getattr(bond, dimension))
        for pair, bond in seen.bonds.items()
        for dimension in DIMENSIONS
    )
    tale = tales.Tale.begun(seen)
    for _ in rehearsal.play(seen, turns, story=tale):
        pass
    log = [Happening(0, 0, 0, "opening", shifts=shifts), *tale.log.values()]
    said = {one.number: tuple(_said(one)) for one in log if one.kind == "interaction"}
    places = {place.key: place.name for place in starter.places}
    ledger = facts.read(log, people, places, said)
    return Played(name, starter.genre, people, log, list(tale.stories.values()), ledger)


def _said(happening: Happening) -> Iterator[Said]:
    for index, who in enumerate(happening.involved[:2]):
        yield Said(who, f"{SAYINGS[(happening.number + index) % len(SAYINGS)]}, number {happening.number}.")
