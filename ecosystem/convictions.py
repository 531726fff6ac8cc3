"""What somebody holds to be true, beside what is: tales they were told and how far they believe them, and what is
told or done behind their back. For directors, who may know both."""

from __future__ import annotations

from dataclasses import dataclass

from characters.models import EcosystemCharacter
from ecosystem import faith
from ecosystem.faith import People, Tale
from ecosystem.models import World

# How far one believes a tale, in words, from the strongest down.
BELIEF = ((0.66, "believes it"), (0.33, "half believes it"), (0.0, "does not believe it"))


@dataclass(frozen=True, slots=True)
class Belief:
    """A tale that somebody was told, by whom and when, how far they believe it, and whether it is so."""

    text: str
    teller: str
    overheard: bool
    when: str
    event: int
    held: str
    so: bool


@dataclass(frozen=True, slots=True)
class Unsuspected:
    """Something about somebody that they do not know of; its moment's number, or 0 where it is made up."""

    text: str
    event: int


def of(world: World, life: EcosystemCharacter, people: People) -> tuple[list[Belief], list[Unsuspected]]:
    """Beliefs, and what is not suspected; both the newest first."""
    tales = faith.tales_of(world, people)
    beliefs = [belief for tale in tales if (belief := _belief(tale, life.pk)) is not None]
    behind = [
        Unsuspected(f"It is told of {life.name}: {tale.sentence}", tale.account.fact.event)
        for tale in tales
        if tale.subject.id == life.pk and life.pk not in tale.account.knowers
    ]
    wrongs = faith.wrongs_of(world, people, who=life.pk)
    hidden = [
        Unsuspected(wrong.sentence, wrong.account.fact.event)
        for wrong in wrongs
        if wrong.victim.id == life.pk and not wrong.account.fact.learned
    ]
    return beliefs, [*hidden, *behind]


def _belief(tale: Tale, who: int) -> Belief | None:
    heard = next((one for one in reversed(tale.path) if one.hearer.id == who), None)
    if heard is None:
        return None
    held = next(words for least, words in BELIEF if heard.belief >= least)
    so = tale.account.fact.truth
    return Belief(tale.sentence, heard.teller.name, heard.overheard, heard.when, heard.event, held, so)
