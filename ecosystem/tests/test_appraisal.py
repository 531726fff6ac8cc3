from __future__ import annotations

import random
from dataclasses import replace

from characters.minds import Emotion, GoalView, Mind, Personality
from ecosystem.dynamics import appraisal
from ecosystem.matter import Matter
from ecosystem.playing import Played, perform
from ecosystem.scenes import Past, Response, Scene
from ecosystem.stage import Stage
from ecosystem.tests.snapshots import mind, snapshot
from relationships.acts import ACTS
from relationships.bonds import Bond
from relationships.rumours import Tale

ADA, IVO, NOOR = 1, 2, 3


def people(**noor: object) -> tuple[Mind, ...]:
    return mind(ADA, "Ada"), mind(IVO, "Ivo"), mind(NOOR, "Noor", **noor)


def staged(*bonds: Bond, minds: tuple[Mind, ...] | None = None, past: tuple[Past, ...] = ()) -> Stage:
    return Stage(snapshot(*(minds or people()), bonds=bonds, past=past), 600)


def played(stage: Stage, act: str, accepted: bool = True, tale: Tale | None = None) -> Scene:
    """Ada does the act to Ivo before Noor's eyes."""
    responses = (Response(IVO, accepted, (), "even"),)
    matter = Matter(told=tale.event, tale=tale) if tale else Matter()
    scene = perform(stage, Played(ACTS[act], ADA, responses, (), matter), random.Random(1))
    appraisal.appraise(stage, scene, random.Random(1))
    found = stage.happenings[-1]
    assert isinstance(found, Scene)
    return found


def felt(scene: Scene, who: int) -> dict[str, int | None]:
    return {one.emotion.name: one.emotion.about for one in scene.feelings if one.who == who}


def test_a_friend_pities_the_insulted_and_an_enemy_gloats() -> None:
    friend = felt(played(staged(Bond(NOOR, IVO, affection=0.5, trust_good=3)), "insult"), NOOR)
    enemy = felt(played(staged(Bond(NOOR, IVO, affection=-0.6, trust_bad=3)), "insult"), NOOR)
    assert friend["pity"] == IVO
    assert enemy["gloating"] == IVO
    assert "pity" not in enemy


def test_what_is_done_to_the_beloved_is_done_to_oneself() -> None:
    beloved = Bond(NOOR, IVO, affection=0.9, trust_good=5)
    assert felt(played(staged(beloved), "insult"), NOOR).get("anger") == ADA
    assert felt(played(staged(beloved), "help"), NOOR)["gratitude"] == ADA


def test_ones_values_decide_how_much_a_deed_is_blamed() -> None:
    def blame(values: frozenset[str]) -> float:
        scene = played(staged(minds=people(values=values)), "insult")
        return max(one.emotion.intensity for one in scene.feelings if one.who == NOOR)

    assert blame(frozenset({"gentleness"})) > blame(frozenset())


def test_who_acts_against_their_own_values_is_ashamed_of_it() -> None:
    kind = (replace(people()[0], values=frozenset({"kindness"})), *people()[1:])
    assert "shame" in felt(played(staged(minds=kind), "threaten"), ADA)
    assert "shame" not in felt(played(staged(), "threaten"), ADA)


def test_a_feeling_that_the_act_itself_gives_is_felt_once() -> None:
    scene = played(staged(Bond(NOOR, ADA, affection=0.4), minds=people(values=frozenset({"kindness"}))), "help")
    admired = [one.emotion.intensity for one in scene.feelings if (one.who, one.emotion.name) == (NOOR, "admiration")]
    assert len(admired) == 1
    assert admired[0] > ACTS["help"].accept.feelings["witness"]["admiration"]


def hoping(name: str) -> tuple[Mind, ...]:
    ada, ivo, noor = people()
    return ada, replace(ivo, emotions=(Emotion(name, 0.6, 600, ADA, event=0),)), noor


