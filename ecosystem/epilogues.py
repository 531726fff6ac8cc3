"""What the narrator says of somebody who leaves a world, and what those who stay feel. Pure.

A loss is an undesirable event, and distress the answer to it, as strong as what is lost was dear (Ortony, Clore &
Collins 1988, "The Cognitive Structure of Emotions"); a foe's going is a desirable one. Separation lowers the need to
belong (Baumeister & Leary 1995, "The Need to Belong"). The weights are ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# How a departure is spoken of later, as a clause.
NEWS = "{name} has gone away"
# A tie of less warmth or ill will than this is not worth a word at parting.
WORTH_A_WORD = 0.2
LONGEST = 400
# Seeing the last of a foe gladdens less than losing a friend saddens: bad is stronger than good.
GOOD_RIDDANCE = 0.5
# Share of the affection that the need to belong loses.
MISSED = 0.3


@dataclass(frozen=True, slots=True)
class Parting:
    """Who leaves what world, on which of its days, and whither if anywhere."""

    name: str
    pronouns: str
    world: str
    day: int
    bound_for: str = ""


@dataclass(frozen=True, slots=True)
class Felt:
    """A feeling at somebody's leaving, 0..1, and how far one misses them."""

    emotion: str
    intensity: float
    missed: float


def felt(affection: float) -> Felt | None:
    """What one who stays feels by how they liked them, -1..1; None for people they hardly cared about."""
    if affection >= WORTH_A_WORD:
        return Felt("distress", round(min(1.0, affection), 4), round(MISSED * affection, 4))
    if affection <= -WORTH_A_WORD:
        return Felt("joy", round(min(1.0, GOOD_RIDDANCE * -affection), 4), 0.0)
    return None


def departure(parting: Parting, ties: Sequence[tuple[str, float]], goals: Sequence[tuple[str, bool]]) -> str:
    """The last that is told of somebody here: where to, whom they leave, what became of what they wanted.

    `ties` are those they leave with their affection, warmest first; `goals` what they wanted, and whether they got it.
    """
    they, them = {"she": ("She", "her"), "he": ("He", "him")}.get(parting.pronouns, ("They", "them"))
    whither = f" for {parting.bound_for}" if parting.bound_for else ""
    told = [f"On the {ordinal(parting.day)} day {parting.name} left {parting.world}{whither}."]
    told += [f"{other} stood longest looking after {them}." for other, warmth in ties[:1] if warmth >= WORTH_A_WORD]
    told += [f"{other} did not come to say goodbye." for other, warmth in ties[-1:] if warmth <= -WORTH_A_WORD]
    achieved = [text for text, done in goals if done]
    if achieved:
        told.append(f"{they} had wanted {achieved[0]}, and it was done.")
    elif goals:
        told.append(f"{they} had wanted {goals[0][0]}; it was left to others.")
    return " ".join(told)[:LONGEST]


def ordinal(number: int) -> str:
    words = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
    if 1 <= number <= len(words):
        return words[number - 1]
    tail = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{tail}"
