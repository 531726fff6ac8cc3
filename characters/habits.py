"""Habits: what somebody has learnt of acts, by how they turned out, and what that adds to wanting them again.

The law of effect (Thorndike 1911) as an error-driven rule (Rescorla & Wagner 1972): a value moves a share of the way
towards what came of the act, measured against what usually comes of one's acts (reinforcement comparison, Sutton &
Barto 1998, chapter 2), so that a cheerful life does not make a habit of everything. What is not renewed fades, as in
Erev & Roth 1998. An act is learnt with each person, and in general. Sizes ours.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache

from characters.minds import Habit
from characters.mood import EMOTIONS

# Each time moves what is known of an act this share of the way, and what is usual a fifth of that.
RATE, USUAL_RATE = 0.25, 0.05
# What an act's being taken well, the needs it fills and the mood it leaves make of its worth.
ANSWER, NEEDS, MOOD = 0.5, 0.25, 0.25
# Needs filled by this much, and a mood lifted by this much, are as good as they get.
FULL_NEEDS, FULL_MOOD = 0.25, 0.3
# What has not been tried for so many minutes counts half.
HALF_LIFE = 3 * 24 * 60
# So often tried, what is known of it counts half of what it might.
TRIES = 2.0
# The most that a habit with one person, and one in general, adds to a wish or takes from it, in points.
WITH_ONE, IN_GENERAL = 1.3, 0.7
# What somebody remembers at most; the faintest goes first.
MOST_HABITS = 24


def payoff(
    accepted: bool, feelings: Mapping[str, float], needs: Mapping[str, float], gains: Mapping[str, float]
) -> float:
    """What came of an act for its doer, -1..1; `needs` are as they stand after it, `gains` what it gave them.

    `feelings` are the doer's by name, with their intensities.
    """
    filled = sum(gain * (2 * (1 - needs[need]) if gain > 0 else 1.0) for need, gain in gains.items())
    mood = sum(intensity * EMOTIONS[name].pleasure for name, intensity in feelings.items())
    worth = ANSWER * (1 if accepted else -1)
    worth += NEEDS * max(-1.0, min(1.0, filled / FULL_NEEDS)) + MOOD * max(-1.0, min(1.0, mood / FULL_MOOD))
    return max(-1.0, min(1.0, worth))


def learnt(
    habits: Sequence[Habit], usual: float, act: str, person: int, worth: float, minute: int
) -> tuple[tuple[Habit, ...], float]:
    """The habits, and what is usual, after an act that turned out so."""
    better = max(-1.0, min(1.0, worth - usual))
    kept = [habit for habit in habits if habit.act != act or habit.person not in (None, person)]
    for whom in (person, None):
        before = next((one for one in habits if one.act == act and one.person == whom), Habit(act, whom, 0, 0, minute))
        left = faded(before, minute)
        value = left.value + RATE * (better - left.value)
        kept.append(Habit(act, whom, round(value, 3), round(min(50.0, left.times + 1), 2), minute))
    if len(kept) > MOST_HABITS:
        kept.sort(key=lambda habit: (-abs(strength(habit, minute)), habit.act, habit.person or 0))
        kept = kept[:MOST_HABITS]
    return tuple(kept), round(usual + USUAL_RATE * (worth - usual), 4)


def faded(habit: Habit, minute: int) -> Habit:
    return Habit(habit.act, habit.person, habit.value, remembered(habit, minute), minute)


def remembered(habit: Habit, minute: int) -> float:
    """How often it was tried, as far as that is not forgotten."""
    return float(habit.times * 0.5 ** (max(0, minute - habit.minute) / HALF_LIFE))


def strength(habit: Habit, minute: int) -> float:
    """What is known of the act, as far as it is known, in points: below 0 it keeps one from it."""
    times = remembered(habit, minute)
    return (WITH_ONE if habit.person is not None else IN_GENERAL) * habit.value * times / (times + TRIES)


def with_person(habits: Sequence[Habit], person: int, minute: int) -> float:
    """How dealings with somebody have paid, -1..1: the mean of what was learnt of them, 0 where that is nothing."""
    known = [strength(habit, minute) / WITH_ONE for habit in habits if habit.person == person]
    return sum(known) / len(known) if known else 0.0


def dumped(habits: Sequence[Habit]) -> str:
    return json.dumps(
        [[one.act, one.person, one.value, one.times, one.minute] for one in habits], separators=(",", ":")
    )


@lru_cache(maxsize=20_000)
def loaded(text: str) -> tuple[Habit, ...]:
    """Habits as they were dumped. What a life has learnt seldom changes, so what was read is kept."""
    return tuple(Habit(*row) for row in json.loads(text)) if text else ()
