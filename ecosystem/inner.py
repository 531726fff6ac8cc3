"""What goes on inside somebody, for their own page: the line of their mood, their wounds, goals and habits, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from characters import habits, mood
from characters.models import EcosystemCharacter, Goal, MoodPoint, Wound
from ecosystem import outlook, plots
from ecosystem.models import World
from ecosystem.moments import Person, in_a_row
from ecosystem.plots import Line, Mark
from relationships import lessons
from relationships.lessons import Learnt

People = Mapping[int, Person]
# Points of a mood's line, and turns of it told in words.
POINTS, TOLD = 160, 6
# Steps of a wound's course, habits, and goals that are over.
STEPS, HABITS, PAST_GOALS = 12, 10, 6
# A wound's tags are acts' families and the like: what is said of them.
BROUGHT_BACK = {"treachery": "deceit", "hostile": "hostility"}


@dataclass(frozen=True, slots=True)
class Turned:
    """A turn of the mood in words: when, to what, and what moved it."""

    when: str
    word: str
    step: int
    cause: str
    event: int | None


@dataclass(frozen=True, slots=True)
class MoodLine:
    drawing: str
    turns: tuple[Turned, ...]
    first_day: int


@dataclass(frozen=True, slots=True)
class Healed:
    """A step in the course of a wound: better or worse than before."""

    when: str
    text: str
    event: int
    better: bool


@dataclass(frozen=True, slots=True)
class Hurt:
    """A wound by name: what opened it, what brings it back, how far it is over, and what grew of it."""

    row: Wound
    day: int
    reminders: str
    course: tuple[Healed, ...]
    closed_day: int | None


@dataclass(frozen=True, slots=True)
class Aim:
    """A goal, with since when it is held and when it ended."""

    goal: Goal
    since_day: int
    ended_day: int | None


def mood_line(world: World, one: EcosystemCharacter) -> MoodLine | None:
    """The mood over the days, its turns marked with what caused them; nothing before the first turn. One query."""
    points = MoodPoint.objects.course(one.pk, limit=POINTS)
    if not points:
        return None
    last = (world.minute, one.pleasure, one.arousal)
    course = [*((point.minute, point.pleasure, point.arousal) for point in points), last]
    lines = [
        Line("stirred", [(minute, arousal) for minute, _, arousal in course]),
        Line("cheer", [(minute, pleasure) for minute, pleasure, _ in course]),
    ]
    befores = [points[0].pleasure, *(point.pleasure for point in points)]
    marks = [
        Mark(point.minute, point.pleasure, _label(point), _address(world, point), abs(point.pleasure - before))
        for point, before in zip(points, befores, strict=False)
        if point.event is not None
    ]
    drawing = plots.plot(lines, marks, (points[0].minute, world.minute), f"{one.name}’s mood, day by day")
    turns = tuple(_turned(point) for point in points[: -TOLD - 1 : -1])
    return MoodLine(drawing, turns, points[0].minute // plots.DAY + 1)


def _label(point: MoodPoint) -> str:
    return f"{when(point.minute)}: {point.word}; {point.cause}"


def _address(world: World, point: MoodPoint) -> str:
    return reverse("event", args=[world.slug, point.event])


def _turned(point: MoodPoint) -> Turned:
    return Turned(when(point.minute), point.word, mood.step(point.mood), point.cause, point.event)


def hurts(world: World, one: EcosystemCharacter, people: People) -> list[Hurt]:
    """The wounds and scars of somebody, the newest first."""
    places = outlook.place_names(world)
    return [_hurt(row, people, places) for row in Wound.objects.of(one.pk)]


def _hurt(row: Wound, people: People, places: Mapping[str, str]) -> Hurt:
    reminders = [people[who].name for who in row.persons if who in people]
    reminders += [BROUGHT_BACK.get(tag, tag.replace("_", " ")) for tag in row.tags]
    reminders += [places[row.place]] if row.place in places else []
    steps, healed = [], 0.0
    for minute, event, after, text in row.course:
        steps.append(Healed(when(minute), text, event, after > healed))
        healed = after
    closed = row.closed // plots.DAY + 1 if row.closed is not None else None
    return Hurt(row, row.minute // plots.DAY + 1, in_a_row(reminders), tuple(steps[: -STEPS - 1 : -1]), closed)


def aims(goals: Sequence[Goal]) -> tuple[list[Aim], list[Aim]]:
    """Goals that are held, dearest first, and those that are over, the latest first."""
    found = [
        Aim(goal, goal.since // plots.DAY + 1, goal.ended // plots.DAY + 1 if goal.ended is not None else None)
        for goal in goals
    ]
    over = [aim for aim in found if aim.goal.status != Goal.Status.HELD]
    over.sort(key=lambda aim: -(aim.goal.ended or 0))
    return [aim for aim in found if aim.goal.status == Goal.Status.HELD], over[:PAST_GOALS]


def learnt(world: World, one: EcosystemCharacter, people: People) -> list[Learnt]:
    """What somebody has learnt of acts by how they turned out, the strongest first."""
    names = {who: person.name for who, person in people.items()}
    return lessons.described(one.name, habits.loaded(one.habits), names, world.minute)[:HABITS]


def when(minute: int) -> str:
    return f"day {minute // plots.DAY + 1}, {minute // 60 % 24:02d}:{minute % 60:02d}"
