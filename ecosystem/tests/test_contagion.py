from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations
from statistics import mean

import pytest

from characters.minds import Mind, Mood
from ecosystem import rehearsal, starters
from ecosystem.dynamics import contagion
from ecosystem.scenes import Scene
from ecosystem.stage import Stage
from ecosystem.tests.snapshots import mind, snapshot
from relationships.bonds import Bond
from relationships.contagion import MOST_A_TURN


def scene(initiator: int, *witnesses: int) -> Scene:
    return Scene("reflect", initiator, (), witnesses, "hall", "even", (), (), (), (), 0.2, 0.0, (), number=1)


def staged(*minds: Mind, bonds: tuple[Bond, ...] = ()) -> Stage:
    return Stage(snapshot(*minds, bonds=bonds), 600)


def played(stage: Stage, one: Scene) -> Scene:
    stage.add(one)
    one = stage.happenings[-1]
    contagion.spread(stage, one, random.Random(1))
    return stage.happenings[-1]


def test_a_mood_ripples_to_who_looks_on_and_is_recorded() -> None:
    stage = staged(mind(1, "Ada", mood=Mood(0.9)), mind(2, "Ivo"), bonds=(Bond(2, 1, affection=0.6),))
    ripples = played(stage, scene(1, 2)).ripples
    assert [(one.source, one.target) for one in ripples] == [(1, 2)]
    assert stage.mind(2).mood.pleasure == pytest.approx(ripples[0].pleasure)
    assert 2 in stage.moved


def test_a_turn_of_many_scenes_moves_nobody_past_the_bound() -> None:
    minds = [mind(pk, f"P{pk}", mood=Mood(1.0, 1.0)) for pk in range(2, 9)]
    bonds = tuple(Bond(1, pk, affection=1.0) for pk in range(2, 9))
    stage = staged(mind(1, "Ada", mood=Mood(-1.0, -1.0)), *minds, bonds=bonds)
    for pk in range(2, 9):
        played(stage, scene(pk, 1))
    assert stage.mind(1).mood.pleasure <= -1 + MOST_A_TURN + 0.001


def test_of_a_crowd_only_the_nearest_are_reached() -> None:
    minds = [mind(pk, f"P{pk}") for pk in range(2, 40)]
    bonds = tuple(Bond(pk, 1, affection=0.02 * pk) for pk in range(2, 40))
    stage = staged(mind(1, "Ada", mood=Mood(1.0)), *minds, bonds=bonds)
    ripples = played(stage, scene(1, *range(2, 40))).ripples
    assert {one.target for one in ripples} == set(range(34, 40))


def spread_within_rooms(starter: str, without: frozenset[str]) -> float:
    """How far moods differ within a room, as a share of how far they differ at all."""
    near, all_pairs = [], []
    for seed in (1, 2, 3):
        for _, decided in rehearsal.play(rehearsal.opening(starters.read(starter), seed), 80, without):
            near += [abs(a - b) for room in rooms(decided.minds).values() for a, b in combinations(room, 2)]
            everybody = [one.mood.pleasure for one in decided.minds.values()]
            all_pairs += [abs(a - b) for a, b in combinations(everybody, 2)]
    return mean(near) / mean(all_pairs)


def rooms(minds: Mapping[int, Mind]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for one in minds.values():
        found.setdefault(one.place, []).append(one.mood.pleasure)
    return found


def test_contagion_brings_the_moods_of_a_room_together() -> None:
    assert spread_within_rooms("hispaniola", frozenset()) < spread_within_rooms("hispaniola", frozenset({"contagion"}))


def test_somebody_elsewhere_is_not_reached() -> None:
    stage = staged(mind(1, "Ada", mood=Mood(0.9)), replace(mind(2, "Ivo"), place="garden"))
    assert played(stage, scene(1)).ripples == ()
