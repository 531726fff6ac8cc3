"""Occasions in play: who calls them, who comes, and what they come to."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from characters.minds import Personality
from ecosystem import rehearsal, starters
from ecosystem.decide import decide
from ecosystem.deeds import log_of
from ecosystem.dynamics import occasions as calling
from ecosystem.dynamics import rank
from ecosystem.scenes import Place, Setting, Summons
from ecosystem.stage import Stage
from ecosystem.tests.snapshots import mind, snapshot
from relationships import occasions
from relationships.bonds import Bond
from relationships.conflicts import DISPUTE, WON, Conflict
from relationships.occasions import FEAST, GATHERING, TRIAL, VOTE, Occasion
from relationships.society import Society

HOUSE = Setting(
    {
        "hall": Place("hall", "the hall", "quiet", ("yard",)),
        "yard": Place("yard", "the yard", "open", ("hall", "gate")),
        "gate": Place("gate", "the gate", "open", ("yard",)),
    },
    ("the weather",),
)
CAST = tuple(mind(who, f"P{who}") for who in range(1, 7))
LUCK = random.Random(1)


def stage_of(*bonds, cast=CAST, minute=610, society=None, **fields):
    seen = snapshot(*cast, bonds=bonds, society=society or Society(), setting=HOUSE, minute=minute - 5, **fields)
    return Stage(seen, minute, log=log_of((), minute, seen.society))


def occasion(kind, **given):
    fields = {"subject": None, "against": None, "coming": (1, 2, 3, 4, 5, 6), "called": 580, "starts": 590, "ends": 610}
    fields |= given
    return Occasion(
        kind, "hall", 1, fields.pop("subject"), fields.pop("against"), "it must be", **fields, event=3, number=1
    )


def held(kind, *bonds, cast=CAST, conflicts=(), **given):
    society = Society(last=1, occasions=(occasion(kind, **given),), conflicts=conflicts)
    stage = stage_of(*bonds, cast=cast, society=society)
    calling.think(stage, LUCK)
    return stage


def towards(target, *sources, **given):
    return [Bond(source, target, familiarity=0.5, **given) for source in sources]


def test_a_candidate_whom_seven_in_ten_are_for_has_the_say():
    stage = held(VOTE, *towards(1, 2, 3, 4, 5, affection=0.6, respect=0.3), subject=1)
    [vote] = stage.happenings
    assert (vote.kind, vote.text) == ("vote_passed", "5 of 6 are for P1, who has the say from now on.")
    assert rank.current(stage).leader == 1
    [over] = stage.society.occasions
    assert dict(over.votes) == {1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: -1}
    assert (over.result, over.ended) == ("passed", vote.number)
    assert [reason.rule for reason in vote.reasons].count("vote.for") == 5


def test_a_candidate_whom_fewer_are_for_remembers_who_was_not():
    stage = held(VOTE, *towards(1, 2, affection=0.6), subject=1, against=2)
    assert stage.happenings[0].kind == "vote_rejected"
    assert rank.current(stage) is None
    assert stage.bond(1, 3).affection < 0 < stage.bond(1, 2).affection
    assert stage.mind(2).rating > stage.mind(1).rating


def test_the_accused_is_condemned_by_those_who_saw_it_and_the_quarrel_is_decided():
    quarrel = Conflict(1, 2, DISPUTE, 1.0, 9, 9, 500, 600, number=4)
    stage = held(
        TRIAL, *towards(2, 3, 4, 5, 6, affection=-0.5, trust_bad=6.0), subject=2, against=1, conflicts=(quarrel,)
    )
    verdict = stage.happenings[0]
    assert (verdict.kind, verdict.text) == ("verdict_guilty", "4 of 4 find against P2.")
    assert stage.bond(3, 2).respect < 0
    assert stage.society.conflicts[0].state == WON
    assert {felt.emotion.name for felt in verdict.feelings} == {"shame", "satisfaction"}


def test_without_evidence_or_ill_will_the_accused_goes_free_and_the_accuser_pays():
    stage = held(TRIAL, subject=2, against=1)
    assert stage.happenings[0].kind == "verdict_cleared"
    assert stage.bond(3, 1).respect < 0
    assert stage.mind(2).rating > stage.mind(1).rating


def test_a_feast_lifts_moods_and_bonds_but_not_between_foes():
    stage = held(FEAST, Bond(2, 3, affection=-0.7))
    assert stage.happenings[0].kind == "feast_held"
    assert stage.mind(4).mood.pleasure > 0
    assert stage.mind(4).needs["belonging"] > CAST[3].needs["belonging"]
    assert stage.bond(4, 5).affection > 0
    assert stage.bond(2, 3).affection == -0.7
    assert {(one.source, one.dimension) for one in stage.happenings[0].changes if one.target == 1} >= {(4, "affection")}


def test_it_comes_to_nothing_where_too_few_came():
    away = tuple(replace(one, place="gate") if one.id > 2 else one for one in CAST)
    for kind, subject in ((GATHERING, None), (FEAST, None), (VOTE, 1), (TRIAL, 1)):
        stage = held(kind, cast=away, subject=subject)
        assert [one.kind for one in stage.happenings] == ["occasion_failed"]
        assert not stage.society.occasions[0].is_open


def test_those_who_come_walk_there_the_shortest_way_and_stay():
    far = tuple(replace(one, place="gate") if one.id == 2 else one for one in CAST)
    society = Society(last=1, occasions=(occasion(GATHERING, starts=640, ends=680),))
    seen = snapshot(*far, society=society, setting=HOUSE)
    for _ in range(2):
        decided = decide(seen, random.Random(3))
        assert {decided.minds[who].place for who in (1, 3, 4, 5, 6)} == {"hall"}
        seen = rehearsal.following(seen, decided)
    assert seen.minds[2].place == "hall"


def test_what_a_person_calls_is_called_at_once_and_whoever_is_asked_wakes():
    stage = stage_of(summons=(Summons(7, TRIAL, "hall", 2, 1, "the matter of the letters"),))
    calling.open_called(stage, LUCK)
    [called] = stage.happenings
    assert called.text == "P1 calls P2 to account before everybody, in the hall: the matter of the letters."
    assert "input:7" in called.tags
    [asked] = stage.society.occasions
    assert asked.by_person
    assert {1, 2} <= set(asked.coming)
    assert asked.starts == 610 + occasions.NOTICE
    assert set(stage.sleeps) == set(asked.coming)


def test_a_second_one_is_not_called_while_the_first_lasts():
    society = Society(last=1, occasions=(occasion(GATHERING, ends=700),))
    stage = stage_of(society=society, summons=(Summons(7, FEAST, "hall"),))
    calling.open_called(stage, LUCK)
    assert stage.happenings == []


def test_the_world_calls_no_more_than_one_a_day():
    over = occasion(GATHERING).ending("held", 5, 600)
    stage = stage_of(society=Society(last=1, occasions=(over,)), minute=19 * 60)
    for seed in range(60):
        calling.think(stage, random.Random(seed))
    assert stage.happenings == []


def test_in_the_evening_people_sit_together():
    stage = stage_of(minute=19 * 60)
    for seed in range(60):
        calling.think(stage, random.Random(seed))
    assert [one.kind for one in stage.happenings] == ["occasion_called"]
    assert stage.society.occasions[0].kind == GATHERING


def test_an_alliance_or_a_peace_is_feasted_and_once_only():
    peace = replace(Conflict(1, 2, 1, 0.0, 9, 9, 0, 600, highest=DISPUTE, number=4)).ending("resolved", 40, 600)
    stage = stage_of(society=Society(last=4, conflicts=(peace,)), minute=720)
    found = calling._feast(stage, LUCK)
    assert (found.host, found.matter, found.cause) == (1, "for the peace made with P2", 40)
    once = Society(last=4, conflicts=(peace,), occasions=(replace(found, number=5).ending("held", 9, 700),))
    assert calling._feast(stage_of(society=once, minute=720), LUCK) is None


@pytest.mark.parametrize("size", [1, 2])
def test_hardly_anybody_calls_nothing(size):
    outgoing = tuple(replace(one, personality=Personality(extraversion=0.9)) for one in CAST[:size])
    stage = stage_of(cast=outgoing, minute=19 * 60)
    for seed in range(40):
        calling.think(stage, random.Random(seed))
    assert stage.society.occasions == ()


def test_the_mood_of_the_occasion_draws_to_what_is_done_at_it():
    society = Society(last=1, occasions=(occasion(TRIAL, subject=2, against=1, ends=640),))
    stage = stage_of(society=society)
    charge, answer, other = (dict(calling.pull(stage, *pair)) for pair in ((1, 2), (2, 1), (3, 4)))
    assert charge["accuse"].bonus == calling.CHARGE
    assert "confess" in answer
    assert other["joke"].bonus < 0 < other["question"].bonus


def test_in_a_played_world_occasions_are_rare_and_come_to_an_end():
    kinds: dict[str, int] = {}
    days = set()
    for seen, decided in rehearsal.play(rehearsal.opening(starters.read("pemberley"), 4), 420):
        days.add(seen.minute // (24 * 60))
        for one in decided.happenings:
            kind = getattr(one, "kind", "")
            kinds[kind] = kinds.get(kind, 0) + 1
    ended = sum(kinds.get(kind, 0) for kind in (
        "occasion_failed", "gathering_held", "feast_held", "vote_passed", "vote_rejected", "verdict_guilty",
        "verdict_cleared",
    ))  # fmt: skip
    assert 1 <= kinds["occasion_called"] <= len(days)
    assert kinds["occasion_called"] - ended <= 1


def test_every_vote_is_told_with_its_reason():
    stage = held(VOTE, *towards(1, 2, 3, affection=0.5), subject=1)
    assert len(stage.happenings[0].reasons) == len(CAST)
    assert all(reason.text for reason in stage.happenings[0].reasons)
