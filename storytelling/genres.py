"""Genres as data: which patterns they favour, how they are told, and storylets that give a story turns of its own.

A storylet has preconditions, a clause that some event must fit, and a say in when it may come (after the director of
story-graph-assistant: filter, order, cooldown, fallback only when nothing else has come for a while, a penalty for
repeats, pacing, then chance). It is wished for, never forced: what nobody wants to do does not happen.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationError, model_validator
from pydantic_core import InitErrorDetails

from characters.datafile import load
from characters.mood import EMOTIONS
from storytelling.clauses import Clause
from storytelling.conditions import Moment
from storytelling.happenings import Happening
from storytelling.patterns import ClauseForm, Form, Genre, Words, checked_key, fault
from storytelling.standing import Standing

FOLDER = Path(__file__).with_name("genres")

# The parts a storylet may give: whose story it is, the one it is about, and somebody else.
ROLES = ("lead", "other", "third")
# Turns without anything new after which a fallback may come.
IDLE = 8
# Every time a storylet has come in this story makes it so much less likely.
DIVERSITY = 0.6
# How much the wish for more or less tension counts.
PACING = 1.5

BeatKind = Literal["setup", "inciting", "rising", "crisis", "climax", "resolution"]


def _emotion(name: str) -> str:
    if name not in EMOTIONS:
        raise ValueError(f"is not an emotion; one of {', '.join(EMOTIONS)}")
    return name


class Brought(Form):
    """What the storylet brings about by itself: a stroke of chance that is told, and how it makes people feel."""

    text: Words
    feelings: dict[Literal["lead", "other", "third"], dict[Annotated[str, AfterValidator(_emotion)], float]] = {}


class StoryletForm(ClauseForm):
    beats: Annotated[tuple[BeatKind, ...], Field(min_length=1)]
    weight: Annotated[float, Field(gt=0, le=5)] = 1.0
    # How much tenser it makes a story.
    tension: Annotated[float, Field(ge=-1, le=1)] = 0.0
    cooldown: Annotated[int, Field(ge=0, le=500)] = 30
    once: bool = False
    requires: tuple[str, ...] = ()
    forbids: tuple[str, ...] = ()
    fallback: bool = False
    brings: Brought | None = None

    @model_validator(mode="after")
    def _known_roles(self) -> StoryletForm:
        named = {self.by, self.to, self.against, self.of, self.seen_by, *self.among, *self.to_one_of} - {""}
        if strange := named - set(ROLES):
            raise ValueError(f"has no part for {', '.join(sorted(strange))}; parts are {', '.join(ROLES)}")
        return self


class GenreFile(Form):
    name: Genre
    title: Words
    about: Words
    tone: Words
    diction: Words
    # What the narrator is told.
    narrator: Annotated[str, Field(min_length=10, max_length=600)]
    # -1 (it ends ill) to 1 (it ends well): which of a pattern's endings is hoped for.
    inclination: Annotated[float, Field(ge=-1, le=1)]
    favours: dict[str, Annotated[float, Field(ge=0.2, le=3)]]
    # The beats of an arc that has no pattern.
    shape: Annotated[tuple[BeatKind, ...], Field(min_length=4, max_length=10)]
    storylets: Annotated[
        dict[Annotated[str, AfterValidator(checked_key)], StoryletForm], Field(min_length=4, max_length=40)
    ]

    @model_validator(mode="after")
    def _holds_together(self) -> GenreFile:
        if faults := list(_faults(self.storylets)):
            raise ValidationError.from_exception_data("genre", faults)
        return self


def _faults(storylets: Mapping[str, StoryletForm]) -> Iterator[InitErrorDetails]:
    """Storylets that could never come: they wait for what is not there, for themselves, or for what bars them."""
    for key, storylet in storylets.items():
        for name in ("requires", "forbids"):
            if strange := set(getattr(storylet, name)) - set(storylets):
                told = f"the file has no storylet {', '.join(sorted(strange))}"
                yield fault(told, ("storylets", key, name))
        waits = _waits_for(key, storylets)
        if key in waits:
            yield fault("goes in a circle: it waits for itself, and can never come", ("storylets", key, "requires"))
        if barring := waits & set(storylet.forbids):
            told = f"can never come: it waits for {', '.join(sorted(barring))}, which bars it"
            yield fault(told, ("storylets", key, "forbids"))


def _waits_for(key: str, storylets: Mapping[str, StoryletForm]) -> set[str]:
    """All that must have come before a storylet can."""
    found: set[str] = set()
    ahead = [*storylets[key].requires]
    while ahead:
        name = ahead.pop()
        if name not in found and name in storylets:
            found.add(name)
            ahead += storylets[name].requires
    return found


@dataclass(frozen=True, slots=True)
class Storylet:
    key: str
    clause: Clause
    beats: tuple[str, ...]
    weight: float
    tension: float
    cooldown: int
    once: bool
    requires: tuple[str, ...]
    forbids: tuple[str, ...]
    fallback: bool
    brings: Brought | None


@dataclass(frozen=True)
class GenreTemplate:
    name: str
    title: str
    about: str
    tone: str
    diction: str
    narrator: str
    inclination: float
    favours: Mapping[str, float]
    shape: tuple[str, ...]
    storylets: Mapping[str, Storylet]


def read_file(path: Path) -> GenreTemplate:
    """A genre's template, or the first `DataFault` in its file."""
    form = load(path, GenreFile)
    return GenreTemplate(
        form.name, form.title, form.about, form.tone, form.diction, form.narrator, form.inclination,
        dict(form.favours), form.shape, {key: _storylet(key, one) for key, one in form.storylets.items()},
    )  # fmt: skip


