from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationships.preference import preference, ranked, value
from relationships.tests.people import IOAN, bond, ioan, mara, person

unit = st.floats(0, 1, allow_nan=False)
signed = st.floats(-1, 1, allow_nan=False)


@given(unit, unit, signed, signed, unit, unit, signed)
def test_it_stays_in_range_and_is_what_its_grounds_say(extraversion, match, affection, respect, fear, known, learnt):
    one, other = mara(extraversion=extraversion), ioan(neuroticism=match)
    tie = bond(affection=affection, respect=respect, fear=fear, familiarity=known)
    found = preference(one, other, tie, learnt)
    assert -1 <= found.value <= 1
    assert found.value == pytest.approx(value(one, other, tie, learnt))
    if abs(found.value) < 1:
        assert found.value == pytest.approx(sum(ground.weight for ground in found.grounds), abs=0.17)


def test_whom_one_likes_is_sought_and_whom_one_fears_avoided():
    assert preference(mara(), ioan(), bond(affection=0.6, familiarity=0.5)).seeks
    assert preference(mara(), ioan(), bond(fear=0.6, familiarity=0.5)).avoids


def test_an_outgoing_stranger_seeks_company_and_a_shy_one_does_not():
    outgoing, shy = mara(extraversion=0.9), mara(extraversion=0.1)
    other = ioan(extraversion=0.5)
    assert value(outgoing, other, bond()) > value(shy, other, bond())
    grounds = [ground.text for ground in preference(shy, other, bond()).grounds]
    assert "Mara is slow with strangers" in grounds


def test_a_match_counts_for_less_the_better_two_know_each_other():
    calm = ioan(neuroticism=0.05, agreeableness=0.9)
    upset = ioan(neuroticism=0.95, agreeableness=0.1)

    def gap(known: float) -> float:
        return value(mara(), calm, bond(familiarity=known)) - value(mara(), upset, bond(familiarity=known))

    assert gap(1.0) == pytest.approx(gap(0.0) / 4)


def test_what_was_learnt_of_somebody_counts_and_is_told():
    found = preference(mara(), ioan(), bond(familiarity=1.0), learnt=-0.8)
    assert found.value < value(mara(), ioan(), bond(familiarity=1.0))
    assert found.grounds[0].text == "Mara has had little good of Ioan"


def test_the_dearest_and_the_most_shunned_come_first():
    one = mara(extraversion=0.5)
    others = {4: 0.9, 5: 0.4, 6: -0.4, 7: -0.9, 8: 0.0}
    found = [
        preference(one, person(pk, f"P{pk}"), bond(1, pk, affection=liking, familiarity=1.0))
        for pk, liking in others.items()
    ]
    sought, avoided = ranked(found)
    assert [each.other for each in sought] == [4, 5]
    assert [each.other for each in avoided] == [7, 6]


def test_a_stranger_as_far_from_one_as_most_is_neither_sought_nor_avoided():
    found = preference(mara(), ioan(extraversion=0.83, agreeableness=0.17, openness=0.83), bond())
    assert (found.other, found.seeks, found.avoids) == (IOAN, False, False)
