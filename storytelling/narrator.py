"""The house narrator: an event of the log in past-tense prose, from what was said, done and changed, without a model.

It invents nothing: every sentence is made from one event's row, or from that of the event which caused it, and the
passage carries their numbers. Chance comes from the generator it is given, so that a chapter told again reads the same.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from characters import datafile
from relationships.acts import ACTS
from storytelling.tense import past

FILE = Path(__file__).with_name("narrator.yaml")
# A change of a bond smaller than this goes without saying.
TOLD_CHANGE = 0.045
# Changes told of one event.
MOST_CHANGES = 2
# Witnesses named; of a crowd it is said that it saw.
MOST_WITNESSES = 2
# What was told within the last so many passages need not be called to mind.
FRESH = 3
# Of what matters at least this much ...
NOTICED = 0.35
# ... it is said so often who saw it.
REMARKED = 0.4
POSSESSIVES: Mapping[str, str] = {"she": "her", "he": "his", "they": "their"}


class Person(NamedTuple):
    id: int
    name: str
    # What the narrator calls them once they are known: "Elizabeth".
    short: str
    pronouns: str


class Line(NamedTuple):
    """What somebody said; the speaker of a narrator's line is None."""

    speaker: int | None
    text: str
    gesture: str


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

    @property
    def day(self) -> int:
        return self.minute // 1440 + 1

    def known_to(self, who: int) -> bool:
        return who == self.initiator or who in self.responders or who in self.witnesses


class Prose(NamedTuple):
    """A passage: its text, and the events that every sentence of it rests on."""

    text: str
    events: tuple[int, ...]


