from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from relationships.bonds import applied
from relationships.fading import faded
from relationships.tests.people import bond

signed = st.floats(-1, 1, allow_nan=False)


@given(signed, signed, st.floats(0, 60))
def test_feelings_fade_towards_nought_and_never_across_it(affection, respect, days):
    before = bond(affection=affection, respect=respect)
    after, _ = applied(before, faded(before, days))
    assert abs(after.affection) <= abs(affection) + 1e-5
    assert after.affection * affection >= 0
    assert after.respect * respect >= 0


def test_what_two_know_of_each_other_stays():
    assert all(change.dimension != "familiarity" for change in faded(bond(familiarity=0.8, affection=0.5), 30))


def test_nothing_fades_between_strangers():
    assert faded(bond(), 30) == ()
