"""Lessons: what habits do to a wish, and how they are told. The figures are those of `characters.habits`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from characters.habits import strength
from characters.minds import Habit, Reason
from relationships.acts import ACTS
from relationships.dealings import Nudge

# The most that all habits together add to a wish or take from it, in points.
MOST = 2.0
# Less than this is not worth a reason.
WORTH_SAYING = 0.1


class Learnt(NamedTuple):
    """A habit for readers: what it says, what it does to a wish in points, and how often it was tried."""

    text: str
    bonus: float
    habit: Habit


def nudges(habits: Sequence[Habit], person: int, names: tuple[str, str], minute: int) -> Iterator[tuple[str, Nudge]]:
    """What habits add to each wish that concerns `person`; `names` are one's own and the other's."""
    found: dict[str, list[tuple[float, Habit]]] = {}
    for habit in habits:
        if habit.person == person or habit.person is None:
            found.setdefault(habit.act, []).append((strength(habit, minute), habit))
    for act, known in found.items():
        bonus = max(-MOST, min(MOST, sum(points for points, _ in known)))
        if abs(bonus) >= WORTH_SAYING:
            habit = max(known, key=lambda one: abs(one[0]))[1]
            text = told(names[0], habit, names[1] if habit.person is not None else "")
            yield act, Nudge(bonus, Reason("habit", text, bonus), own=True)


def told(name: str, habit: Habit, other: str = "") -> str:
    """As a sentence without a stop: "Jane has learnt that teasing Bingley goes down well"."""
    goes = "goes down well" if habit.value > 0 else "comes to no good"
    return f"{name} has learnt that {ACTS[habit.act].doing} {other or 'people'} {goes}"


def described(name: str, habits: Sequence[Habit], names: Mapping[int, str], minute: int) -> list[Learnt]:
    """For readers: what somebody has learnt, the strongest first; of who has left the cast nothing is told."""
    found = [
        Learnt(told(name, habit, names.get(habit.person or 0, "")), bonus, habit)
        for habit in habits
        if (habit.person is None or habit.person in names) and abs(bonus := strength(habit, minute)) >= WORTH_SAYING
    ]
    return sorted(found, key=lambda one: (-abs(one.bonus), one.text))
