"""Folding: what is left of days long past. Old memories that matter little are folded into one for each day.

A person keeps so many single memories and no more (AI Town deletes what is older than a fortnight; TinyTroupe makes
facts of episodes). What was felt strongly, what came to mind of late and what something still rests on stays as it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from characters import recall

# Single memories that a character keeps, and how many are left after a folding, so that it is not done every night.
KEPT, LEFT = 500, 420
# Days that are kept as days; the oldest beyond them are forgotten.
DAYS_KEPT = 60
# A day's memory names so many people.
MOST_NAMED = 4
DAY = 24 * 60
# A day matters as much as the best of what is left of it, and no more than this.
MOST_IMPORTANT = 5.0
# Whoever was met with this much pleasure, or displeasure, is remembered so.
COLOURED = 0.15


class Old(NamedTuple):
    """One memory as far as folding looks at it."""

    id: int
    event: int | None
    about: tuple[int, ...]
    valence: float
    importance: float
    minute: int
    recalled_minute: int
    pinned: bool = False


class Day(NamedTuple):
    """What a day is folded into, and the memories it takes the place of."""

    minute: int
    text: str
    about: tuple[int, ...]
    valence: float
    importance: float
    folded: tuple[int, ...]


def worth(old: Old, minute: int) -> float:
    """What speaks for keeping a memory: that it matters, and that it came to mind not long ago."""
    freshness = float(recall.HOURLY ** (max(0, minute - old.recalled_minute) / 60))
    return recall.IMPORTANCE * old.importance / recall.IMPORTANCE_SCALE + recall.RECENCY * freshness


def to_fold(memories: Sequence[Old], minute: int, newest_event: int, cited: Collection[int]) -> list[Old]:
    """The memories to fold, least worth first; none where there are few enough.

    What is of the last day, of an event from `newest_event` on, pinned, or cited by its event's number, stays.
    """
    if len(memories) <= KEPT:
        return []
    free = [
        one for one in memories
        if not one.pinned and one.minute < minute - DAY and (one.event or 0) < newest_event and one.event not in cited
    ]  # fmt: skip
    free.sort(key=lambda one: (worth(one, minute), one.id))
    return free[: len(memories) - LEFT]


def days(folded: Sequence[Old], names: Mapping[int, str]) -> list[Day]:
    """What the days of these memories are folded into, the earliest first."""
    by_day: dict[int, list[Old]] = {}
    for one in folded:
        by_day.setdefault(one.minute // DAY, []).append(one)
    return [_day(number, ones, names) for number, ones in sorted(by_day.items())]


def _day(number: int, ones: Sequence[Old], names: Mapping[int, str]) -> Day:
    met = Counter(who for one in ones for who in one.about if who in names)
    people = [who for who, _ in sorted(met.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_NAMED]]
    return Day(
        minute=max(one.minute for one in ones),
        text=_told(number, ones, people, names),
        about=tuple(people),
        valence=round(sum(one.valence for one in ones) / len(ones), 3),
        importance=min(MOST_IMPORTANT, max(one.importance for one in ones)),
        folded=tuple(one.id for one in ones),
    )


def _told(number: int, ones: Sequence[Old], people: Sequence[int], names: Mapping[int, str]) -> str:
    kinds: dict[str, list[str]] = {}
    for who in people:
        with_them = [one.valence for one in ones if who in one.about]
        mean = sum(with_them) / len(with_them)
        kind = "gladly of" if mean > COLOURED else "with a sting of" if mean < -COLOURED else "of"
        kinds.setdefault(kind, []).append(names[who])
    told = ", ".join(f"{kind} {_in_a_row(kinds[kind])}" for kind in sorted(kinds))
    return f"Of day {number + 1} little is left: I think {told}." if told else f"Of day {number + 1} little is left."


def _in_a_row(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
