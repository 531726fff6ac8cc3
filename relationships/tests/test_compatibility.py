from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from characters.minds import Personality
from relationships import matches
from relationships.compatibility import WORTH_SAYING, cast, compatibility, explained, likeness, parts, value
from relationships.tests.people import person

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


@given(people, people)
def test_its_parts_are_what_sets_it_apart_from_an_average_couple(one, other):
    average = 0.45 * (1 - 1 / 3) + 0.55 * 0.5
    named = sum(part.size for part in parts(one, other))
    assert average + named == pytest.approx(value(one, other), abs=7 * WORTH_SAYING)


def test_what_helps_and_what_clashes_is_told_in_words_with_its_size_the_largest_first():
    jane = person(1, "Jane", extraversion=0.2, agreeableness=0.9, neuroticism=0.1)
    lydia = person(2, "Lydia", extraversion=0.95, agreeableness=0.6, neuroticism=0.6, conscientiousness=0.1)
    told = explained(jane, lydia)
    assert "One outgoing, the other reserved (−0.06)" in told
    assert "Lydia is careless (−0.04)" in told
    assert explained(lydia, jane)[0] == "Jane is hard to shake (+0.09)"
    sizes = [abs(part.size) for part in parts(jane.personality, lydia.personality)]
    assert sizes == sorted(sizes, reverse=True)


def test_a_cast_is_judged_by_its_pairs_and_by_whom_it_lacks():
    calm, alike, upset = (person(1, neuroticism=0.1), person(2, neuroticism=0.2), person(3, neuroticism=0.95))
    found = cast([calm, alike, upset])
    assert found.best[0][:2] == (1, 2)
    assert found.worst[0].one == 2 or found.worst[0].other == 3
    assert found.worst[0].value < found.mean < found.best[0].value
    assert "nobody who keeps calm" not in found.lacks
    assert "nobody who makes peace" in found.lacks
    assert "nobody who keeps calm" in cast([upset]).lacks


def test_a_cast_of_one_has_no_pairs():
    found = cast([person(1)])
    assert (found.mean, found.best, found.worst) == (1.0, (), ())


def test_a_match_is_kept_until_one_of_the_sheets_has_a_new_version():
    matches.forget()
    one, other = person(1, sheet=(7, 1)), person(2, sheet=(8, 1), neuroticism=0.1)
    first = matches.between(one, other)
    assert matches.between(one, other) == first == value(one.personality, other.personality)
    assert matches.figures() == (2, 1)
    edited = replace(other, personality=Personality(neuroticism=0.9), sheet=(8, 2))
    assert matches.between(one, edited) < first
    assert matches.figures() == (3, 1)
    matches.forget()


def test_who_has_no_sheet_is_reckoned_anew():
    matches.forget()
    assert matches.between(person(1), person(2, neuroticism=0.1)) != matches.between(person(1), person(2))
    assert matches.figures().asked == 0
