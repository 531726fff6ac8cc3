"""Worlds at the edge: one person, two, everybody hostile, everybody in love."""

from __future__ import annotations

from itertools import permutations

import pytest

from ecosystem import rehearsal
from ecosystem.scenes import Place, Setting
from ecosystem.tests.snapshots import mind, snapshot
from relationships.bonds import RANGES, Bond
from relationships.rank import HIGHEST, LOWEST

HOUSE = Setting(
    {"hall": Place("hall", "the hall", "quiet", ("yard",)), "yard": Place("yard", "the yard", "open", ("hall",))},
    ("the weather",),
)
TURNS = 120


def cast(size):
    return [mind(who, f"P{who}") for who in range(1, size + 1)]


def hostile(source, target):
    return Bond(source, target, affection=-0.9, trust_bad=8.0, respect=-0.6, familiarity=0.6, fear=0.3)


def loving(source, target):
    return Bond(source, target, affection=0.9, trust_good=9.0, respect=0.7, familiarity=0.8, attraction=0.8)


def played(people, standing=None):
    bonds = tuple(standing(*pair) for pair in permutations([one.id for one in people], 2)) if standing else ()
    *_, (seen, last) = rehearsal.play(snapshot(*people, bonds=bonds, setting=HOUSE), TURNS)
    assert seen.minute > 600
    return last


def assert_in_range(decided):
    for bond in decided.bonds.values():
        for dimension, (low, high) in RANGES.items():
            assert low <= getattr(bond, dimension) <= high
    for one in decided.minds.values():
        assert LOWEST <= one.rating <= HIGHEST
        assert -1 <= one.mood.pleasure <= 1


@pytest.mark.parametrize("size", [1, 2])
def test_with_hardly_anybody_there_is_no_leader_no_occasion_and_no_stop(size):
    last = played(cast(size))
    assert_in_range(last)
    assert last.society.leaderships == ()
    assert last.society.occasions == ()


def test_where_all_are_hostile_quarrels_climb_and_nobody_is_allied():
    last = played(cast(5), hostile)
    assert_in_range(last)
    assert max(one.highest for one in last.society.conflicts) >= 3
    assert not any(one.is_open for one in last.society.alliances)


def test_where_all_are_in_love_few_quarrel_and_bonds_stay_in_range():
    last = played(cast(5), loving)
    assert_in_range(last)
    assert sum(bond.affection > 0 for bond in last.bonds.values()) == len(last.bonds)
