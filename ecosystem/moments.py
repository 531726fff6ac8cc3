"""Moments: events as a reader sees them, with names, faces, words and what changed. Asks the database nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from characters import mood, portraits
from characters.minds import Mood
from characters.models import EcosystemCharacter, Event
from characters.names import short as short
from characters.typography import typeset
from relationships.acts import ACTS
from relationships.developments import KINDS

# What readers look for, and the families of acts that it covers; events of people and of the narrator have no act.
THEMES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "warmth": ("Friendship and care", ("sociable", "care", "bond")),
    "romance": ("Romance", ("romance",)),
    "strife": ("Quarrels and intrigue", ("hostile", "treachery")),
    "amends": ("Making up", ("repair",)),
    "inward": ("Questions and thoughts", ("inquiry", "solitary")),
    "directed": ("Brought about", ()),
}
THEME_OF = {family: theme for theme, (_, families) in THEMES.items() for family in families}
# Events that matter at least this much are what "only meaningful" shows.
MEANINGFUL = 0.3
# Changes of a feeling smaller than this are not worth a chip.
NOTICEABLE = 0.04
# Chips a moment, strongest first.
MOST_CHIPS = 2
# The icon of a development, by how the key of its kind begins; the longer beginnings first.
ICONS: Mapping[str, str] = {
    "promise": "scroll-text", "betrayal": "eye", "rumour": "megaphone", "reconciled": "handshake",
    "alliance_left": "unlink", "alliance_dissolved": "unlink", "alliance": "link", "conflict_resolved": "scale",
    "conflict_cooled": "scale", "conflict": "swords", "leader": "crown", "coup": "crown", "cracked": "activity",
    "wound_healed": "sprout", "wound": "heart-crack", "goal": "target", "vote": "vote", "trial": "gavel",
    "feast": "utensils", "gathering": "party-popper", "occasion": "party-popper", "verdict": "gavel", "stroke": "zap",
    "arrival": "user", "departure": "log-out",
}  # fmt: skip
# Reasons a moment, heaviest first.
MOST_REASONS = 6


class Sheet(NamedTuple):
    """As much of a character as lists show."""

    name: str
    pronouns: str
    portrait_seed: str
    role: str


class Living(NamedTuple):
    """As much of a life as lists show: a frame reads the whole cast, and full rows would be most of its time."""

    pk: int
    name: str
    place: str
    group: str
    doing: str
    pleasure: float
    arousal: float
    dominance: float
    mask: list[int]
    minute: int
    wakes_at: int
    x: float | None
    y: float | None
    departed: int | None
    character: Sheet

    @property
    def mood(self) -> Mood:
        return Mood(self.pleasure, self.arousal, self.dominance)


@dataclass(frozen=True, slots=True)
class Person:
    """One of a cast as lists show them; `step` is the mood's, -3 to 3."""

    id: int
    name: str
    seed: str
    step: int
    # What they are called where their short name would be somebody else's, too.
    known_as: str = ""

    @property
    def key(self) -> str:
        """The id as an address or an element has it: a template would look up how the reader's language writes it."""
        return str(self.id)

    @property
    def short(self) -> str:
        return self.known_as or short(self.name)


@dataclass(frozen=True, slots=True)
class Line:
    who: str
    text: str
    gesture: str
    # Who speaks, where a reader would not know without being told.
    label: str = ""

    @property
    def said(self) -> str:
        return f"“{self.text}”" if self.who else self.text


@dataclass(frozen=True, slots=True)
class Chip:
    """One change: `kind` is up, down or empty."""

    kind: str
    text: str

    @property
    def icon(self) -> str:
        return f"arrow-{self.kind}-right" if self.kind else ""


@dataclass(frozen=True, slots=True)
class Why:
    who: str
    text: str
    weight: float
    event: int | None


