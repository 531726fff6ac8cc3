from __future__ import annotations

import random
from dataclasses import replace

from characters.minds import Emotion, Mind, Personality, Wound
from ecosystem import decide as turn
from ecosystem import whereabouts
from ecosystem.dynamics import wounds
from ecosystem.matter import Matter, hurt_for
from ecosystem.playing import Played, perform
from ecosystem.scenes import Development, Feeling, Place, Response, Scene, Setting
from ecosystem.stage import Stage
from ecosystem.tests.snapshots import mind, snapshot
from relationships.acts import ACTS
from relationships.bonds import Bond

ADA, IVO, NOOR = 1, 2, 3
NEAR = Bond(ADA, IVO, affection=0.7, trust_good=4)
SAFE = Bond(ADA, NOOR, affection=0.5, trust_good=6)
DEALT = Wound(0, "betrayal", "Ivo betrayed Ada", 0, 0.7, frozenset({IVO}), "hall", frozenset({"betrayal"}))


def ada(*held: Wound, **fields: object) -> Mind:
    return replace(mind(ADA, "Ada", **fields), wounds=held, personality=Personality(neuroticism=0.6))


def staged(me: Mind, *bonds: Bond) -> Stage:
    kind = replace(mind(NOOR, "Noor"), personality=Personality(agreeableness=0.9))
    return Stage(snapshot(me, mind(IVO, "Ivo"), kind, bonds=bonds or (NEAR, SAFE)), 600)


def played(stage: Stage, act: str, doer: int, patient: int, accepted: bool = True) -> Scene:
    responses = (Response(patient, accepted, (), "even"),)
    scene = perform(stage, Played(ACTS[act], doer, responses, (), Matter()), random.Random(1))
    wounds.touch(stage, scene, random.Random(1))
    found = stage.happening(scene.number)
    assert isinstance(found, Scene)
    return found


def kinds(stage: Stage) -> list[str]:
    return [one.kind for one in stage.happenings if isinstance(one, Development)]


def test_a_friends_betrayal_leaves_a_wound_and_the_feed_tells_it() -> None:
    stage = staged(ada())
    scene = played(stage, "betray", IVO, ADA, accepted=False)
    wounds.wound(stage, random.Random(1))
    (dealt,) = stage.mind(ADA).wounds
    assert (dealt.event, dealt.persons, dealt.kind, dealt.place) == (scene.number, {IVO}, "betrayal", "hall")
    assert kinds(stage) == ["wound_opened"]
    assert stage.happenings[-1].text == "Ivo betrayed Ada, and it leaves a wound."
    assert stage.happenings[-1].cause == scene.number


def test_a_strangers_insult_leaves_none() -> None:
    stage = staged(ada(), SAFE)
    played(stage, "insult", IVO, ADA)
    wounds.wound(stage, random.Random(1))
    assert stage.mind(ADA).wounds == ()


def test_whoever_betrays_is_not_wounded_by_their_own_guilt() -> None:
    stage = staged(ada(), NEAR, Bond(IVO, ADA, affection=0.9))
    played(stage, "lie", IVO, ADA, accepted=False)
    wounds.wound(stage, random.Random(1))
    assert stage.mind(IVO).wounds == ()


def test_a_refused_declaration_wounds_the_one_who_made_it() -> None:
    stage = staged(ada(), replace(NEAR, attraction=0.9))
    played(stage, "declare_love", ADA, IVO, accepted=False)
    wounds.wound(stage, random.Random(1))
    assert [one.kind for one in stage.mind(ADA).wounds] == ["rejection"]


def test_what_came_to_light_wounds_by_the_deed_it_tells() -> None:
    stage = staged(ada())
    pain = Feeling(ADA, Emotion("distress", 0.9, 600, IVO))
    reason = wounds.Reason("betrayal.deed", "Ivo gave Ada’s secret away", 5.0, 1)
    stage.develop(Development("betrayal_discovered", "It came out.", ADA, feelings=(pain,), reasons=(reason,)))
    wounds.wound(stage, random.Random(1))
    assert [one.text for one in stage.mind(ADA).wounds] == ["Ivo gave Ada’s secret away"]


def test_an_old_wound_makes_what_hurts_hurt_more_and_comes_back_unbidden() -> None:
    whole, sore = staged(ada()), staged(ada(DEALT))
    fresh, again = played(whole, "snub", IVO, ADA), played(sore, "snub", IVO, ADA)

    def pain(scene: Scene) -> float:
        return max(one.emotion.intensity for one in scene.feelings if one.who == ADA)

    assert pain(again) > pain(fresh) * 1.5
    assert sore.mind(ADA).mood.pleasure < whole.mind(ADA).mood.pleasure
    assert [(one.who, one.event) for one in again.stirrings] == [(ADA, 0)]
    assert sore.mind(ADA).wounds[0].severity > DEALT.severity


