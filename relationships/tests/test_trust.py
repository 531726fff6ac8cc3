from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationships.trust import (
    MOST_EVIDENCE,
    Opinion,
    added,
    discounted,
    evidence,
    forgotten,
    heard,
    mean,
    opinion,
    uncertainty,
    weight,
)

amounts = st.floats(0, 6, allow_nan=False)
signed = st.floats(-1, 1, allow_nan=False)


def test_a_stranger_is_trusted_half_and_wholly_uncertain():
    assert (mean(0, 0), uncertainty(0, 0)) == (0.5, 1)


def test_a_slight_lowers_trust_more_than_a_kindness_raises_it():
    rise = mean(2 + added(2, 2, 0.3)[0], 2) - 0.5
    fall = 0.5 - mean(2, 2 + added(2, 2, -0.3)[1])
    assert fall > 2 * rise > 0


def test_a_broken_promise_weighs_five_times_and_an_insult_three():
    assert weight(0.4) == 0.4
    assert weight(-0.4) == pytest.approx(1.2)
    assert weight(-0.4, breach=True) == pytest.approx(2.0)


def test_no_trust_is_past_shaking():
    good = bad = 0.0
    for _ in range(500):
        more, less = added(good, bad, 0.4)
        good, bad = good + more, bad + less
    loss = added(good, bad, -0.95, breach=True)
    assert mean(good, bad) > 0.9
    assert mean(good + loss[0], bad + loss[1]) < mean(good, bad) - 0.2


@given(amounts, amounts, signed, st.booleans())
def test_evidence_stays_in_its_bounds(good, bad, importance, breach):
    more_good, more_bad = added(good, bad, importance, breach=breach)
    assert good + more_good >= 0
    assert bad + more_bad >= 0
    assert good + more_good + bad + more_bad <= MOST_EVIDENCE + 1e-9


@given(amounts, amounts, st.floats(0.01, 1))
def test_good_deeds_raise_trust_and_bad_ones_lower_it(good, bad, size):
    up, down = added(good, bad, size), added(good, bad, -size)
    assert mean(good + up[0], bad + up[1]) > mean(good, bad) > mean(good + down[0], bad + down[1])


@given(st.floats(0.08, 0.92), st.floats(0, 0.84))
def test_evidence_stands_for_the_trust_it_was_made_from(trust, certainty):
    good, bad = evidence(trust, certainty)
    assert min(good, bad) >= -1e-9
    assert mean(good, bad) == pytest.approx(trust)
    assert 1 - uncertainty(good, bad) >= certainty - 1e-9


def test_a_day_forgets_a_fiftieth_and_trust_drifts_to_the_middle():
    assert forgotten(10, 0, 1) == (pytest.approx(9.8), 0)
    assert 0.5 < mean(*forgotten(10, 0, 200)) < mean(10, 0)


@given(amounts, amounts, amounts, amounts)
def test_hearsay_is_never_surer_than_its_teller(good, bad, said_good, said_bad):
    teller, said = opinion(good, bad), opinion(said_good, said_bad)
    taken = discounted(teller, said)
    assert sum(taken) == pytest.approx(1)
    assert taken.belief + taken.disbelief <= teller.belief + 1e-9


def test_who_is_not_believed_moves_nothing_and_ill_travels_better_than_good():
    assert heard(1, 1, Opinion(0, 0.5, 0.5), -0.5) == (0, 0)
    trusted = opinion(6, 0)
    assert heard(1, 1, trusted, -0.5)[1] == pytest.approx(3 * heard(1, 1, trusted, 0.5)[0])