class Phrases(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    openings: tuple[str, ...]
    moves: tuple[str, ...]
    stays: tuple[str, ...]
    days: tuple[str, ...]
    earlier: tuple[str, ...]
    because: tuple[str, ...]
    alone: tuple[str, ...]
    watched: tuple[str, ...]
    tags: dict[str, tuple[str, ...]]
    changes: dict[str, tuple[str, ...]]
    parts: dict[str, tuple[str, ...]]


@cache
def phrases() -> Phrases:
    return datafile.load(FILE, Phrases)


@dataclass(frozen=True, slots=True)
class Teller:
    """What a chapter's telling keeps in mind: who is who, and the events that a cause may point back to."""

    people: Mapping[int, Person]
    known: Mapping[int, Moment]
    # Through whose eyes; None is nobody's.
    eyes: int | None = None

    def tell(self, moment: Moment, before: Sequence[Moment], part: str, rng: Random) -> Prose:
        """The passage of one event; `part` is the beat it is, or empty, `before` what the chapter has told so far.

        The event itself is the first of the passage's events.
        """
        words = phrases()
        events = [moment.number]
        met = {who for one in before for who in (one.initiator, *one.responders)}
        said = [self._familiar(self._scene(moment, before[-1] if before else None, rng), met)]
        if (cause := self._cause(moment, before)) is not None:
            events.append(cause.number)
            known = {*met, moment.initiator, *moment.responders}
            said.append(rng.choice(words.because).format(news=self._familiar(cause.deed, known)))
        paragraphs = [" ".join(said), *self._dialogue(moment, rng)]
        closing = [*self._changes(moment, rng), *self._witnesses(moment, rng)]
        if part in words.parts:
            closing.append(rng.choice(words.parts[part]))
        if closing:
            paragraphs.append(" ".join(closing))
        return Prose("\n\n".join(paragraphs), tuple(events))

    def _familiar(self, text: str, met: Collection[int | None]) -> str:
        """Whoever has been met before is called what people call them."""
        for who, person in self.people.items():
            if who in met:
                text = text.replace(person.name, person.short)
        return text

    def name(self, who: int | None) -> str:
        person = self.people.get(who) if who is not None else None
        return person.short if person else "somebody"

    def _scene(self, moment: Moment, before: Moment | None, rng: Random) -> str:
        """Where and when it was, as far as that is new, and what was done."""
        words = phrases()
        if not moment.act or moment.kind == "development":
            return " ".join(_sentence(line.text) for line in moment.lines if line.speaker is None) or _sentence(
                moment.deed
            )
        deed = moment.deed or "nothing happened"
        hour, day = hour_of(moment.minute), f"the {ordinal(moment.day)} day"
        if before is None:
            pattern = rng.choice(words.openings)
        elif moment.minute < before.minute:
            pattern = rng.choice(words.earlier)
        elif moment.day != before.day:
            pattern = f"{rng.choice(words.days)} {rng.choice(words.openings)}"
        elif moment.place != before.place:
            pattern = rng.choice(words.moves)
        else:
            pattern = rng.choice(words.stays)
        place = moment.place or "the open"
        slots = {"place": place, "deed": deed, "hour": hour, "day": day, "a": self.name(moment.initiator)}
        return _filled(pattern, slots)

    def _cause(self, moment: Moment, before: Sequence[Moment]) -> Moment | None:
        """What it went back to, where that was not told just now and nothing else told so far goes back to it."""
        cause = self.known.get(moment.cause or 0)
        if cause is None or not cause.deed or cause.number in {one.number for one in before[-FRESH:]}:
            return None
        if any(one.cause == cause.number for one in before):
            return None
        return cause if self.eyes is None or cause.known_to(self.eyes) else None

    def _dialogue(self, moment: Moment, rng: Random) -> list[str]:
        found = []
        last: int | None = None
        for line in moment.lines:
            if line.speaker is None:
                continue
            found.append(self._line(line, moment.tone if line.speaker == moment.initiator else "even", last, rng))
            last = line.speaker
        return found

    def _line(self, line: Line, tone: str, last: int | None, rng: Random) -> str:
        speaker = self.name(line.speaker)
        text = line.text.strip().strip('“”"')
        if line.gesture:
            person = self.people.get(line.speaker) if line.speaker is not None else None
            pronouns = person.pronouns if person else "they"
            gesture = past(line.gesture.replace("{their}", POSSESSIVES.get(pronouns, "their")))
            return f"“{text}” {speaker} {gesture}."
        if line.speaker == last:
            return f"“{text}”"
        tag = _filled(rng.choice(phrases().tags.get(tone) or phrases().tags["even"]), {"a": speaker})
        if text.endswith("."):
            text = f"{text[:-1]},"
        elif not text.endswith(("?", "!", "…", "—", ",")):
            text = f"{text},"
        return f"“{text}” {tag}."

    def _changes(self, moment: Moment, rng: Random) -> list[str]:
        strongest = sorted(moment.changes, key=lambda change: -abs(change.delta))
        told: list[str] = []
        spoken_of: set[tuple[int, int]] = set()
        involved = {moment.initiator, *moment.responders}
        for change in strongest:
            if change.target not in involved or change.source not in {*involved, *moment.witnesses}:
                # What it made somebody think of a third is another story.
                continue
            key = f"{change.dimension}_{'up' if change.delta > 0 else 'down'}"
            pair = change.source, change.target
            if abs(change.delta) < TOLD_CHANGE or key not in phrases().changes or pair in spoken_of:
                continue
            if self.eyes not in (None, change.source):
                # What goes on in others is not for these eyes.
                continue
            spoken_of.add(pair)
            slots = {"a": self.name(change.source), "b": self.name(change.target)}
            told.append(_filled(rng.choice(phrases().changes[key]), slots))
            if len(told) == MOST_CHANGES:
                break
        return told

    def _witnesses(self, moment: Moment, rng: Random) -> list[str]:
        words = phrases()
        if moment.kind != "interaction" or moment.importance < NOTICED or rng.random() > REMARKED:
            return []
        names = [self.name(who) for who in moment.witnesses if who in self.people]
        if not names:
            return [rng.choice(words.alone)]
        if len(names) > MOST_WITNESSES:
            return []
        return [_filled(rng.choice(words.watched), {"names": " and ".join(names)})]


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


NUMBERS = ("twelve", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven")
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def ordinal(number: int) -> str:
    if number <= len(ORDINALS):
        return ORDINALS[number - 1]
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _filled(pattern: str, slots: Mapping[str, str]) -> str:
    """The pattern with its slots; one named with a capital is made to begin a sentence."""
    capitals = {name.capitalize(): _capital(value) for name, value in slots.items()}
    return pattern.format(**slots, **capitals)


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _sentence(text: str) -> str:
    text = text.strip()
    return _capital(text) if text.endswith((".", "!", "?", "…")) else f"{_capital(text)}."


def in_words(moment: Moment, people: Mapping[int, Person]) -> str:
    """The event as one plain clause, for prompts and for what came before."""
    if moment.deed:
        return moment.deed
    act = ACTS.get(moment.act)
    if act is None or moment.initiator is None or moment.initiator not in people:
        return ""
    others: Sequence[str] = [people[who].name for who in moment.responders if who in people]
    return act.sentence(people[moment.initiator].name, others[0] if others else "", accepted=bool(moment.accepted))
