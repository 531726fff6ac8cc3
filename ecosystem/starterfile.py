"""What a starter file may hold: a whole cast, its places and how they stand to each other, as a creator could write it.

Everything that a file can get wrong is refused here, at the field where it stands; `datafile` adds the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from characters.packs import SOCIAL_ACTS, SOLITARY_ACTS
from characters.personality import DOMAIN_OF
from characters.wardrobe import LOOK_WORDS

ACTS = (*SOCIAL_ACTS, *SOLITARY_ACTS)
FACETS = tuple(DOMAIN_OF)

Speech = Literal["plain", "courtly", "wry", "ardent", "blunt", "learned", "homely", "sly", "mournful", "stern"]


def _printable(text: str) -> str:
    if not text.isprintable():
        raise PydanticCustomError("printable", "must be one line without control characters")
    return text


def _clause(text: str) -> str:
    """A piece that is said inside somebody's sentence, so it must not bring its own start and stop."""
    if text[-1] in ".!?":
        raise PydanticCustomError("clause", "must not end with a stop: it is said inside a sentence")
    if text[0].isupper() and text.split()[0].split("'")[0] != "I":
        raise PydanticCustomError("clause", "must begin with 'I' or a small letter: it is said inside a sentence")
    return text


def _wish(text: str) -> str:
    if text.startswith("to "):
        raise PydanticCustomError("wish", "must go on from 'I want to', so leave the 'to' out")
    return text


def _act(name: str) -> str:
    if name not in ACTS:
        raise PydanticCustomError("act", f"is not an act: use one of {', '.join(ACTS)}")
    return name


def _facets(given: dict[str, float]) -> dict[str, float]:
    for name in given:
        if name not in FACETS:
            raise PydanticCustomError("facet", f"'{name}' is not a facet: use {', '.join(FACETS)}")
    return given


def _look(asked: str) -> str:
    for word in asked.split():
        if word not in LOOK_WORDS:
            raise PydanticCustomError("look", f"'{word}' is not in the wardrobe: use {', '.join(sorted(LOOK_WORDS))}")
    return asked


def _text(longest: int) -> object:
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=longest)


def _morning(text: str) -> str:
    """A day that began at bedtime would be over at once, and so would the next."""
    if not re.fullmatch(r"([01]\d|2[01]):[0-5]\d", text):
        raise PydanticCustomError("morning", "must be a time of day before 22:00, as '08:00'")
    return text


def _key(text: str) -> str:
    if not re.fullmatch("[a-z][a-z0-9_]{0,39}", text):
        raise PydanticCustomError("key", "must be small letters, digits and underscores, at most 40, a letter first")
    return text


