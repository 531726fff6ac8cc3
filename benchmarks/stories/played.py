"""Played worlds: starters rehearsed in memory, with the stories they come to and the ledger of what happened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing import get_context

from benchmarks.stories.apart import ready
from characters.names import called
from ecosystem import rehearsal, starters, tales
from ecosystem.scenes import Development, Scene
from relationships.bonds import DIMENSIONS
from storytelling import facts, narrator
from storytelling.facts import Facts, Said
from storytelling.happenings import Happening, Person, Shift
from storytelling.narrator import Motive
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
    # Of each event, what moved those in it; of each key, who somebody is; of each place, what it is like.
    motives: dict[int, tuple[Motive, ...]]
    roles: dict[str, str]
    abouts: dict[str, str]
    # Whatever else the world's texts hold.
    texts: tuple[str, ...]

    def person(self, who: int) -> narrator.Person:
        """Somebody as a narrator knows them."""
        one = self.people[who]
        return narrator.Person(who, one.name, one.called, one.pronouns, self.roles[one.key])

    @property
    def complete(self) -> list[Outline]:
        return [story for story in self.stories if story.status == COMPLETE]


@cache
def played(name: str, seed: int, turns: int) -> Played:
    """A starter's world left alone for so many turns."""
    starter = starters.read(name)
    seen = rehearsal.opening(starter, seed)
    address = {one.key: called(one.address, one.name) for one in starter.cast}
    people = {who: replace(one, called=address[one.key]) for who, one in tales.people(seen).items()}
    shifts = tuple(
        Shift(*pair, dimension, getattr(bond, dimension))
        for pair, bond in seen.bonds.items()
        for dimension in DIMENSIONS
    )
    tale = tales.Tale.begun(seen)
    motives = {
        one.number: tuple(_motives(one))
        for _, decided in rehearsal.play(seen, turns, story=tale)
        for one in decided.happenings
    }
    log = [Happening(0, 0, 0, "opening", shifts=shifts), *tale.log.values()]
    said = {one.number: tuple(_said(one)) for one in log if one.kind == "interaction"}
    places = {place.key: place.name for place in starter.places}
    ledger = facts.read(log, people, places, said)
    abouts = {place.key: place.about for place in starter.places}
    roles = {one.key: one.role for one in starter.cast}
    aims = [goal.text for one in starter.cast for goal in one.goals]
    return Played(
        name, starter.genre, people, log, list(tale.stories.values()), ledger, motives, roles, abouts,
        (starter.title, starter.premise, *abouts.values(), *roles.values(), *aims),
    )  # fmt: skip


def _motives(one: Scene | Development) -> Iterator[Motive]:
    own = [(one.initiator, one.reasons)]
    own += [(response.who, response.reasons) for response in one.responses] if isinstance(one, Scene) else []
    for who, reasons in own:
        if who is not None:
            yield from (Motive(who, reason.rule, reason.text, reason.weight) for reason in reasons)


def side_by_side(wanted: Iterable[tuple[str, int, int]], processes: int) -> Iterator[Played]:
    """Many worlds, as many at once as there are processes, in the order asked for."""
    if processes < 2:
        yield from (played(*one) for one in wanted)
        return
    # A fresh interpreter each: a fork would share what Django has open.
    with get_context("spawn").Pool(processes, initializer=ready) as pool:
        yield from pool.imap(_played, list(wanted))


def _played(one: tuple[str, int, int]) -> Played:
    return played(*one)


def _said(happening: Happening) -> Iterator[Said]:
    for index, who in enumerate(happening.involved[:2]):
        yield Said(who, f"{SAYINGS[(happening.number + index) % len(SAYINGS)]}, number {happening.number}.")
