"""What the observatory shows of a world, in a fixed number of queries whatever the size of its cast."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from characters import mood
from characters.models import EcosystemCharacter, Event
from characters.worded import worded
from ecosystem import moments, pulse, starters
from ecosystem.models import Turn, World
from ecosystem.moments import MEANINGFUL, THEMES, Living, Moment, Person, Sheet
from ecosystem.pulse import Beat, Reading
from ecosystem.templatetags.look import face_address
from relationships import layout, stages
from relationships.acts import ACTS
from relationships.bonds import DIMENSIONS, Bond
from relationships.models import CharacterRelationship

# Moments on the page, and a batch of earlier ones.
FEED = 30
# A page that is further behind than this starts its feed anew.
CATCH_UP = 60
# Turns that the sparklines look back on.
TURNS = 40
# Directed ties that a map carries, strongest first; more would be a hairball and a heavy page.
MOST_TIES = 1200
# Two people who barely know each other and feel nothing are no tie.
KNOWN = 0.12
# Digits of the longest number that an address may hold, as many as Postgres's own have.
LONGEST_NUMBER = 18
# The seven moods, worst first, as the mood bar names them.
MOOD_WORDS = ("anguished", "distressed", "wary", "calm", "content", "happy", "elated")
LIFE = (
    "pk", "name", "place", "group", "doing", "pleasure", "arousal", "dominance", "mask", "minute", "wakes_at", "x", "y",
    "departed",
)  # fmt: skip
SHEET = ("character__name", "character__pronouns", "character__portrait_seed", "character__role")


# A tie as the map draws it: from, to, step of the scale, strength 0..1.
Drawn = tuple[int, int, int, float]


@dataclass(frozen=True, slots=True)
class Life:
    """One row of the cast."""

    person: Person
    role: str
    mood: str
    doing: str
    resting: bool

    @property
    def state(self) -> str:
        return "asleep" if self.resting else self.mood

    @property
    def about(self) -> str:
        """What they are up to, or at rest who they are, as a line begins."""
        told = self.doing or self.role
        return told[:1].upper() + told[1:]


@dataclass(frozen=True, slots=True)
class Sift:
    """Which moments a reader wants to see: of one character, of one theme, only those that matter."""

    who: int | None = None
    theme: str = ""
    meaningful: bool = False

    @classmethod
    def of(cls, asked: QueryDict, cast: Mapping[int, Person]) -> Sift:
        """What was asked for in an address; what makes no sense there is left out."""
        who, theme = number_in(asked.get("who", "")), asked.get("theme", "")
        return cls(
            who=who if who in cast else None,
            theme=theme if theme in THEMES else "",
            meaningful=asked.get("meaningful") == "on",
        )

    def __bool__(self) -> bool:
        return bool(self.who or self.theme or self.meaningful)

    def apply(self, events: QuerySet[Event]) -> QuerySet[Event]:
        if self.who is not None:
            events = events.involving(self.who)  # type: ignore[attr-defined]
        if self.theme == "directed":
            events = events.filter(kind__in=(Event.Kind.INJECTION, Event.Kind.NARRATION))
        elif self.theme:
            families = THEMES[self.theme][1]
            events = events.filter(act__in=[key for key, act in ACTS.items() if act.family in families])
        return events.filter(importance__gte=MEANINGFUL) if self.meaningful else events


def number_in(text: str) -> int | None:
    """The number that stands in an address, if one does; Python refuses to read one of some thousand digits."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST_NUMBER else None


@dataclass(frozen=True, slots=True)
class Stats:
    pace: Reading
    trust: Reading
    strain: Reading
    spent: int
    daily: int
    mood: str
    moods: tuple[tuple[str, int, int], ...]

    @property
    def share_spent(self) -> float:
        return min(1.0, self.spent / self.daily) if self.daily else 1.0


def living(world: World) -> list[Living]:
    """Everybody who ever lived here, with no more of rows and sheets than lists show; `present` are there still."""
    return [Living._make((*row[: len(LIFE)], Sheet._make(row[len(LIFE) :]))) for row in _living(world.pk)]


@worded
def _living(world: int) -> QuerySet[EcosystemCharacter, tuple[Any, ...]]:
    return EcosystemCharacter.objects.filter(world=world).order_by("pk").values_list(*LIFE, *SHEET)


def present(lives: Sequence[Living]) -> list[Living]:
    return [one for one in lives if one.departed is None]


def present_ids(world: World) -> frozenset[int]:
    return frozenset(world.cast.filter(departed=None).values_list("pk", flat=True))


def cast_of(lives: Sequence[Living], people: Mapping[int, Person]) -> list[Life]:
    return [
        Life(people[one.pk], one.character.role, mood.word(one.mood), one.doing, resting(one)) for one in present(lives)
    ]


def resting(one: EcosystemCharacter | Living) -> bool:
    """Asleep so that nothing wakes it before its time."""
    return not one.mask and one.wakes_at > one.minute


def beats_of(world: World) -> list[Beat]:
    return [Beat(at.timestamp(), count, found) for at, count, found in reversed(_latest_turns(world.pk))]


@worded
def _latest_turns(world: int) -> QuerySet[Turn, tuple[Any, ...]]:
    turns = Turn.objects.filter(world=world).order_by("-generation")
    return turns.values_list("committed_at", "event_count", "pulse")[:TURNS]