def _storylet(key: str, form: StoryletForm) -> Storylet:
    return Storylet(
        key, Clause(**form.fields()), form.beats, form.weight, form.tension, form.cooldown, form.once, form.requires,
        form.forbids, form.fallback, form.brings,
    )  # fmt: skip


@cache
def templates() -> Mapping[str, GenreTemplate]:
    return {genre.name: genre for genre in map(read_file, sorted(FOLDER.glob("*.yaml")))}


def of(name: str) -> GenreTemplate:
    """The template of a genre; what has none is told as an adventure is."""
    found = templates()
    return found.get(name) or found["adventure"]


@dataclass(frozen=True, slots=True)
class Situation:
    """What choosing a storylet goes by: the arc's people in their parts, what came already, and when."""

    beat: str
    roles: Mapping[str, int]
    turn: int
    # Turns since anything new came into the arc.
    idle: int
    used: Sequence[tuple[str, int]]
    # How much tenser (or calmer) the story should be than it is, -1..1.
    wanted: float


def choose(genre: GenreTemplate, now: Situation, standing: Standing, rng: random.Random) -> Storylet | None:
    """The storylet to wish for, or None where none fits; drawn by weight, diversity and pacing."""
    fitting = [one for one in genre.storylets.values() if _may_come(one, now, standing)]
    usual = [one for one in fitting if not one.fallback]
    if not usual and now.idle < IDLE:
        return None
    pool = usual or fitting
    if not pool:
        return None
    return rng.choices(pool, [likelihood(one, now) for one in pool])[0]


def likelihood(storylet: Storylet, now: Situation) -> float:
    """How likely a storylet is against others, above 0."""
    repeats = sum(key == storylet.key for key, _ in now.used)
    paced = max(0.1, 1 + PACING * now.wanted * storylet.tension)
    diverse: float = (1 - DIVERSITY) ** repeats
    return storylet.weight * diverse * paced


def _may_come(storylet: Storylet, now: Situation, standing: Standing) -> bool:
    came = {key for key, _ in now.used}
    last = max((turn for key, turn in now.used if key == storylet.key), default=None)
    if now.beat not in storylet.beats or (storylet.once and last is not None):
        return False
    if last is not None and now.turn - last < storylet.cooldown:
        return False
    if not came.issuperset(storylet.requires) or came.intersection(storylet.forbids):
        return False
    if not set(storylet.clause.variables) <= set(now.roles):
        return False
    nothing = Happening(0, now.turn, 0, "")
    moment = Moment(nothing, now.roles, standing)
    return all(
        condition.check(moment) for condition in storylet.clause.conditions if set(condition.variables) <= {*now.roles}
    )
