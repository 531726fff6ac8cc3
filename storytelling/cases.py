"""Cases: the mystery in a log. Who did it unseen, what points to them, what points elsewhere, and whether it is fair.

Nothing is made up: the crime, every clue and every red herring is an event that happened. A solution is fair if the
reader had met the culprit and been given two clues before it (after Knox's first and eighth commandments, 1929).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from storytelling.facts import Facts
from storytelling.happenings import Happening
from storytelling.outline import MET, Outline

# A deed at least this harmful gives a motive, or betrays a temper.
HARMFUL = 0.2
# Clues that a reader must have had before the solution.
FAIR = 2
MOST_SHOWN = 6
NAMING = frozenset({"accuse", "confront", "betrayal_discovered", "verdict_guilty"})


@dataclass(frozen=True, slots=True)
class Hint:
    """An event that points at somebody, and how."""

    event: int
    at: int
    text: str


@dataclass(frozen=True, slots=True)
class Case:
    culprit: int
    victim: int
    # Who asks; None where nobody has yet.
    investigator: int | None
    crime: int
    clues: tuple[Hint, ...]
    herrings: tuple[Hint, ...]
    # Everybody with a motive, the culprit among them, in the order of how much points at them.
    suspects: tuple[int, ...]
    # The event in which the culprit was named, owned up or was found out; None while it is open.
    solution: int | None
    is_fair: bool


def of_story(story: Outline, facts: Facts) -> Case | None:
    """The case of a story: a wrong that its victim did not see, in a turn of it or else between its people meanwhile.

    One that was solved by the story's end, and fairly, before one that was not; then the first.
    """
    told = [beat.events[0] for arc in story.arcs for beat in arc.beats if beat.status == MET and beat.events]
    if not told:
        return None
    found: list[Case] = []
    for number in [n for n in facts.numbers if min(told) <= n <= max(told)]:
        happening = facts.events[number]
        victim = unseen_victim(happening)
        if victim is not None and (number in told or {happening.initiator, victim} <= set(story.people)):
            found.append(of_crime(number, victim, facts, until=max(told)))
    return min(
        found, key=lambda one: (one.solution is None, not one.is_fair, one.crime not in told, one.crime), default=None
    )


def unseen_victim(happening: Happening) -> int | None:
    """Whom an event wronged without their being there, if it did."""
    if happening.initiator is None or happening.harm < HARMFUL / 2:
        return None
    return next((who for who in happening.thirds if who not in happening.knowers), None)


def of_crime(crime: int, victim: int, facts: Facts, until: int | None = None) -> Case:
    """The case of one deed, from what happened up to `until`."""
    culprit = facts.events[crime].initiator
    assert culprit is not None
    last = until if until is not None else max(facts.numbers)
    solution = next((n for n in facts.numbers if crime < n <= last and _solves(facts, n, crime, culprit, victim)), None)
    before = [n for n in facts.numbers if n <= last and (solution is None or n < solution)]
    clues = tuple(_clues(facts, before, crime, culprit, victim))[:MOST_SHOWN]
    herrings = tuple(_herrings(facts, before, culprit, victim))[:MOST_SHOWN]
    asked = [n for n in before if n > crime and facts.events[n].act == "question"]
    askers = [facts.events[n].initiator for n in asked if facts.events[n].initiator != culprit]
    investigator = max(set(askers), key=askers.count) if askers else None
    pointed = {culprit: len(clues)}
    for hint in herrings:
        pointed[hint.at] = pointed.get(hint.at, 0) + 1
    return Case(
        culprit,
        victim,
        investigator,
        crime,
        clues,
        herrings,
        tuple(sorted(pointed, key=lambda who: (-pointed[who], who))),
        solution,
        _met_before(facts, culprit, crime, solution) and len(clues) >= FAIR,
    )


def _solves(facts: Facts, number: int, crime: int, culprit: int, victim: int) -> bool:
    happening = facts.events[number]
    if happening.act == "confess" and happening.initiator == culprit and victim in happening.responders:
        return True
    if happening.act in NAMING and culprit in (*happening.responders, happening.initiator):
        return facts.knew(victim, crime, number) or happening.act == "verdict_guilty"
    return facts.knew(victim, crime, number)


def _clues(facts: Facts, numbers: list[int], crime: int, culprit: int, victim: int) -> Iterator[Hint]:
    for number in numbers:
        happening, text = facts.events[number], ""
        if number == crime:
            continue
        if happening.told == crime:
            text = "It was told of."
        elif happening.act == "question" and culprit in happening.responders and happening.accepted is False:
            text = "There was a question without an answer."
        elif happening.initiator == culprit and victim in (*happening.responders, *happening.thirds):
            text = "There was ill will." if happening.harm >= HARMFUL else ""
        elif happening.act in ("reflect", "withdraw") and happening.initiator == culprit and number > crime:
            text = "Somebody kept away from the others."
        if text:
            yield Hint(number, culprit, text)


def _herrings(facts: Facts, numbers: list[int], culprit: int, victim: int) -> Iterator[Hint]:
    """True events that would give somebody else a motive."""
    for number in numbers:
        happening = facts.events[number]
        if happening.initiator in (None, culprit, victim) or happening.harm < HARMFUL:
            continue
        if victim in (*happening.responders, *happening.thirds):
            yield Hint(number, happening.initiator or 0, "There was ill will here as well.")


def _met_before(facts: Facts, culprit: int, crime: int, solution: int | None) -> bool:
    """Whether the reader could have met the culprit otherwise than as one."""
    return any(
        culprit in facts.events[number].involved
        for number in facts.numbers
        if number != crime and (solution is None or number < solution)
    )
