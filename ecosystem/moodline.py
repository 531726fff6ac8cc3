"""How moods moved in a turn, and why: the points of everybody's mood line that are worth keeping.

Pure. A point is kept where the mood has come to another word, or has moved far; its cause is whatever pulled it most
in the direction in which it went.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from characters import mood
from characters.minds import Emotion, Mind
from ecosystem.scenes import Decision, Development, Scene, Snapshot
from relationships.acts import ACTS

# A move of pleasure or arousal this large is worth a point though the word stays.
NOTABLE = 0.1
CAUSE_LENGTH = 240


class Point(NamedTuple):
    """One turn of a mood: whose, the event that moved it most (None: time), and the cause in words."""

    who: int
    event: int | None
    cause: str


class Pull(NamedTuple):
    """One thing that moved a mood, and by how much pleasure."""

    strength: float
    event: int | None
    cause: str


def points(seen: Snapshot, decided: Decision) -> list[Point]:
    turned = [who for who, mind in decided.minds.items() if has_turned(seen.minds[who], mind)]
    if not turned:
        return []
    pulls = _pulls(seen, decided)
    return [_point(seen, decided, who, pulls.get(who, ())) for who in turned]


def has_turned(before: Mind, after: Mind) -> bool:
    if before.mood is after.mood:
        return False
    far = max(abs(after.mood.pleasure - before.mood.pleasure), abs(after.mood.arousal - before.mood.arousal))
    return far >= NOTABLE or mood.word(before.mood) != mood.word(after.mood)


def _point(seen: Snapshot, decided: Decision, who: int, pulls: Sequence[Pull]) -> Point:
    moved = decided.minds[who].mood.pleasure - seen.minds[who].mood.pleasure
    # What pulled the other way was outweighed, if only by time.
    along = [one for one in pulls if one.strength * moved > 0]
    if along:
        strongest = max(along, key=lambda one: abs(one.strength))
        return Point(who, strongest.event, strongest.cause)
    if decided.night:
        return Point(who, None, "a night’s sleep")
    # Felt outside of anything that happened: a crack that is over.
    fresh = [one for one in decided.minds[who].emotions if one.minute == decided.minute and one.event is None]
    return Point(who, None, f"{fresh[0].name}, all of itself" if fresh else "time, and nothing else")


def _pulls(seen: Snapshot, decided: Decision) -> Mapping[int, list[Pull]]:
    found: dict[int, list[Pull]] = {}
    for happening in decided.happenings:
        for who, pull in _moved(seen, happening):
            found.setdefault(who, []).append(pull)
    return found


def _moved(seen: Snapshot, happening: Scene | Development) -> Iterator[tuple[int, Pull]]:
    told = told_of(happening)
    for felt in happening.feelings:
        yield felt.who, Pull(_weight(felt.emotion), happening.number, f"{felt.emotion.name}, as {told}")
    for ripple in happening.ripples:
        name = seen.minds[ripple.source].name
        yield ripple.target, Pull(ripple.pleasure, happening.number, f"caught from {name}, as {told}")


def _weight(emotion: Emotion) -> float:
    return mood.PULL * emotion.intensity * mood.EMOTIONS[emotion.name].pleasure


def told_of(happening: Scene | Development) -> str:
    """What happened, as a clause: what is said of it, or the narrator's own sentence."""
    told = happening.clauses.get("news", "")
    if not told:
        told = happening.text.rstrip(".") if isinstance(happening, Development) else ACTS[happening.act].label
    return told
