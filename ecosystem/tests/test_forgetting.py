"""Trust that nothing renews is forgotten."""

from __future__ import annotations

import pytest

from ecosystem.stage import Stage
from ecosystem.tests.snapshots import mind, snapshot
from relationships import trust
from relationships.bonds import Bond, Change

DAY = 24 * 60


def met_again(bond: Bond, days: int) -> Bond:
    seen = snapshot(mind(1, "Mara"), mind(2, "Ioan"), bonds=(bond,))
    stage = Stage(seen, 600 + days * DAY)
    stage.change([Change(1, 2, "familiarity", 0.01, "They met", "contact")])
    return stage.bond(1, 2)


@pytest.mark.parametrize(("good", "bad"), [(8, 0.5), (0.5, 8)])
def test_two_who_meet_after_days_have_forgotten_some_of_it(good, bad):
    before = Bond(1, 2, good, bad, familiarity=0.5, minute=600)
    after = met_again(before, 10)
    assert (round(after.trust_good, 4), round(after.trust_bad, 4)) == tuple(
        round(left, 4) for left in trust.forgotten(good, bad, 10)
    )
    assert abs(after.trust - 0.5) < abs(before.trust - 0.5)
    assert after.uncertainty > before.uncertainty


def test_what_is_forgotten_is_in_the_ledger_as_the_work_of_time():
    seen = snapshot(mind(1, "Mara"), mind(2, "Ioan"), bonds=(Bond(1, 2, 8, 1, familiarity=0.5, minute=600),))
    held, _ = Stage(seen, 600 + 3 * DAY).change([Change(1, 2, "familiarity", 0.01, "They met", "contact")])
    assert {one.dimension for one in held if one.rule == "time"} == {"trust_good", "trust_bad"}


def test_within_a_day_nothing_is_forgotten():
    before = Bond(1, 2, 8, 1, familiarity=0.5, minute=600)
    assert met_again(before, 0).trust == before.trust
