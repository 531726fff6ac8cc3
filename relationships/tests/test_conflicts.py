from __future__ import annotations

from dataclasses import replace

import pytest

from relationships import conflicts
from relationships.bonds import Bond
from relationships.conflicts import (
    ARGUMENT,
    BREAK,
    COOLED,
    DISPUTE,
    RESOLVED,
    TENSION,
    begins,
    begun,
    cooled,
    heat_of,
    heated,
    mediators,
    soothed,
    stakes,
)
from relationships.tests.people import IOAN, LIA, MARA, NOON, bond

LATER = NOON + 3000


def quarrel(level=TENSION, heat=0.3, **given):
    fields = {"cause": 5, "event": 5, "opened": NOON, "moved": NOON, "number": 1} | given
    return conflicts.Conflict(MARA, IOAN, level, heat, **fields)


def test_anger_temper_and_stakes_heat():
    calm = heat_of("insult", anger=0.0, agreeableness=0.5, at_stake=1.0)
    assert heat_of("insult", 0.6, 0.5, 1.0) > calm
    assert heat_of("insult", 0.0, 0.9, 1.0) < calm
    assert heat_of("insult", 0.0, 0.5, 1.5) > calm
    assert heat_of("talk", 1.0, 0.0, 2.0) == 0


def test_a_broken_faith_heats_more_than_its_harm():
    assert heat_of("break_promise", 0.4, 0.5, 1.0) > 0
    assert heat_of("betray", 0.4, 0.5, 1.0) > 2 * heat_of("insult", 0.4, 0.5, 1.0)


def test_what_is_between_two_is_at_stake():
    assert stakes(bond()) < stakes(bond(familiarity=0.8)) < stakes(bond(familiarity=0.8, affection=0.7), goal=True)


def test_a_conflict_climbs_one_rung_at_a_time_and_each_takes_its_time():
    hot = heated(quarrel(), 2.0, 9, NOON + 1, seen=True)
    assert hot.level == TENSION
    hot = heated(quarrel(), 2.0, 9, LATER, seen=True)
    assert hot.level == ARGUMENT
    for step in range(4):
        hot = heated(hot, 1.0, 10 + step, LATER + step, seen=True)
    assert hot.level == BREAK
    assert hot.highest == BREAK
    assert hot.heat <= conflicts.HOTTEST


def test_what_nobody_saw_is_no_public_dispute():
    argument = quarrel(ARGUMENT, 0.6, moved=LATER)
    assert heated(argument, 1.0, 9, LATER, seen=False).level == ARGUMENT
    assert heated(argument, 1.0, 9, LATER, seen=True).level == DISPUTE


def test_time_alone_cools_by_half_a_day_and_night():
    assert cooled(quarrel(heat=0.8), NOON + conflicts.HALF_LIFE) == pytest.approx(0.4)
    assert cooled(quarrel(heat=0.8), NOON) == 0.8


def test_amends_take_it_down_and_enough_of_them_to_peace():
    bad = quarrel(DISPUTE, 1.0)
    better = soothed(bad, 0.4, 9, NOON)
    assert TENSION <= better.level < DISPUTE or better.level == DISPUTE
    assert better.heat == pytest.approx(0.6)
    assert soothed(bad, 0.9, 9, NOON).level == 0
    assert soothed(bad, 9.0, 9, NOON).heat == 0


def test_a_slight_opens_no_conflict_and_after_a_settlement_it_takes_more():
    assert not begins(MARA, IOAN, 0.1, NOON, [])
    assert begins(MARA, IOAN, 0.3, NOON, [])
    settled = quarrel().ending(RESOLVED, 9, NOON - 60)
    assert not begins(IOAN, MARA, 0.3, NOON, [settled])
    assert begins(IOAN, MARA, 0.6, NOON, [settled])
    assert begins(IOAN, MARA, 0.3, NOON + conflicts.TRUCE, [settled])
    assert begins(IOAN, LIA, 0.3, NOON, [settled])


def test_the_third_quarrel_within_a_week_is_a_feud():
    past = [quarrel().ending(COOLED, 0, NOON - 600), quarrel(number=2).ending(RESOLVED, 9, NOON - 100)]
    new = begun(IOAN, MARA, 0.3, 12, NOON, past)
    assert (new.one, new.other, new.times) == (MARA, IOAN, 3)
    assert new.is_feud
    old = [replace(one, closed=1) for one in past]
    assert not begun(IOAN, MARA, 0.3, 12, NOON + conflicts.FEUD_MINUTES, old).is_feud


def test_mediators_are_those_whom_both_sides_trust_the_most_trusted_first():
    def trusts(source, target, good):
        return Bond(source, target, trust_good=good, affection=0.3)

    bonds = {(MARA, LIA): trusts(MARA, LIA, 6), (IOAN, LIA): trusts(IOAN, LIA, 4)}
    bonds |= {(MARA, 4): trusts(MARA, 4, 9), (IOAN, 4): trusts(IOAN, 4, 9)}
    bonds |= {(MARA, 5): trusts(MARA, 5, 9), (IOAN, 5): Bond(IOAN, 5, trust_bad=3)}
    found = mediators(quarrel(), [MARA, IOAN, LIA, 4, 5, 6], bonds)
    assert [one.who for one in found] == [4, LIA]
    assert found[1].trust == min(found[1].trusts)


def test_a_quarrel_with_somebody_who_has_gone_is_no_more():
    assert quarrel().among(frozenset({MARA})) is None
    assert quarrel().among(frozenset({MARA, IOAN})) == quarrel()


def test_quarrels_are_counted_within_a_group_and_while_they_last():
    assert conflicts.quarrels([quarrel()], (MARA, IOAN, LIA)) == 1
    assert conflicts.quarrels([quarrel()], (MARA, LIA)) == 0
    assert conflicts.quarrels([quarrel().ending(COOLED, 0, NOON)], (MARA, IOAN)) == 0
