from __future__ import annotations

import pytest

from relationships import layers, stages
from relationships.bonds import Bond
from relationships.layers import LAYERS


def test_trust_that_rests_on_nothing_says_nothing():
    assert layers.founded_trust(Bond(1, 2)) == 0


def test_little_evidence_weighs_less_than_much():
    little, much = Bond(1, 2, trust_good=1), Bond(1, 2, trust_good=10)
    assert 0 < layers.founded_trust(little) < layers.founded_trust(much) < 1
    assert layers.founded_trust(Bond(1, 2, trust_bad=10)) == pytest.approx(-layers.founded_trust(much))


def test_esteem_and_fear_both_make_one_give_way_and_contempt_does_not():
    assert layers.deference(Bond(1, 2, respect=0.5)) > 0
    assert layers.deference(Bond(1, 2, fear=0.5)) > 0
    assert layers.deference(Bond(1, 2, respect=-0.5)) < 0
    assert layers.deference(Bond(1, 2, respect=1.0, fear=1.0)) == 1


@pytest.mark.parametrize("value", [-1.0, -0.6, -0.32, -0.1, -0.05, 0.0, 0.05, 0.1, 0.32, 0.6, 1.0])
def test_every_step_has_a_word_on_every_layer(value: float):
    assert all(layer.words[layers.step(value)] for layer in LAYERS.values() if layer.of)


def test_affinity_is_the_regard_that_all_other_pages_show():
    bond = Bond(1, 2, affection=0.7, respect=0.3, trust_good=4)
    layer = LAYERS["affinity"]
    assert layer.of is not None
    assert layers.step(layer.of(bond)) == stages.step(bond)