Key = Annotated[str, AfterValidator(_key)]
Name = Annotated[str, _text(80), AfterValidator(_printable)]
Phrase = Annotated[str, _text(120), AfterValidator(_printable)]
Aim = Annotated[str, _text(200), AfterValidator(_printable)]
Sentence = Annotated[str, _text(300), AfterValidator(_printable)]
Passage = Annotated[str, _text(900), AfterValidator(_printable)]
Act = Annotated[str, AfterValidator(_act)]
Unit = Annotated[float, Field(ge=0, le=1)]
Signed = Annotated[float, Field(ge=-1, le=1)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Keyed(_Part):
    key: Key


class Place(_Keyed):
    name: Name
    mood: Name
    about: Sentence
    near: Annotated[tuple[Key, ...], Field(min_length=1, max_length=8)]


class Group(_Keyed):
    name: Name


class Traits(_Part):
    openness: Unit
    conscientiousness: Unit
    extraversion: Unit
    agreeableness: Unit
    neuroticism: Unit


class Goal(_Part):
    text: Aim
    wish: Annotated[Phrase, AfterValidator(_clause), AfterValidator(_wish)]
    priority: Unit
    target: Key | None = None
    acts: Annotated[tuple[Act, ...], Field(min_length=1, max_length=8)]


class Secret(_Part):
    # Told on, it becomes a clause in somebody's sentence, so it names its holder and is no longer than a phrase.
    text: Phrase
    confession: Annotated[Phrase, AfterValidator(_clause)]
    about: Key | None = None
    known_by: tuple[Key, ...] = ()


class Member(_Keyed):
    name: Name
    address: Name
    pronouns: Literal["she", "he", "they"]
    # What the portrait shows, in words it knows: "fair chestnut bun bonnet". Whatever is not said is left to chance.
    look: Annotated[str, AfterValidator(_look)] = ""
    role: Phrase
    # What they call somebody to their face, where it is not what everybody calls them: "Mama".
    calls: Annotated[dict[Key, Name], Field(max_length=14)] = Field(default_factory=dict)
    persona: Passage
    speech: Speech
    traits: Traits
    facets: Annotated[dict[str, Unit], AfterValidator(_facets)] = Field(default_factory=dict)
    values: Annotated[tuple[Name, ...], Field(min_length=2, max_length=4)]
    boundaries: Annotated[tuple[Act, ...], Field(max_length=12)] = ()
    initiative: Unit
    place: Key
    group: Key | None = None
    samples: Annotated[tuple[Sentence, ...], Field(min_length=4, max_length=6)]
    gestures: Annotated[tuple[Phrase, ...], Field(min_length=4, max_length=12)]
    topics: Annotated[tuple[Phrase, ...], Field(min_length=3, max_length=12)]
    goals: Annotated[tuple[Goal, ...], Field(min_length=2, max_length=3)]
    secrets: Annotated[tuple[Secret, ...], Field(min_length=1, max_length=2)]


class Tie(_Part):
    """How one character stands to another when the curtain rises. Directed."""

    source: Key = Field(alias="from")
    target: Key = Field(alias="to")
    # The mean of the trust distribution: 0 and 1 would need endless evidence.
    trust: Annotated[float, Field(ge=0.02, le=0.98)] = 0.5
    certainty: Annotated[float, Field(ge=0, le=0.95)] = 0.5
    affection: Signed = 0
    respect: Signed = 0
    familiarity: Unit = 0
    attraction: Unit = 0
    fear: Unit = 0
    reason: Phrase


class Starter(_Part):
    name: Key
    title: Name
    genre: Literal["romance", "mystery", "adventure", "tragedy"]
    work: Name
    author: Name
    year: Annotated[int, Field(ge=-3000, le=2100)]
    premise: Sentence
    opening: Sentence
    day_starts: Annotated[str, AfterValidator(_morning)]
    places: Annotated[tuple[Place, ...], Field(min_length=5, max_length=9)]
    groups: Annotated[tuple[Group, ...], Field(max_length=8)] = ()
    topics: Annotated[tuple[Phrase, ...], Field(min_length=12, max_length=60)]
    cast: Annotated[tuple[Member, ...], Field(min_length=8, max_length=14)]
    relationships: Annotated[tuple[Tie, ...], Field(min_length=20, max_length=45)]

    @model_validator(mode="after")
    def _holds_together(self) -> Starter:
        if faults := [*_doubled(self), *_strangers(self), *_loops(self), *_unreachable(self)]:
            raise ValidationError.from_exception_data(self.name, faults)
        # Nearness holds both ways, so that a file needs to say it once.
        places = tuple(place.model_copy(update={"near": tuple(_near(self, place))}) for place in self.places)
        return self.model_copy(update={"places": places})

    @property
    def source(self) -> str:
        return f"{self.work} ({self.author}, {self.year})"


Location = tuple[str | int, ...]


def _fault(message: str, at: Location, found: object) -> InitErrorDetails:
    # Braces would be read as the message template's own fields.
    shown = message.replace("{", "(").replace("}", ")")
    return InitErrorDetails(type=PydanticCustomError("starter", shown), loc=at, input=found)


def _doubled(starter: Starter) -> Iterator[InitErrorDetails]:
    lists: list[tuple[str, Sequence[_Keyed]]] = [
        ("places", starter.places),
        ("groups", starter.groups),
        ("cast", starter.cast),
    ]
    for label, parts in lists:
        seen: set[str] = set()
        for index, part in enumerate(parts):
            if part.key in seen:
                yield _fault(
                    f"'{part.key}' is already taken above: give it a key of its own", (label, index, "key"), part.key
                )
            seen.add(part.key)
    pairs: set[tuple[str, str]] = set()
    for index, tie in enumerate(starter.relationships):
        if (tie.source, tie.target) in pairs:
            told = f"{tie.source} to {tie.target} is already described above: merge the two rows"
            yield _fault(told, ("relationships", index, "to"), tie.target)
        pairs.add((tie.source, tie.target))


def _references(starter: Starter) -> Iterator[tuple[Location, str | None, str]]:
    """Every key that must name something, as (where, key, kind of thing)."""
    for index, place in enumerate(starter.places):
        yield from ((("places", index, "near", n), key, "place") for n, key in enumerate(place.near))
    for index, member in enumerate(starter.cast):
        here: Location = ("cast", index)
        yield (*here, "place"), member.place, "place"
        yield (*here, "group"), member.group, "group"
        yield from (((*here, "calls", key), key, "character") for key in member.calls)
        for n, goal in enumerate(member.goals):
            yield (*here, "goals", n, "target"), goal.target, "character"
        for n, secret in enumerate(member.secrets):
            yield (*here, "secrets", n, "about"), secret.about, "character"
            for k, key in enumerate(secret.known_by):
                yield (*here, "secrets", n, "known_by", k), key, "character"
    for index, tie in enumerate(starter.relationships):
        yield ("relationships", index, "from"), tie.source, "character"
        yield ("relationships", index, "to"), tie.target, "character"


def _strangers(starter: Starter) -> Iterator[InitErrorDetails]:
    known = {
        "place": [place.key for place in starter.places],
        "group": [group.key for group in starter.groups],
        "character": [member.key for member in starter.cast],
    }
    for where, key, kind in _references(starter):
        if key is not None and key not in known[kind]:
            yield _fault(f"no {kind} has the key '{key}': use one of {', '.join(known[kind])}", where, key)


def _loops(starter: Starter) -> Iterator[InitErrorDetails]:
    for index, place in enumerate(starter.places):
        for n, key in enumerate(place.near):
            if key == place.key:
                yield _fault(f"'{key}' is near itself: name other places", ("places", index, "near", n), key)
    for index, tie in enumerate(starter.relationships):
        if tie.source == tie.target:
            told = f"'{tie.target}' has a relationship to oneself: name somebody else"
            yield _fault(told, ("relationships", index, "to"), tie.target)
    for index, member in enumerate(starter.cast):
        yield from _loops_within(member, ("cast", index))


def _loops_within(member: Member, here: Location) -> Iterator[InitErrorDetails]:
    for n, goal in enumerate(member.goals):
        if goal.target == member.key:
            told = f"'{member.key}' is the target of their own goal: leave it out"
            yield _fault(told, (*here, "goals", n, "target"), member.key)
    for n, secret in enumerate(member.secrets):
        for k, key in enumerate(secret.known_by):
            if key == member.key or key in secret.known_by[:k]:
                told = f"'{key}' knows this already: list each other person once"
                yield _fault(told, (*here, "secrets", n, "known_by", k), key)


def _near(starter: Starter, place: Place) -> list[str]:
    back = [other.key for other in starter.places if place.key in other.near]
    return list(dict.fromkeys([*place.near, *back]))


def _unreachable(starter: Starter) -> Iterator[InitErrorDetails]:
    """Places that nobody could walk to."""
    roads = {place.key: _near(starter, place) for place in starter.places}
    reached, ahead = set[str](), [starter.places[0].key]
    while ahead:
        key = ahead.pop()
        if key not in reached:
            reached.add(key)
            ahead.extend(roads.get(key, ()))
    for index, place in enumerate(starter.places):
        if place.key not in reached:
            told = f"no way leads from {starter.places[0].key} to '{place.key}': put it near a place that is reached"
            yield _fault(told, ("places", index, "near"), place.key)
