from __future__ import annotations

import pytest

from relationships import standards
from relationships.acts import ACTS


def test_harm_is_blamed_and_uncommon_warmth_praised_by_anybody() -> None:
    assert standards.praise("insult", True, frozenset()) < 0 < standards.praise("help", True, frozenset())
    assert standards.praise("talk", True, frozenset()) == 0


def test_kindness_that_was_refused_earns_no_praise() -> None:
    assert standards.praise("help", False, frozenset()) == 0


def test_who_holds_by_honesty_thinks_worse_of_a_lie() -> None:
    assert standards.praise("lie", True, frozenset({"honesty"})) < standards.praise("lie", True, frozenset({"wit"}))


def test_who_holds_by_courage_admires_a_challenge_that_lovers_of_peace_blame() -> None:
    assert standards.praise("challenge", True, frozenset({"courage"})) > 0
    assert standards.praise("challenge", True, frozenset({"a quiet life"})) < 0


def test_values_that_pull_both_ways_cancel() -> None:
    assert standards.by_creed("challenge", frozenset({"courage", "patience"})) == 0


def test_praise_stays_in_its_range() -> None:
    everything = frozenset().union(*(creed.words for creed in standards.CREEDS))
    for act in ACTS:
        for accepted in (True, False):
            assert -1 <= standards.praise(act, accepted, everything) <= 1


def test_a_creed_that_speaks_of_no_act_is_refused() -> None:
    with pytest.raises(ValueError, match="duel"):
        standards._creed("honour", "duel", "lie")
