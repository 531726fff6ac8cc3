from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from characters.minds import Personality
from relationships.compatibility import compatibility, likeness, value

unit = st.floats(0, 1, allow_nan=False)
people = st.builds(Personality, unit, unit, unit, unit, unit)


@given(people, people)
def test_it_stays_between_nought_and_one_and_is_the_sum_of_its_terms(one, other):
    found = compatibility(one, other)
    assert 0 <= found.value <= 1
    assert found.value == pytest.approx(0.45 * found.likeness + 0.55 * found.partner)
    assert found.value == pytest.approx(value(one, other))


@given(people, people)
def test_likeness_is_mutual(one, other):
    assert likeness(one, other) == pytest.approx(likeness(other, one))


def test_it_is_directed_for_a_calm_partner_suits_more_than_an_upset_one():
    calm, upset = Personality(neuroticism=0.1), Personality(neuroticism=0.9)
    assert value(upset, calm) > value(calm, upset)


def test_alike_people_suit_each_other_more():
    quiet = Personality(extraversion=0.2)
    assert value(quiet, Personality(extraversion=0.2)) > value(quiet, Personality(extraversion=0.9))


def test_its_reasons_name_what_is_alike_and_what_the_other_is():
    likeness_words, partner_words = compatibility(
        Personality(openness=0.9, extraversion=0.9), Personality(extraversion=0.2, agreeableness=0.9, neuroticism=0.1)
    ).reasons
    assert "far apart in sociability" in likeness_words
    assert partner_words == "calm, warm, quiet company"
