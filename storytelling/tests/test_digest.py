from __future__ import annotations

from relationships.acts import ACTS
from storytelling import digest


def test_the_grave_is_told_before_the_daily():
    assert digest.worth_telling({"insult": 9, "betray": 1, "talk": 40}) == "a betrayal and 9 insults"


def test_no_more_is_told_than_is_read_in_passing():
    everything = {act: 2 for act, _, _ in digest.NOTABLE}
    assert digest.worth_telling(everything) == "2 betrayals and 2 declarations of love"


def test_a_quiet_stretch_has_nothing_to_tell():
    assert digest.worth_telling({"talk": 12, "greet": 3}) == ""
    assert digest.worth_telling({}) == ""


def test_only_acts_that_exist_are_told_of():
    assert {act for act, _, _ in digest.NOTABLE} <= set(ACTS)
