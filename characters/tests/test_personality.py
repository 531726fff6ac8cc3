from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from characters.minds import DOMAINS, Personality
from characters.personality import DOMAIN_OF, FACETS_OF, WORDS, centred, from_mapping, matrix, reading, trait

unit = st.floats(0, 1, allow_nan=False)


def test_there_are_six_facets_a_domain_and_words_for_each():
    assert [len(facets) for facets in FACETS_OF.values()] == [6] * 5
    assert set(FACETS_OF) == set(DOMAINS)
    assert set(WORDS) == set(DOMAINS) | set(DOMAIN_OF)


@given(unit)
def test_a_centred_trait_lies_between_minus_one_and_one(level):
    assert -1 <= centred(level) <= 1


def test_a_facet_not_given_is_as_its_domain():
    one = Personality(agreeableness=0.8, facets={"trust": 0.2})
    assert trait(one, "trust") == 0.2
    assert trait(one, "sympathy") == 0.8
    assert matrix(one)["agreeableness"]["modesty"] == 0.8


def test_a_reading_names_what_is_telling_strongest_first():
    assert reading(Personality(openness=0.9, neuroticism=0.3, facets={"trust": 0.1})) == (
        "curious, slow to trust, hard to shake"
    )


def test_a_facet_that_only_repeats_its_domain_is_not_named():
    assert reading(Personality(agreeableness=0.9, facets={"sympathy": 0.95})) == "warm-hearted"


def test_the_middling_get_a_reading_too():
    assert reading(Personality()) == "even-tempered in all things"


@given(st.builds(Personality, unit, unit, unit, unit, unit, st.dictionaries(st.sampled_from(list(DOMAIN_OF)), unit)))
def test_a_reading_is_short_and_never_empty(personality):
    assert 1 <= len(reading(personality).split(", ")) <= 3


def test_what_is_no_trait_is_refused_by_name():
    with pytest.raises(ValueError, match="vanity"):
        from_mapping({"openness": 0.5}, {"vanity": 0.9})
    with pytest.raises(ValueError, match="between 0 and 1: openness"):
        from_mapping({"openness": 1.5})


def test_a_personality_is_made_of_domains_and_facets():
    assert from_mapping({"openness": 0.7}, {"trust": 0.2}) == Personality(openness=0.7, facets={"trust": 0.2})