def test_a_hope_that_comes_to_nothing_turns_into_disappointment() -> None:
    stage = staged(minds=hoping("hope"))
    scene = played(stage, "insult", accepted=False)
    assert felt(scene, IVO)["disappointment"] == ADA
    assert "hope" not in {one.name for one in stage.mind(IVO).emotions}


def test_a_fear_that_comes_true_is_confirmed_and_one_that_does_not_is_a_relief() -> None:
    assert "fears-confirmed" in felt(played(staged(minds=hoping("fear")), "threaten", accepted=False), IVO)
    assert "relief" in felt(played(staged(minds=hoping("fear")), "help"), IVO)


def test_a_hope_that_the_scene_itself_arouses_stays_open() -> None:
    stage = staged(Bond(ADA, IVO, attraction=0.5), Bond(IVO, ADA, attraction=0.5))
    played(stage, "flirt")
    assert "hope" in {one.name for one in stage.mind(ADA).emotions}


def test_amends_that_are_taken_ease_anger() -> None:
    ada, ivo, noor = people()
    angry = replace(ivo, emotions=(Emotion("anger", 0.5, 600, ADA, event=0),))
    taken, refused = staged(minds=(ada, angry, noor)), staged(minds=(ada, angry, noor))
    played(taken, "apologise")
    played(refused, "apologise", accepted=False)
    anger = [
        max(one.intensity for one in stage.mind(IVO).emotions if one.name == "anger") for stage in (taken, refused)
    ]
    assert anger[0] < anger[1]


def test_a_goal_brought_past_a_milestone_satisfies() -> None:
    ada, ivo, noor = people()
    goal = GoalView(7, "to be of use", 0.8, 0.23, acts=frozenset({"help"}))
    stage = staged(minds=(replace(ada, goals=(goal,)), ivo, noor))
    assert "satisfaction" in felt(played(stage, "help"), ADA)


BETRAYED = Tale(NOOR, 4, "betray", "Noor betrayed Mara", 5, True, -0.9, 590)


def heard_of(act: str) -> tuple[Past, ...]:
    return (Past(5, 0, 590, "interaction", act, NOOR, (4,), (ADA,), frozenset(), True, 0.5, (), {"news": "x"}, (), ()),)


def test_who_is_told_of_a_wrong_to_a_friend_feels_for_the_friend_and_fears_the_doer() -> None:
    minds = (*people(), replace(mind(4, "Mara"), place="garden"))
    stage = staged(
        Bond(IVO, 4, affection=0.5, trust_good=3), Bond(IVO, ADA, trust_good=8), minds=minds, past=heard_of("betray")
    )
    found = felt(played(stage, "warn", tale=BETRAYED), IVO)
    assert found["pity"] == 4
    assert found["reproach"] == NOOR
    assert "fear" in found


def test_who_had_seen_it_feels_nothing_new_at_the_tale() -> None:
    minds = (*people(), replace(mind(4, "Mara"), place="garden"))
    seen_already = (replace(heard_of("betray")[0], witnesses=(ADA, IVO)),)
    stage = staged(Bond(IVO, 4, affection=0.5, trust_good=3), minds=minds, past=seen_already)
    assert "pity" not in felt(played(stage, "warn", tale=BETRAYED), IVO)


def test_every_feeling_knows_what_stirred_it() -> None:
    scene = played(staged(Bond(NOOR, IVO, affection=0.5, trust_good=3)), "insult")
    assert {one.emotion.event for one in scene.feelings} == {scene.number}


def test_nobody_is_torn_between_opposites_about_one_deed() -> None:
    quick = Personality(agreeableness=0.9, neuroticism=0.9)
    minds = (*people()[:2], replace(people()[2], personality=quick))
    for act in ACTS:
        if ACTS[act].arity == "solo":
            continue
        names = felt(played(staged(minds=minds), act), NOOR)
        for emotion, about in names.items():
            opposite = appraisal.OPPOSITE.get(emotion)
            assert opposite is None or names.get(opposite, -1) != about
