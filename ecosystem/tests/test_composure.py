from __future__ import annotations

import random
from dataclasses import replace

from characters.minds import Crack, Emotion, Mind, Mood, Personality
from ecosystem import decide as turn
from ecosystem.dynamics import composure
from ecosystem.scenes import Development
from ecosystem.stage import Stage
from ecosystem.tests.snapshots import mind, snapshot
from relationships.bonds import Bond

ADA, IVO, NOOR = 1, 2, 3
HARD = Personality(agreeableness=0.1, extraversion=0.7, neuroticism=0.8)
SOFT = Personality(agreeableness=0.9, extraversion=0.5, neuroticism=0.9)
SHY = Personality(agreeableness=0.5, extraversion=0.05, neuroticism=0.4)


def broken(personality: Personality, *emotions: Emotion, bonds: tuple[Bond, ...] = ()) -> tuple[Stage, Development]:
    """Ada, who can bear no more, before Ivo and Noor."""
    ada = replace(mind(ADA, "Ada"), personality=personality, strain=1.0, emotions=emotions, mood=Mood(-0.6))
    stage = Stage(snapshot(ada, mind(IVO, "Ivo"), mind(NOOR, "Noor"), bonds=bonds), 600)
    stage.mind(ADA)
    composure.break_out(stage, random.Random(1))
    (one,) = stage.happenings
    assert isinstance(one, Development)
    return stage, one


def test_whoever_can_bear_no_more_gives_way_once() -> None:
    stage, one = broken(HARD)
    assert (one.kind, one.initiator) == ("cracked", ADA)
    assert stage.mind(ADA).strain == 0
    composure.break_out(stage, random.Random(1))
    assert len(stage.happenings) == 1


def test_an_outburst_falls_on_whoever_is_most_resented_and_costs_their_liking() -> None:
    stage, one = broken(HARD, Emotion("anger", 0.8, 600, IVO, event=0))
    assert one.others == (IVO,)
    assert stage.bond(IVO, ADA).affection < 0
    assert "lashes out at Ivo" in one.text
    assert all(change.rule == "composure.outburst" for change in one.changes)


def test_tears_move_friends_to_pity() -> None:
    _, one = broken(SOFT, bonds=(Bond(NOOR, ADA, affection=0.6),))
    assert "breaks down in tears" in one.text
    assert ("pity", NOOR) in {(felt.emotion.name, felt.who) for felt in one.feelings}


def test_the_shy_hide_themselves_away() -> None:
    stage, one = broken(SHY)
    assert "hides themselves away" in one.text
    pulls = dict(composure.alone(stage, ADA))
    assert pulls["withdraw"].bonus > 0


def test_each_crack_says_why() -> None:
    _, one = broken(HARD, Emotion("anger", 0.8, 600, IVO, event=0))
    assert {reason.rule for reason in one.reasons} >= {"composure.strain", "composure.temper", "composure.feeling"}


def cracking(manner: str, bonds: tuple[Bond, ...] = ()) -> Stage:
    ada = replace(mind(ADA, "Ada"), crack=Crack(manner, 590, 690))
    return Stage(snapshot(ada, mind(IVO, "Ivo"), bonds=bonds), 600)


def test_a_crack_shows_in_what_one_does_and_how_one_answers() -> None:
    assert dict(composure.pull(cracking("outburst"), ADA, IVO))["insult"].bonus > 0
    assert dict(composure.pull(cracking("tears"), ADA, IVO))["joke"].bonus < 0
    assert composure.sway(cracking("tears"), ADA, IVO, "comfort")[0].bonus > 0
    assert composure.sway(cracking("withdrawal"), ADA, IVO, "talk")[0].bonus < 0


def test_even_beside_oneself_one_spares_those_one_loves() -> None:
    loved = cracking("outburst", (Bond(ADA, IVO, affection=0.8),))
    assert "insult" not in dict(composure.pull(loved, ADA, IVO))


def test_the_steady_are_neither_drawn_nor_swayed() -> None:
    stage = Stage(snapshot(mind(ADA, "Ada"), mind(IVO, "Ivo")), 600)
    assert list(composure.pull(stage, ADA, IVO)) == []
    assert composure.sway(stage, ADA, IVO, "talk") == ()


def test_about_to_crack_one_is_short_with_people() -> None:
    stage = Stage(snapshot(replace(mind(ADA, "Ada"), strain=0.8), mind(IVO, "Ivo")), 600)
    pulls = dict(composure.pull(stage, ADA, IVO))
    assert pulls["criticise"].bonus > 0 > pulls["joke"].bonus


def test_whoever_comes_round_is_relieved() -> None:
    ada = replace(mind(ADA, "Ada"), crack=Crack("tears", 500, 605))
    stage = Stage(snapshot(ada, mind(IVO, "Ivo")), 610)
    stage.mind(ADA)
    composure.break_out(stage, random.Random(1))
    assert [one.name for one in stage.mind(ADA).emotions] == ["relief"]
    assert stage.happenings == []


def test_the_outburst_turns_a_quiet_room_into_a_quarrel() -> None:
    def quarrels(ada: Mind) -> int:
        seen = snapshot(ada, mind(IVO, "Ivo"))
        turns = [turn.decide(seen, random.Random(seed)) for seed in range(60)]
        hostile = {"insult", "provoke", "accuse", "confront", "criticise", "snub"}
        return sum(scene.act in hostile and scene.initiator == ADA for one in turns for scene in one.scenes)

    calm = mind(ADA, "Ada")
    assert quarrels(replace(calm, crack=Crack("outburst", 590, 700))) > 3 * max(1, quarrels(calm))
