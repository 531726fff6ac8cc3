from __future__ import annotations

from dataclasses import replace

import pytest

from characters.minds import GoalView
from relationships import alliances
from relationships.alliances import Alliance, allied, case, cohesion, estranged, purpose, shared_goals, welcome
from relationships.bonds import Bond
from relationships.society import Society
from relationships.tests.people import IOAN, LIA, MARA, ioan, mara

PETRA = 4


def trusting(source, target, good=8.0, **given):
    return Bond(source, target, trust_good=good, familiarity=0.5, **given)


def alliance(*members, **given):
    return Alliance(members, members[0], "stand by each other", None, None, 600, 12, 0.7, number=1, **given)


def mutual(*people, **given):
    return {(a, b): trusting(a, b, **given) for a in people for b in people if a != b}


def aim(target, *acts):
    return GoalView(1, "to", 0.5, 0.0, target, frozenset(acts))


def both(good=8.0):
    return trusting(MARA, IOAN, good), trusting(IOAN, MARA, good)


def test_trust_alone_is_not_enough_and_one_good_reason_is():
    assert case(mara(), ioan(), both(), []).score < alliances.FORMS
    assert case(mara(), ioan(), both(), [LIA]).score >= alliances.FORMS
    hunting = aim(LIA, "confront", "accuse")
    assert case(mara(goals=(hunting,)), ioan(goals=(hunting,)), both(), []).score >= alliances.FORMS


def test_a_common_enemy_does_not_make_up_for_distrust():
    assert case(mara(), ioan(), both(good=0.0), [LIA, PETRA]).score < alliances.FORMS


def test_a_gap_in_rank_keeps_apart():
    level = case(mara(), ioan(), both(), [LIA])
    above = case(mara(rating=1400.0), ioan(), both(), [LIA])
    assert above.score == pytest.approx(level.score - alliances.RANK_GAP)


def test_goals_are_shared_where_both_want_the_same_of_the_same():
    kind, cruel = aim(LIA, "help", "comfort"), aim(LIA, "accuse", "mock")
    assert shared_goals(mara(goals=(kind,)), ioan(goals=(aim(LIA, "advise"),))) == (kind,)
    assert shared_goals(mara(goals=(kind,)), ioan(goals=(cruel,))) == ()
    assert shared_goals(mara(goals=(kind,)), ioan(goals=(aim(PETRA, "help"),))) == ()
    assert shared_goals(mara(goals=(replace(kind, progress=1.0),)), ioan(goals=(kind,))) == ()


def test_the_purpose_says_whom_it_is_about():
    assert purpose("Lia", "") == "stand against Lia"
    assert purpose("", "Lia") == "keep an eye on Lia"
    assert purpose("", "") == "stand by each other"
    assert len(purpose("L" * 500, "")) <= alliances.LONGEST_PURPOSE


def test_quarrels_among_members_loosen_an_alliance():
    bonds = mutual(MARA, IOAN, LIA)
    assert cohesion((MARA, IOAN, LIA), bonds, 0) == pytest.approx(0.9)
    assert cohesion((MARA, IOAN, LIA), bonds, 2) == pytest.approx(0.7)
    assert cohesion((MARA, IOAN), {}, 9) == 0


def test_the_member_who_trusts_least_leaves_and_only_if_it_is_too_little():
    bonds = mutual(MARA, IOAN, LIA)
    assert estranged((MARA, IOAN, LIA), bonds) is None
    bonds |= {(LIA, who): Bond(LIA, who, trust_bad=4.0) for who in (MARA, IOAN)}
    assert estranged((MARA, IOAN, LIA), bonds) == LIA


def test_a_newcomer_must_be_trusted_and_stand_for_what_it_is_for():
    bonds = mutual(MARA, IOAN, LIA, PETRA)
    assert welcome(LIA, alliance(MARA, IOAN), bonds)
    assert not welcome(LIA, alliance(MARA, IOAN), {})
    against = replace(alliance(MARA, IOAN), against=PETRA)
    assert not welcome(PETRA, against, bonds)
    assert not welcome(LIA, against, bonds | {(LIA, PETRA): trusting(LIA, PETRA, affection=0.6)})
    assert welcome(LIA, against, bonds | {(LIA, PETRA): Bond(LIA, PETRA, affection=-0.6)})
    cold = bonds | {(MARA, LIA): trusting(MARA, LIA, affection=-0.9)}
    assert not welcome(LIA, alliance(MARA, IOAN), cold)


def test_an_alliance_has_room_for_so_many():
    crowd = tuple(range(10, 10 + alliances.MOST_MEMBERS))
    assert not welcome(MARA, alliance(*crowd), mutual(MARA, *crowd))


def test_only_members_of_an_alliance_that_holds_are_allied():
    society = Society(alliances=(alliance(MARA, IOAN),))
    assert allied(society, MARA, IOAN)
    assert not allied(society, MARA, LIA)
    assert not allied(society, MARA, MARA)
    over = Society(alliances=(alliance(MARA, IOAN).ending(20, 900),))
    assert not allied(over, MARA, IOAN)
    assert alliances.of(over, MARA) is None


def test_those_who_are_left_hold_on_without_a_leader_who_has_gone():
    held = replace(alliance(MARA, IOAN, LIA), against=PETRA)
    left = held.among(frozenset({IOAN, LIA}))
    assert (left.members, left.leader, left.against) == ((IOAN, LIA), None, None)
    assert held.among(frozenset({MARA, IOAN, LIA, PETRA})) is held
    assert held.among(frozenset({PETRA})) is None


def test_the_most_respected_leads():
    bonds = mutual(MARA, IOAN, LIA) | {(who, LIA): trusting(who, LIA, respect=0.5) for who in (MARA, IOAN)}
    minds = {MARA: mara(), IOAN: ioan(), LIA: mara(rating=900.0)}
    assert alliances.leader((MARA, IOAN, LIA), minds, bonds) == LIA
    assert alliances.leader((MARA, IOAN), {MARA: mara(), IOAN: ioan(rating=1100.0)}, {}) == IOAN
