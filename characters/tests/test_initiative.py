from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from characters.initiative import LATEST, SOONEST, drive, lean, patience, pressure, profile, reason
from characters.minds import NEEDS, GoalView, Mind, Mood, Personality

unit = st.floats(0, 1, allow_nan=False)
FED = dict.fromkeys(NEEDS, 0.9)


def somebody(initiative: float = 0.5, extraversion: float = 0.5, **given_: object) -> Mind:
    return Mind(1, "Mara", "she", Personality(extraversion=extraversion), initiative=initiative, needs=FED, **given_)


BOLD, MIDDLING, MEEK = somebody(0.9, 0.9), somebody(), somebody(0.1, 0.2)


@given(unit, unit, unit, unit, unit)
def test_the_lean_stays_in_range_and_grows_with_initiative(initiative, extraversion, openness, steady, nervous):
    traits = Personality(openness, steady, extraversion, 0.5, nervous)
    one = Mind(1, "Mara", "she", traits, initiative=initiative)
    assert 0 <= lean(one) <= 1
    assert lean(replace(one, initiative=1.0)) >= lean(one)
    assert SOONEST <= patience(one) <= LATEST


def test_sheets_make_profiles():
    assert [profile(one) for one in (BOLD, MIDDLING, MEEK)] == ["proactive", "adaptive", "reactive"]


def test_who_waits_to_be_asked_begins_less_and_answers_as_readily():
    assert drive(MEEK, prompted=False) < drive(MIDDLING, prompted=False) < drive(BOLD, prompted=False)
    gap = [drive(one, prompted=True) - drive(one, prompted=False) for one in (MEEK, MIDDLING, BOLD)]
    assert gap[0] > gap[1] > gap[2]


@pytest.mark.parametrize(
    "pressed",
    [
        {"needs": FED | {"belonging": 0.05}},
        {"mood": Mood(arousal=0.8)},
        {"goals": (GoalView(1, "to leave", 1.0, 0.0),)},
    ],
)
def test_who_is_adaptive_acts_when_something_presses(pressed):
    urged = replace(MIDDLING, **pressed)
    assert pressure(urged) > pressure(MIDDLING)
    assert drive(urged, prompted=False) > drive(MIDDLING, prompted=False)
    assert drive(replace(MEEK, **pressed), prompted=False) == drive(MEEK, prompted=False)


def test_a_reader_is_told_where_it_was_their_bent():
    assert reason(BOLD, prompted=False).text == "Mara acts unprompted"
    assert reason(MEEK, prompted=True).weight > 0
    assert reason(MEEK, prompted=False) is None
    assert reason(MIDDLING, prompted=False) is None
    urged = replace(MIDDLING, needs=FED | {"safety": 0.0})
    assert reason(urged, prompted=False).text == "Mara does not wait when something presses"


def test_a_need_presses_the_more_the_emptier_it_is():
    rng = random.Random(1)
    levels = sorted(rng.random() for _ in range(10))
    found = [pressure(replace(MIDDLING, needs=FED | {"esteem": level})) for level in levels]
    assert found == sorted(found, reverse=True)
    assert 0 <= found[-1] <= found[0] <= 1
