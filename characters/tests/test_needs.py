from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from characters.minds import NEEDS, Personality
from characters.needs import (
    HOURLY,
    after_company,
    after_solitude,
    decayed,
    filled,
    pressing,
    rested,
    spent,
    tired,
)

unit = st.floats(0, 1, allow_nan=False)
needs = st.fixed_dictionaries(dict.fromkeys(NEEDS, unit))
HALF = dict.fromkeys(NEEDS, 0.5)


def test_needs_run_down_by_the_hour():
    after = decayed(HALF, 120)
    assert after == pytest.approx({need: 0.5 - 2 * HOURLY[need] for need in NEEDS})


@given(needs, st.floats(0, 10_000), st.dictionaries(st.sampled_from(NEEDS), st.floats(-1, 1)))
def test_needs_stay_between_empty_and_full(levels, minutes, gains):
    for after in (decayed(levels, minutes), filled(levels, gains)):
        assert set(after) == set(NEEDS)
        assert all(0 <= level <= 1 for level in after.values())


def test_an_empty_need_takes_up_more_of_a_gain_than_a_full_one():
    hungry, sated = filled(HALF | {"esteem": 0.1}, {"esteem": 0.1}), filled(HALF | {"esteem": 0.9}, {"esteem": 0.1})
    assert hungry["esteem"] - 0.1 > sated["esteem"] - 0.9 > 0


def test_a_loss_is_a_loss_at_any_level():
    assert filled(HALF, {"safety": -0.2})["safety"] == pytest.approx(0.3)


def test_what_presses_comes_emptiest_first():
    assert pressing(HALF | {"safety": 0.2, "esteem": 0.1}) == ("esteem", "safety")


def test_a_night_restores_what_a_waking_day_and_its_acts_cost():
    evening = spent(tired(1.0, 16 * 60), 0.5)
    assert evening < 0.1
    assert rested(evening, 8 * 60) == 1


def test_company_drains_the_introvert_and_not_the_extravert():
    shy, merry = Personality(extraversion=0.1), Personality(extraversion=1.0)
    assert after_company(1.0, shy) < after_company(1.0, Personality()) < after_company(1.0, merry) == 1.0
    assert after_company(1.0, shy, people=4) < after_company(1.0, shy)


def test_solitude_restores_the_appetite_for_company():
    assert (
        after_solitude(0.2, Personality(extraversion=0.9), 60)
        > after_solitude(0.2, Personality(extraversion=0.1), 60)
        > 0.2
    )


@given(unit, st.floats(0, 5000), unit)
def test_energy_and_company_stay_between_nought_and_one(level, minutes, extraversion):
    who = Personality(extraversion=extraversion)
    found = (tired(level, minutes), rested(level, minutes), spent(level, 0.3), after_solitude(level, who, minutes))
    assert all(0 <= one <= 1 for one in (*found, after_company(level, who, 5)))
