from __future__ import annotations

from relationships.bonds import Bond
from relationships.reputation import NOBODY_KNOWS, by_group, reputation


def opinion(source: int, affection: float, familiarity: float = 0.6, target: int = 9) -> Bond:
    good = 4 if affection > 0 else 0
    return Bond(source, target, trust_good=good, trust_bad=4 - good, affection=affection, familiarity=familiarity)


def test_it_is_what_those_think_who_know_one():
    assert reputation([opinion(1, 0.6), opinion(2, 0.4)]).value > 0.2
    assert reputation([opinion(1, -0.6), opinion(2, -0.4)]).value < -0.2
    assert reputation([opinion(1, 0.9, familiarity=0.1)]) == NOBODY_KNOWS


def test_who_knows_one_better_counts_for_more():
    friend, foe = opinion(1, 0.6, familiarity=0.9), opinion(2, -0.6, familiarity=0.3)
    assert reputation([friend, foe]).value > 0
    assert reputation([opinion(1, 0.6, familiarity=0.3), opinion(2, -0.6, familiarity=0.9)]).value < 0


def test_the_more_know_one_the_better_it_is_founded():
    one, many = reputation([opinion(1, 0.5)]), reputation([opinion(who, 0.5) for who in range(1, 9)])
    assert one.founded < many.founded < 1
    assert abs(one.value - many.value) < 1e-9
    assert (one.voices, many.voices) == (1, 8)


def test_it_stays_in_its_range():
    worst = [Bond(who, 9, 0, 12, affection=-1, respect=-1, familiarity=1) for who in range(1, 30)]
    assert -1 <= reputation(worst).value < -0.9


def test_one_listens_to_those_one_heeds():
    opinions = [opinion(1, 0.6), opinion(2, -0.6)]
    assert reputation(opinions, {1: 0.9, 2: 0.1}).value > 0
    assert reputation(opinions, {2: 0.9}).value < 0


def test_each_group_has_its_own_opinion():
    bonds = [opinion(1, 0.6), opinion(2, 0.7), opinion(3, -0.7), opinion(4, -0.6)]
    found = by_group(bonds, {1: ["house"], 2: ["house"], 3: ["town"], 4: ["town"]})[9]
    assert found["house"].value > 0.2
    assert found["town"].value < -0.2
    assert abs(found[""].value) < 0.1
    assert set(found) == {"", "house", "town"}
