"""One character of a world as its own page shows it: a bounded number of queries, private matters only for who may."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Q, Subquery, Sum
from django.db.models.functions import Coalesce

from characters import mood, personality
from characters.minds import NEEDS, Crack
from characters.models import EcosystemCharacter, Event, Goal, Memory, Secret
from ecosystem import inner, moments, outlook, ranks
from ecosystem.inner import Aim, Hurt, MoodLine
from ecosystem.models import World
from ecosystem.moments import Living, Moment, Person, in_a_row
from ecosystem.ranks import Standing
from relationships import stages
from relationships.bonds import DIMENSIONS, Bond
from relationships.lessons import Learnt
from relationships.models import CharacterRelationship, LedgerEntry

MOMENTS = 6
MEMORIES = 8
# Ties on a peek card: the ones that matter most.
PEEK_TIES = 4
# A trend is what a day changed, and no trend where that is less than this in affection and respect together.
DAY, TREND = 1440, 0.04
# Feelings shown, strongest first.
FEELINGS = 4
SPEAKING = {"she": ("she", "is", "wants"), "he": ("he", "is", "wants"), "they": ("they", "are", "want")}


@dataclass(frozen=True, slots=True)
class Side:
    """How one of a pair stands to the other: the word and step of the scale, -1..1, and how far trust can be told."""

    word: str
    step: int
    value: float
    stage: str
    trust: float
    uncertainty: float
    sure: str


@dataclass(frozen=True, slots=True)
class Tie:
    other: Person
    out: Side
    back: Side
    # How it moved of late, both ways together: -1, 0 or 1; and the last moment that touched it.
    trend: int = 0
    last: Moment | None = None

    @property
    def strength(self) -> float:
        return max(abs(self.out.value), abs(self.back.value))


@dataclass(frozen=True, slots=True)
class Kept:
    """A secret, and who has been let into it."""

    text: str
    knowers: str


@dataclass(frozen=True, slots=True)
class Peek:
    """The card that opens beside the map."""

    one: Living
    person: Person
    mood: str
    place: str
    goal: str
    ties: list[Tie]


@dataclass(frozen=True, slots=True)
class Biography:
    """Headings speak of her, him or them."""

    they: str
    are: str
    want: str
    one: EcosystemCharacter
    person: Person
    mood: str
    temper: str
    place: str
    resting: bool
    reading: str
    needs: list[tuple[str, float]]
    feelings: list[str]
    strain: float
    crack: Crack | None
    goals: list[Aim]
    past_goals: list[Aim]
    mood_line: MoodLine | None
    hurts: list[Hurt]
    habits: list[Learnt]
    standing: Standing | None
    ties: list[Tie]
    moments: list[Moment]
    secrets: list[Kept] | None
    memories: list[Memory] | None


def peek(world: World, lives: Sequence[Living], who: int) -> Peek | None:
    people = moments.people(lives)
    one = next((life for life in lives if life.pk == who), None)
    if one is None:
        return None
    goal = Goal.objects.filter(holder=who, status=Goal.Status.HELD).first()
    return Peek(
        one=one,
        person=people[who],
        mood=mood.word(one.mood),
        place=outlook.place_names(world).get(one.place, ""),
        goal=goal.text if goal else "",
        ties=ties_of(who, people)[:PEEK_TIES],
    )


def of(world: World, one: EcosystemCharacter, people: Mapping[int, Person], *, private: bool) -> Biography:
    """Everything about `one`; secrets and memories are None unless they may be seen."""
    events = list(Event.objects.filter(world=world).involving(one.pk).latest_first()[:MOMENTS])
    sheet = personality.grown(one.character.personality(), one.growth)
    held, over = inner.aims(list(one.goals.select_related("target")))
    they, are, want = SPEAKING[one.character.pronouns]
    return Biography(
        they=they,
        are=are,
        want=want,
        one=one,
        person=people[one.pk],
        mood=mood.word(one.mood),
        temper=mood.temper(one.mood),
        place=outlook.place_names(world).get(one.place, ""),
        resting=outlook.resting(one),
        reading=personality.reading(sheet),
        needs=[(need, one.needs.get(need, 0.5)) for need in NEEDS],
        feelings=feelings(one, people),
        strain=one.strain,
        crack=Crack(**one.crack) if one.crack and one.crack["until"] > world.minute else None,
        goals=held,
        past_goals=over,
        mood_line=inner.mood_line(world, one),
        hurts=inner.hurts(world, one, people),
        habits=inner.learnt(world, one, people),
        standing=ranks.of(world, people, one.pk),
        ties=moved(world, one.pk, people, ties_of(one.pk, people)),
        moments=moments.of(people, events),
        secrets=_secrets(one, people) if private else None,
        memories=list(one.memories.defer("embedding").order_by("-pk")[:MEMORIES]) if private else None,
    )


def ties_of(who: int, people: Mapping[int, Person]) -> list[Tie]:
    """How somebody and each of the others stand to each other, strongest first; strangers left out. One query."""
    rows = CharacterRelationship.objects.filter(Q(source=who) | Q(target=who))
    found = {row[:2]: Bond(*row) for row in rows.values_list("source", "target", *DIMENSIONS, "stage", "minute")}
    ties = []
    for other, person in people.items():
        out, back = found.get((who, other), Bond(who, other)), found.get((other, who), Bond(other, who))
        if max(out.familiarity, back.familiarity) >= outlook.KNOWN or stages.step(out) or stages.step(back):
            ties.append(Tie(person, side(out), side(back)))
    return sorted(ties, key=lambda tie: -tie.strength)


def moved(world: World, who: int, people: Mapping[int, Person], ties: Sequence[Tie]) -> list[Tie]:
    """The same with how each moved over the last day, and the last moment that touched it. Three queries."""
    since = Event.objects.filter(world=world, minute__lte=world.minute - DAY).order_by("-number").values("number")[:1]
    ways = LedgerEntry.objects.filter(Q(source=who) | Q(target=who), world=world)
    recent = ways.filter(event__gt=Coalesce(Subquery(since), 0), dimension__in=("affection", "respect"))
    shifts: dict[int, float] = {}
    for source, target, total in recent.values_list("source", "target").annotate(total=Sum("delta")).order_by():
        other = target if source == who else source
        shifts[other] = shifts.get(other, 0.0) + total
    rows = CharacterRelationship.objects.filter(Q(source=who) | Q(target=who)).values_list("source", "target", "event")
    last: dict[int, int] = {}
    for source, target, event in rows:
        other = target if source == who else source
        last[other] = max(last.get(other, 0), event)
    shown = {last.get(tie.other.id, 0) for tie in ties}
    told = {one.number: one for one in moments.of(people, Event.objects.filter(world=world, number__in=shown))}
    return [
        replace(tie, trend=_trend(shifts.get(tie.other.id, 0.0)), last=told.get(last.get(tie.other.id, 0)))
        for tie in ties
    ]


def _trend(shift: float) -> int:
    return 0 if abs(shift) < TREND else 1 if shift > 0 else -1


def side(bond: Bond) -> Side:
    return Side(
        word=stages.word(bond),
        step=stages.step(bond),
        value=stages.regard(bond),
        stage=bond.stage,
        trust=bond.trust,
        uncertainty=bond.uncertainty,
        sure=_sure(bond.uncertainty),
    )


def _sure(uncertainty: float) -> str:
    return "sure" if uncertainty < 0.25 else "fairly sure" if uncertainty < 0.5 else "a guess"


def feelings(one: EcosystemCharacter, people: Mapping[int, Person]) -> list[str]:
    strongest = sorted(one.emotions, key=lambda emotion: -emotion["intensity"])[:FEELINGS]
    return [_felt(emotion["name"], people.get(emotion.get("about"))) for emotion in strongest]


def _felt(emotion: str, about: Person | None) -> str:
    return f"{emotion}, over {about.name}" if about else emotion


def _secrets(one: EcosystemCharacter, people: Mapping[int, Person]) -> list[Kept]:
    kept = Secret.objects.filter(holder=one).order_by("pk")
    return [
        Kept(secret.text, in_a_row([people[who].name for who in secret.knower_ids if who in people])) for secret in kept
    ]
