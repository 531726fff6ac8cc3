"""What a narrator goes by: people and events as values, and hours, days and deeds in words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from relationships.acts import ACTS


class Person(NamedTuple):
    id: int
    name: str
    # What the narrator calls them once they are known: "Elizabeth".
    short: str
    pronouns: str
    # Who they are, for whoever meets them: "master of Pemberley".
    role: str = ""


class Line(NamedTuple):
    """What somebody said; the speaker of a narrator's line is None."""

    speaker: int | None
    text: str
    gesture: str


class Place(NamedTuple):
    name: str
    # What it is like, in a sentence.
    about: str = ""


class Motive(NamedTuple):
    """What spoke for (above 0) or against doing it, or taking it well, in somebody's heart."""

    who: int
    rule: str
    text: str
    weight: float


class Felt(NamedTuple):
    who: int
    emotion: str
    intensity: float


class Change(NamedTuple):
    source: int
    target: int
    dimension: str
    delta: float


@dataclass(frozen=True, slots=True)
class Moment:
    """One event as a narrator needs it."""

    number: int
    minute: int
    kind: str
    act: str
    place: str
    initiator: int | None
    responders: tuple[int, ...]
    witnesses: tuple[int, ...]
    accepted: bool | None
    tone: str
    # A clause of news without a stop: "Jane confided in Elizabeth".
    deed: str
    lines: tuple[Line, ...]
    changes: tuple[Change, ...]
    reasons: tuple[str, ...] = ()
    cause: int | None = None
    importance: float = 0.3
    motives: tuple[Motive, ...] = ()
    feelings: tuple[Felt, ...] = ()
    # What the place is like.
    about: str = ""

    @property
    def day(self) -> int:
        return self.minute // 1440 + 1

    def known_to(self, who: int) -> bool:
        return who == self.initiator or who in self.responders or who in self.witnesses


class Prose(NamedTuple):
    """A passage: its text, and the events that every sentence of it rests on."""

    text: str
    events: tuple[int, ...]


def hour_of(minute: int) -> str:
    """The hour as a narrator says it: "towards ten in the morning"."""
    hour, past_hour = minute // 60 % 24, minute % 60
    about = "a little after" if past_hour < 20 else "in the half hour after" if past_hour < 40 else "towards"
    hour = (hour + (past_hour >= 40)) % 24
    if hour == 12:
        return f"{about} noon"
    if hour == 0:
        return f"{about} midnight"
    part = "in the morning" if hour < 12 else "in the afternoon" if hour < 18 else "in the evening"
    return f"{about} {NUMBERS[hour % 12]} {part}"


# Places that one is on or at, rather than in, by their last word.
ON = re.compile(
    r"\b(?:battlements|deck|terrace|roof|bridge|quay|pier|beach|shore|sands?|stairs|landing|balcony|hill|road)$"
)
AT = re.compile(r"\b(?:stern|bow|helm|gate|door|well|table|cove|stairhead|crossroads|inn|hole)$", re.I)


def where(place: str) -> str:
    """With the word that belongs before it: "in the library", "on the battlements", "at the gate"."""
    head = re.split(" (?:at|by|of|in|on) ", place)[0]
    return f"{'on' if ON.search(head) else 'at' if AT.search(head) else 'in'} {place}"


NUMBERS = ("twelve", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven")
COUNTS = ("no", "one", *NUMBERS[2:], "twelve")


def spelt(text: str) -> str:
    """Small numbers in words, as in "and eight more"."""
    return re.sub(r"(?<![\d:.,])\b(\d|1[0-2])\b(?![\d:.,]\d)", lambda found: COUNTS[int(found[0])], text)


ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def ordinal(number: int) -> str:
    if number <= len(ORDINALS):
        return ORDINALS[number - 1]
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def filled(pattern: str, slots: Mapping[str, str]) -> str:
    """The pattern with its slots; one named with a capital is made to begin a sentence."""
    capitals = {name.capitalize(): capital(value) for name, value in slots.items()}
    return pattern.format(**slots, **capitals)


def capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def sentence(text: str) -> str:
    text = text.strip()
    return capital(text) if text.endswith((".", "!", "?", "…")) else f"{capital(text)}."


def in_words(moment: Moment, people: Mapping[int, Person]) -> str:
    """The event as one plain clause, for prompts and for what came before."""
    if moment.deed:
        return moment.deed
    act = ACTS.get(moment.act)
    if act is None or moment.initiator is None or moment.initiator not in people:
        return ""
    others: Sequence[str] = [people[who].name for who in moment.responders if who in people]
    return act.sentence(people[moment.initiator].name, others[0] if others else "", accepted=bool(moment.accepted))