def stats_of(
    world: World,
    lives: Sequence[Living],
    beats: Sequence[Beat],
    bonds: Sequence[Bond] | None,
    now: datetime,
) -> Stats:
    """`bonds` stand in for the pulse of a world that has taken no turn yet."""
    counts = [0] * 7
    for one in present(lives):
        counts[mood.step(one.mood) + 3] += 1
    opening = pulse.of({}, {(bond.source, bond.target): bond for bond in bonds}) if bonds and not beats else None
    return Stats(
        pace=pulse.pace(beats),
        trust=pulse.trust(beats, opening["trust"] if opening else None),
        strain=pulse.strain(beats, opening["strained"] if opening else None),
        spent=world.turns_spent if world.spent_on == now.date() else 0,
        daily=world.daily_turns,
        mood=pulse.world_mood(counts, pulse.moods_of(beats[0]) if beats else ()),
        moods=tuple((word, i - 3, count) for i, (word, count) in enumerate(zip(MOOD_WORDS, counts, strict=True))),
    )


def quiet(world: World, now: datetime) -> str:
    """Why nothing is happening, in words; empty while the world moves."""
    if world.trouble:
        return world.trouble
    if not world.is_running:
        begun = world.generation > 0
        who = f" by {world.steered_by}" if world.steered_by and begun else ""
        return f"Paused{who}. Everybody holds their breath." if begun else "The curtain has not risen yet."
    if world.is_out_of_budget(now):
        return f"Today’s {world.daily_turns:,} turns are used up. The world goes on at midnight, universal time."
    if world.is_frozen(now):
        return "Asleep, because nobody was watching. It stirs as you look."
    return ""


def feed_of(world: World, people: Mapping[int, Person], sift: Sift, before: int | None = None) -> list[Moment]:
    """A page of moments, newest first."""
    events = sift.apply(Event.objects.filter(world=world))
    if before is not None:
        events = events.filter(number__lt=before)
    return moments.of(people, events.order_by("-number")[:FEED])


def bonds_of(world: World, since: int = 0) -> list[Bond]:
    """Every bond that means something; with `since`, only those that events from that number on have changed."""
    bonds = [Bond(*row) for row in _changed_since(world.pk, since)]
    return [bond for bond in bonds if since or bond.familiarity >= KNOWN or stages.step(bond)]


@worded
def _changed_since(world: int, event: int) -> QuerySet[CharacterRelationship, tuple[Any, ...]]:
    rows = CharacterRelationship.objects.filter(world=world, event__gte=event)
    return rows.values_list("source", "target", *DIMENSIONS, "stage", "minute")


def tie(bond: Bond) -> Drawn:
    """A bond as the map draws it: from, to, step of the scale, strength 0..1."""
    return bond.source, bond.target, stages.step(bond), round(layout.pull(stages.regard(bond)), 3)


def strongest(bonds: Iterable[Bond]) -> list[Drawn]:
    return sorted((tie(bond) for bond in bonds), key=lambda one: -one[3])[:MOST_TIES]


def chart(
    world: World, lives: Sequence[Living], people: Mapping[int, Person], drawn: Iterable[Drawn]
) -> dict[str, object]:
    """The map's data: groups, faces with their places, and the ties among those who are here."""
    lives = present(lives)
    here = {one.pk for one in lives}
    ties = [one for one in drawn if one[0] in here and one[1] in here]
    weight = dict.fromkeys(here, 0.0)
    for source, target, _, strength in ties:
        if source in weight and target in weight:
            weight[source] += strength
            weight[target] += strength
    most = max(weight.values(), default=0) or 1.0
    names = group_names(world)
    groups = sorted({one.group for one in lives if one.group})
    places = places_of(lives)
    return {
        "groups": [named_group(names, group) for group in groups],
        "nodes": [
            {
                "id": one.pk,
                "name": one.name,
                "short": people[one.pk].short,
                "x": round(places[one.pk][0], 3),
                "y": round(places[one.pk][1], 3),
                "size": round(weight[one.pk] / most, 2),
                "group": groups.index(one.group) if one.group else -1,
                "mood": people[one.pk].step,
                "src": face_of(people[one.pk]),
            }
            for one in lives
        ],
        "ties": ties,
    }


def places_of(lives: Sequence[Living]) -> dict[int, layout.Point]:
    """Where everybody stands on the map; who has no place yet is seated on an oval."""
    seats = layout.ring([(one.pk, one.group) for one in lives if one.x is None or one.y is None])
    return {one.pk: (one.x, one.y) if one.x is not None and one.y is not None else seats[one.pk] for one in lives}


def group_names(world: World) -> dict[str, str]:
    return {group.key: group.name for group in starters.read(world.starter).groups} if world.starter else {}


def named_group(names: Mapping[str, str], group: str) -> str:
    """A group by its name, or by its key where it has none."""
    return names.get(group, group.replace("_", " ").capitalize())


def place_names(world: World) -> dict[str, str]:
    if not world.starter:
        return {place["key"]: place["name"] for place in world.setting.get("places", ())}
    return {place.key: place.name for place in starters.read(world.starter).places}


def face_of(person: Person) -> str:
    return face_address(person.seed, person.step + 3)
