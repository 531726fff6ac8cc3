from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationships.bonds import Bond
from relationships.stages import NAMES, STAGES, WORDS, regard, stage, step, word
from relationships.tests.people import bond

FRIEND = bond(trust_good=3, trust_bad=1, affection=0.3, familiarity=0.4)
signed, unit = st.floats(-1, 1, allow_nan=False), st.floats(0, 1, allow_nan=False)
bonds = st.builds(Bond, st.just(1), st.just(2), st.floats(0, 12), st.floats(0, 12), signed, signed, unit, unit, unit)


def test_nobody_known_is_a_stranger():
    assert stage(bond(), "stranger") == "stranger"


@pytest.mark.parametrize(
    ("made", "name"),
    [
        ({"familiarity": 0.1}, "acquaintance"),
        ({"familiarity": 0.3, "affection": 0.3, "trust_good": 2.0}, "friend"),
        ({"familiarity": 0.6, "affection": 0.6, "trust_good": 5.0}, "close friend"),
        ({"familiarity": 0.4, "affection": -0.2}, "rival"),
        ({"familiarity": 0.4, "affection": -0.5, "trust_bad": 2.0}, "enemy"),
        ({"familiarity": 0.4, "affection": -0.8, "trust_bad": 6.0}, "archenemy"),
        ({"familiarity": 0.4, "attraction": 0.4}, "admirer"),
    ],
)
def test_a_stage_holds_when_all_its_thresholds_do(made, name):
    assert stage(bond(**made), "stranger") == name


def test_love_must_be_returned_to_make_sweethearts():
    love = bond(attraction=0.6, affection=0.5, trust_good=3, familiarity=0.4)
    assert stage(love, "friend") == "admirer"
    assert stage(love, "friend", bond(2, 1, attraction=0.1)) == "admirer"
    assert stage(love, "friend", bond(2, 1, attraction=0.5)) == "sweetheart"


def test_a_friend_stays_a_friend_a_little_below_the_threshold():
    cooler = replace(FRIEND, affection=0.22)
    assert stage(cooler, "acquaintance") == "acquaintance"
    assert stage(cooler, "friend") == "friend"
    assert stage(replace(FRIEND, affection=0.19), "friend") == "acquaintance"


def test_an_enemy_stays_one_a_little_above_the_threshold():
    thawing = bond(affection=-0.32, trust_bad=1, familiarity=0.5)
    assert stage(thawing, "rival") == "rival"
    assert stage(thawing, "enemy") == "enemy"


def test_trust_is_measured_from_the_middle_so_that_its_hysteresis_is_no_trap():
    # 80 % of 0.68 would be 0.54, below what a mere friend needs; a fifth of the way from 0.5 is 0.644.
    doubted = bond(trust_good=1.6, trust_bad=0.7, affection=0.6, familiarity=0.6)
    assert doubted.trust == pytest.approx(0.6047, abs=1e-3)
    assert stage(doubted, "close friend") == "friend"


@given(bonds, st.sampled_from(NAMES))
def test_a_stage_once_taken_is_kept_while_nothing_changes(any_bond, current):
    name = stage(any_bond, current)
    assert name in NAMES
    assert stage(any_bond, name) == name


def test_no_stage_is_out_of_reach():
    assert {one.name for one in STAGES} == set(NAMES)
    assert len(set(NAMES)) == len(NAMES)
    assert all(len(name) <= 20 for name in NAMES)


@given(bonds)
def test_regard_stays_in_its_range_and_its_word_fits_its_sign(any_bond):
    assert -1 <= regard(any_bond) <= 1
    assert step(any_bond) * regard(any_bond) >= 0
    assert word(any_bond) == WORDS[step(any_bond)]


def test_the_words_of_regard_run_from_sworn_enemy_to_devoted():
    assert word(bond(affection=-1, respect=-1, trust_bad=10)) == "sworn enemy"
    assert word(bond()) == "neutral"
    assert word(bond(affection=0.2)) == "cordial"
    assert word(bond(affection=1, respect=1, trust_good=10)) == "devoted"


def test_an_unfounded_trust_weighs_nothing_in_regard():
    assert regard(bond()) == 0
    assert 0 < regard(bond(trust_good=0.2)) < 0.01
