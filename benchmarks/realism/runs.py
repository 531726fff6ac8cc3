"""Many worlds rehearsed at once, on as many processors as there are; no database, no voice."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from typing import NamedTuple

from benchmarks.realism import figures
from benchmarks.realism.figures import Course
from characters.minds import Wound
from ecosystem import rehearsal, starters
from ecosystem.scenes import Snapshot
from relationships.alliances import Alliance
from relationships.betrayals import HIDDEN, KNOWN, Betrayal, Known
from relationships.bonds import Bond
from relationships.society import Society

# Friends and foes like or dislike each other at least so much.
LIKED = 0.3


class Asked(NamedTuple):
    """A world to rehearse: its starter and seed, for how many turns, and which mechanisms are off."""

    starter: str
    seed: int
    turns: int
    without: str = ""
    # What each mechanism did is counted as well.
    measured: bool = False
    # Who is friend and who is foe is decided at random before the first turn.
    shuffled: bool = False


class Found(NamedTuple):
    """What it showed."""

    asked: Asked
    strayed: tuple[str, ...]
    acts: dict[str, int]
    stillest: int
    saturated: float
    # The strongest mean mood of a room, and how far apart the moods of the cast still were.
    room: float
    spread: float
    friendly: tuple[float, float]
    # At the start, in the end, and what chance would make of the end.
    balanced: tuple[float, float, float]
    spared: float
    doing: dict[str, float]
    seconds: float


def rehearse(asked: Asked) -> Found:
    started = time.process_time()
    opening = rehearsal.opening(starters.read(asked.starter), asked.seed)
    if asked.measured:
        opening = troubled(opening)
    if asked.shuffled:
        opening = shuffled(opening)
    course = Course()
    decided = None
    without = frozenset([asked.without] if asked.without else [])
    for seen, decided in rehearsal.play(opening, asked.turns, without):
        course.follow(seen, decided)
        if asked.measured:
            course.measure(seen, decided)
    assert decided is not None
    start, _ = figures.balanced(opening.bonds.values())
    end, chance = figures.balanced(decided.bonds.values())
    return Found(
        asked=asked,
        strayed=tuple(course.strayed[:5]),
        acts=dict(course.acts),
        stillest=course.stillest,
        saturated=course.most_saturated,
        room=course.strongest,
        spread=course.least_spread,
        friendly=(figures.friendly(opening.bonds.values()), figures.friendly(decided.bonds.values())),
        balanced=(start, end, chance),
        spared=1 - course.considered / max(1, course.possible),
        doing=course.done(decided) if asked.measured else {},
        seconds=time.process_time() - started,
    )


def shuffled(seen: Snapshot) -> Snapshot:
    """The same cast, with a coin thrown for each two who know each other: whether they are friends or foes."""
    rng = random.Random(seen.seed)
    friends = {(min(pair), max(pair)): rng.random() < 0.5 for pair in seen.bonds}
    return replace(seen, bonds={pair: _sided(one, friends[min(pair), max(pair)]) for pair, one in seen.bonds.items()})


def _sided(one: Bond, friends: bool) -> Bond:
    """As strong a bond, for the other or against them."""
    sign, evidence = 1 if friends else -1, sorted((one.trust_good, one.trust_bad))
    bad, good = evidence if friends else evidence[::-1]
    affection, respect = sign * max(LIKED, abs(one.affection)), sign * abs(one.respect)
    return replace(one, affection=affection, respect=respect, trust_good=good, trust_bad=bad)


def troubled(seen: Snapshot) -> Snapshot:
    """The same world with a past: old hurts, some who can hardly bear more, allies, a betrayal known and one unknown.

    What is rare in a quiet week can so be counted within a day.
    """
    cast = list(seen.minds.values())
    minds = {}
    for at, mind in enumerate(cast):
        if at % 3 == 0:
            other = cast[(at + 1) % len(cast)]
            hurt = Wound(1, "betrayal", f"{other.name} betrayed {mind.name}", 0, 0.7, frozenset({other.id}))
            mind = replace(mind, wounds=(hurt,))
        if at % 4 == 1:
            mind = replace(mind, strain=0.9)
        minds[mind.id] = mind
    return replace(seen, minds=minds, society=_society(seen))


def _society(seen: Snapshot) -> Society:
    """Two who trust each other most are allies; the next two pairs have a betrayal between them, known and not."""
    pairs = [pair for pair in seen.bonds if pair[0] < pair[1] and (pair[1], pair[0]) in seen.bonds]
    pairs.sort(key=lambda pair: -seen.bond(*pair).trust - seen.bond(*pair[::-1]).trust)
    disjoint: list[tuple[int, int]] = []
    for pair in pairs:
        if not {who for one in disjoint for who in one} & set(pair):
            disjoint.append(pair)
    allies, open_, secret = disjoint[:3]
    minute, told = seen.minute, "an old story"
    aware = tuple(Known(who, 1) for who in seen.minds if who != secret[1])
    return Society(
        last=3,
        alliances=(Alliance(allies, None, "stand together", None, None, minute, 1, 0.8, checked=minute, number=1),),
        betrayals=(
            Betrayal(
                *open_, "betray", "advantage", 0.6, 0.8, False, told, 1, (1,), minute, KNOWN,
                tuple(Known(who, 1) for who in open_), 1, minute, "saw", number=2,
            ),
            Betrayal(*secret, "lie", "advantage", 0.5, 0.8, True, told, 1, (1,), minute, HIDDEN, aware, number=3),
        ),
    )  # fmt: skip


def rehearsed(wanted: Sequence[Asked], workers: int = 0) -> Iterator[Found]:
    """Each in turn, in the order asked."""
    with ProcessPoolExecutor(workers or os.cpu_count()) as pool:
        yield from pool.map(rehearse, wanted)


def everywhere(seeds: Iterable[int], turns: int) -> list[Asked]:
    return [Asked(name, seed, turns) for seed in seeds for name in starters.names()]