@dataclass(frozen=True, slots=True)
class Moment:
    number: int
    day: int
    clock: str
    kind: str
    verb: str
    people: tuple[Person, ...]
    lines: tuple[Line, ...]
    chips: tuple[Chip, ...]
    reasons: tuple[Why, ...]
    voiced_by: str
    sender: str
    theme: str = "directed"
    importance: float = 0.0
    place: str = ""
    cause: int | None = None
    act: str = ""

    @property
    def key(self) -> str:
        """Its number as an address or an element has it."""
        return str(self.number)

    @property
    def faces(self) -> tuple[Person, ...]:
        """Who is drawn beside it; a development and what nobody did have an icon instead."""
        return () if self.kind == Event.Kind.DEVELOPMENT else self.people[:2]

    @property
    def icon(self) -> str:
        """For a development, by the first word of its kind."""
        if self.kind == Event.Kind.INJECTION:
            return "clapperboard"
        if self.kind != Event.Kind.DEVELOPMENT:
            return "feather"
        return next((icon for start, icon in ICONS.items() if self.act.startswith(start)), "sparkles")

    @property
    def ids(self) -> str:
        return " ".join(one.key for one in self.people)

    @property
    def told_lines(self) -> tuple[Line, ...]:
        """What stands under the first line of a feed's row; a development is told in that line already."""
        return () if self.kind == Event.Kind.DEVELOPMENT else self.shown_lines

    @property
    def shown_lines(self) -> tuple[Line, ...]:
        """The first two lines: the rest of a scene is for whoever opens it."""
        return self.lines[:2]

    @property
    def further_lines(self) -> tuple[Line, ...]:
        return self.lines[2:]

    @property
    def is_meaningful(self) -> bool:
        return self.importance >= MEANINGFUL

    @property
    def scene(self) -> tuple[Line, ...]:
        """All lines, for those who read no headline: after the first, each under its speaker's name."""
        return (*self.lines[:1], *(replace(line, label=line.who) for line in self.lines[1:]))

    @property
    def subject(self) -> str:
        """Whose doing it was, by name."""
        if self.kind == Event.Kind.DEVELOPMENT:
            return ""
        if self.kind == Event.Kind.INJECTION:
            return self.sender or "Somebody"
        return self.people[0].name if self.people else ""

    @property
    def predicate(self) -> str:
        """What they did."""
        if self.kind == Event.Kind.DEVELOPMENT:
            return self.lines[0].text if self.lines else ""
        if self.kind == Event.Kind.INJECTION:
            return "made something happen"
        return f"{self.verb} {in_a_row([one.name for one in self.people[1:]])}".strip() if self.people else "Narration"

    @property
    def sentence(self) -> str:
        """The moment in one line, for lists and for readers who hear it: "Jane confided in Elizabeth"."""
        if not self.people and self.kind != Event.Kind.INJECTION:
            return self.lines[0].text if self.lines else ""
        return f"{self.subject} {self.predicate}".strip()


def of(cast: Mapping[int, Person], events: Iterable[Event]) -> list[Moment]:
    return [_moment(cast, event) for event in events]


def people(lives: Iterable[EcosystemCharacter | Living]) -> dict[int, Person]:
    """The cast by id; needs `character` fetched."""
    lives = list(lives)
    shared = {name for name, count in Counter(short(one.name) for one in lives).items() if count > 1}
    return {
        one.pk: Person(
            one.pk, one.name, face_of(one), mood.step(one.mood), one.name if short(one.name) in shared else ""
        )
        for one in lives
    }


def face_of(one: EcosystemCharacter | Living) -> str:
    sheet = one.character
    return sheet.portrait_seed or portraits.seed(sheet.name, sheet.pronouns)


def in_a_row(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _moment(cast: Mapping[int, Person], event: Event) -> Moment:
    involved = [one for one in (event.initiator_id, *event.responder_ids) if one is not None]
    people = tuple(cast[one] for one in involved if one in cast)
    return Moment(
        number=event.number,
        day=event.minute // 1440 + 1,
        clock=f"{event.minute // 60 % 24:02d}:{event.minute % 60:02d}",
        kind=event.kind,
        verb=_verb(event),
        people=people,
        lines=tuple(_lines(cast, event, people[0].name if people else "")),
        chips=tuple(_chips(cast, event)),
        reasons=tuple(_reasons(cast, event)),
        voiced_by=event.voiced_by,
        sender=event.sender_name,
        theme=_theme(event),
        importance=event.importance,
        place=event.place,
        cause=event.cause,
        act=event.act,
    )


def _verb(event: Event) -> str:
    if event.kind == Event.Kind.DEVELOPMENT:
        return KINDS[event.act].past
    return ACTS[event.act].past if event.act else ""


def _theme(event: Event) -> str:
    if event.kind == Event.Kind.DEVELOPMENT:
        return KINDS[event.act].theme
    return THEME_OF[ACTS[event.act].family] if event.act else "directed"


def _lines(cast: Mapping[int, Person], event: Event, actor: str) -> Iterable[Line]:
    """The headline names the actor: the first line needs no name, nor do the actor's others."""
    for i, line in enumerate(event.lines):
        speaker = line.get("speaker")
        name = cast[speaker].name if isinstance(speaker, int) and speaker in cast else ""
        label = name if i and name != actor else ""
        yield Line(name, typeset(str(line["text"])), typeset(str(line.get("gesture") or "")), label)


def _chips(cast: Mapping[int, Person], event: Event) -> Iterable[Chip]:
    if event.accepted is False:
        yield Chip("", "refused")
    changed = [(float(one["after"]) - float(one["before"]), one) for one in event.effects]
    for delta, one in sorted(changed, key=lambda pair: -abs(pair[0]))[:MOST_CHIPS]:
        if abs(delta) >= NOTICEABLE and one["source"] in cast:
            name = cast[one["source"]].short
            yield Chip("up" if delta > 0 else "down", f"{name}’s {one['dimension']} {abs(delta):.2f}")


def _reasons(cast: Mapping[int, Person], event: Event) -> list[Why]:
    heaviest = sorted(event.reasons, key=lambda reason: -abs(reason["weight"]))[:MOST_REASONS]
    return [
        Why(cast[one["who"]].name if one["who"] in cast else "", one["text"], one["weight"], one.get("event"))
        for one in heaviest
    ]
