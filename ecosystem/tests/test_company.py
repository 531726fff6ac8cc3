"""What people are to each other in company: balance, alliances, conflicts, rank, as they come of scenes."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from characters.minds import Emotion
from ecosystem import dynamics
from ecosystem.deeds import log_of
from ecosystem.dynamics import alliances as allying
from ecosystem.dynamics import conflicts as quarrelling
from ecosystem.dynamics import rank as ranking
from ecosystem.scenes import Development, Response, Scene
from ecosystem.stage import Stage
from ecosystem.tests.snapshots import mind, snapshot
from relationships import alliances, conflicts, rank
from relationships.alliances import Alliance
from relationships.bonds import Bond
from relationships.conflicts import ARGUMENT, BREAK, DISPUTE, TENSION, WON, Conflict
from relationships.developments import KINDS
from relationships.society import Society

ANN, BEN, CY, DEE = 1, 2, 3, 4
CAST = (mind(ANN, "Ann"), mind(BEN, "Ben"), mind(CY, "Cy"), mind(DEE, "Dee"))
LUCK = random.Random(1)


def stage_of(*bonds, cast=CAST, society=None, minute=610, **fields):
    seen = snapshot(*cast, bonds=bonds, society=society or Society(), **fields)
    return Stage(seen, minute, log=log_of((), minute, seen.society))


def scene(stage, act, initiator=ANN, responder=BEN, *, accepted=True, witnesses=(), third=None):
    played = Scene(
        act, initiator, (Response(responder, accepted, (), "even"),), tuple(witnesses), "hall", "even", (), (), (), (),
        0.3, 0.0, (f"act:{act}",), clauses={"news": "Ann did it"}, third=third, number=stage.next_number,
    )  # fmt: skip
    stage.add(played)
    return played


def fond(source, target, good=8.0, **given):
    return Bond(source, target, trust_good=good, familiarity=0.5, **({"affection": 0.5} | given))


def hostile(source, target):
    return Bond(source, target, affection=-0.6, trust_bad=3.0, familiarity=0.5)


def mutual(*people, **given):
    return [fond(a, b, **given) for a in people for b in people if a != b]


def told(stage):
    return [one.kind for one in stage.happenings if isinstance(one, Development)]


def ally(*members, **given):
    return replace(Alliance(members, members[0], "stand by each other", None, None, 600, 3, 0.8, number=1), **given)


def quarrel(one=ANN, other=BEN, level=ARGUMENT, heat=0.6, **given):
    return Conflict(
        one, other, level, heat, 3, 3, **({"opened": 0, "moved": 610, "highest": level, "number": 2} | given)
    )


class TestBalance:
    def test_one_leans_towards_a_friends_friend_who_is_there(self):
        stage = stage_of(fond(ANN, BEN), fond(BEN, CY))
        dynamics.balance.lean(stage, scene(stage, "talk", witnesses=[CY]), LUCK)
        assert stage.bond(ANN, CY).affection > 0
        [change] = [one for one in stage.happenings[0].changes if one.target == CY]
        assert change.reason == "Cy is a friend of Ben, whom Ann likes"

    def test_liking_that_is_not_returned_wanes_and_wins_some_back(self):
        stage = stage_of(fond(ANN, BEN))
        before = stage.bond(ANN, BEN).affection
        dynamics.balance.lean(stage, scene(stage, "talk"), LUCK)
        assert stage.bond(ANN, BEN).affection < before
        assert {one.rule for one in stage.happenings[0].changes} == {"balance.returned"}

    def test_one_leans_away_from_a_friends_foe_who_is_spoken_of(self):
        stage = stage_of(fond(ANN, BEN), hostile(BEN, CY))
        dynamics.balance.lean(stage, scene(stage, "gossip", third=CY), LUCK)
        assert stage.bond(ANN, CY).affection < 0

    def test_nobody_leans_alone_or_among_strangers(self):
        stage = stage_of()
        dynamics.balance.lean(stage, scene(stage, "talk", witnesses=[CY, DEE]), LUCK)
        assert stage.bonds == {}

    def test_in_a_crowd_only_a_few_are_noticed(self):
        crowd = tuple(mind(who, f"P{who}") for who in range(1, 60))
        bonds = [fond(ANN, BEN), *(fond(BEN, who) for who in range(3, 60))]
        stage = stage_of(*bonds, cast=crowd)
        dynamics.balance.lean(stage, scene(stage, "talk", witnesses=range(3, 60)), LUCK)
        assert len([pair for pair in stage.bonds if pair not in {(ANN, BEN), (BEN, ANN)}]) <= 2


class TestAlliances:
    def agree(self, stage, first=ANN, second=BEN, **given):
        allying.record(stage, scene(stage, "ally", first, second, **given), LUCK)

    def test_common_cause_against_a_common_enemy_makes_an_alliance(self):
        stage = stage_of(*mutual(ANN, BEN), hostile(ANN, CY), hostile(BEN, CY))
        self.agree(stage)
        [alliance] = stage.society.alliances
        assert (alliance.members, alliance.against, alliance.purpose) == ((ANN, BEN), CY, "stand against Cy")
        [_, formed] = stage.happenings
        assert formed.text == "Ann and Ben are allies from now on, to stand against Cy."
        assert sum(reason.weight for reason in formed.reasons) == pytest.approx(1.1, abs=0.01)
        assert alliances.allied(stage.society, ANN, BEN)

    def test_without_consent_or_cause_there_is_none(self):
        stage = stage_of(*mutual(ANN, BEN), hostile(ANN, CY), hostile(BEN, CY))
        self.agree(stage, accepted=False)
        stage_without_cause = stage_of(*mutual(ANN, BEN))
        self.agree(stage_without_cause)
        assert stage.society.alliances == stage_without_cause.society.alliances == ()

    def test_a_trusted_newcomer_joins_and_another_does_not(self):
        society = Society(last=1, alliances=(ally(ANN, BEN),))
        stage = stage_of(*mutual(ANN, BEN, CY), society=society)
        self.agree(stage, ANN, CY)
        assert stage.society.alliances[0].members == (ANN, BEN, CY)
        assert told(stage) == ["alliance_joined"]
        cold = stage_of(*mutual(ANN, BEN), hostile(BEN, CY), society=society)
        self.agree(cold, ANN, CY)
        assert cold.society.alliances[0].members == (ANN, BEN)

    def test_who_trusts_others_more_goes_over_to_them(self):
        society = Society(last=2, alliances=(ally(ANN, DEE), ally(BEN, CY, number=2)))
        stage = stage_of(*mutual(ANN, BEN, CY), *mutual(ANN, DEE, good=0.0), society=society)
        self.agree(stage, ANN, BEN)
        old, new = stage.society.alliances
        assert not old.is_open
        assert new.members == (ANN, BEN, CY)
        assert told(stage) == ["alliance_dissolved", "alliance_joined"]

    def test_a_wrong_among_allies_ends_it_where_no_trust_is_left(self):
        society = Society(last=1, alliances=(ally(ANN, BEN, CY),))
        stage = stage_of(*mutual(ANN, CY), *mutual(BEN, CY), hostile(BEN, ANN), society=society)
        allying.record(stage, scene(stage, "threaten", ANN, BEN), LUCK)
        assert stage.society.alliances[0].members == (ANN, CY)
        assert told(stage) == ["alliance_left"]
        assert stage.happenings[-1].reasons[0].text == "Ben was wronged by Ann, an ally"

    def test_an_alliance_that_does_not_hold_three_times_is_over(self):
        society = Society(last=1, alliances=(ally(ANN, BEN, made=0),))
        stage = stage_of(
            *mutual(ANN, BEN, good=0.0), society=replace(
                society, conflicts=tuple(quarrel(number=n) for n in (5, 6))
            ),
        )  # fmt: skip
        for check in range(1, 4):
            assert stage.society.alliances[0].is_open
            stage.minute = 600 + check * alliances.CHECKED_EVERY
            allying.look(stage, LUCK)
        assert not stage.society.alliances[0].is_open
        assert told(stage) == ["alliance_dissolved"]
        assert stage.happenings[-1].reasons[0].text == "They quarrel among themselves"

    def test_one_left_alone_has_no_alliance_and_a_lost_leader_is_replaced(self):
        alone = stage_of(society=Society(last=1, alliances=(ally(ANN, leader=None),)))
        allying.look(alone, LUCK)
        assert not alone.society.alliances[0].is_open
        headless = stage_of(
            *mutual(ANN, BEN), society=Society(last=1, alliances=(ally(ANN, BEN, leader=None, made=0),))
        )
        allying.look(headless, LUCK)
        assert headless.society.alliances[0].leader in (ANN, BEN)

    def test_allies_help_each_other_and_stand_together_against_others(self):
        society = Society(last=2, alliances=(ally(ANN, BEN, against=CY),), conflicts=(quarrel(BEN, DEE),))
        stage = stage_of(society=society)
        to_ben, to_cy, to_dee = (dict(allying.draw(stage, ANN, who)) for who in (BEN, CY, DEE))
        assert to_ben["help"].bonus > 0 > to_ben["threaten"].bonus
        assert to_cy["confront"].bonus > 0
        assert to_dee["confront"].reason.text == "Dee is at odds with Ben, an ally"
        assert [nudge.bonus for nudge in allying.sway(stage, BEN, ANN, "ask_help")] == [allying.GRANTED]
        assert list(allying.sway(stage, CY, ANN, "ask_help")) == []


class TestConflicts:
    def angry(self, *others, agreeableness=0.3):
        feelings = tuple(Emotion("anger", 0.7, 610, other) for other in others)
        one = mind(BEN, "Ben", emotions=feelings)
        return replace(one, personality=replace(one.personality, agreeableness=agreeableness))

    def hurt(self, stage, act="insult", first=ANN, second=BEN, **given):
        quarrelling.record(stage, scene(stage, act, first, second, **given), LUCK)

    def test_an_insult_to_the_angry_opens_a_conflict_and_one_to_the_meek_does_not(self):
        stage = stage_of(fond(BEN, ANN), cast=(CAST[0], self.angry(ANN), *CAST[2:]))
        self.hurt(stage)
        [conflict] = stage.society.conflicts
        assert (conflict.people, conflict.level) == ((ANN, BEN), TENSION)
        assert told(stage) == ["conflict_tension"]
        meek = stage_of(cast=(CAST[0], self.angry(agreeableness=0.95), *CAST[2:]))
        self.hurt(meek)
        assert meek.society.conflicts == ()

    def test_it_climbs_the_ladder_to_the_break_and_every_step_is_told(self):
        stage = stage_of(fond(BEN, ANN), cast=(CAST[0], self.angry(ANN), *CAST[2:]))
        for hour in range(30):
            stage.minute = 610 + 60 * hour
            stage.set_mind(replace(self.angry(ANN), emotions=(Emotion("anger", 0.7, stage.minute, ANN),)))
            self.hurt(stage, witnesses=[CY])
        assert told(stage) == [
            "conflict_tension", "conflict_argument", "conflict_dispute", "conflict_sabotage", "conflict_break",
        ]  # fmt: skip
        assert stage.society.conflicts[0].level == BREAK
        assert all(one.reasons for one in stage.happenings if isinstance(one, Development))

    def test_a_lie_that_is_believed_heats_nothing(self):
        stage = stage_of(cast=(CAST[0], self.angry(ANN), *CAST[2:]))
        self.hurt(stage, "lie")
        assert stage.society.conflicts == ()

    def test_whoever_hears_themselves_gossiped_about_is_the_one_wronged(self):
        angry = replace(self.angry(ANN, agreeableness=0.0), id=CY, name="Cy")
        stage = stage_of(fond(CY, ANN), cast=(*CAST[:2], angry, CAST[3]))
        self.hurt(stage, "reveal_secret", witnesses=[CY], third=CY)
        assert [one.people for one in stage.society.conflicts] == [(ANN, CY)]

    def test_amends_and_mediation_bring_peace(self):
        amends = stage_of(society=Society(last=2, conflicts=(quarrel(),)))
        quarrelling.record(amends, scene(amends, "make_amends"), LUCK)
        assert amends.society.conflicts[0].state == conflicts.RESOLVED
        assert told(amends) == ["conflict_resolved"]
        peace = stage_of(fond(ANN, CY), fond(BEN, CY), society=Society(last=2, conflicts=(quarrel(),)))
        quarrelling.record(peace, scene(peace, "mediate", CY, ANN, third=BEN), LUCK)
        assert peace.society.conflicts[0].state == conflicts.RESOLVED
        assert peace.happenings[-1].reasons[0].text == "Cy made peace between them"

    def test_a_refused_apology_changes_nothing(self):
        stage = stage_of(society=Society(last=2, conflicts=(quarrel(),)))
        quarrelling.record(stage, scene(stage, "apologise", accepted=False), LUCK)
        assert stage.society.conflicts == (quarrel(),)

    def test_whoever_is_yielded_to_by_somebody_weaker_has_won(self):
        strong = (replace(CAST[0], rating=1200.0), *CAST[1:])
        stage = stage_of(cast=strong, society=Society(last=2, conflicts=(quarrel(level=DISPUTE),)))
        self.hurt(stage, "demand")
        [conflict] = stage.society.conflicts
        assert (conflict.state, conflict.winner) == (WON, ANN)
        assert told(stage) == ["conflict_won"]

    def test_what_nobody_renews_cools(self):
        stage = stage_of(society=Society(last=2, conflicts=(quarrel(moved=0, highest=ARGUMENT),)), minute=9000)
        quarrelling.cool(stage, LUCK)
        assert stage.society.conflicts[0].state == conflicts.COOLED
        assert told(stage) == ["conflict_cooled"]

    def test_opponents_are_drawn_to_quarrel_and_who_is_trusted_by_both_to_mediate(self):
        society = Society(last=2, conflicts=(quarrel(),))
        stage = stage_of(fond(ANN, CY), fond(BEN, CY), society=society)
        assert dict(quarrelling.pull(stage, ANN, BEN))["confront"].bonus > 0
        assert [act for act, _ in quarrelling.pull(stage, CY, ANN)] == ["mediate"]
        assert list(quarrelling.pull(stage, DEE, ANN)) == []


class TestRank:
    def test_who_is_yielded_to_rises_and_who_yields_falls(self):
        stage = stage_of()
        ranking.record(stage, scene(stage, "demand"), LUCK)
        assert stage.mind(ANN).rating > 1000 > stage.mind(BEN).rating
        assert {ANN, BEN} <= stage.moved

    def test_what_is_no_contest_moves_nobody(self):
        stage = stage_of()
        ranking.record(stage, scene(stage, "praise"), LUCK)
        assert stage.moved == set()

    def risen(self, *bonds, society=None, rating=1150.0):
        cast = (replace(CAST[0], rating=rating), *CAST[1:])
        return stage_of(*bonds, cast=cast, society=society, minute=720)

    def test_a_leader_emerges_and_is_followed(self):
        stage = self.risen()
        ranking.ask(stage, LUCK)
        assert ranking.current(stage).leader == ANN
        assert told(stage) == ["leader_emerged"]
        assert [nudge.bonus for nudge in ranking.follow(stage, BEN, ANN, "demand")] == [ranking.FOLLOWED]
        assert dict(ranking.lead(stage, ANN, BEN)).keys() == set(ranking.LEADING)

    def test_it_is_not_asked_every_turn(self):
        stage = self.risen()
        stage.minute = 640
        ranking.ask(stage, LUCK)
        assert stage.society.leaderships == ()

    def test_with_allies_behind_the_new_leader_it_is_a_coup(self):
        before = rank.Leadership(BEN, 100, 2, number=5)
        society = Society(last=5, leaderships=(before,), alliances=(ally(ANN, CY, DEE),))
        stage = self.risen(society=society)
        ranking.ask(stage, LUCK)
        old, new = stage.society.leaderships
        assert (old.is_open, new.leader, new.toppled) == (False, ANN, BEN)
        assert stage.happenings[-1].kind == "coup"
        assert stage.happenings[-1].text == "With Cy and Dee behind Ann, the lead passes from Ben."

    def test_in_a_world_of_two_nobody_leads(self):
        stage = stage_of(cast=(replace(CAST[0], rating=1300.0), CAST[1]), minute=720)
        ranking.ask(stage, LUCK)
        assert stage.happenings == []


def test_each_mechanism_can_be_switched_off():
    names = {"balance", "alliances", "conflicts", "rank", "occasions"}
    assert names <= dynamics.NAMES
    stage = stage_of(*mutual(ANN, BEN, CY), hostile(ANN, DEE), hostile(BEN, DEE))
    stage.without = dynamics.NAMES
    dynamics.after(stage, scene(stage, "ally", witnesses=[CY]), LUCK)
    dynamics.close_turn(stage, LUCK)
    assert stage.society == Society()
    assert stage.bonds == {}


def test_every_step_of_the_ladder_is_a_kind_of_development():
    assert set(quarrelling.KINDS.values()) <= KINDS.keys()
