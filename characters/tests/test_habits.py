from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from characters.habits import HALF_LIFE, MOST_HABITS, dumped, faded, learnt, loaded, payoff, strength, with_person
from characters.minds import NEEDS, Habit

EVEN = dict.fromkeys(NEEDS, 0.5)
signed = st.floats(-1, 1, allow_nan=False)


def tried(worth: float, times: int = 8, usual: float = 0.0) -> Habit:
    habits: tuple[Habit, ...] = ()
    for at in range(times):
        habits, _ = learnt(habits, usual, "tease", 2, worth, at * 60)
    return next(habit for habit in habits if habit.person == 2)


@given(st.lists(st.tuples(st.sampled_from(["tease", "talk", "insult"]), st.integers(1, 20), signed), max_size=80))
def test_habits_stay_in_range_and_few_however_much_is_done(done):
    habits: tuple[Habit, ...] = ()
    usual = 0.0
    for at, (act, person, worth) in enumerate(done):
        habits, usual = learnt(habits, usual, act, person, worth, at * 10)
        assert len(habits) <= MOST_HABITS
        assert -1 <= usual <= 1
        assert all(-1 <= habit.value <= 1 and abs(strength(habit, at * 10)) < 1.3 for habit in habits)


def test_what_turns_out_better_than_usual_is_wanted_and_what_turns_out_worse_is_not():
    assert tried(0.8).value > 0 > tried(-0.8).value


def test_it_is_what_is_usual_that_an_act_is_measured_by():
    assert tried(0.5, usual=0.9).value < 0 < tried(0.5, usual=0.1).value


def test_one_success_teaches_less_than_many():
    assert 0 < strength(tried(0.8, 1), 0) < strength(tried(0.8, 3), 120) < strength(tried(0.8, 8), 420)


def test_what_is_not_renewed_fades_by_half_in_three_days():
    habit = tried(0.8)
    assert faded(habit, habit.minute + HALF_LIFE).times == pytest.approx(habit.times / 2)
    assert strength(habit, habit.minute + 4 * HALF_LIFE) < strength(habit, habit.minute) / 2


def test_an_act_is_learnt_with_each_person_and_in_general():
    habits, _ = learnt((), 0, "tease", 2, 0.8, 0)
    habits, _ = learnt(habits, 0, "tease", 3, -0.8, 10)
    values = {habit.person: habit.value for habit in habits}
    assert values[2] > values[None] > values[3]


def test_the_faintest_is_forgotten_first():
    habits = tuple(Habit("talk", person, 0.9, 10.0, 0) for person in range(10, 10 + MOST_HABITS))
    after, _ = learnt(habits, 0, "tease", 2, 0.01, 0)
    assert len(after) == MOST_HABITS
    assert not any(habit.act == "tease" for habit in after)


def test_how_dealings_with_somebody_paid_is_the_mean_of_what_was_learnt_of_them():
    habits = (Habit("talk", 2, 0.6, 50.0, 0), Habit("tease", 2, -0.2, 50.0, 0), Habit("talk", None, -1.0, 50.0, 0))
    assert with_person(habits, 2, 0) == pytest.approx(0.2, abs=0.02)
    assert with_person(habits, 3, 0) == 0


def test_being_taken_well_being_fed_and_being_glad_make_an_act_worth_while():
    best = payoff(True, {"joy": 0.9}, EVEN, {"belonging": 0.3})
    assert best == 1.0
    assert payoff(True, {}, EVEN, {}) == 0.5
    assert payoff(False, {}, EVEN, {}) == -0.5
    assert payoff(True, {"shame": 0.6}, EVEN, {}) < payoff(True, {}, EVEN, {})
    assert payoff(True, {}, EVEN, {"esteem": -0.2}) < payoff(True, {}, EVEN, {})


def test_a_need_that_is_full_makes_an_act_worth_less():
    full, empty = EVEN | {"belonging": 1.0}, EVEN | {"belonging": 0.0}
    assert payoff(True, {}, full, {"belonging": 0.1}) < payoff(True, {}, empty, {"belonging": 0.1})


def test_habits_read_back_as_they_were_kept():
    habits, _ = learnt((Habit("talk", None, 0.123, 2.5, 7),), 0.1, "tease", 2, 0.7, 33)
    assert loaded(dumped(habits)) == habits
    assert loaded("") == ()