def test_even_kindness_from_that_hand_aches() -> None:
    scene = played(staged(ada(DEALT)), "praise", IVO, ADA)
    assert "distress" in {one.emotion.name for one in scene.feelings if one.who == ADA}


def test_the_memory_does_not_come_twice_within_hours() -> None:
    scene = played(staged(ada(replace(DEALT, stirred=590))), "praise", IVO, ADA)
    assert scene.stirrings == ()


def test_telling_a_kind_and_trusted_listener_heals() -> None:
    def healed(act: str, patient: int) -> float:
        stage = staged(ada(replace(DEALT, safe=3)))
        played(stage, act, ADA, patient)
        return stage.mind(ADA).wounds[0].healed

    assert healed("confide", NOOR) > healed("talk", NOOR) > 0
    assert healed("talk", IVO) == 0


def test_nobody_distrusted_is_safe_to_tell() -> None:
    stage = staged(ada(replace(DEALT, safe=3)), NEAR, replace(SAFE, trust_bad=9))
    played(stage, "confide", ADA, NOOR)
    assert stage.mind(ADA).wounds[0].healed == 0


def test_amends_of_the_one_who_dealt_it_heal() -> None:
    stage = staged(ada(DEALT))
    played(stage, "make_amends", IVO, ADA)
    assert stage.mind(ADA).wounds[0].healed > 0


def test_a_wound_that_closes_is_told_and_leaves_its_bearer_grown() -> None:
    stage = staged(ada(replace(DEALT, safe=3, healed=0.89)))
    played(stage, "confide", ADA, NOOR)
    assert kinds(stage) == ["wound_healed"]
    assert stage.mind(ADA).wounds[0].closed == 600
    assert stage.mind(ADA).personality.agreeableness > 0.5


def test_one_shuns_whoever_dealt_it_and_seeks_whom_one_can_tell() -> None:
    stage = staged(ada(DEALT))
    assert dict(wounds.pull(stage, ADA, IVO))["talk"].bonus < 0
    assert dict(wounds.pull(stage, ADA, NOOR))["confide"].bonus > 0
    assert list(wounds.pull(stage, IVO, NOOR)) == []
    assert wounds.sway(stage, ADA, IVO, "invite")[0].bonus < 0
    assert dict(wounds.alone(stage, ADA))["withdraw"].bonus > 0


def test_one_leaves_the_room_to_whoever_dealt_it() -> None:
    places = {key: Place(key, f"the {key}", "", ("hall", "garden")) for key in ("hall", "garden")}

    def left(*held: Wound) -> int:
        seen = snapshot(ada(*held), mind(IVO, "Ivo"), mind(NOOR, "Noor"), setting=Setting(places, ("x",)))
        return sum(ADA in whereabouts.moves(seen, seen.minds, [ADA], random.Random(seed)) for seed in range(200))

    assert left(DEALT) > left() + 20


def test_a_wound_is_something_to_confide_to_anybody_but_its_dealer() -> None:
    seen = snapshot(ada(DEALT), mind(IVO, "Ivo"), mind(NOOR, "Noor"))
    assert hurt_for(seen, ADA, NOOR) == "I cannot get over what Ivo did to me"
    assert hurt_for(seen, ADA, IVO) == ""


def test_the_wounded_confide_more() -> None:
    def confided(*held: Wound) -> int:
        seen = snapshot(ada(*held), mind(NOOR, "Noor"), bonds=(replace(SAFE, familiarity=0.6),))
        turns = [turn.decide(seen, random.Random(seed)) for seed in range(60)]
        return sum(scene.act == "confide" and scene.initiator == ADA for one in turns for scene in one.scenes)

    assert confided() == 0
    assert confided(DEALT) > 5


def test_a_wound_by_somebody_who_is_gone_still_heals() -> None:
    stage = Stage(
        snapshot(ada(replace(DEALT, persons=frozenset({99}), safe=3)), mind(NOOR, "Noor"), bonds=(SAFE,)), 600
    )
    played(stage, "confide", ADA, NOOR)
    assert stage.mind(ADA).wounds[0].healed > 0
    assert list(wounds.alone(stage, ADA)) == []
