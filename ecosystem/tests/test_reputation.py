"""Whoever hardly knows somebody goes by what others make of them."""

from __future__ import annotations

import pytest

from ecosystem.dynamics import reputation
from ecosystem.stage import Stage
from ecosystem.tests.snapshots import mind, snapshot
from relationships.bonds import Bond

STRANGER, MARA, LIA, TAM = 1, 2, 3, 4


def stage(regard: float, *, certain: float = 0, place: str = "hall") -> Stage:
    good, bad = (6, 0) if regard > 0 else (0, 6)
    bonds = [Bond(MARA, STRANGER, certain, certain)]
    for friend in (LIA, TAM):
        bonds.append(Bond(friend, STRANGER, good, bad, affection=regard, familiarity=0.7))
        bonds.append(Bond(MARA, friend, 6, 0, affection=0.5, familiarity=0.7))
    people = [mind(STRANGER, "Stranger"), mind(MARA, "Mara"), mind(LIA, "Lia", place), mind(TAM, "Tam", place)]
    return Stage(snapshot(*people, bonds=tuple(bonds)), 600)


def weight(on: Stage, act: str = "promise") -> float:
    return sum(nudge.bonus for nudge in reputation.sway(on, MARA, STRANGER, act))


@pytest.mark.parametrize(("regard", "sign"), [(0.7, 1), (-0.7, -1)])
def test_a_good_name_opens_doors_and_a_bad_one_closes_them(regard, sign):
    assert weight(stage(regard)) * sign > 0.5


def test_who_knows_for_themselves_asks_nobody():
    assert weight(stage(-0.7, certain=4)) == 0


def test_only_those_present_are_asked_and_only_where_trust_is_wanted():
    assert weight(stage(-0.7, place="garden")) == 0
    assert weight(stage(-0.7), "insult") == 0
