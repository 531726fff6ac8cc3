from __future__ import annotations

import pytest

from characters.minds import Habit
from relationships.acts import ACTS
from relationships.lessons import MOST, described, nudges, told
from relationships.tests.people import IOAN, LIA

NAMES = ("Mara", "Ioan")


def test_a_lesson_draws_to_what_paid_and_says_so():
    found = dict(nudges((Habit("tease", IOAN, 0.6, 8.0, 0),), IOAN, NAMES, 0))
    assert found["tease"].bonus == pytest.approx(1.3 * 0.6 * 0.8)
    assert found["tease"].reason.text == "Mara has learnt that teasing Ioan goes down well"
    assert found["tease"].own


def test_what_did_not_pay_is_kept_from():
    nudge = dict(nudges((Habit("insult", None, -0.7, 10.0, 0),), IOAN, NAMES, 0))["insult"]
    assert nudge.bonus < 0
    assert nudge.reason.text == "Mara has learnt that insulting people comes to no good"


def test_no_habit_moves_a_wish_by_more_than_two_points():
    both = (Habit("talk", IOAN, 1.0, 50.0, 0), Habit("talk", None, 1.0, 50.0, 0))
    assert dict(nudges(both, IOAN, NAMES, 0))["talk"].bonus <= MOST == 2


def test_what_was_learnt_of_one_says_nothing_of_another():
    assert not dict(nudges((Habit("tease", LIA, 0.9, 9.0, 0),), IOAN, NAMES, 0))


def test_what_is_hardly_known_is_no_reason():
    assert not dict(nudges((Habit("tease", IOAN, 0.1, 1.0, 0),), IOAN, NAMES, 0))


def test_readers_are_told_the_strongest_first_and_nothing_of_who_has_left():
    habits = (Habit("talk", IOAN, 0.5, 3.0, 0), Habit("tease", IOAN, -0.9, 9.0, 0), Habit("joke", LIA, 0.9, 9.0, 0))
    found = described("Mara", habits, {IOAN: "Ioan"}, 0)
    assert [one.habit.act for one in found] == ["tease", "talk"]
    assert found[0].bonus < 0


@pytest.mark.parametrize(
    ("act", "doing"),
    [
        ("tease", "teasing"), ("talk", "talking with"), ("snub", "snubbing"), ("lie", "lying to"),
        ("give", "giving something to"), ("question", "questioning"), ("ask_help", "asking help of"),
    ],
)  # fmt: skip
def test_an_act_is_spoken_of_as_done(act, doing):
    assert ACTS[act].doing == doing


def test_every_lesson_is_a_sentence():
    for act in ACTS:
        assert told("Mara", Habit(act, IOAN, 0.5, 5.0, 0), "Ioan").startswith("Mara has learnt that ")
